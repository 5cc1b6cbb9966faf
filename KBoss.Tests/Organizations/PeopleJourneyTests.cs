using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Organizations;

/// <summary>What an Admin does with people, walked in a browser: members, departments, join requests, the audit log, account security.</summary>
[BrowserTest]
public sealed class PeopleJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Phone = "13712340001";
    private const string Own = "my-own-2026";

    [Fact]
    public async Task An_Admin_adds_a_member_who_chooses_a_password_and_is_out_at_once_when_disabled()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");
        await admin.ClickAsync("action-add-member");
        await admin.FillAsync("field-user-name", "journey.sales");
        await admin.FillAsync("field-name", "旅程销售");
        await admin.FillAsync("field-phone", "13800000003");
        await admin.Id("field-role-sales").CheckAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-phone")).ToBeVisibleAsync();
        await admin.FillAsync("field-phone", Phone);
        await admin.PictureAsync("people-add-member");
        await admin.ClickAsync("action-confirm");
        await admin.Id("dialog-temporary-password").WaitForAsync();
        var password = await admin.Id("value-password").InnerTextAsync();
        await admin.PictureAsync("people-temporary-password");
        await admin.Id("dialog-temporary-password").GetByTestId("action-confirm").ClickAsync();
        var row = admin.Row("members", "journey.sales");
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync("137****0001");
        await row.GetByTestId("action-show-phone").ClickAsync();
        await Expect(row.GetByTestId("value-phone")).ToHaveTextAsync(Phone);
        await Expect(row.GetByTestId("value-created-by")).ToHaveTextAsync("管理员");
        await admin.PictureAsync("people-members");

        await using var member = await browser.OpenAsync(app);
        await member.SignInAsync("journey.sales", Phone, password);
        await member.GoAsync("/");
        await member.SeeAsync("page-account-password");
        await member.Id("field-present").FillAsync(password);
        await member.Id("field-password").FillAsync(Own);
        await member.Id("field-password-repeat").FillAsync(Own);
        await member.PictureAsync("people-password");
        await member.ClickAsync("action-change");
        await member.SeeAsync("page-account-consent");
        await member.GoAsync("/me/security");
        await member.SeeAsync("page-account-consent");
        await member.PictureAsync("people-consent");
        await member.ClickAsync("action-agree");
        await Expect(member.Id("error-consent")).ToBeVisibleAsync();
        await member.Id("field-consent").CheckAsync();
        await member.ClickAsync("action-agree");
        await member.Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
        await member.GoAsync("/me/security");
        await Expect(member.Id("row-sign-ins")).ToHaveCountAsync(1);
        await Expect(member.Id("value-consent")).ToHaveAttributeAsync("data-version", UserAgreement.Version);
        await member.PictureAsync("people-security");

        await Window.PressAsync(row.GetByTestId("action-disable"));
        await Expect(admin.Id("dialog-disable")).ToContainTextAsync("journey.sales");
        await admin.PictureAsync("people-disable");
        await admin.ClickAsync("action-confirm");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Disabled");
        await member.SeeAsync("page-account-login");

        await Window.PressAsync(admin.Row("members", "admin").GetByTestId("action-deregister"));
        await admin.ClickAsync("action-confirm");
        await admin.Id("toast-error").First.WaitForAsync();
        await Expect(admin.Row("members", "admin").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Active");

        await admin.GoAsync("/admin/audit?subject=journey.sales");
        var change = admin.Id("row-audit").Filter(new() { HasText = "已停用" }).First;
        await Expect(change.GetByTestId("value-actor")).ToContainTextAsync("admin");
        await Expect(change.GetByTestId("value-changes")).ToContainTextAsync("正常");
        await admin.PictureAsync("people-audit");
    }

    [Fact]
    public async Task An_Admin_imports_members_and_seats_them_in_departments()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members/import");
        await admin.Id("field-file").SetInputFilesAsync(new Microsoft.Playwright.FilePayload
        {
            Name = "members.xlsx",
            MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Buffer = WorkbookWriter.Export(MemberWorkbook.Schema(OrganizationKind.Distributor),
            [
                new() { UserName = "import.one", Name = "导入一", Phone = "13712340011", Roles = [Role.Sales] },
                new() { UserName = "import.two", Name = "导入二", Phone = "13712340012", Roles = [Role.Finance, Role.Sales] },
                new() { UserName = "import.three", Name = "导入三", Phone = "1", Roles = [] },
            ]),
        });
        await Expect(admin.Id("value-new")).ToHaveTextAsync("2");
        await Expect(admin.Id("value-errors")).ToHaveTextAsync("1");
        await admin.PictureAsync("people-import-preview");
        await admin.ClickAsync("action-import-valid");
        await admin.Id("dialog-import-valid").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-passwords")).ToHaveCountAsync(2);
        await admin.PictureAsync("people-import-done");

        await admin.GoAsync("/admin/departments");
        await AddDepartmentAsync(admin, "action-add-department", "旅程中心");
        await AddDepartmentAsync(admin, "action-add-child", "华东组");
        await admin.ClickAsync("action-add-members");
        await admin.Row("candidates", "import.one").GetByTestId("field-candidate").CheckAsync();
        await admin.Row("candidates", "import.two").GetByTestId("field-candidate").CheckAsync();
        await admin.PictureAsync("people-add-to-department");
        await admin.Id("dialog-add-members").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("row-department-members")).ToHaveCountAsync(2);
        await admin.Row("department-members", "import.one").GetByTestId("action-make-manager").ClickAsync();
        await admin.ExpectTextAsync("value-manager", "导入一");
        await admin.Row("department-members", "import.two").GetByTestId("action-make-manager").ClickAsync();
        await Expect(admin.Id("toast-error").First).ToContainTextAsync("导入一");
        await admin.PictureAsync("people-departments");

        // It holds people, and says so instead of refusing afterwards.
        await Expect(admin.Id("action-delete")).ToBeDisabledAsync();
        await Expect(admin.Id("action-delete")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("2"));
        await admin.GoAsync("/admin/members?q=import.one");
        await Expect(admin.Row("members", "import.one")).ToContainTextAsync("华东组");
    }

    [Fact]
    public async Task A_second_person_of_a_customer_asks_to_join_and_changes_the_phone()
    {
        await using var person = await browser.OpenAsync(app, 390, 844);
        await person.ProveAsync(app, "13712340021");
        await person.Page.Locator("[data-testid='field-kind'] label").Filter(new() { HasText = "个人" }).ClickAsync();
        await person.Id("field-name").FillAsync("家人");
        await person.Id("field-id-number").FillAsync("110101199003074290");
        await person.Id("field-user-name").FillAsync("journey.family");
        await person.Id("field-id-photo").SetInputFilesAsync(Registering.Card);
        await person.Id("field-password").FillAsync(Own);
        await person.Id("field-password-repeat").FillAsync(Own);
        await person.ClickAsync("action-show-password");
        await Expect(person.Id("field-password")).ToHaveAttributeAsync("type", "text");
        await Expect(person.Id("field-password-repeat")).ToHaveAttributeAsync("type", "password");
        await person.PictureAsync("people-register-phone");
        await person.Id("field-consent").CheckAsync();
        await person.ClickAsync("action-register");
        await person.Id("value-requested").WaitForAsync();
        await browser.PassOnAsync(app, "journey.family");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("person", "13800000012");
        await admin.GoAsync("/notices");
        await Expect(admin.Id("row-notices").First).ToContainTextAsync("家人");
        await admin.GoAsync("/team");
        await admin.Row("join-requests", "journey.family").GetByTestId("action-accept").ClickAsync();
        await admin.Id("field-role-buyer").CheckAsync();
        await admin.PictureAsync("people-accept");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Row("members", "journey.family")).ToBeVisibleAsync();
        await admin.PictureAsync("people-team");

        await person.SignInAsync("journey.family", "13712340021", Own);
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await person.GoAsync("/me/security");
        await person.FillAsync("field-phone", "13712340022");
        await person.FillAsync("field-present", Own);
        // The code of signing in went to the same phone.
        var signedIn = await app.LastMessageAtAsync("13712340021");
        await person.ClickAsync("action-send-codes");
        await person.Id("field-code-old").WaitForAsync();
        await person.FillAsync("field-code-old", await app.CodeAsync("13712340021", signedIn));
        await person.FillAsync("field-code-new", await app.CodeAsync("13712340022"));
        await person.PictureAsync("people-phone-phone");
        await person.ClickAsync("action-change-phone");
        await person.ExpectTextAsync("value-moved", "137****0022");
        await person.ClickAsync("action-sign-in-again");
        await person.SeeAsync("page-account-login");
    }

    [Fact]
    public async Task A_member_signs_a_lost_device_out_with_the_password_and_an_Admin_signs_it_out_everywhere()
    {
        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("sales", "13800000003");
        await using var lost = await browser.OpenAsync(app, 390, 844);
        await lost.SignInAsync("sales", "13800000003");
        await lost.GoAsync("/me/security");
        await Expect(lost.Id("row-sessions")).ToHaveCountAsync(2);
        await Expect(lost.Id("row-sessions").First.GetByTestId("value-this-device")).ToBeVisibleAsync();
        await lost.PictureAsync("people-sessions-phone");
        await lost.SpeakAsync("en");
        await lost.GoAsync("/me/security");
        await lost.PictureAsync("people-sessions-phone-en");

        await desk.GoAsync("/me/security");
        await desk.PictureAsync("people-sessions");
        await desk.Id("row-sessions").Last.GetByTestId("action-end-session").ClickAsync();
        await desk.Id("dialog-end-sessions").GetByTestId("field-present").FillAsync("not my password");
        await desk.ClickAsync("action-confirm");
        await Expect(desk.Id("error-present")).ToBeVisibleAsync();
        await desk.PictureAsync("people-end-session");
        await desk.Id("dialog-end-sessions").GetByTestId("field-present").FillAsync(DemoOrganizations.Password);
        await desk.ClickAsync("action-confirm");
        await desk.Id("value-ended").WaitForAsync();
        await Expect(desk.Id("row-sessions")).ToHaveCountAsync(1);
        // The open page of the other device knows at once.
        await lost.SeeAsync("page-account-login");
        await desk.SpeakAsync("en");
        await desk.GoAsync("/me/security");
        await desk.PictureAsync("people-sessions-en");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members?q=sales");
        await Window.PressAsync(admin.Row("members", "sales").GetByTestId("action-end-sessions"));
        await Expect(admin.Id("dialog-end-sessions")).ToContainTextAsync("sales");
        await admin.PictureAsync("people-end-sessions");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await desk.SeeAsync("page-account-login");
    }

    [Fact]
    public async Task A_member_signs_in_with_an_authenticator_app_until_an_Admin_takes_the_lost_one_off()
    {
        await using var member = await browser.OpenAsync(app);
        await member.SignInAsync("maintenance", "13800000005");
        await member.GoAsync("/me/security");
        await member.PictureAsync("app-none");
        await member.ClickAsync("action-set-up-authenticator");
        await member.Id("dialog-set-up-authenticator").GetByTestId("field-present").FillAsync(DemoOrganizations.Password);
        await member.PictureAsync("app-password");
        await member.ClickAsync("action-confirm");
        await member.Id("value-qr").WaitForAsync();
        var secret = (await member.Id("value-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await Expect(member.Id("value-qr")).ToHaveJSPropertyAsync("complete", true);
        await member.PictureAsync("app-scan");
        await member.Id("field-code").FillAsync("000000");
        await member.ClickAsync("action-confirm");
        await Expect(member.Id("error-code")).ToBeVisibleAsync();
        await member.Id("field-code").FillAsync(await AppCodeAsync(secret));
        await member.ClickAsync("action-confirm");
        await member.Id("value-authenticator").WaitForAsync();
        await member.PictureAsync("app-in-use");

        await using var phone = await browser.OpenAsync(app, 390, 844);
        await phone.SpeakAsync("en");
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await phone.GoAsync("/account/login");
        await phone.Id("field-account").FillAsync("maintenance");
        await phone.Id("field-password").FillAsync(DemoOrganizations.Password);
        await phone.ClickAsync("action-sign-in");
        await phone.Id("field-code").WaitForAsync();
        await Expect(phone.Id("action-resend")).ToHaveCountAsync(0);
        await phone.PictureAsync("app-login-phone-en");
        await phone.Id("field-code").FillAsync(await AppCodeAsync(secret));
        await phone.ClickAsync("action-verify");
        await phone.Page.WaitForURLAsync(url => !url.Contains("/account/login", StringComparison.Ordinal));
        await phone.GoAsync("/me/security");
        await phone.PictureAsync("app-in-use-phone-en");
        await phone.ClickAsync("action-remove-authenticator");
        await phone.Id("dialog-remove-authenticator").WaitForAsync();
        await phone.PictureAsync("app-remove-phone-en");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members?q=maintenance");
        await Window.PressAsync(admin.Row("members", "maintenance").GetByTestId("action-reset-authenticator"));
        await Expect(admin.Id("dialog-reset-authenticator")).ToContainTextAsync("maintenance");
        await admin.PictureAsync("app-reset");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await Expect(admin.Row("members", "maintenance").GetByTestId("action-reset-authenticator")).ToHaveCountAsync(0);
        await member.SeeAsync("page-account-login");
        await member.SignInAsync("maintenance", "13800000005");
        await member.GoAsync("/notices");
        await Expect(member.Id("row-notices").First).ToContainTextAsync("验证器");
    }

    private async Task<string> AppCodeAsync(string secret) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(await app.NowAsync());

    private static async Task AddDepartmentAsync(Window admin, string action, string name)
    {
        await admin.ClickAsync(action);
        await admin.FillAsync("field-name", name);
        await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
        await Expect(admin.Id("value-department")).ToHaveTextAsync(name);
    }
}
