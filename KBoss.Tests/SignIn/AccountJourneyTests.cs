using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.SignIn;

/// <summary>What everybody does with the own account, walked in a browser: the ways in and out, a forgotten password, a new one, devices, language.</summary>
[BrowserTest]
public sealed class AccountJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Own = "seven-owls-read-2026";

    [Fact]
    public async Task A_member_signs_in_by_phone_by_user_name_and_by_organization_and_is_out_after_signing_out()
    {
        const string phone = "13800000002";
        await using var member = await browser.OpenAsync(app, 390, 844);
        await member.SpeakAsync("en");
        foreach (var account in new[] { phone, "finance", "finance@kaiyuan" })
        {
            await member.SignInOnPagesAsync(account, phone);
            await member.SeeAsync("page-staff-home");
            await member.SignOutAsync();
            await member.Page.GoBackAsync();
            await member.SeeAsync("page-account-login");
        }

        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await member.GoAsync("/account/login");
        await member.Id("field-account").FillAsync("finance");
        await member.Id("field-password").FillAsync("not my password");
        await member.ClickAsync("action-sign-in");
        await Expect(member.Id("error-form").Or(member.Id("error-password")).First).ToBeVisibleAsync();
        await Expect(member.Id("field-account")).ToHaveValueAsync("finance");
        await Expect(member.Id("field-password")).ToHaveValueAsync("");
        await member.PictureAsync("account-wrong-password-phone-en");
        await member.Id("field-password").FillAsync(DemoOrganizations.Password);
        await member.ClickAsync("action-sign-in");
        await member.Id("field-code").FillAsync("000000");
        await member.ClickAsync("action-verify");
        await Expect(member.Id("error-code")).ToBeVisibleAsync();
        await member.ClickAsync("action-other-account");
        await Expect(member.Id("field-account")).ToBeVisibleAsync();
        await member.GoAsync("/finance/journal");
        await member.SeeAsync("page-account-login");
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_code_to_the_phone_and_the_old_one_is_worth_nothing()
    {
        const string phone = "13800000005";
        await using var member = await browser.OpenAsync(app);
        await member.GoAsync("/account/login");
        await member.FollowAsync("action-forgot", "page-account-forgot");
        await member.Id("field-phone").FillAsync("138");
        await member.ClickAsync("action-send");
        await Expect(member.Id("error-phone")).ToBeVisibleAsync();
        await member.Id("field-phone").FillAsync(phone);
        await member.ClickAsync("action-send");
        await member.Id("field-code").FillAsync(await app.CodeAsync(phone));
        await member.Id("field-password").FillAsync("password1");
        await member.Id("field-password-repeat").FillAsync("password1");
        await member.ClickAsync("action-reset");
        await Expect(member.Id("error-password")).ToBeVisibleAsync();
        await member.PictureAsync("account-forgot-weak");
        await member.Id("field-password").FillAsync(Own);
        await member.Id("field-password-repeat").FillAsync(Own + "x");
        await member.ClickAsync("action-reset");
        await Expect(member.Id("error-password-repeat")).ToBeVisibleAsync();
        await member.Id("field-password").FillAsync(Own);
        await member.Id("field-password-repeat").FillAsync(Own);
        await member.ClickAsync("action-reset");
        await member.Id("value-reset").WaitForAsync();

        await member.Id("field-account").FillAsync("maintenance");
        await member.Id("field-password").FillAsync(DemoOrganizations.Password);
        await member.ClickAsync("action-sign-in");
        await Expect(member.Id("error-form").Or(member.Id("error-password")).First).ToBeVisibleAsync();
        await member.SignInOnPagesAsync("maintenance", phone, Own);
        await member.SeeAsync("page-staff-home");
    }

    [Fact]
    public async Task A_new_password_and_a_click_sign_the_other_devices_out()
    {
        const string phone = "13800000004";
        await using var desk = await browser.OpenAsync(app);
        await desk.SignInAsync("operations", phone);
        await using var other = await browser.OpenAsync(app, 390, 844);
        await other.SignInAsync("operations", phone);
        await other.GoAsync("/me/security");

        await desk.GoAsync("/me/security");
        await desk.FollowAsync("action-change-password", "page-account-password");
        await desk.Id("field-present").FillAsync("not my password");
        await desk.Id("field-password").FillAsync(Own);
        await desk.Id("field-password-repeat").FillAsync(Own);
        await desk.ClickAsync("action-change");
        await Expect(desk.Id("error-present")).ToBeVisibleAsync();
        await desk.Id("field-present").FillAsync(DemoOrganizations.Password);
        await desk.Id("field-password").FillAsync(Own);
        await desk.Id("field-password-repeat").FillAsync(Own);
        await desk.ClickAsync("action-change");
        await desk.Id("value-password-changed").WaitForAsync();
        await other.SeeAsync("page-account-login");

        await other.SignInAsync("operations", phone, Own);
        await other.GoAsync("/me/security");
        await desk.GoAsync("/me/security");
        await desk.ClickAsync("action-sign-out-others");
        await desk.Id("dialog-end-sessions").GetByTestId("field-present").FillAsync(Own);
        await desk.PictureAsync("account-sign-out-others");
        await desk.ClickAsync("action-confirm");
        await desk.Id("value-ended").WaitForAsync();
        await Expect(desk.Id("row-sessions")).ToHaveCountAsync(1);
        await other.SeeAsync("page-account-login");

        await desk.FillAsync("field-phone", "13800000001");
        await desk.FillAsync("field-present", Own);
        await desk.ClickAsync("action-send-codes");
        await Expect(desk.Id("error-phone")).ToBeVisibleAsync();
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await desk.FillAsync("field-phone", "13712340091");
        await desk.ClickAsync("action-send-codes");
        await desk.Id("field-code-new").WaitForAsync();
        await desk.ClickAsync("action-other-phone");
        await Expect(desk.Id("field-phone")).ToBeVisibleAsync();
        await desk.ExpectTextAsync("value-phone", "138****0004");
    }

    [Fact]
    public async Task A_member_without_a_role_consents_or_not_and_is_told_whom_to_ask()
    {
        const string phone = "13712340092";
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");
        await admin.ClickAsync("action-add-member");
        await admin.FillAsync("field-user-name", "no.role");
        await admin.FillAsync("field-name", "新同事");
        await admin.FillAsync("field-phone", phone);
        await admin.ClickAsync("action-confirm");
        await admin.Id("dialog-temporary-password").WaitForAsync();
        var temporary = await admin.Id("value-password").InnerTextAsync();

        await using var member = await browser.OpenAsync(app, 390, 844);
        await member.SignInOnPagesAsync("no.role", phone, temporary);
        await member.SeeAsync("page-account-password");
        await member.Id("field-present").FillAsync(temporary);
        await member.Id("field-password").FillAsync(Own);
        await member.Id("field-password-repeat").FillAsync(Own);
        await member.ClickAsync("action-change");
        await member.SeeAsync("page-account-consent");
        await Expect(member.Id("action-agreement")).ToHaveAttributeAsync("href", "/account/agreement");
        await Expect(member.Id("action-privacy")).ToHaveAttributeAsync("href", "/account/privacy");
        await member.ClickAsync("action-decline");
        await member.Page.WaitForURLAsync(url => !url.Contains("/account/consent", StringComparison.Ordinal));
        await member.GoAsync("/notices");
        await member.SeeAsync("page-account-login");

        await member.SignInOnPagesAsync("no.role", phone, Own);
        await member.SeeAsync("page-account-consent");
        await member.Id("field-consent").CheckAsync();
        await member.ClickAsync("action-agree");
        await member.SeeAsync("page-account-no-role");
        await member.PictureAsync("account-no-role-phone");
        await member.FollowAsync("action-home", "page-home");
        await member.GoAsync("/admin/members");
        await member.SeeAsync("page-forbidden");
    }

    [Fact]
    public async Task Language_and_look_are_chosen_in_the_header_and_kept_on_the_device()
    {
        await using var visitor = await browser.OpenAsync(app);
        await visitor.GoAsync("/products?q=GPU");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await visitor.ClickAsync("action-language");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        Assert.EndsWith("/products?q=GPU", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.ClickAsync("action-theme");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await visitor.GoAsync("/account/login");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await visitor.PictureAsync("account-login-dark-en");
        await visitor.ClickAsync("action-language");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
    }
}
