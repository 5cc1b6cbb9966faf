using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>delivery.md</c>: what Maintenance hands over, by hand and after an interface has failed, and what others see of it.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class DeliveryWalkTests(RunningKBoss app, Browser browser)
{
    private const string ByInterface = "腾讯云服务器 标准型";
    private const string PlannedSku = "TX-S5-2C8G";

    [Fact]
    public async Task Maintenance_delivers_by_hand_and_after_an_interface_and_Finance_sees_what_cannot_be()
    {
        var walk = new ManualWalk(browser, app, "delivery");
        var (offer, _) = await ManualShop.SellAsync(app, Connector.TencentCloud, "腾讯云（示例）", ByInterface, PlannedSku, 240m);
        await ManualShop.ConfirmTencentAsync(app, "company");
        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await KeepChecklistAsync(walk, operations);
        await PlanAsync(walk, operations);

        var faults = app.Services.GetRequiredService<ConnectorFaults>();
        faults.Order(TencentCloudOptions.Vendor, "RunInstances", ConnectorFault.Refuse, ConnectorFaults.Always);
        await using var buyer = await walk.SignInAsync("company", "13800000011");
        await ManualShop.RechargeAsync(buyer, "1000");
        var byHand = await ManualShop.BuyAsync(buyer, await ManualShop.OfferAsync(app, "TG-HPC-STD"), quantity: 3, periods: 10);
        var byInterface = await ManualShop.BuyAsync(buyer, offer);

        await using var maintenance = await walk.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/tasks");
        await Expect(Task(maintenance, ByInterface).GetByTestId("status").First).ToHaveAttributeAsync("data-status", "Failed", new() { Timeout = 30_000 });
        await Task(maintenance, "天工通用超算").GetByTestId("action-assign").ClickAsync();
        await Expect(Task(maintenance, "天工通用超算").GetByTestId("value-assignee")).ToHaveTextAsync("运维");
        await walk.ShowAsync(maintenance, "queue", "filters");
        await HandOverAsync(walk, maintenance, byHand);
        await MendAsync(walk, maintenance, byInterface, faults);
        await buyer.GoAsync($"/orders/{byHand}");
        await buyer.ExpectTextAsync("value-undeliverable", Reason);

        await using var finance = await walk.SignInAsync("finance", "13800000002");
        await finance.GoAsync($"/finance/undelivered?q={byHand}");
        await Expect(finance.Id("row-undelivered")).ToContainTextAsync("50.70");
        await walk.ShowAsync(finance, "undelivered");
        await LookAtInterfacesAsync(walk, maintenance);
        walk.End();
    }

    private static string Reason => Say("超算中心本月核时已满，无法再开通。", "The centre has no core hours left this month.");

    private static Microsoft.Playwright.ILocator Task(Window window, string product) => window.Id("row-tasks").Filter(new() { HasText = product });

    private static async Task KeepChecklistAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/checklists");
        await operations.Row("checklists", "超算").GetByTestId("action-edit").ClickAsync();
        await FillAndLeaveAsync(
            operations, ("items", Say("账号可以登录\n队列已授权", "The account can sign in\nThe queue is granted")), ("optional", Say("已发送使用指南", "The guide was sent")));
        await walk.ShowDialogAsync(operations, "checklist");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
    }

    private static async Task PlanAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync($"/operations/delivery-plans?q={PlannedSku}");
        await operations.ClickAsync("action-edit-plan");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-plan-Region")).ToBeVisibleAsync();
        await Expect(operations.Id("error-plan-ImageId")).ToBeVisibleAsync();
        await FillAndLeaveAsync(
            operations, ("plan-Region", "ap-guangzhou"), ("plan-Zone", "ap-guangzhou-6"), ("plan-InstanceType", "S5.LARGE8"), ("plan-ImageId", "img-487zeit5"));
        await walk.ShowDialogAsync(operations, "plan");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await operations.ClickAsync("action-try-plan");
        await Expect(operations.Id("value-answer")).ToHaveAttributeAsync("data-works", "true");
        await walk.ShowAsync(operations, "plans", "action-try-plan");
        await OpenAndCancelAsync(operations, operations.Id("action-remove-plan"), "remove-plan", PlannedSku);
    }

    private static async Task HandOverAsync(ManualWalk walk, Window maintenance, string orderNo)
    {
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.ClickAsync("action-complete");
        await FillAndLeaveAsync(maintenance, ("quantity", "1"), ("address", "hpc.example.com:22"), ("user-name", "hpc0001"), ("secret", "secret-of-hpc0001"));
        await maintenance.ClickAsync("action-confirm");
        await Expect(maintenance.Id("error-checks")).ToBeVisibleAsync();
        await maintenance.Id("field-check-1").CheckAsync();
        await maintenance.Id("field-check-2").CheckAsync();
        await Expect(maintenance.Id("error-checks")).ToHaveCountAsync(0);
        await walk.ShowDialogAsync(maintenance, "hand-over");
        await maintenance.ClickAsync("action-add-piece");
        await FillAndLeaveAsync(maintenance, ("address-2", "hpc.example.com:22"), ("user-name-2", "hpc0002"));
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
        await maintenance.FollowAsync("action-open", "page-maintenance-task");
        await Expect(maintenance.Id("value-delivered")).ToContainTextAsync("2");
        await walk.ShowAsync(maintenance, "task", "action-complete", "action-give-up");
        await maintenance.ClickAsync("action-give-up");
        await maintenance.FillAsync("field-reason", Reason);
        await walk.ShowDialogAsync(maintenance, "give-up");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.ExpectStatusAsync("Done");
    }

    private static async Task MendAsync(ManualWalk walk, Window maintenance, string orderNo, ConnectorFaults faults)
    {
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.FollowAsync("action-open", "page-maintenance-task");
        await Expect(maintenance.Id("value-error")).ToBeVisibleAsync();
        await walk.ShowAsync(maintenance, "failed", "action-retry", "action-take-over", "action-give-up");
        await OpenAndCancelAsync(maintenance, maintenance.Id("action-take-over"), "take-over-by-hand", ByInterface);
        faults.Clear();
        await maintenance.ClickAsync("action-retry");
        await maintenance.SucceededAsync();
        await Expect(maintenance.Id("action-retry")).ToHaveCountAsync(0);
    }

    private static async Task LookAtInterfacesAsync(ManualWalk walk, Window maintenance)
    {
        await maintenance.GoAsync("/maintenance/connectors");
        var tencent = maintenance.Row("vendors", TencentCloudOptions.Vendor);
        await Expect(tencent.GetByTestId("value-last-failure")).ToBeVisibleAsync();
        await tencent.GetByTestId("action-test").ClickAsync();
        await Expect(tencent.GetByTestId("value-answer")).ToHaveAttributeAsync("data-works", "true");
        await Expect(maintenance.Id("row-calls").Filter(new() { HasText = "RunInstances" }).First).ToBeVisibleAsync();
        await walk.ShowAsync(maintenance, "interfaces", "action-test");
        await maintenance.GoAsync($"/maintenance/connectors?vendor={TencentCloudOptions.Vendor}&outcome=Refused");
        await Expect(maintenance.Id("row-calls").First).ToContainTextAsync("RunInstances");
        await walk.ShowPartAsync(maintenance.Page.Locator("section[aria-labelledby=calls]"), "calls");
    }
}
