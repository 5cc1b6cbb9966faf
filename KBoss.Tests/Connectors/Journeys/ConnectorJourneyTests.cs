using KBoss.Tests.Support;
using KBoss.Web.Development;
using KBoss.Web.Development.Connectors;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Connectors.Journeys;

/// <summary>What is sold of Tencent Cloud: connected, planned, bought, refused there, tried again and running, in a browser in which nobody loads a page anew.</summary>
[BrowserTest]
public sealed class ConnectorJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "YJ-ECS-G-2C8G";
    private const string Unplanned = "YJ-ECS-G-16C64G";
    private const string Product = "启明通用云主机";
    private const string Customer = "示例科技有限公司";
    private const string Below = "北辰示例客户";

    [Fact]
    public async Task An_Admin_types_the_account_at_a_supplier_and_is_told_what_is_missing_and_what_does_not_work()
    {
        var secret = app.Services.GetRequiredService<DevelopmentKeys>().JinanSecret;
        await using var admin = await browser.OpenAsync(app, "admin", "13800000001");
        await admin.GoAsync("/admin/settings");
        var (vendor, section) = (admin.Row("vendors", "Jinan"), admin.Row("settings", "Connectors:Jinan"));
        await vendor.ExpectStatusAsync("Simulated");
        await vendor.GetByTestId("action-test").ClickAsync();
        await Expect(vendor.GetByTestId("value-test")).ToHaveAttributeAsync("data-works", "true");

        await TypeAsync(("baseurl", "ftp://partner.example"), ("accesskey", DevelopmentKeys.JinanAccessKey));
        await Expect(admin.Id("error-baseurl")).ToBeVisibleAsync();
        await admin.FillAsync("field-baseurl", $"{app.Address}dev/connectors/jinan");
        await admin.ClickAsync("action-confirm");
        await vendor.ExpectStatusAsync("Missing");
        await Expect(vendor.GetByTestId("value-missing")).ToContainTextAsync("密钥");
        await Expect(vendor.GetByTestId("action-test")).ToBeDisabledAsync();

        await TypeAsync(("secret", "another-secret-0123456789abcdef-0123456789"));
        await vendor.ExpectStatusAsync("Configured");
        await vendor.GetByTestId("action-test").ClickAsync();
        await Expect(vendor.GetByTestId("value-test")).ToHaveAttributeAsync("data-works", "false");
        await Expect(vendor.GetByTestId("value-test")).ToContainTextAsync("SignatureInvalid");
        await admin.PictureAsync("connector-settings");
        await TypeAsync(("secret", secret));
        await vendor.GetByTestId("action-test").ClickAsync();
        await Expect(vendor.GetByTestId("value-test")).ToHaveAttributeAsync("data-works", "true");
        Assert.DoesNotContain(secret, await admin.Page.ContentAsync(), StringComparison.Ordinal);

        async Task TypeAsync(params (string Field, string Value)[] typed)
        {
            await section.GetByTestId("action-edit").ClickAsync();
            foreach (var (field, value) in typed)
            {
                await admin.FillAsync($"field-{field}", value);
            }

            await admin.ClickAsync("action-confirm");
            if (typed[0].Field == "secret")
            {
                await Expect(admin.Id("dialog-settings")).ToHaveCountAsync(0);
            }
        }
    }

    [Fact]
    public async Task What_a_supplier_refuses_lands_with_Maintenance_is_tried_again_by_hand_and_runs_at_the_customer()
    {
        app.OpenAtOnce();
        await using var operations = await browser.OpenAsync(app, "operations", "13800000004");
        await operations.ConnectAsync("云阶", "TencentCloud");
        await operations.GoAsync($"/operations/delivery-plans?q={Unplanned}&state=missing");
        await operations.Row("delivery-plans", Unplanned).GetByTestId("action-edit-plan").ClickAsync();
        await operations.FillAsync("field-plan-Region", "Guangzhou!");
        await operations.FillAsync("field-plan-DiskSize", "fifty");
        await operations.ClickAsync("action-confirm");
        foreach (var wrong in new[] { "Region", "Zone", "InstanceType", "ImageId", "DiskSize" })
        {
            await Expect(operations.Id($"error-plan-{wrong}")).ToBeVisibleAsync();
        }

        await Expect(operations.Id("field-plan-DiskSize")).ToHaveValueAsync("fifty");
        await operations.PictureAsync("connector-plan");
        await operations.CancelAsync();
        await PlanAsync(operations);
        await operations.PictureAsync("connector-plans");

        // The customer is told what to do before it buys, and what Tencent Cloud says about what it has typed.
        await using var buyer = await browser.OpenAsync(app, "company", "13800000011");
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveAttributeAsync("data-status", "Connectors.TencentMissing");
        await buyer.PictureAsync("connector-demand");
        await GiveProfileAsync(buyer);
        await buyer.RechargeAsync("2000");

        // Two pages of Maintenance stand open all the time.
        await using var maintenance = await browser.OpenAsync(app, "maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/tasks?connector=TencentCloud");
        var task = maintenance.Id("row-tasks").Filter(new() { HasText = Customer });
        await maintenance.SettledAsync();
        await Expect(task).ToHaveCountAsync(0);
        await using var health = await browser.OpenAsync(app, "admin", "13800000001");
        await health.GoAsync("/maintenance/connectors?vendor=TencentCloud&outcome=Refused&q=RunInstances");
        await health.SettledAsync();
        var refused = await health.Id("row-calls").CountAsync();

        await using var tester = await browser.OpenAsync(app);
        await tester.OrderFaultAsync("TencentCloud/RunInstances", ConnectorFault.Refuse);
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveCountAsync(0);
        await buyer.BuyChosenAsync();

        await task.ExpectStatusAsync("Failed");
        await Expect(task.GetByTestId("value-error")).ToContainTextAsync("FailedOperation");
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Delayed");
        await Expect(health.Id("row-calls")).ToHaveCountAsync(refused + 1);
        await Expect(health.Row("vendors", "TencentCloud").GetByTestId("value-last-failure")).ToContainTextAsync("FailedOperation");
        Assert.DoesNotMatch("AKID|10000000010", await health.Page.Locator("main").InnerTextAsync());
        await maintenance.PictureAsync("connector-failed");
        await health.PictureAsync("connector-health");

        await task.GetByTestId("action-retry").ClickAsync();
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");
        await Expect(task).ToHaveCountAsync(0);
        await buyer.PictureAsync("connector-delivered");
        await buyer.FollowAsync("action-resource", "page-resources-detail");
        await buyer.ExpectStatusAsync("Running");
        await Expect(buyer.Id("action-console")).ToBeVisibleAsync();
        await maintenance.GoAsync("/maintenance/tasks?status=Done&connector=TencentCloud");
        await maintenance.FollowAsync(task.GetByTestId("action-open"), "page-maintenance-task");
        await Expect(maintenance.Row("story", "Task.Retried")).ToHaveCountAsync(1);
        await maintenance.PictureAsync("connector-history");
    }

    [Fact]
    public async Task A_distributor_below_sells_what_the_root_opens_and_its_pages_say_what_is_done_above()
    {
        app.OpenAtOnce();
        await using var root = await browser.OpenAsync(app, "operations", "13800000004");
        await root.ConnectAsync("云阶", "TencentCloud");
        await PlanAsync(root);

        await using var admin = await browser.OpenAsync(app, "north-admin", "13700000021", english: true);
        await admin.GoAsync("/admin/settings");
        await Expect(admin.Row("settings", "Thresholds")).ToBeVisibleAsync();
        await Expect(admin.Id("row-vendors")).ToHaveCountAsync(0);
        await Expect(admin.Row("settings", "Connectors:TencentCloud")).ToHaveCountAsync(0);
        await using var operations = await browser.OpenAsync(app, "north-operations", "13700000022", english: true);
        await operations.GoAsync("/operations/delivery-plans");
        await operations.ExpectTextAsync("value-empty", "is opened there");
        await operations.PictureAsync("connector-below-plans");

        await using var buyer = await browser.OpenAsync(app, "north-company", "13700000025", english: true);
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveAttributeAsync("data-status", "Connectors.TencentMissing");
        await GiveProfileAsync(buyer);
        await buyer.RechargeAsync("2000");
        await admin.GoAsync("/maintenance/connectors");
        await buyer.GoToProductAsync(Product, Sku);
        await buyer.BuyChosenAsync();
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");
        await buyer.FollowAsync("action-resource", "page-resources-detail");
        await buyer.ExpectStatusAsync("Running");
        await buyer.PictureAsync("connector-below-resource");

        // Below, one sees what was asked for the own customers; what was opened is the root's, which knows the customer by the order alone.
        await Expect(admin.Id("row-calls").Filter(new() { HasText = "DescribeAgentAuditedClients" }).First).ToBeVisibleAsync();
        await Expect(admin.Id("row-calls").Filter(new() { HasText = "RunInstances" })).ToHaveCountAsync(0);
        await Expect(admin.Id("value-missing")).ToHaveCountAsync(0);
        await admin.PictureAsync("connector-below-health");
        await using var maintenance = await browser.OpenAsync(app, "maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/tasks?status=Done&connector=TencentCloud");
        await Expect(maintenance.Id("row-tasks").Filter(new() { HasText = Below })).ToHaveCountAsync(1);
    }

    private static Task PlanAsync(Window operations) => operations.PlanAsync(
        Sku, ("Region", "ap-guangzhou"), ("Zone", "ap-guangzhou-6"), ("InstanceType", "S5.LARGE8"), ("ImageId", "img-487zeit5"), ("DiskType", "CLOUD_PREMIUM"),
        ("DiskSize", "50"));

    /// <summary>From the product to the page where the customer names its account: first one that is none, then one that Tencent Cloud does not know, then its own.</summary>
    private static async Task GiveProfileAsync(Window buyer)
    {
        await buyer.FollowAsync("action-demand", "page-me-tencent");
        var standing = buyer.Page.Locator("#tencentcloud");
        await standing.ExpectStatusAsync("NotGiven");
        await buyer.FillAsync("field-uin", "12ab");
        await buyer.ClickAsync("action-give");
        await Expect(buyer.Id("error-uin")).ToBeVisibleAsync();
        await Expect(buyer.Id("error-profile-name")).ToBeVisibleAsync();
        await Expect(buyer.Id("error-profile-contact")).ToBeVisibleAsync();
        await Expect(buyer.Id("field-uin")).ToHaveValueAsync("12ab");
        await buyer.FillAsync("field-uin", "100000000999");
        await buyer.FillAsync("field-profile-name", "示例科技");
        await buyer.FillAsync("field-profile-contact", "张工");
        await buyer.ClickAsync("action-give");
        await standing.ExpectStatusAsync("Refused");
        await Expect(buyer.Id("value-reason")).ToBeVisibleAsync();
        await buyer.PictureAsync("connector-profile-refused");
        await buyer.FillAsync("field-uin", "100000000101");
        await buyer.ClickAsync("action-give");
        await standing.ExpectStatusAsync("Confirmed");
        await Expect(buyer.Id("value-reason")).ToHaveCountAsync(0);
    }
}
