using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>A request that Finance makes in the application and an Admin decides in DingTalk, on the phone.</summary>
[BrowserTest]
public sealed class DingTalkJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Customer = "示例科技";

    [Fact]
    public async Task What_is_agreed_to_in_DingTalk_is_done_in_the_application_without_asking_again()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        await Expect(admin.Id("dingtalk-state").Locator("[data-testid='status']")).ToHaveAttributeAsync("data-status", "Configured");
        await Expect(admin.Id("value-callback")).ToContainTextAsync("/dingtalk/callback");
        var policy = admin.Row("policies", "OfflineRecharge");
        await policy.GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Admin");
        await admin.FillAsync("field-amount-1", "10000");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await admin.PictureAsync("dingtalk-settings-zh");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));

        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        var recharge = await AskAsync(finance, "12000", "ICBC-1");
        await using var phone = await browser.OpenAsync(app, 390, 844);
        await phone.GoAsync("/dev/dingtalk");
        for (var i = 0; i < 100 && await phone.Id("action-agree").CountAsync() == 0; i++)
        {
            await Task.Delay(100);
            await phone.GoAsync("/dev/dingtalk");
        }

        await Expect(phone.Id("row-instances").First).ToContainTextAsync("¥12,000.00");
        await Expect(phone.Id("row-instances").First).ToContainTextAsync("线下充值");
        await phone.PictureAsync("dingtalk-phone-390");
        Assert.Empty(await Accessibility.ProblemsAsync(phone.Page));

        // The page of the request says that it can be decided there as well, and follows what happens there.
        await admin.GoAsync("/approvals");
        await admin.FollowAsync("action-open", "page-approvals-detail");
        await Expect(admin.Id("dingtalk-note")).ToHaveAttributeAsync("data-stage", "Running");
        await admin.PictureAsync("dingtalk-note-zh");

        await phone.FillAsync("field-remark", "同意入账");
        await phone.ClickAsync("action-agree");
        await Expect(phone.Id("status").First).ToHaveAttributeAsync("data-status", "COMPLETED");

        await admin.ExpectStatusAsync("Approved");
        await Expect(admin.Id("grid-events")).ToContainTextAsync("同意入账");
        await Expect(admin.Id("dingtalk-note")).ToHaveAttributeAsync("data-stage", "Closed");
        Assert.Contains(recharge, finance.Page.Url, StringComparison.Ordinal);
        await finance.ExpectStatusAsync("Posted");

        // What comes again or is forged changes nothing.
        await phone.Page.Locator("summary").Filter(new() { HasText = "回调" }).First.ClickAsync();
        await phone.Id("action-send-again").Last.ClickAsync();
        await phone.ExpectTextAsync("value-said", "success");
        await phone.Page.Locator("summary").Filter(new() { HasText = "回调" }).First.ClickAsync();
        await phone.Id("action-forge").First.ClickAsync();
        await phone.ExpectTextAsync("value-said", "HTTP 403");
        await phone.PictureAsync("dingtalk-forged-390");
        await finance.ExpectStatusAsync("Posted");

        // Decided in the application first: the phone says so and has no buttons any more.
        await AskAsync(finance, "23000", "ICBC-2");
        await admin.GoAsync("/approvals");
        await admin.FollowAsync("action-open", "page-approvals-detail");
        await Expect(admin.Id("dingtalk-note")).ToHaveAttributeAsync("data-stage", "Running");
        await admin.ClickAsync("action-agree");
        await admin.Id("action-confirm").ClickAsync();
        await finance.ExpectStatusAsync("Posted");
        await Expect(admin.Id("dingtalk-note")).ToHaveAttributeAsync("data-stage", "Closed");
        await phone.GoAsync("/dev/dingtalk");
        await Expect(phone.Id("status").First).ToHaveAttributeAsync("data-status", "TERMINATED");
        await Expect(phone.Id("row-instances").First).ToContainTextAsync("在 KBoss 中同意");
        await Expect(phone.Id("row-instances").First.GetByTestId("action-agree")).ToHaveCountAsync(0);
        await phone.PictureAsync("dingtalk-ended-390");

        await admin.SpeakAsync("en-US");
        await admin.ResizeAsync(390);
        await admin.GoAsync(new Uri(admin.Page.Url).AbsolutePath);
        await Expect(admin.Id("dingtalk-note")).ToContainTextAsync("has ended");
        await admin.GoAsync("/admin/approvals");
        await Expect(admin.Id("value-running")).ToContainTextAsync("0 requests wait in DingTalk");
        await admin.Id("dingtalk-state").ScrollIntoViewIfNeededAsync();
        await admin.PictureAsync("dingtalk-settings-en-390");
        await admin.FitsAsync();
    }

    private static async Task<string> AskAsync(Window finance, string amount, string reference)
    {
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", Customer);
        await finance.Id("row-found").Filter(new() { HasText = Customer }).First.ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
        await finance.FillAsync("field-amount", amount);
        await finance.FillAsync("field-reference", reference);
        await finance.Id("field-slip").SetInputFilesAsync(new Microsoft.Playwright.FilePayload
        {
            Name = "slip.pdf",
            MimeType = "application/pdf",
            Buffer = People.Pdf,
        });
        await finance.ClickAsync("action-credit");
        await finance.Id("dialog-credit").WaitForAsync();
        await finance.ClickAsync("action-confirm");
        await finance.SeeAsync("page-finance-recharges-detail");
        await finance.ExpectStatusAsync("Pending");
        return new Uri(finance.Page.Url).Segments[^1];
    }
}
