using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>account.md</c>: registering, signing in, a forgotten password, security.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class AccountWalkTests(RunningKBoss app, Browser browser)
{
    private const string Own = "my-own-2026";

    [Fact]
    public async Task Account_register_sign_in_forget_and_change_phone()
    {
        var walk = new ManualWalk(browser, app, "account");
        const string user = "li.example";
        const string phone = "13700000031";

        await using var person = await walk.VisitAsync(390, 844);
        await person.GoAsync($"/account/register?code={DemoInvites.InviteCodeText}");
        await person.Id("field-phone").FillAsync(phone);
        await walk.ShowAsync(person, "register-number");
        await person.ClickAsync("action-send");
        await person.Id("field-code").FillAsync(await app.CodeAsync(phone));
        await walk.ShowAsync(person, "register-code");
        await person.ClickAsync("action-prove");
        await using var visitor = await walk.VisitAsync();
        await visitor.ProveAsync(app, "13700000033");
        await Expect(visitor.Id("field-licence")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-register"), "register-company");

        await Expect(person.Id("field-invite-code")).ToHaveValueAsync(DemoInvites.InviteCodeText);
        await person.Id("field-kind-individual").CheckAsync(new() { Force = true });
        await walk.ShowAsync(person, "register-phone");
        await FillAsync(person, ("name", Say("示例客户", "Example customer")), ("id-number", "110101199003070476"), ("user-name", user),
            ("password", Own), ("password-repeat", Own), ("invite-code", "WRONG234"));
        await person.Id("field-consent").CheckAsync();
        await person.ClickAsync("action-register");
        await Expect(person.Id("error-invite-code")).ToContainTextAsync("WRONG234");
        await Expect(person.Id("field-user-name")).ToHaveValueAsync(user);
        await walk.ShowPartAsync(person.Page.Locator(".k-field", new() { Has = person.Id("field-invite-code") }), "register-wrong-invite");
        await FillAsync(person, ("invite-code", DemoInvites.InviteCodeText), ("password", Own), ("password-repeat", Own));
        await person.ClickAsync("action-register");
        await person.Id("value-registered").WaitForAsync();
        await walk.ShowAsync(person, "registered");
        var code = new Uri(person.Page.Url).Query.Split("registered=")[1];

        var registered = await app.LastMessageAtAsync(phone);
        await app.AdvanceAsync(TimeSpan.FromSeconds(1));
        await FillAsync(visitor, "/account/login", ("account", $"{user}@{code}"), ("password", Own));
        await walk.ShowPartAsync(visitor.Id("page-account-login"), "sign-in");
        await visitor.ClickAsync("action-sign-in");
        await visitor.Id("field-code").WaitForAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-login"), "code");
        await visitor.Id("field-code").FillAsync(await app.CodeAsync(phone, registered));
        await visitor.ClickAsync("action-verify");
        await visitor.Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));

        await visitor.GoAsync("/me/security");
        await visitor.ExpectTextAsync("value-phone", "137****0031");
        await Expect(visitor.Id("row-sign-ins")).ToHaveCountAsync(1);
        await walk.ShowAsync(visitor, "security");
        await visitor.ClickAsync("action-set-up-authenticator");
        await visitor.Id("dialog-set-up-authenticator").GetByTestId("field-present").FillAsync(Own);
        await visitor.ClickAsync("action-confirm");
        await Expect(visitor.Id("value-qr")).ToHaveJSPropertyAsync("complete", true);
        await walk.ShowDialogAsync(visitor, "app");
        await visitor.CancelAsync();
        await Expect(visitor.Id("row-sessions")).ToHaveCountAsync(1);
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await visitor.FillAsync("field-phone", "13700000032");
        await visitor.FillAsync("field-present", Own);
        await visitor.ClickAsync("action-send-codes");
        await Expect(visitor.Id("field-code-old")).ToBeVisibleAsync();
        await Expect(visitor.Id("field-code-new")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Page.Locator(".k-panel", new() { Has = visitor.Id("form-codes") }), "phone-codes");

        await visitor.GoAsync("/account/password");
        await Expect(visitor.Id("field-present")).ToBeVisibleAsync();
        await walk.ShowPartAsync(visitor.Id("page-account-password"), "password");

        await person.GoAsync("/account/forgot");
        await FillAsync(person, ("phone", phone));
        await person.ClickAsync("action-send");
        await person.Id("field-code").WaitForAsync();
        await walk.ShowPartAsync(person.Id("page-account-forgot"), "forgot");
        walk.End();
    }
}
