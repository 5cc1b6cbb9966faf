using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>What a customer has bought, from its payment to its end, in a browser: nobody reloads a page.</summary>
[BrowserTest]
public sealed class ResourceJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Product = "启明通用云主机";

    [Fact]
    public async Task A_resource_is_delivered_entered_renewed_by_hand_and_by_itself_and_another_expires_and_is_released()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await using var maintenance = await browser.OpenAsync(app, locale: "en");
        await maintenance.SignInAsync("maintenance", "13800000005");
        var kept = await BuyAsync(buyer);
        await buyer.GoAsync("/resources?state=OnItsWay");
        await Expect(buyer.Id("row-resources")).ToHaveCountAsync(1);
        await Expect(buyer.Id("value-count-OnItsWay")).ToHaveTextAsync("1");
        // There is nothing to choose in what is on its way.
        await Expect(buyer.Id("row-resources").GetByTestId("field-select")).ToHaveCountAsync(0);
        await buyer.PictureAsync("resources-on-its-way");
        await buyer.GoAsync("/resources");
        await Expect(buyer.Id("row-resources").GetByTestId("field-select")).ToBeHiddenAsync();
        await buyer.GoAsync("/resources?state=OnItsWay");
        await DeliverAsync(maintenance, kept);

        // The open list follows: what was on its way runs now.
        await Expect(buyer.Id("value-count-OnItsWay")).ToHaveTextAsync("0");
        await Expect(buyer.Id("row-resources")).ToHaveCountAsync(0);
        await buyer.ClickAsync("action-state-all");
        var row = buyer.Id("row-resources").First;
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Running");
        await buyer.FollowAsync(row.GetByTestId("action-details"), "page-resources-detail");
        var no = (await buyer.Id("page-resources-detail").GetAttributeAsync("data-key"))!;

        // It is entered in a tab of its own, through KBoss, which leads on to the supplier.
        var console = buyer.Id("action-console");
        await Expect(console).ToHaveAttributeAsync("target", "_blank");
        var led = await buyer.Page.Context.APIRequest.GetAsync((await console.GetAttributeAsync("href"))!, new() { MaxRedirects = 0 });
        Assert.Equal((302, "https://console.example.com/vm/1"), (led.Status, led.Headers["location"]));

        await buyer.ClickAsync("action-label");
        await buyer.FillAsync("field-name", "训练集群 A");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Page.Locator("h1")).ToContainTextAsync("训练集群 A");

        // Renewed by one click at the price that is shown.
        await buyer.FollowAsync("action-renew", "page-resources-renew");
        await Expect(buyer.Id("value-total").Last).ToHaveTextAsync("¥147.84");
        await buyer.ChooseAsync($"field-periods-{no}", "2");
        await Expect(buyer.Id("value-total").Last).ToHaveTextAsync("¥295.68");
        await buyer.PictureAsync("resources-renew");
        await buyer.FollowAsync("action-renew-now", "page-resources-detail");
        await Expect(buyer.Id("row-renewals")).ToHaveCountAsync(1);
        await Expect(buyer.Id("row-renewals")).ToContainTextAsync("295.68");
        await maintenance.GoAsync("/maintenance/resource-tasks");
        await maintenance.ClickAsync("action-finish");
        await maintenance.PictureAsync("resource-task-finish");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
        await Expect(buyer.Id("value-confirmed")).ToHaveTextAsync("供应商已确认");

        await buyer.ClickAsync("action-auto-on");
        await Expect(buyer.Id("value-cost")).ToContainTextAsync("147.84");
        // What makes it cheap today may be over by then.
        await buyer.FillAsync("field-rise", "20");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("action-auto-off")).ToBeVisibleAsync();
        await buyer.PictureAsync("resource");

        // Two days before its end it is renewed by itself.
        var ends = await EndsAsync(buyer);
        await app.AdvanceAsync(ends.AddDays(-2) - await app.NowAsync());
        await RunAsync("renew-resources");
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync($"/resources/{no}");
        await Expect(buyer.Id("row-renewals")).ToHaveCountAsync(2);
        Assert.Equal(KBoss.Domain.Common.ChinaTime.AddMonths(ends, 1), await EndsAsync(buyer));

        // Off, and nobody renews it: the open page says so at the instant of its end and again at that of its release.
        await buyer.ClickAsync("action-auto-off");
        await Expect(buyer.Id("action-auto-on")).ToBeVisibleAsync();
        await app.AdvanceAsync(await EndsAsync(buyer) - await app.NowAsync() - TimeSpan.FromMinutes(30));
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync($"/resources/{no}");
        await buyer.ExpectStatusAsync("Ending");
        await Expect(buyer.Id("action-console")).ToBeVisibleAsync();
        await app.AdvanceAsync(TimeSpan.FromMinutes(30));
        await buyer.ExpectStatusAsync("Grace");
        await Expect(buyer.Id("value-grace")).ToBeVisibleAsync();
        await Expect(buyer.Id("action-console")).ToHaveCountAsync(0);
        await buyer.PictureAsync("resource-grace");
        await RunAsync("end-resources");
        await app.AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(30));
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync($"/resources/{no}");
        await buyer.ExpectStatusAsync("Grace");
        await app.AdvanceAsync(TimeSpan.FromMinutes(30));
        await buyer.ExpectStatusAsync("Released");
        await Expect(buyer.Id("action-renew")).ToHaveCountAsync(0);

        await RunAsync("end-resources");
        await maintenance.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/resource-tasks?kind=Release");
        // Resources of other journeys may have ended by this clock as well.
        var release = maintenance.Id("row-resource-tasks").Filter(new() { HasText = no });
        await Expect(release).ToHaveCountAsync(1);
        await release.GetByTestId("action-finish").ClickAsync();
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
        await Expect(release).ToHaveCountAsync(0);
    }

    /// <summary>Buys the product for a month with money that is put in first; the number of the order.</summary>
    private static async Task<string> BuyAsync(Window buyer)
    {
        await buyer.GoAsync("/me");
        await buyer.FillAsync("field-amount", "2000");
        await buyer.FollowAlipayAsync("action-recharge");
        await buyer.SeeAsync("page-me-recharge-detail");
        await buyer.ExpectStatusAsync("Paid");
        await buyer.GoAsync($"/products?q={Product}");
        await buyer.FollowAsync(buyer.Id("row-products").First.GetByTestId("action-open"), "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    private static async Task DeliverAsync(Window maintenance, string orderNo)
    {
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.Id("row-tasks").GetByTestId("action-complete").ClickAsync();
        await maintenance.FillAsync("field-address", "10.20.30.40:22");
        await maintenance.FillAsync("field-console-url", "https://console.example.com/vm/1");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
    }

    private static async Task<DateTime> EndsAsync(Window buyer) => DateTime.Parse(
        (await buyer.Id("value-ends").Locator("time").GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();

    private async Task RunAsync(string schedule)
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/schedules");
        await admin.Row("schedules", schedule).GetByTestId("action-run-now").ClickAsync();
        await admin.SucceededAsync();
    }
}
