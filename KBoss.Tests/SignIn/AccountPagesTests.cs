using System.Net;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.SignIn;

/// <summary>The pages of the account over HTTP. What leaves nothing behind but sessions shares one application.</summary>
public sealed class AccountPagesTests(AccountPagesTests.Application app) : IClassFixture<AccountPagesTests.Application>
{
    private const string Finance = "13800000002";
    private const string Company = "13800000011";
    private static readonly byte[] Photo = [0xFF, 0xD8, 0xFF, 0xE0, 0x00];

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var web = new WebKBoss();

        var answer = await web.Visit().SignInAsync(Finance, DemoOrganizations.Password);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("kboss-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Forms_that_come_from_elsewhere_are_refused()
    {
        foreach (var (path, form) in new[]
        {
            ("/account/login", "password"), ("/account/register", "phone"), ("/account/register?step=code", "code"),
            ("/account/register?step=details", "register"), ("/account/forgot", "phone"), ("/account/logout", ""),
        })
        {
            var answer = await app.Web.Visit().PostForgedAsync(path, ("_handler", form), ("account", Finance), ("password", DemoOrganizations.Password));
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
        }
    }

    [Theory]
    [InlineData("/notices?unread=true", "/notices?unread=true")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/products?q=超算&type=智算", "/products?q=%E8%B6%85%E7%AE%97&type=%E6%99%BA%E7%AE%97")]
    [InlineData("/.//evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    public async Task Signing_in_leads_back_but_never_to_another_site(string returnUrl, string target)
    {
        // A phone gets one code a minute.
        app.Web.Time.Advance(TimeSpan.FromMinutes(1));
        var answer = await app.Web.Visit().SignInAsync(Company, DemoOrganizations.Password, returnUrl, again: true);

        var location = answer.Headers.Location!;
        Assert.Equal(target, location.IsAbsoluteUri ? location.PathAndQuery : location.ToString());
        Assert.True(!location.IsAbsoluteUri || location.Host == "localhost");
    }

    [Fact]
    public async Task R_ORG_3_the_session_of_a_disabled_member_ends_within_a_minute()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/notices")).StatusCode);
        await using (var db = web.Db())
        await using (var scope = web.Services.CreateAsyncScope())
        {
            var member = await db.Members.SingleAsync(m => m.Phone == Finance);
            var admin = new Actor(member.Id + 1000, member.OrganizationId, OrganizationKind.Distributor, "管理员", new HashSet<Role> { Role.Admin });
            await ActivatorUtilities.CreateInstance<MemberService>(scope.ServiceProvider, new TestActor { Current = admin }).DisableAsync(member.Id);
        }

        web.Time.Advance(TimeSpan.FromSeconds(59));

        var answer = await visitor.GetAsync("/notices");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Contains("/account/login", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("kboss-session=;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_is_used_outlives_many_checks_and_ends_with_signing_out()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        for (var hour = 0; hour < 12; hour++)
        {
            web.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/notices")).StatusCode);
        }

        await visitor.GetAsync("/");
        Assert.Contains("action-logout", visitor.Page, StringComparison.Ordinal);
        await visitor.SignOutAsync();
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync("/notices")).StatusCode);
    }

    [Fact]
    public async Task A_choice_of_language_leads_back_to_a_page_whose_address_is_Chinese()
    {
        var answer = await app.Web.Visit().PostForgedAsync("/preferences/culture", ("culture", "en"), ("returnUrl", "/products?q=超算"));

        Assert.Equal((HttpStatusCode.Found, "/products?q=%E8%B6%85%E7%AE%97"), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task A_visitor_is_led_to_sign_in_and_told_where_from()
    {
        var answer = await app.Web.Visit().GetAsync("/notices");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith("/account/login?returnUrl=%2Fnotices", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_spelling_of_an_account_is_no_way_around_the_limit()
    {
        await using var web = new WebKBoss(("RateLimits:Password:PerAccount", "2"));
        var visitor = web.Visit();
        await visitor.GetAsync("/account/login");

        var answers = new List<HttpStatusCode>();
        foreach (var spelling in new[] { "13700000001", "+86 137-0000-0001", "１３７０００００００１" })
        {
            answers.Add((await visitor.PostAsync("password", ("account", spelling), ("password", "wrong"))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, answers[..^1]);
    }

    [Fact]
    public async Task Too_many_passwords_for_one_account_are_answered_with_429_in_the_page()
    {
        await using var web = new WebKBoss(("RateLimits:Password:PerAccount", "2"));
        var visitor = web.Visit();
        await visitor.GetAsync("/account/login");
        await visitor.PostAsync("password", ("account", "nobody"), ("password", "x"));
        var second = await visitor.PostAsync("password", ("account", " NOBODY "), ("password", "x"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Contains("账号或密码错误", visitor.Page, StringComparison.Ordinal);

        var third = await visitor.PostAsync("password", ("account", "nobody"), ("password", "x"));

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Contains("操作过于频繁", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"nobody\"", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("password", ("account", "somebody"), ("password", "x"))).StatusCode);
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_by_the_forms_of_the_page_and_another_code_can_be_sent()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.GetAsync("/account/forgot");
        await visitor.PostAsync("phone", ("phone", Finance));
        var first = await web.Phones.CodeAsync(Finance);
        web.Time.Advance(TimeSpan.FromMinutes(1));

        await visitor.PostAsync("again", ("phone", Finance));
        var second = await web.Phones.CodeAsync(Finance, before: 1);
        var wrong = await visitor.PostAsync(
            "reset", ("phone", Finance), ("code", People.Wrong(second)), ("password", "nine grey harbours"), ("password-repeat", "nine grey harbours"));
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.Contains("error-code", visitor.Page, StringComparison.Ordinal);
        var done = await visitor.PostAsync("reset", ("phone", Finance), ("code", second), ("password", "nine grey harbours"), ("password-repeat", "nine grey harbours"));

        Assert.NotEqual("", first);
        Assert.EndsWith("/account/login?reset=true", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        await visitor.GetAsync("/account/login");
        Assert.Equal(HttpStatusCode.Found, (await visitor.PostAsync("password", ("account", Finance), ("password", "nine grey harbours"))).StatusCode);
    }

    [Fact]
    public async Task The_code_page_says_which_code_it_waits_for()
    {
        await using var web = new WebKBoss();
        var pages = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var visitor = web.Visit();
            await visitor.GetAsync("/account/login");
            var first = await visitor.PostAsync("password", ("account", Finance), ("password", DemoOrganizations.Password));
            await visitor.GetAsync(first.Headers.Location!.ToString());
            pages.Add(visitor.Page);
        }

        Assert.Contains("验证码已通过短信发送至 138****0002", pages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("已通过短信发送", pages[1], StringComparison.Ordinal);
        Assert.Contains("请使用刚才发送至 138****0002 的验证码", pages[1], StringComparison.Ordinal);
        await web.Phones.CodeAsync(Finance);
        Assert.Equal(1, web.Phones.CountOf(Finance));
    }

    [Fact]
    public async Task The_code_page_needs_the_password_first()
    {
        var visitor = app.Web.Visit();

        await visitor.GetAsync("/account/login?step=code");

        Assert.Contains("本次登录已失效", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("field-account", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("field-code", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_with_a_mistake_keeps_what_was_typed_and_the_licence_but_no_password()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13911110002");
        (string, string)[] fields =
        [
            ("kind", "Company"), ("name", "示例科技有限公司"), ("credit-code", "91350100M000100Y43"), ("contact", "联系人"),
            ("user-name", "c"), ("phone", "13911110002"), ("password", "seven-owls-read"), ("password-repeat", "seven-owls-read"), ("consent", "true"),
        ];

        await visitor.PostAsync("register", ("setup.exe.pdf", [0x4D, 0x5A, 0x90, 0x00]), [.. fields, ("invite-code", "NOSUCHCODE")]);
        Assert.Contains("error-licence", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("error-user-name", visitor.Page, StringComparison.Ordinal);
        // Together with the other mistakes, not after them.
        Assert.Contains("error-invite-code", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"示例科技有限公司\"", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("seven-owls-read", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("register", ("licence.pdf", People.Pdf), fields);
        Assert.DoesNotContain("error-licence", visitor.Page, StringComparison.Ordinal);
        var key = System.Text.RegularExpressions.Regex.Match(visitor.Page, "name=\"licence-key\" value=\"([0-9a-f]+)\"").Groups[1].Value;
        Assert.NotEmpty(key);

        fields[4] = ("user-name", "contact");
        var done = await visitor.PostAsync("register", [.. fields, ("licence-key", key)]);
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        Assert.Contains("/account/login?registered=c", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        await using var db = web.Db();
        Assert.True(await db.Members.AnyAsync(m => m.Phone == "13911110002"));
    }

    [Fact]
    public async Task A_photo_of_the_ID_card_survives_a_mistake_in_the_form_and_can_be_taken_back()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13911110022");
        (string, string)[] fields =
        [
            ("kind", "Individual"), ("name", "个人客户二"), ("id-number", "110101199003070476"),
            ("user-name", "w"), ("phone", "13911110022"), ("password", "seven-owls-read"), ("password-repeat", "seven-owls-read"), ("consent", "true"),
        ];

        await visitor.PostAsync("register", ("id-photo", "card.pdf", [0x4D, 0x5A, 0x90, 0x00]), fields);
        Assert.Contains("error-id-photo", visitor.Page, StringComparison.Ordinal);
        Assert.Equal("", Key());
        await visitor.PostAsync("register", ("id-photo", "C:\\cards\\my-card.jpg", Photo), fields);
        Assert.DoesNotContain("error-id-photo", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("已上传 my-card.jpg", visitor.Page, StringComparison.Ordinal);
        var key = Key();

        await visitor.PostAsync("register", [.. fields, ("id-photo-key", key), ("id-photo-remove", "true")]);
        Assert.DoesNotContain("my-card.jpg", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("register", [.. fields, ("id-photo-key", key)]);
        Assert.Equal("", Key());

        await visitor.PostAsync("register", ("id-photo", "card.jpg", Photo), fields);
        key = Key();
        fields[3] = ("user-name", "with-photo");
        Assert.Equal(HttpStatusCode.Found, (await visitor.PostAsync("register", [.. fields, ("id-photo-key", key)])).StatusCode);
        await using var db = web.Db();
        var member = await db.Members.SingleAsync(m => m.Phone == "13911110022");
        Assert.Equal("id-card.jpg", (await db.StoredFiles.SingleAsync(f => f.OrganizationId == member.OrganizationId)).Name);

        string Key() => System.Text.RegularExpressions.Regex.Match(visitor.Page, "name=\"id-photo-key\"(?: value=\"([0-9a-f]*)\")?").Groups[1].Value;
    }

    [Fact]
    public async Task A_file_of_the_other_kind_of_customer_is_never_registered()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13911110023");
        (string, string)[] fields =
        [
            ("kind", "Individual"), ("name", "个人客户三"), ("id-number", "110101199003070476"), ("user-name", "without-photo"),
            ("phone", "13911110023"), ("password", "seven-owls-read"), ("password-repeat", "seven-owls-read"), ("consent", "true"),
        ];

        var answer = await visitor.PostAsync("register", ("licence.pdf", People.Pdf), fields);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        await using var db = web.Db();
        var member = await db.Members.SingleAsync(m => m.Phone == "13911110023");
        Assert.False(await db.StoredFiles.AnyAsync(f => f.OrganizationId == member.OrganizationId));
    }

    [Theory]
    [InlineData("/account/agreement", "page-account-agreement")]
    [InlineData("/account/privacy", "page-account-privacy")]
    public async Task Agreement_and_privacy_policy_can_be_read_by_everybody(string path, string testId)
    {
        var visitor = app.Web.Visit();

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).StatusCode);

        Assert.Contains($"data-testid=\"{testId}\"", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Title", visitor.Page, StringComparison.Ordinal);
    }

    public sealed class Application : IAsyncDisposable
    {
        public WebKBoss Web { get; } = new();

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
