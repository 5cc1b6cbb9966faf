using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Connectors.Journeys;

/// <summary>What 中金 asks: customers are told to it, wait for its whitelist, are refused or on it, and buy; in a browser, and nobody loads a page anew.</summary>
[BrowserTest]
public sealed class ZhongjinJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "YJ-ECS-G-2C8G";
    private const string Product = "启明通用云主机";

    [Fact]
    public async Task Sales_tells_customers_one_by_one_and_many_at_once_and_the_cart_of_one_that_is_on_the_whitelist_can_be_ordered()
    {
        await ConnectAsync();
        await using var buyer = await browser.OpenAsync(app, "company", "13800000011");
        await buyer.RechargeAsync("2000");
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveAttributeAsync("data-status", "Connectors.ZhongjinMissing");
        await buyer.ClickAsync("action-add-to-cart");
        var line = await CartAsync(buyer);
        await Expect(line.GetByTestId("demand")).ToHaveAttributeAsync("data-status", "Connectors.ZhongjinMissing");
        await Expect(line.GetByTestId("field-select")).ToBeDisabledAsync();
        await buyer.PictureAsync("zhongjin-cart");
        await buyer.FollowAsync(line.GetByTestId("action-demand"), "page-me-tencent");
        await buyer.ClickAsync("action-want-zhongjin");
        await Expect(buyer.Id("value-wanted")).ToBeVisibleAsync();
        await CartAsync(buyer);

        await using var sales = await browser.OpenAsync(app, "sales", "13800000003");
        await sales.GoAsync("/sales/zhongjin?who=all");
        var (first, asked, refused) = (Row(sales, "客户示例公司 01"), Row(sales, "示例科技有限公司"), Row(sales, "客户示例公司 03"));
        await asked.ExpectStatusAsync("NotSynced");
        await asked.GetByTestId("action-sync").ClickAsync();
        await asked.ExpectStatusAsync("Waiting");
        await Expect(line.GetByTestId("demand")).ToHaveAttributeAsync("data-status", "Connectors.ZhongjinWaiting");
        await first.GetByTestId("field-select").CheckAsync();
        await refused.GetByTestId("field-select").CheckAsync();
        await sales.PictureAsync("zhongjin-bulk");
        await sales.ClickAsync("action-sync-selected");
        await first.ExpectStatusAsync("Waiting");
        await refused.ExpectStatusAsync("Waiting");

        await using var tester = await browser.OpenAsync(app);
        await tester.DecideAsync("示例科技有限公司", accept: true);
        await tester.DecideAsync("客户示例公司 03", accept: false, "资料不全");
        await using var admin = await browser.OpenAsync(app, "admin", "13800000001");
        await admin.RunAsync("poll-zhongjin");

        await asked.ExpectStatusAsync("Whitelisted");
        await refused.ExpectStatusAsync("Refused");
        await Expect(refused.GetByTestId("value-reason")).ToHaveTextAsync("资料不全");
        await first.ExpectStatusAsync("Waiting");
        await sales.PictureAsync("zhongjin-decided");

        await Expect(line.GetByTestId("demand")).ToHaveCountAsync(0);
        await Expect(line.GetByTestId("field-select")).ToBeEnabledAsync();
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");
    }

    [Fact]
    public async Task A_customer_of_a_distributor_below_is_refused_told_again_and_then_buys()
    {
        await ConnectAsync();
        await using var buyer = await browser.OpenAsync(app, "north-company", "13700000025", english: true, width: 390);
        await buyer.RechargeAsync("2000");
        await buyer.GoToProductAsync(Product, Sku);
        await buyer.FollowAsync("action-demand", "page-me-tencent");
        await buyer.ClickAsync("action-want-zhongjin");
        await Expect(buyer.Id("value-wanted")).ToBeVisibleAsync();
        await buyer.GoToProductAsync(Product, Sku);
        await buyer.ClickAsync("action-add-to-cart");
        var line = await CartAsync(buyer);

        await using var sales = await browser.OpenAsync(app, "north-sales", "13700000023", english: true);
        await sales.GoAsync("/sales/zhongjin");
        var row = Row(sales, "北辰示例客户");
        await row.GetByTestId("action-sync").ClickAsync();
        await row.ExpectStatusAsync("Waiting");
        await using var tester = await browser.OpenAsync(app);
        await tester.DecideAsync("北辰示例客户", accept: false, "Papers incomplete");
        await using var admin = await browser.OpenAsync(app, "admin", "13800000001");
        await admin.RunAsync("poll-zhongjin");
        await row.ExpectStatusAsync("Refused");
        await Expect(line.GetByTestId("demand")).ToHaveAttributeAsync("data-status", "Connectors.ZhongjinRefused");
        await buyer.FollowAsync(line.GetByTestId("action-demand"), "page-me-tencent");
        await buyer.ExpectTextAsync("value-zhongjin-reason", "Papers incomplete");
        await buyer.PictureAsync("zhongjin-below-refused-390");
        await CartAsync(buyer);

        await row.GetByTestId("action-sync").ClickAsync();
        await row.ExpectStatusAsync("Waiting");
        await tester.DecideAsync("北辰示例客户", accept: true);
        await admin.RunAsync("poll-zhongjin");
        await row.ExpectStatusAsync("Whitelisted");
        await sales.PictureAsync("zhongjin-below");
        await Expect(line.GetByTestId("demand")).ToHaveCountAsync(0);
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");

        // The root sees nothing of a customer that is not its own.
        await using var above = await browser.OpenAsync(app, "operations", "13800000004");
        await above.GoAsync("/sales/zhongjin?who=all&q=" + Uri.EscapeDataString("北辰示例客户"));
        await above.SettledAsync();
        await Expect(Row(above, "北辰示例客户")).ToHaveCountAsync(0);
    }

    private static Microsoft.Playwright.ILocator Row(Window window, string customer) => window.Id("row-zhongjin").Filter(new() { HasText = customer });

    private static async Task<Microsoft.Playwright.ILocator> CartAsync(Window buyer)
    {
        await buyer.GoAsync("/cart");
        return buyer.Row("cart-lines", Sku);
    }

    private async Task ConnectAsync()
    {
        app.OpenAtOnce();
        await using var operations = await browser.OpenAsync(app, "operations", "13800000004");
        await operations.ConnectAsync("云阶", "Zhongjin");
        await operations.PlanAsync(Sku, ("Product", "ecs-2c8g"));
    }
}
