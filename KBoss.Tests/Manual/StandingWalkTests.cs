using KBoss.Domain.Common;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>sales.md</c>: customers of Zhongjin, accounts and bills of Jinan.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class StandingWalkTests(RunningKBoss app, Browser browser)
{
    private const string Account = "jn0002";
    private const string Customer = "客户示例公司 03";

    [Fact]
    public async Task Sales_registers_a_customer_at_Zhongjin_binds_an_account_of_Jinan_and_looks_into_its_bill()
    {
        var walk = new ManualWalk(browser, app, "standing");
        await using var sales = await walk.SignInAsync("sales", "13800000003");
        await SyncAsync(walk, sales);
        await BindAsync(walk, sales);
        await LookIntoBillAsync(walk, sales);
        await sales.GoAsync("/sales/customers/demo-03?tab=suppliers");
        await Expect(sales.Id("row-bindings")).ToContainTextAsync(Account);
        await walk.ShowAsync(sales, "customer");
        await sales.GoAsync("/sales/jinan");
        await sales.Row("jinan-accounts", Account).GetByTestId("action-unbind").ClickAsync();
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-reason")).ToBeVisibleAsync();
        await sales.CancelAsync();
        walk.End();
    }

    private static async Task SyncAsync(ManualWalk walk, Window sales)
    {
        await sales.GoAsync("/sales/zhongjin?who=all");
        var row = sales.Row("zhongjin", "demo-03");
        await row.GetByTestId("action-sync").ClickAsync();
        await Expect(row.GetByTestId("status")).Not.ToHaveAttributeAsync("data-status", "NotSynced", new() { Timeout = 30_000 });
        await Expect(row.GetByTestId("value-telling")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await walk.ShowAsync(sales, "zhongjin", "filters", "action-sync");
    }

    private static async Task BindAsync(ManualWalk walk, Window sales)
    {
        await sales.GoAsync("/sales/jinan");
        await sales.ClickAsync("action-add-account");
        await FillAndLeaveAsync(sales, ("account", Account), ("secret", "secret-of-jn0002"), ("note", Say("2026 年第一批", "First lot of 2026")));
        await sales.ClickAsync("action-confirm");
        var row = sales.Row("jinan-accounts", Account);
        await row.GetByTestId("action-bind").ClickAsync();
        await sales.FillAsync("field-find", "demo-03");
        await sales.ChooseAsync("field-customer", "demo-03");
        await walk.ShowDialogAsync(sales, "bind");
        await sales.ClickAsync("action-confirm");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Bound", new() { Timeout = 30_000 });
        await walk.ShowAsync(sales, "accounts", "action-add-account", "action-import");
        await Window.PressAsync(row.GetByTestId("action-history"));
        await ExpectDialogAsync(sales, "dialog-account-history", Customer);
        await sales.Page.Keyboard.PressAsync("Escape");
    }

    private async Task LookIntoBillAsync(ManualWalk walk, Window sales)
    {
        var first = ChinaTime.FirstOfMonth(ChinaTime.Day(await app.NowAsync()));
        var month = ChinaTime.Start(first);
        app.Services.GetRequiredService<JinanSimulator>().AddBill(new JinanBill(
            $"{first:yyyyMM}-M0001", Account, null, "存储", 1, "次", 12.50m, month, ChinaTime.AddMonths(month, 1)));
        await sales.GoAsync("/sales/jinan-bills");
        await sales.ClickAsync("action-sync-bills");
        await Expect(sales.Id("value-synced")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(sales.Id("row-jinan-bills")).ToContainTextAsync("12.50");
        await walk.ShowAsync(sales, "bills", "action-sync-bills", "action-export");
        await sales.FollowAsync("action-tab-differences", "page-sales-jinan-differences");
        await sales.ClickAsync("action-look");
        await FillAndLeaveAsync(sales, ("note", Say("存储按次收费，已并入本月账单。", "Storage is charged by itself; it is in the bill of this month.")));
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("value-looked")).ToBeVisibleAsync();
        await walk.ShowAsync(sales, "differences", "action-look");
    }
}
