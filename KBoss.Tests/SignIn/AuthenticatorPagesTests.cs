using System.Net;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace KBoss.Tests.SignIn;

/// <summary>The second step of sign-in and the reset of a password for a member that uses an authenticator app, over HTTP.</summary>
public sealed class AuthenticatorPagesTests
{
    private const string Finance = "13800000002";
    private const string Sales = "13800000003";

    [Fact]
    public async Task Who_uses_an_app_is_asked_for_its_code_and_can_have_none_sent()
    {
        await using var web = new WebKBoss();
        var secret = await UseAppAsync(web, Finance);
        var visitor = web.Visit();
        await visitor.GetAsync("/account/login");
        var first = await visitor.PostAsync("password", ("account", Finance), ("password", DemoOrganizations.Password));
        await visitor.GetAsync(first.Headers.Location!.ToString());

        Assert.Contains("验证器", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("action-resend", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("resend")).StatusCode);
        await visitor.GetAsync(first.Headers.Location!.ToString());
        await visitor.PostAsync("code", ("code", "not one"));
        Assert.Contains("error-code", visitor.Page, StringComparison.Ordinal);
        Assert.Null(visitor.Cookie("kboss-session"));
        var done = await visitor.PostAsync("code", ("code", Code(web, secret)));

        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        Assert.NotNull(visitor.Cookie("kboss-session"));
        Assert.Equal(0, web.Phones.CountOf(Finance));
    }

    [Fact]
    public async Task Who_uses_none_signs_in_as_before()
    {
        await using var web = new WebKBoss();
        await UseAppAsync(web, Finance);
        var visitor = web.Visit();
        await visitor.GetAsync("/account/login");
        var first = await visitor.PostAsync("password", ("account", Sales), ("password", DemoOrganizations.Password));
        await visitor.GetAsync(first.Headers.Location!.ToString());

        Assert.Contains("action-resend", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("code", ("code", await web.Phones.CodeAsync(Sales)));
        Assert.NotNull(visitor.Cookie("kboss-session"));
    }

    [Fact]
    public async Task The_page_of_the_reset_looks_the_same_for_everybody_and_says_what_is_missing_only_to_who_has_the_SMS()
    {
        await using var web = new WebKBoss();
        var secret = await UseAppAsync(web, Finance);
        var (with, without) = (await AskAsync(web, Finance), await AskAsync(web, Sales));
        Assert.Contains("field-app-code", with.Page, StringComparison.Ordinal);
        Assert.Contains("field-app-code", without.Page, StringComparison.Ordinal);

        (string, string)[] password = [("phone", Finance), ("password", "nine grey harbours"), ("password-repeat", "nine grey harbours")];
        await with.PostAsync("reset", [.. password, ("code", People.Wrong(await web.Phones.CodeAsync(Finance)))]);
        Assert.DoesNotContain("error-app-code", with.Page, StringComparison.Ordinal);
        await with.PostAsync("reset", [.. password, ("code", await web.Phones.CodeAsync(Finance))]);
        Assert.Contains("error-app-code", with.Page, StringComparison.Ordinal);
        var done = await with.PostAsync("reset", [.. password, ("code", await web.Phones.CodeAsync(Finance)), ("app-code", Code(web, secret))]);

        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
    }

    [Fact]
    public void A_QR_code_is_a_picture_in_the_page_itself()
    {
        var picture = QrCode.Picture("otpauth://totp/KBoss:operator%40root?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=KBoss");

        Assert.StartsWith("data:image/svg+xml;base64,", picture, StringComparison.Ordinal);
        var svg = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(picture["data:image/svg+xml;base64,".Length..]));
        Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("GEZDGNBV", svg, StringComparison.Ordinal);
    }

    private static async Task<Visitor> AskAsync(WebKBoss web, string phone)
    {
        var visitor = web.Visit();
        await visitor.GetAsync("/account/forgot");
        await visitor.PostAsync("phone", ("phone", phone));
        return visitor;
    }

    private static string Code(WebKBoss web, string secret) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(web.Time.GetUtcNow().UtcDateTime);

    /// <summary>Sets up an app for a demo account and returns its secret, in a time step of which no code has been used yet.</summary>
    private static async Task<string> UseAppAsync(WebKBoss web, string phone)
    {
        await using var scope = web.Services.CreateAsyncScope();
        await using var db = web.Db();
        var member = await db.Members.SingleAsync(m => m.Phone == phone);
        var actor = new Actor(member.Id, member.OrganizationId, OrganizationKind.Distributor, member.Name, new HashSet<Role>());
        var service = ActivatorUtilities.CreateInstance<AuthenticatorService>(scope.ServiceProvider, new TestActor { Current = actor });
        var setup = await service.BeginAsync(DemoOrganizations.Password);
        await service.ConfirmAsync(Code(web, setup.Secret));
        web.Time.Advance(TimeSpan.FromMinutes(1));
        return setup.Secret;
    }
}
