using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>approvals.md</c>: saying what needs consent, asking for it and giving it.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class ApprovalWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task An_Admin_sets_a_policy_Finance_asks_and_Operations_agrees()
    {
        var walk = new ManualWalk(browser, app, "approvals");
        await using var admin = await walk.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        var policy = admin.Row("policies", "OfflineRecharge");
        await policy.GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Operations");
        await admin.FillAsync("field-amount-1", "1000");
        await admin.ClickAsync("action-add-level");
        await admin.ChooseAsync("field-approvers-2", "role:Admin");
        await admin.FillAsync("field-amount-2", "50000");
        await walk.ShowDialogAsync(admin, "policy");
        await admin.ClickAsync("action-confirm");
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync("50,000.00");
        await policy.GetByTestId("action-versions").ClickAsync();
        await Expect(policy.GetByTestId("row-versions")).ToHaveCountAsync(1);
        await policy.GetByTestId("action-versions").ClickAsync();
        await walk.ShowAsync(admin, "policies");

        await using var finance = await walk.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", "示例科技");
        await finance.Id("row-found").Filter(new() { HasText = "示例科技" }).First.ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
        await finance.FillAsync("field-amount", "20000");
        await finance.FillAsync("field-reference", "ICBC-2026-0117");
        await finance.ClickAsync("action-credit");
        await finance.Id("dialog-credit").WaitForAsync();
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.GoAsync("/approvals?box=Sent");
        await Expect(finance.Id("row-approvals")).ToHaveCountAsync(1);
        await walk.ShowAsync(finance, "sent", "action-tab-sent");

        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await operations.Page.SetViewportSizeAsync(390, 844);
        await operations.GoAsync("/approvals");
        await Expect(operations.Id("value-approvals")).ToHaveTextAsync("1");
        await operations.FollowAsync(operations.Id("row-approvals").First.GetByTestId("action-open"), "page-approvals-detail");
        await walk.ShowAsync(operations, "phone");
        await OpenAndCancelAsync(operations, operations.Id("action-ask-back"), "ask-back", Say("追问", "Ask"));
        await operations.ClickAsync("action-agree");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Approved");
        await operations.GoAsync("/approvals?box=Done");
        await Expect(operations.Id("row-approvals")).ToHaveCountAsync(1);

        await policy.GetByTestId("action-turn-off").ClickAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync(Say("立即生效", "at once"));
        walk.End();
    }
}
