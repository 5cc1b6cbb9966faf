using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.SignIn;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.SignIn;

/// <summary>What a stolen, planted or old cookie is worth, and how cookies are marked, over HTTP.</summary>
public sealed class SessionPagesTests
{
    private const string Finance = "13800000002";
    private const string Sales = "13800000003";
    private const string Session = "kboss-session";

    [Fact]
    public async Task A_copy_of_the_cookie_is_worth_nothing_once_its_owner_has_signed_out()
    {
        await using var web = new WebKBoss();
        var owner = web.Visit();
        await owner.SignInAsync(Finance, DemoOrganizations.Password);
        var thief = web.Visit();
        thief.Plant(Session, owner.Cookie(Session));
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/notices")).StatusCode);

        await owner.GetAsync("/");
        await owner.SignOutAsync();

        // At once: the clock has not moved.
        await RefusedAsync(thief);
        Assert.Null(owner.Cookie(Session));
        await using var db = web.Db();
        Assert.Equal(SessionEnd.SignedOut, (await db.Sessions.SingleAsync()).End);
    }

    [Fact]
    public async Task Who_lost_a_role_is_told_at_the_sign_in_page_why_it_was_signed_out_and_once()
    {
        await using var web = new WebKBoss();
        var visit = web.Visit();
        await visit.SignInAsync(Finance, DemoOrganizations.Password);
        await using (var db = web.Db())
        {
            (await db.Sessions.SingleAsync()).Finish(SessionEnd.AccessChanged, web.Time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync();
        }

        web.Time.Advance(TimeSpan.FromMinutes(1));
        await visit.GetAsync("/notices");
        await visit.GetAsync("/account/login");
        Assert.Contains("data-end=\"AccessChanged\"", visit.Page, StringComparison.Ordinal);
        await visit.GetAsync("/account/login");
        Assert.DoesNotContain("value-ended", visit.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planted_session_does_not_become_the_one_of_whoever_signs_in()
    {
        await using var web = new WebKBoss();
        var attacker = web.Visit();
        await attacker.SignInAsync(Sales, DemoOrganizations.Password);
        var planted = attacker.Cookie(Session);

        var victim = web.Visit();
        victim.Plant(Session, planted);
        // Whoever is signed in is led on from the page; the form can be sent all the same.
        await victim.GetAsync("/account/forgot");
        var first = await victim.PostToAsync("/account/login", "password", ("account", Finance), ("password", DemoOrganizations.Password));
        await victim.GetAsync("/account/forgot");
        await victim.PostToAsync(first.Headers.Location!.ToString(), "code", ("code", await web.Phones.CodeAsync(Finance)));

        Assert.NotEqual(planted, victim.Cookie(Session));
        await victim.GetAsync("/");
        Assert.Contains("财务", victim.Page, StringComparison.Ordinal);
        // What the attacker knows is over, and was never the victim's.
        attacker.Plant(Session, planted);
        await RefusedAsync(attacker);
        await using var db = web.Db();
        var sessions = await db.Sessions.OrderBy(s => s.Id).ToListAsync();
        Assert.Equal([SessionEnd.Replaced, null], sessions.Select(s => s.End));
        Assert.NotEqual(sessions[0].KeyHash, sessions[1].KeyHash);
    }

    [Fact]
    public async Task A_planted_sign_in_that_is_half_done_signs_nobody_in_without_the_code_of_its_own_member()
    {
        await using var web = new WebKBoss();
        var attacker = web.Visit();
        await attacker.GetAsync("/account/login");
        await attacker.PostAsync("password", ("account", Sales), ("password", DemoOrganizations.Password));
        var victim = web.Visit();
        await victim.GetAsync("/account/login");
        var first = await victim.PostAsync("password", ("account", Finance), ("password", DemoOrganizations.Password));
        var code = await web.Phones.CodeAsync(Finance);
        await web.Phones.CodeAsync(Sales);

        // The victim's code does not finish the attacker's sign-in …
        victim.Plant("kboss-signin", attacker.Cookie("kboss-signin"));
        await victim.GetAsync(first.Headers.Location!.ToString());
        await victim.PostAsync("code", ("code", code));
        Assert.Null(victim.Cookie(Session));
        // … and a forged cookie is as good as none.
        victim.Plant("kboss-signin", "forged");
        await victim.GetAsync(first.Headers.Location!.ToString());
        Assert.Contains("本次登录已失效", victim.Page, StringComparison.Ordinal);
        await using var db = web.Db();
        Assert.False(await db.Sessions.AnyAsync());
    }

    [Fact]
    public async Task A_planted_antiforgery_cookie_does_not_let_a_forged_form_through_once_somebody_has_signed_in()
    {
        await using var web = new WebKBoss();
        var attacker = web.Visit();
        await attacker.GetAsync("/account/login");
        var victim = web.Visit();
        victim.Plant("kboss-antiforgery", attacker.Cookie("kboss-antiforgery"));
        await victim.SignInAsync(Finance, DemoOrganizations.Password);
        Assert.Equal(attacker.Cookie("kboss-antiforgery"), victim.Cookie("kboss-antiforgery"));

        // The token that goes with the cookie was made for a visitor, the other one for the attacker's own account.
        await attacker.GetAsync("/account/login");
        var asVisitor = attacker.FormToken;
        await attacker.SignInAsync(Sales, DemoOrganizations.Password);
        await attacker.GetAsync("/");
        foreach (var token in new[] { asVisitor, attacker.FormToken })
        {
            var answer = await victim.PostForgedAsync("/account/logout", ("__RequestVerificationToken", token));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await victim.GetAsync("/notices")).StatusCode);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worth_nothing_after_a_change_of_password_and_the_own_device_goes_on()
    {
        await using var web = new WebKBoss();
        var owner = web.Visit();
        await owner.SignInAsync(Finance, DemoOrganizations.Password);
        var (thief, stolen) = (web.Visit(), owner.Cookie(Session));
        thief.Plant(Session, stolen);

        await owner.GetAsync("/account/password");
        await owner.PostAsync("password", ("present", DemoOrganizations.Password), ("password", "a new long phrase 7"), ("password-repeat", "a new long phrase 7"));

        await RefusedAsync(thief);
        Assert.NotEqual(stolen, owner.Cookie(Session));
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/notices")).StatusCode);
    }

    [Fact]
    public async Task R_ORG_3_a_member_whom_an_Admin_signs_out_is_out_at_once_in_the_same_process()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/notices")).StatusCode);
        await using var scope = web.Services.CreateAsyncScope();
        await using var db = web.Db();
        var member = await db.Members.SingleAsync(m => m.Phone == Finance);
        var admin = new Actor(member.Id + 1000, member.OrganizationId, OrganizationKind.Distributor, "管理员", new HashSet<Role> { Role.Admin });

        await ActivatorUtilities.CreateInstance<MemberService>(scope.ServiceProvider, new TestActor { Current = admin }).EndSessionsAsync(member.Id);

        await RefusedAsync(visitor);
    }

    [Fact]
    public async Task R_ORG_3_a_session_that_another_process_ends_is_lost_within_a_minute()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        await using (var db = web.Db())
        {
            (await db.Sessions.SingleAsync()).Finish(SessionEnd.SignedOut, web.Time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync();
        }

        web.Time.Advance(TimeSpan.FromSeconds(59));

        await RefusedAsync(visitor);
    }

    [Fact]
    public async Task A_session_is_over_after_eight_hours_without_use_and_after_a_day_with_use()
    {
        await using var web = new WebKBoss();
        var (idle, busy) = (web.Visit(), web.Visit());
        await idle.SignInAsync(Finance, DemoOrganizations.Password);
        await busy.SignInAsync(Sales, DemoOrganizations.Password);
        for (var hour = 1; hour < 24; hour++)
        {
            web.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/notices")).StatusCode);
        }

        await RefusedAsync(idle);
        web.Time.Advance(TimeSpan.FromHours(1));
        await RefusedAsync(busy);
    }

    [Fact]
    public async Task An_open_circuit_counts_as_use_of_the_session_that_its_browser_goes_on_with()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        await using var scope = web.Services.CreateAsyncScope();
        var sessions = scope.ServiceProvider.GetRequiredService<MemberSessions>();
        var key = KeyIn(web, visitor);
        for (var hour = 1; hour < 12; hour++)
        {
            // What a circuit does every 25 seconds, without any request of the browser.
            web.Time.Advance(TimeSpan.FromHours(1));
            Assert.NotNull(await sessions.FindAsync(key));
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/notices")).StatusCode);
    }

    [Fact]
    public async Task Outside_Development_every_cookie_is_secure_and_of_this_host_alone()
    {
        await using var web = new WebKBoss { EnvironmentName = "Production" };
        var visitor = web.Visit();
        var cookies = new List<string>();
        Take(await visitor.GetAsync("/account/login"));
        Take(await visitor.PostForgedAsync("/preferences/culture", ("culture", "en")));
        Take(await visitor.PostForgedAsync("/preferences/theme", ("theme", "dark")));
        await visitor.GetAsync("/account/login");
        Assert.Contains("Sign in", visitor.Page, StringComparison.Ordinal);
        var first = await visitor.PostAsync("password", ("account", WebKBoss.FirstAdmin), ("password", WebKBoss.FirstPassword));
        Take(first);
        Take(await visitor.GetAsync(first.Headers.Location!.ToString()));
        var done = await visitor.PostAsync("code", ("code", await web.Phones.CodeAsync(WebKBoss.FirstAdmin)));
        Take(done);

        Assert.Equal(
            ["__Host-.AspNetCore.Culture", "__Host-kboss-antiforgery", "__Host-kboss-session", "__Host-kboss-signin", "__Host-kboss-theme"],
            cookies.Select(c => c[..c.IndexOf('=', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(cookies, cookie =>
        {
            var marks = cookie.Split(';').Skip(1).Select(mark => mark.Trim().ToLowerInvariant()).ToList();
            Assert.Contains("secure", marks);
            Assert.Contains("httponly", marks);
            Assert.Contains("path=/", marks);
            Assert.Contains(marks, mark => mark is "samesite=lax" or "samesite=strict");
            Assert.DoesNotContain(marks, mark => mark.StartsWith("domain", StringComparison.Ordinal));
        });

        // The local host is left out of it by the framework.
        using var elsewhere = web.CreateDefaultClient(new Uri("https://kboss.test"));
        using var page = await elsewhere.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")));

        void Take(HttpResponseMessage answer) => cookies.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);
    }

    [Fact]
    public async Task In_Development_which_runs_on_plain_HTTP_cookies_keep_their_names()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Finance, DemoOrganizations.Password);
        await visitor.PostForgedAsync("/preferences/theme", ("theme", "dark"));

        Assert.NotNull(visitor.Cookie("kboss-session"));
        Assert.NotNull(visitor.Cookie("kboss-antiforgery"));
        Assert.Equal("dark", visitor.Cookie("kboss-theme"));
        Assert.Null(visitor.Cookie("__Host-kboss-session"));
        Assert.False((await visitor.GetAsync("/")).Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task RefusedAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/notices");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Contains("/account/login", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The key in the browser's cookie, as the application reads it.</summary>
    private static SessionKey KeyIn(WebKBoss web, Visitor visitor)
    {
        var options = web.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        var ticket = options.Get(CookieAuthenticationDefaults.AuthenticationScheme).TicketDataFormat.Unprotect(visitor.Cookie(Session))!;
        return SessionCookie.Read(ticket.Principal)!;
    }
}
