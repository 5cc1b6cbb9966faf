using KBoss.Domain.Suppliers;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>buying.md</c>: finding, ordering, paying and cancelling, and what suppliers ask for before.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class BuyingWalkTests(RunningKBoss app, Browser browser)
{
    private const string Product = "启明通用云主机";

    [Fact]
    public async Task A_customer_finds_orders_pays_cancels_and_gives_what_a_supplier_asks_for()
    {
        var walk = new ManualWalk(browser, app, "buying");
        var (_, asked) = await ManualShop.SellAsync(app, Connector.TencentCloud, "腾讯云渠道（示例）", "腾讯云服务器 S5", "TX-S5-BUY", 260m);
        await using var buyer = await walk.SignInAsync("person", "13800000012");
        await ChooseAsync(walk, buyer);
        var orderNo = await OrderAsync(walk, buyer);
        await PayAsync(walk, buyer, orderNo);
        await CancelAsync(walk, buyer, orderNo);
        await GiveAccountAsync(walk, buyer, asked);
        walk.End();
    }

    private static async Task ChooseAsync(ManualWalk walk, Window buyer)
    {
        await buyer.GoAsync("/products");
        await buyer.ChooseAsync("field-type", "云主机");
        await buyer.ClickAsync("action-search");
        await Expect(buyer.Id("row-products").Filter(new() { HasText = Product })).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "products", "filters");
        await buyer.FollowAsync(buyer.Id("row-products").Filter(new() { HasText = Product }).GetByTestId("action-open"), "page-products-detail");
        await buyer.ClickAsync("option-16核");
        await Expect(buyer.Id("value-amount")).ToHaveTextAsync("¥1,168.64");
        await buyer.Id("field-quantity").FillAsync("3");
        await Expect(buyer.Id("value-amount")).ToHaveTextAsync("¥3,505.92");
        await walk.ShowAsync(buyer, "product", "action-add-to-cart", "action-buy-now");
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
        await buyer.GoAsync("/products?q=" + Uri.EscapeDataString("星瀚智算推理实例"));
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
    }

    private static async Task<string> OrderAsync(ManualWalk walk, Window buyer)
    {
        await buyer.GoAsync("/cart");
        var servers = buyer.Row("cart-lines", "YJ-ECS-G-16C64G");
        await servers.GetByTestId("field-quantity").FillAsync("2");
        await servers.GetByTestId("field-quantity").BlurAsync();
        await Expect(servers.GetByTestId("value-amount")).ToHaveTextAsync("¥2,337.28");
        await servers.GetByTestId("action-why-price").ClickAsync();
        await Expect(servers.GetByTestId("dialog-why-price")).ToBeVisibleAsync();
        await servers.GetByTestId("action-close").ClickAsync();
        await walk.ShowAsync(buyer, "cart", "action-checkout");
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await walk.ShowAsync(buyer, "checkout", "action-place-order");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await Expect(buyer.Id("value-short")).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "order", "action-pay-wallet", "action-pay-alipay", "action-cancel-order");
        return (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    private static async Task PayAsync(ManualWalk walk, Window buyer, string orderNo)
    {
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", "0");
        await buyer.ClickAsync("action-recharge");
        await Expect(buyer.Id("error-amount")).ToBeVisibleAsync();
        await buyer.FillAsync("field-amount", "3000");
        await walk.ShowAsync(buyer, "me", "form-recharge");
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.ExpectStatusAsync("Paid");
        await buyer.GoAsync($"/orders/{orderNo}");
        await buyer.ClickAsync("action-pay-wallet");
        await ExpectDialogAsync(buyer, "dialog-pay-wallet", orderNo);
        await walk.ShowDialogAsync(buyer, "pay");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        await Expect(buyer.Id("row-delivery")).ToHaveCountAsync(2);
        await walk.ShowAsync(buyer, "paid", "grid-delivery");
        await buyer.GoAsync("/me/cash");
        await Expect(buyer.Page.Locator("#content")).ToContainTextAsync(orderNo);
        await walk.ShowAsync(buyer, "cash");
    }

    private static async Task CancelAsync(ManualWalk walk, Window buyer, string paidNo)
    {
        await buyer.GoAsync($"/products?q={Uri.EscapeDataString(Product)}");
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
        await buyer.ClickAsync("action-cancel-order");
        await ExpectDialogAsync(buyer, "dialog-cancel-order", orderNo);
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Cancelled")).ToBeVisibleAsync();
        await buyer.GoAsync("/orders");
        await Expect(buyer.Row("orders", orderNo).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Cancelled");
        await Expect(buyer.Row("orders", paidNo)).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "orders", "filters");
    }

    private static async Task GiveAccountAsync(ManualWalk walk, Window buyer, long productId)
    {
        await buyer.GoAsync($"/products/{productId}");
        await Expect(buyer.Id("demand")).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "asked", "demand");
        await buyer.FollowAsync("action-demand", "page-me-tencent");
        await buyer.ClickAsync("action-give");
        await Expect(buyer.Id("error-uin")).ToBeVisibleAsync();
        await Expect(buyer.Id("error-profile-name")).ToBeVisibleAsync();
        await FillAndLeaveAsync(buyer, ("uin", "100000000102"), ("profile-name", "示例研究院"), ("profile-contact", Say("个人客户", "Individual")));
        await buyer.ClickAsync("action-give");
        await Expect(buyer.Page.Locator("#tencentcloud").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Confirmed", new() { Timeout = 30_000 });
        // Without the mark in the address, which scrolls down to what was asked for.
        await buyer.GoAsync("/me/tencent");
        await walk.ShowAsync(buyer, "accounts", "form-tencent", "action-want-zhongjin", "action-want-jinan");
        await buyer.GoAsync($"/products/{productId}");
        await Expect(buyer.Id("action-buy-now")).ToBeVisibleAsync();
        await Expect(buyer.Id("demand")).ToHaveCountAsync(0);
    }
}
