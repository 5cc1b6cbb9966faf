using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Orders.Desk;

/// <summary>Finance goes from the trial balance to an order and back, Sales notes what the customer never sees.</summary>
[BrowserTest]
public sealed class OrderDeskJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Note = "客户希望月底前交付";

    [Fact]
    public async Task Numbers_lead_from_the_book_to_the_order_and_back_and_a_note_stays_with_the_seller()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        var orderNo = await BuyAsync(buyer);

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/trial-balance");
        await finance.FollowAsync(finance.Row("accounts", "6001").Locator("a"), "page-finance-accounts-detail");
        await finance.SettledAsync();
        await finance.FollowAsync(finance.Id("action-entry").Filter(new() { HasText = orderNo }), "page-finance-journal-detail");
        await Expect(finance.Id("value-margin")).ToBeVisibleAsync();
        await finance.PictureAsync("entry-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.FollowAsync("action-reference", "page-orders-desk-detail");
        await Expect(finance.Row("story", "Entry.Posted")).ToBeVisibleAsync();
        await finance.ClickAsync("action-why-price");
        await Expect(finance.Id("dialog-why-price")).ToBeVisibleAsync();
        await finance.ClickAsync("action-close");
        await finance.PictureAsync("order-desk-finance-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.FollowAsync(finance.Row("entries", "Sale").Locator("a"), "page-finance-journal-detail");
        await finance.Page.GoBackAsync();
        await finance.SeeAsync("page-orders-desk-detail");
        await finance.GoAsync($"/finance/journal?reference={orderNo}");
        await Expect(finance.Id("detail-entries")).ToBeVisibleAsync();
        await finance.PictureAsync("journal-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));

        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/orders-desk");
        await sales.FillAsync("field-q", orderNo);
        await sales.SettledAsync();
        await Expect(sales.Id("value-sum-cost")).ToHaveCountAsync(0);
        await sales.PictureAsync("orders-desk-sales-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        Assert.Contains(orderNo, Assert.Single(await sales.DownloadAsync("action-export")));
        await sales.FollowAsync(sales.Row("orders", orderNo).GetByTestId("action-open"), "page-orders-desk-detail");
        await finance.GoAsync($"/orders-desk/{orderNo}");
        await sales.ClickAsync("action-add-note");
        await Expect(sales.Id("error-note")).ToBeVisibleAsync();
        await sales.FillAsync("field-note", Note);
        await sales.ClickAsync("action-add-note");
        await sales.SucceededAsync();
        await Expect(sales.Row("story", "Note")).ToContainTextAsync(Note);
        await Expect(finance.Row("story", "Note")).ToContainTextAsync(Note);
        await Expect(sales.Id("value-cost")).ToHaveCountAsync(0);
        await sales.PictureAsync("order-desk-sales-zh");
        await sales.ClickAsync("action-show-notes");
        await Expect(sales.Id("row-story")).ToHaveCountAsync(1);

        await buyer.GoAsync($"/orders/{orderNo}");
        await Expect(buyer.Id("grid-order-lines")).ToBeVisibleAsync();
        Assert.DoesNotContain(Note, await buyer.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(403, (await buyer.Page.APIRequest.GetAsync($"/orders-desk/{orderNo}")).Status);

        await sales.SpeakAsync("en");
        await sales.ResizeAsync(390);
        var page = $"/orders-desk/{orderNo}";
        foreach (var (path, picture) in new[] { ("/orders-desk", "orders-desk-390"), (page, "order-desk-390"), ($"{page}/print", "order-sheet-390") })
        {
            await sales.GoAsync(path);
            await sales.SettledAsync();
            await sales.PictureAsync(picture);
            Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
            await sales.FitsAsync();
        }

        await Expect(sales.Id("order-sheet")).ToContainTextAsync(orderNo);
        Assert.DoesNotContain(Note, await sales.Page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> BuyAsync(Window buyer)
    {
        await buyer.GoAsync("/products?q=启明通用云主机");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open").First, "page-products-detail");
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
        await buyer.GoAsync("/cart");
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
        await buyer.FollowAlipayAsync("action-pay-alipay");
        await buyer.GoAsync($"/orders/{orderNo}");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return orderNo;
    }
}
