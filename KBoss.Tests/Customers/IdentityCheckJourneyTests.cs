using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Customers;

/// <summary>A company registers by the code on its phone, is refused, uploads anew and is verified; then a colleague joins it through staff and Admin.</summary>
[BrowserTest]
public sealed class IdentityCheckJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Phone = "13712340201";
    private const string Colleague = "13712340202";
    private const string Number = "91350100M000100Y43";

    [Fact]
    public async Task A_company_registers_is_refused_uploads_anew_is_verified_and_is_joined_through_staff()
    {
        await RegisterAsync(Phone, "journey.boss", "value-registered");
        await using var staff = await browser.OpenAsync(app);
        await staff.SignInAsync("admin", "13800000001");
        await staff.GoAsync("/notices");
        await Expect(staff.Id("row-notices").First).ToContainTextAsync("旅程审核有限公司");
        await staff.GoAsync("/admin/identities?status=Waiting&q=旅程审核");
        var row = staff.Id("row-identities");
        await Expect(row.GetByTestId("value-identity-number")).ToHaveTextAsync("913***********0Y43");
        await row.GetByTestId("action-reveal-identity-number").ClickAsync();
        await Expect(row.GetByTestId("value-identity-number")).ToHaveTextAsync(Number);
        await staff.PictureAsync("identity-check-list");
        await row.GetByTestId("action-refuse").ClickAsync();
        await staff.Id("dialog-refuse").GetByTestId("field-reason").FillAsync("照片不清晰");
        await staff.PictureAsync("identity-check-refuse");
        await staff.Id("dialog-refuse").GetByTestId("action-confirm").ClickAsync();
        await staff.SucceededAsync();

        await using var boss = await browser.OpenAsync(app, 390, 844);
        await boss.SignInAsync("journey.boss", Phone, People.Password);
        await boss.GoAsync("/notices");
        await Expect(boss.Id("row-notices").First).ToContainTextAsync("照片不清晰");
        await boss.GoAsync("/me");
        await Expect(boss.Id("value-identity-note")).ToContainTextAsync("照片不清晰");
        await boss.PictureAsync("identity-refused-phone");
        await boss.ClickAsync("action-replace-identity");
        await boss.ChooseFileAsync("field-document", new FilePayload { Name = "setup.pdf", MimeType = "application/pdf", Buffer = [0x4D, 0x5A, 0x90, 0x00] });
        await boss.ClickAsync("action-confirm");
        await Expect(boss.Id("error-document")).ToBeVisibleAsync();
        await boss.ChooseFileAsync("field-document", Registering.Card);
        await boss.PictureAsync("identity-replace-phone");
        await boss.ClickAsync("action-confirm");
        await Expect(boss.Id("value-identity-status")).ToHaveAttributeAsync("data-status", "Waiting");

        await staff.GoAsync("/admin/identities?status=Waiting&q=旅程审核");
        await staff.FollowAsync(row.GetByTestId("action-open"), "page-sales-customers-detail");
        await staff.ClickAsync("action-verify");
        await staff.Id("dialog-verify").GetByTestId("action-confirm").ClickAsync();
        await Expect(staff.Id("value-identity-status")).ToHaveAttributeAsync("data-status", "Verified");
        await Expect(staff.Id("value-decided-by").First).ToHaveTextAsync("管理员");
        await staff.PictureAsync("identity-verified-customer");

        await RegisterAsync(Colleague, "journey.colleague", "value-requested");
        await boss.GoAsync("/team");
        await Expect(boss.Id("grid-join-requests")).ToHaveCountAsync(0);
        await staff.GoAsync("/admin/join-claims?status=Waiting");
        await staff.PictureAsync("identity-join-claims");
        await staff.Row("join-claims", "journey.colleague").GetByTestId("action-pass-on").ClickAsync();
        await staff.Id("dialog-pass-on").GetByTestId("action-confirm").ClickAsync();
        await Expect(staff.Row("join-claims", "journey.colleague")).ToHaveCountAsync(0);
        await staff.Row("join-claims", "waiting").GetByTestId("action-refuse").ClickAsync();
        await staff.Id("dialog-refuse").GetByTestId("field-reason").FillAsync("执照与姓名无关");
        await staff.Id("dialog-refuse").GetByTestId("action-confirm").ClickAsync();
        Assert.Equal("JoinRefused", await app.TemplateAsync("13800000021", "JoinRefused"));

        await boss.GoAsync("/team");
        await boss.Row("join-requests", "journey.colleague").GetByTestId("action-accept").ClickAsync();
        await boss.Id("field-role-buyer").CheckAsync();
        await boss.ClickAsync("action-confirm");
        await Expect(boss.Row("members", "journey.colleague")).ToBeVisibleAsync();
        await using var colleague = await browser.OpenAsync(app);
        await colleague.SignInAsync("journey.colleague", Colleague, People.Password);
    }

    private async Task RegisterAsync(string phone, string userName, string then)
    {
        await using var visitor = await browser.OpenAsync(app, 390, 844);
        await visitor.ProveAsync(app, phone);
        await visitor.Id("field-name").FillAsync("旅程审核有限公司");
        await visitor.Id("field-credit-code").FillAsync(Number);
        await visitor.Id("field-licence").SetInputFilesAsync(Registering.Card);
        await visitor.Id("field-contact").FillAsync("旅程联系人");
        await visitor.Id("field-user-name").FillAsync(userName);
        await visitor.Id("field-password").FillAsync(People.Password);
        await visitor.Id("field-password-repeat").FillAsync(People.Password);
        await visitor.Id("field-consent").CheckAsync();
        await visitor.PictureAsync($"identity-register-{userName}");
        await visitor.ClickAsync("action-register");
        await visitor.Id(then).WaitForAsync();
    }
}
