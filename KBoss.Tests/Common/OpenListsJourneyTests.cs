using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common;

/// <summary>Lists that stand open while somebody else acts: nothing jumps, and what is new is there by a click.</summary>
[BrowserTest]
public sealed class OpenListsJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task The_cash_desk_and_a_customers_orders_say_what_is_new_while_they_stand_open()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.RechargeAsync("3000");
        await buyer.GoToProductAsync("启明通用云主机", "YJ-ECS-G-2C8G");
        var first = await buyer.BuyChosenAsync();

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/cash");
        await finance.SettledAsync();
        var shown = await finance.Id("row-cash").CountAsync();
        await using var phone = await browser.OpenAsync(app, 390, 844);
        await phone.SignInAsync("company", "13800000011");
        await phone.GoAsync("/orders");
        await Expect(phone.Row("orders", first)).ToBeVisibleAsync();

        // The customer recharges: the desk keeps its rows until Finance wants the new one.
        var top = await finance.Id("row-cash").First.GetAttributeAsync("data-key");
        await buyer.RechargeAsync("1234");
        await Expect(finance.Id("action-show-news")).ToBeVisibleAsync();
        Assert.Equal(top, await finance.Id("row-cash").First.GetAttributeAsync("data-key"));
        await finance.PictureAsync("cash-desk-news");
        await finance.ClickAsync("action-show-news");
        await Expect(finance.Id("row-cash").First.GetByTestId("value-amount")).ToContainTextAsync("1,234.00");
        await Expect(finance.Id("action-show-news")).ToHaveCountAsync(0);
        await Expect(finance.Id("row-cash")).ToHaveCountAsync(shown + 1);

        // A colleague orders: so does the list on the phone.
        await buyer.GoToProductAsync("启明通用云主机", "YJ-ECS-G-2C8G");
        var second = await buyer.BuyChosenAsync();
        await Expect(phone.Id("action-show-news")).ToBeVisibleAsync();
        await Expect(phone.Row("orders", second)).ToHaveCountAsync(0);
        await phone.PictureAsync("orders-news-phone");
        await phone.ComesAsync(phone.Row("orders", second));
        await Expect(phone.Row("orders", second).GetByTestId("status")).Not.ToHaveAttributeAsync("data-status", "Unpaid");
    }
}
