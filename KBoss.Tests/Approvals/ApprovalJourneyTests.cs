using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Approvals;

/// <summary>An Admin says what needs consent, Finance asks, and those who decide do it on a phone.</summary>
[BrowserTest]
public sealed class ApprovalJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Customer = "示例科技";

    [Fact]
    public async Task An_Admin_makes_a_policy_Finance_asks_and_two_levels_agree_on_the_phone()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        var policy = admin.Row("policies", "OfflineRecharge");
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync("立即生效");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("policies-empty-zh");
        // Other journeys in the same application may have left versions that are turned off by now.
        var versions = await policy.GetByTestId("row-versions").CountAsync();
        await policy.GetByTestId("action-edit").ClickAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-approvers-1")).ToBeVisibleAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Operations");
        await admin.FillAsync("field-amount-1", "1,000");
        await admin.ClickAsync("action-add-level");
        await admin.ChooseAsync("field-approvers-2", "role:Admin");
        await admin.FillAsync("field-amount-2", "10000");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("policy-dialog-zh");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync("¥10,000.00");
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync("任一运营");
        await policy.GetByTestId("action-versions").ClickAsync();
        await Expect(policy.GetByTestId("row-versions")).ToHaveCountAsync(versions + 1);
        await admin.PictureAsync("policies-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await Expect(admin.Id("value-approvals")).ToHaveCountAsync(0);

        await using var operations = await browser.OpenAsync(app, 390, 844);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/approvals");
        await operations.Id("empty").WaitForAsync();
        await operations.PictureAsync("approvals-empty-390");
        await Expect(operations.Id("value-approvals")).ToHaveCountAsync(0);

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await AskAsync(finance, "20000", "ICBC-A-1");
        await finance.GoAsync("/approvals?box=Sent");
        var row = finance.Id("row-approvals").First;
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Pending");
        var no = (await row.GetAttributeAsync("data-key"))!;
        await finance.PictureAsync("approvals-sent-zh");

        // The list and the number come to the approver's phone by themselves.
        await Expect(operations.Id("value-approvals")).ToHaveTextAsync("1");
        await Expect(operations.Id("value-notices")).ToBeVisibleAsync();
        await Expect(operations.Row("approvals", no)).ToBeVisibleAsync();
        await operations.PictureAsync("approvals-390");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.FollowAsync(operations.Row("approvals", no).GetByTestId("action-open"), "page-approvals-detail");
        await Expect(operations.Id("value-evidence")).ToContainTextAsync("20,000.00");
        await Expect(operations.Id("value-as-of")).ToContainTextAsync(new Regex(@"\d{4}-\d\d-\d\d \d\d:\d\d"));
        await operations.FitsAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.PictureAsync("approval-390");

        // A question goes back to the maker, and the answer lets it wait again.
        await operations.ClickAsync("action-ask-back");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-remark").Last).ToBeVisibleAsync();
        await operations.Id("dialog-ask-back").GetByTestId("field-remark").FillAsync("这笔是合同首付款吗？");
        await operations.PictureAsync("approval-ask-back-390");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Id("value-approvals")).ToHaveCountAsync(0);
        await finance.GoAsync("/notices");
        await finance.Id("row-notices").First.GetByTestId("action-open").ClickAsync();
        await finance.SeeAsync("page-approvals-detail");
        await Expect(finance.Id("value-asked-back")).ToBeVisibleAsync();
        await Expect(finance.Id("value-approvals")).ToHaveTextAsync("1");
        await finance.FillAsync("field-remark", "是，合同 HT-2026-01。");
        await finance.ClickAsync("action-say");
        await finance.SucceededAsync();
        await finance.PictureAsync("approval-answered-zh");
        await Expect(operations.Id("grid-events")).ToContainTextAsync("HT-2026-01");
        await Expect(operations.Id("value-approvals")).ToHaveTextAsync("1");

        await operations.ClickAsync("action-agree");
        await Expect(operations.Id("dialog-agree")).ToContainTextAsync("第 2 级");
        await operations.Id("dialog-agree").GetByTestId("field-remark").FillAsync("已核对");
        await operations.PictureAsync("approval-agree-390");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("action-agree")).ToHaveCountAsync(0);
        await Expect(operations.Row("steps", "1")).ToHaveAttributeAsync("data-done", "true");
        await Expect(finance.Row("steps", "1")).ToHaveAttributeAsync("data-done", "true");

        await Expect(admin.Id("value-approvals")).ToHaveTextAsync("1");
        await Expect(admin.Id("value-approvals-menu")).ToHaveTextAsync("1");
        await admin.ResizeAsync(390);
        await admin.GoAsync($"/approvals/{no}");
        await admin.ClickAsync("action-agree");
        await Expect(admin.Id("dialog-agree")).ToContainTextAsync("立即生效");
        await admin.ClickAsync("action-confirm");
        await admin.ExpectStatusAsync("Approved");
        await finance.ExpectStatusAsync("Approved");
        await finance.PictureAsync("approval-approved-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await operations.GoAsync("/approvals?box=Done");
        await Expect(operations.Row("approvals", no).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Approved");
        await admin.GoAsync($"/approvals?box=All&q={no}");
        await Expect(admin.Id("row-approvals")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_request_is_refused_with_a_reason_or_taken_back_and_who_is_away_says_so()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SpeakAsync("en");
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        var policy = admin.Row("policies", "OfflineRecharge");
        await policy.GetByTestId("action-edit").ClickAsync();
        if (await admin.Id("action-remove-level").CountAsync() > 1)
        {
            await admin.Id("action-remove-level").Last.ClickAsync();
        }

        await admin.ChooseAsync("field-approvers-1", "role:Maintenance");
        await admin.FillAsync("field-amount-1", "");
        await admin.ChooseAsync("field-stand-in-1", await OptionAsync(admin, "field-stand-in-1", "operations"));
        await admin.PictureAsync("policy-dialog-en");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await admin.PictureAsync("policies-en");

        await using var finance = await browser.OpenAsync(app);
        await finance.SpeakAsync("en");
        await finance.SignInAsync("finance", "13800000002");
        await AskAsync(finance, "88", "ICBC-B-1");
        await AskAsync(finance, "99", "ICBC-B-2");
        await finance.GoAsync("/approvals?box=Sent");
        await finance.SettledAsync();
        await finance.PictureAsync("approvals-sent-en");
        await finance.FollowAsync(finance.Id("row-approvals").First.GetByTestId("action-open"), "page-approvals-detail");
        var withdrawn = new Uri(finance.Page.Url).Segments[^1];
        await Expect(finance.Id("action-agree")).ToHaveCountAsync(0);

        await using var maintenance = await browser.OpenAsync(app, 390, 844);
        await maintenance.SpeakAsync("en");
        await maintenance.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync($"/approvals/{withdrawn}");
        await maintenance.PictureAsync("approval-en-390");
        await finance.ClickAsync("action-withdraw");
        await finance.PictureAsync("approval-withdraw-en");
        await finance.ClickAsync("action-confirm");
        await finance.ExpectStatusAsync("Withdrawn");
        await maintenance.ExpectStatusAsync("Withdrawn");
        await Expect(maintenance.Id("action-agree")).ToHaveCountAsync(0);

        await maintenance.GoAsync("/approvals");
        await maintenance.FollowAsync(maintenance.Id("row-approvals").First.GetByTestId("action-open"), "page-approvals-detail");
        await maintenance.ClickAsync("action-refuse");
        await maintenance.ClickAsync("action-confirm");
        await Expect(maintenance.Id("error-remark").Last).ToBeVisibleAsync();
        await maintenance.Id("dialog-refuse").GetByTestId("field-remark").FillAsync("No slip");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.ExpectStatusAsync("Refused");
        await Expect(maintenance.Id("grid-events")).ToContainTextAsync("No slip");

        // Away: the stand-in has it.
        await maintenance.GoAsync("/approvals");
        await maintenance.ClickAsync("action-away");
        await maintenance.PictureAsync("away-390");
        await maintenance.ClickAsync("action-confirm");
        await Expect(maintenance.Id("value-away")).ToBeVisibleAsync();
        await AskAsync(finance, "77", "ICBC-B-3");
        await using var operations = await browser.OpenAsync(app);
        await operations.SpeakAsync("en");
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/approvals");
        await operations.FollowAsync(operations.Id("row-approvals").First.GetByTestId("action-open"), "page-approvals-detail");
        await Expect(operations.Id("value-stand-in")).ToBeVisibleAsync();
        await operations.PictureAsync("approval-stand-in-en");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await maintenance.ClickAsync("action-back");
        await maintenance.SucceededAsync();
        await Expect(operations.Id("action-agree")).ToHaveCountAsync(0);

        await policy.GetByTestId("action-turn-off").ClickAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(policy.GetByTestId("value-in-force")).ToContainTextAsync("at once");
    }

    private static async Task<string> OptionAsync(Window window, string field, string text) =>
        (await window.Id(field).Locator("option", new() { HasText = text }).First.GetAttributeAsync("value"))!;

    private static async Task AskAsync(Window finance, string amount, string reference)
    {
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", Customer);
        await finance.Id("row-found").Filter(new() { HasText = Customer }).First.ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
        await finance.FillAsync("field-amount", amount);
        await finance.FillAsync("field-reference", reference);
        await finance.ClickAsync("action-credit");
        await finance.Id("dialog-credit").WaitForAsync();
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.ExpectStatusAsync("Pending");
    }
}
