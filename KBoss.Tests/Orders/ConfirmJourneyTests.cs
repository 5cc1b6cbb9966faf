using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Orders;

/// <summary>A customer at the confirmation, and Operations in another window that changes what is about to be ordered.</summary>
[BrowserTest]
public sealed class ConfirmJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Product = "启明通用云主机";
    private const string Code = "YJ-ECS-G-2C8G";

    [Fact]
    public async Task R_ORD_7_what_changes_between_cart_and_confirmation_is_named_at_its_line_and_one_press_accepts_it()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await AddAsync(buyer, Product, Code, 2, 12);
        await AddAsync(buyer, "启明计算型云主机", "YJ-ECS-C-8C16G", 1, 1);
        await buyer.GoAsync("/cart");
        await Expect(buyer.Row("cart-lines", Code).GetByTestId("status")).ToHaveCountAsync(0);
        await buyer.FollowAsync("action-checkout", "page-checkout");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await ChangeSkuAsync(operations, Code, unit: "Piece", listPrice: "200", stock: "");

        await buyer.ClickAsync("action-place-order");
        var line = buyer.Row("order-lines", Code);
        await Expect(line.Locator("[data-status=UnitChanged]")).ToContainTextAsync("月 → 个");
        await Expect(line.Locator("[data-status=PeriodsChanged]")).ToContainTextAsync("12 → 1");
        await Expect(line.Locator("[data-status=UnitPriceChanged]")).ToContainTextAsync("176.00");
        await Expect(line.Locator("[data-status=AmountChanged]")).ToContainTextAsync("352.00");
        await Expect(buyer.Id("changed")).ToBeVisibleAsync();
        await Expect(buyer.Row("order-lines", "YJ-ECS-C-8C16G").GetByTestId("status")).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.PictureAsync("confirm-changed");

        // What it is now may change once more; nothing was ordered so far.
        await ChangeSkuAsync(operations, Code, unit: "Piece", listPrice: "300", stock: "1");
        await buyer.ClickAsync("action-place-order");
        await Expect(line.Locator("[data-status=StockShort]")).ToContainTextAsync("1");
        await Expect(line.Locator("[data-status=UnitChanged]")).ToHaveCountAsync(0);
        await Expect(line.Locator("[data-status=UnitPriceChanged]")).ToContainTextAsync("264.00");
        await buyer.PictureAsync("confirm-short");

        // Mended in the cart, where the field says how many there are.
        await buyer.GoAsync("/cart");
        var inCart = buyer.Row("cart-lines", Code);
        await Expect(inCart.GetByTestId("error-quantity")).ToContainTextAsync("1");
        await Expect(inCart.GetByTestId("field-periods")).ToHaveCountAsync(0);
        await buyer.PictureAsync("cart-short");
        await inCart.GetByTestId("field-quantity").FillAsync("1");
        await inCart.GetByTestId("field-quantity").BlurAsync();
        await Expect(inCart.GetByTestId("value-amount")).ToContainTextAsync("264.00");
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await Expect(line.Locator("[data-status=UnitChanged]")).ToBeVisibleAsync();
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await Expect(buyer.Row("order-lines", Code)).ToContainTextAsync("264.00");

        // The last one is gone: the shop says so where a quantity is typed.
        await buyer.GoAsync($"/products?q={Product}");
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.GoAsync(new Uri(buyer.Page.Url).AbsolutePath + $"?sku={Code}");
        await Expect(buyer.Id("error-quantity")).ToContainTextAsync("已售罄");
        await buyer.ClickAsync("action-add-to-cart");
        await Expect(buyer.Id("error-quantity")).ToContainTextAsync("已售罄");
        await Expect(buyer.Id("toast-success")).ToHaveCountAsync(0);

        // The emptied cell of a price asks before it takes the product off the shop.
        await operations.GoAsync("/operations/discounts?q=YJ-ECS-C-8C16G");
        var cell = operations.Row("discounts", "YJ-ECS-C-8C16G").GetByTestId("field-discount");
        await cell.FillAsync("");
        await cell.PressAsync("Enter");
        await Expect(operations.Id("dialog-clear-terms")).ToContainTextAsync("启明计算型云主机");
        await operations.PictureAsync("clear-terms");
        await operations.CancelAsync();
        await cell.PressAsync("Escape");
        await Expect(cell).ToHaveValueAsync("0.90");
        await cell.FillAsync("");
        await cell.PressAsync("Enter");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Row("discounts", "YJ-ECS-C-8C16G").GetByTestId("status").Last).ToHaveAttributeAsync("data-status", "Invisible");
        await operations.FollowAsync(operations.Row("discounts", "YJ-ECS-C-8C16G").GetByTestId("action-supplier"), "page-operations-suppliers-detail");
        await operations.GoAsync(new Uri(operations.Page.Url).AbsolutePath + "/products?q=YJ-ECS-C-8C16G");
        await Expect(operations.Row("skus", "YJ-ECS-C-8C16G").GetByTestId("value-invisible")).ToContainTextAsync("未设公共售价或折扣");
        await operations.PictureAsync("product-invisible");
    }

    private static async Task AddAsync(Window buyer, string product, string code, int quantity, int periods)
    {
        await buyer.GoAsync($"/products?q={product}");
        await buyer.FollowAsync(buyer.Id("row-products").Filter(new() { HasText = product }).GetByTestId("action-open").First, "page-products-detail");
        await buyer.GoAsync(new Uri(buyer.Page.Url).AbsolutePath + $"?sku={code}&quantity={quantity}&periods={periods}");
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
    }

    private static async Task ChangeSkuAsync(Window operations, string code, string unit, string listPrice, string stock)
    {
        await operations.GoAsync($"/operations/discounts?q={code}");
        await operations.FollowAsync(operations.Row("discounts", code).GetByTestId("action-supplier"), "page-operations-suppliers-detail");
        await operations.GoAsync(new Uri(operations.Page.Url).AbsolutePath + $"/products?q={code}");
        await operations.Row("skus", code).GetByTestId("action-edit-sku").ClickAsync();
        await operations.ChooseAsync("field-unit", unit);
        await operations.FillAsync("field-list-price", listPrice);
        await operations.FillAsync("field-stock", stock);
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
    }
}
