using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Orders;

/// <summary>A cart that is open in two windows, and a line that says something else than what was typed.</summary>
[BrowserTest]
public sealed class CartJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Code = "YJ-ECS-G-2C8G";
    private const string Other = "YJ-ECS-C-8C16G";

    [Fact]
    public async Task Buying_rests_while_a_line_is_wrong_and_a_line_that_is_gone_says_so_and_offers_the_way_on()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await AddAsync(buyer, "启明通用云主机", Code);
        await AddAsync(buyer, "启明计算型云主机", Other);
        await buyer.GoAsync("/cart");
        var line = buyer.Row("cart-lines", Code);

        await line.GetByTestId("field-quantity").FillAsync("1001");
        await line.GetByTestId("field-quantity").BlurAsync();
        await Expect(line.GetByTestId("error-quantity")).ToBeVisibleAsync();
        await Expect(buyer.Id("action-checkout")).ToBeDisabledAsync();
        await Expect(buyer.Id("value-mend")).ToBeVisibleAsync();
        await buyer.PictureAsync("cart-wrong");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        // A line that is not bought does not hold up the others.
        await line.GetByTestId("field-select").UncheckAsync();
        await Expect(buyer.Id("action-checkout")).ToBeEnabledAsync();
        await line.GetByTestId("field-select").CheckAsync();
        await line.GetByTestId("field-quantity").FillAsync("2");
        await line.GetByTestId("field-quantity").BlurAsync();
        await Expect(buyer.Id("action-checkout")).ToBeEnabledAsync();
        await Expect(buyer.Id("value-mend")).ToHaveCountAsync(0);

        // Another window of the same browser takes it out.
        var second = await buyer.Page.Context.NewPageAsync();
        await second.GotoAsync("/cart");
        await second.Locator("body[data-interactive='true']").WaitForAsync();
        await second.Locator($"[data-testid='row-cart-lines'][data-key='{Code}']").GetByTestId("action-remove").ClickAsync();
        await second.GetByTestId("action-confirm").ClickAsync();
        await second.GetByTestId("toast-success").First.WaitForAsync();
        await line.GetByTestId("field-quantity").FillAsync("3");
        await line.GetByTestId("field-quantity").BlurAsync();
        await Expect(buyer.Id("value-gone")).ToContainTextAsync("启明通用云主机");
        await Expect(line).ToHaveCountAsync(0);
        await Expect(buyer.Row("cart-lines", Other)).ToBeVisibleAsync();
        await buyer.PictureAsync("cart-gone");
        await buyer.FollowAsync("action-to-orders", "page-orders");
    }

    private static async Task AddAsync(Window buyer, string product, string code)
    {
        await buyer.GoAsync($"/products?q={product}");
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.GoAsync(new Uri(buyer.Page.Url).AbsolutePath + $"?sku={code}");
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
    }
}
