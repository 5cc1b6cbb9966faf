using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>resources.md</c>: using and renewing what was bought, and what Sales and Maintenance see of its end.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class ResourceWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Resources_are_on_their_way_run_are_named_renewed_and_end()
    {
        var walk = new ManualWalk(browser, app, "resources");
        var offer = await ManualShop.OfferAsync(app, "YJ-ECS-G-2C8G");
        await using var buyer = await walk.SignInAsync("company", "13800000011");
        await ManualShop.RechargeAsync(buyer, "2000");
        var kept = await ManualShop.BuyAsync(buyer, offer);
        var ended = await ManualShop.BuyAsync(buyer, offer);
        await ManualShop.BuyAsync(buyer, await ManualShop.OfferAsync(app, "YJ-AI-I-1X24"), periods: 24);
        await using var maintenance = await walk.SignInAsync("maintenance", "13800000005");
        await DeliverAsync(maintenance, kept);
        await DeliverAsync(maintenance, ended);
        await ManualShop.EndAsync(app, ended);

        await buyer.GoAsync($"/resources?q={kept}");
        await UseAsync(walk, buyer);
        var no = (await buyer.Id("page-resources-detail").GetAttributeAsync("data-key"))!;
        await RenewAsync(walk, buyer, no);
        await FinishAsync(walk, maintenance, no);
        await Expect(buyer.Id("value-confirmed").First).ToHaveTextAsync(Say("供应商已确认", "confirmed by the supplier"));
        await SwitchOnAsync(walk, buyer);
        await LookAtEndsAsync(walk, buyer, no, ended);
        await SeeAsSalesAsync(walk);
        walk.End();
    }

    private static async Task DeliverAsync(Window maintenance, string orderNo)
    {
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.Id("row-tasks").GetByTestId("action-complete").ClickAsync();
        await FillAndLeaveAsync(
            maintenance, ("address", "10.20.30.40:22"), ("user-name", "root"), ("secret", "secret-of-the-host"), ("console-url", "https://console.example.com/vm/1"));
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
    }

    private static async Task UseAsync(ManualWalk walk, Window buyer)
    {
        await buyer.FollowAsync(buyer.Id("row-resources").First.GetByTestId("action-details"), "page-resources-detail");
        await buyer.ClickAsync("action-label");
        await FillAndLeaveAsync(buyer, ("name", Say("官网前端", "Front of the website")), ("note", Say("负责人：张工", "Kept by Zhang")));
        await walk.ShowDialogAsync(buyer, "label");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Page.Locator("h1")).ToContainTextAsync(Say("官网前端", "Front of the website"));
        await buyer.ClickAsync("action-reveal-secret");
        await Expect(buyer.Id("value-secret")).ToHaveTextAsync("secret-of-the-host");
        await buyer.ClickAsync("action-hide-secret");
        await Expect(buyer.Id("action-console")).ToHaveAttributeAsync("target", "_blank");
    }

    private static async Task RenewAsync(ManualWalk walk, Window buyer, string no)
    {
        await buyer.FollowAsync("action-renew", "page-resources-renew");
        await buyer.ChooseAsync($"field-periods-{no}", "3");
        await Expect(buyer.Id("value-total").Last).ToHaveTextAsync("¥443.52");
        await walk.ShowAsync(buyer, "renew", "action-renew-now", "action-order-renewal");
        await buyer.FollowAsync("action-renew-now", "page-resources-detail");
        await Expect(buyer.Id("row-renewals")).ToHaveCountAsync(1);
    }

    private static async Task FinishAsync(ManualWalk walk, Window maintenance, string no)
    {
        await maintenance.GoAsync($"/maintenance/resource-tasks?q={no}");
        await Expect(maintenance.Id("row-resource-tasks")).ToHaveCountAsync(1);
        await walk.ShowAsync(maintenance, "tasks", "action-finish");
        await maintenance.ClickAsync("action-finish");
        await ExpectDialogAsync(maintenance, "dialog-finish-resource-task", "启明通用云主机");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
    }

    private static async Task SwitchOnAsync(ManualWalk walk, Window buyer)
    {
        await buyer.ClickAsync("action-auto-on");
        await Expect(buyer.Id("value-cost")).ToContainTextAsync("147.84");
        await buyer.FillAsync("field-rise", "10");
        await walk.ShowDialogAsync(buyer, "auto");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("action-auto-off")).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "resource", "action-console", "action-renew", "action-label", "auto-renewal");
    }

    private static async Task LookAtEndsAsync(ManualWalk walk, Window buyer, string no, string endedOrderNo)
    {
        await buyer.GoAsync("/resources");
        await Expect(buyer.Id("row-resources").Filter(new() { Has = buyer.Page.Locator("[data-status='Grace']") }).First).ToBeVisibleAsync();
        await Expect(buyer.Row("resources", no)).ToContainTextAsync(Say("官网前端", "Front of the website"));
        await walk.ShowAsync(buyer, "list", "action-calendar");
        await buyer.GoAsync($"/resources?q={endedOrderNo}");
        await buyer.FollowAsync(buyer.Id("row-resources").First.GetByTestId("action-details"), "page-resources-detail");
        await Expect(buyer.Id("value-grace")).ToBeVisibleAsync();
        await Expect(buyer.Id("action-console")).ToHaveCountAsync(0);
        await Expect(buyer.Id("action-renew")).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "grace", "value-grace", "action-renew");
        await buyer.GoAsync("/resources/calendar");
        await Expect(buyer.Id("grid-endings")).ToBeVisibleAsync();
        await Expect(buyer.Id("action-download")).ToBeVisibleAsync();
        await walk.ShowAsync(buyer, "calendar", "action-download");
    }

    private static async Task SeeAsSalesAsync(ManualWalk walk)
    {
        await using var sales = await walk.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/customers?q=" + Uri.EscapeDataString("示例科技"));
        await sales.FollowAsync(sales.Id("row-customers").First.GetByTestId("action-open"), "page-sales-customers-detail");
        await sales.ClickAsync("action-tab-resources");
        await sales.ChooseAsync("field-resource-state", "Grace");
        await Expect(sales.Id("row-resources").First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Grace");
        await walk.ShowAsync(sales, "sales", "field-resource-state");
    }
}
