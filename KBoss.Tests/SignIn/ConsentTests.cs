using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.SignIn;

/// <summary>F181: who has not consented to the agreement and privacy policy in force is asked before anything else, and the consent is kept and audited.</summary>
public sealed class ConsentTests
{
    private const string Older = "2026-01-01";
    private const string Finance = "13800000002";
    private const string Company = "13800000011";

    [Theory]
    [InlineData("", false)]
    [InlineData("2026-01-01", false)]
    [InlineData("2026-06-01", true)]
    [InlineData("2027-01-01", true)]
    public void A_consent_holds_for_its_version_and_earlier_ones(string given, bool holds)
    {
        var now = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);
        var member = new Member(1, "someone", "13900000001", "某人", now);
        if (given.Length > 0)
        {
            member.Consent(given, now);
        }

        Assert.Equal(holds, member.HasConsentedTo("2026-06-01"));
    }

    [Fact]
    public void The_version_is_a_date_so_that_later_ones_can_be_told() =>
        Assert.True(DateOnly.TryParseExact(UserAgreement.Version, "yyyy-MM-dd", out _));

    [Fact]
    public async Task Without_the_consent_in_force_a_session_has_no_roles_and_with_it_all_of_them()
    {
        await using var boss = await TestKBoss.StartAsync();
        var person = await PersonAsync(boss, Older);
        var session = await SessionAsync(boss, person);
        Assert.Equal((SignInDuty.Consent, 0), (session.Duty!.Value, session.Actor.Roles.Count));
        boss.SignIn(session.Actor);
        var service = boss.Get<ConsentService>();
        Assert.Equal(new OwnConsent(Older, boss.Now, IsInForce: false), await service.FindAsync());

        boss.Time.Advance(TimeSpan.FromHours(1));
        var after = await service.AgreeAsync(UserAgreement.Version, agreed: true);
        var given = boss.Now;
        boss.Time.Advance(TimeSpan.FromHours(1));
        after = await service.AgreeAsync(UserAgreement.Version, agreed: true);

        Assert.Null(after.Duty);
        Assert.Equal([Role.Finance], after.Actor.Roles);
        Assert.Equal(new OwnConsent(UserAgreement.Version, given, IsInForce: true), await service.FindAsync());
        // The session goes on, under the key that it got with the roles.
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(after.Key));
        await using var db = boss.Db();
        var audit = await db.AuditEntries.SingleAsync(a => a.MemberId == person.Id && a.After.Contains("ConsentVersion"));
        Assert.Equal("Member person", audit.Subject);
        Assert.Contains(Older, audit.Before, StringComparison.Ordinal);
        Assert.Contains(UserAgreement.Version, audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UserAgreement.Version, false, "Organizations.ConsentNeeded")]
    [InlineData(Older, true, "Organizations.AgreementChanged")]
    [InlineData(null, true, "Organizations.AgreementChanged")]
    public async Task Only_the_tick_and_the_version_in_force_are_a_consent(string? shown, bool agreed, string refusal)
    {
        await using var boss = await TestKBoss.StartAsync();
        var person = await PersonAsync(boss, Older);
        boss.SignIn((await SessionAsync(boss, person)).Actor);

        var thrown = await Assert.ThrowsAsync<RuleException>(() => boss.Get<ConsentService>().AgreeAsync(shown, agreed));

        Assert.Equal(refusal, thrown.Code);
        Assert.Equal(SignInDuty.Consent, (await SessionAsync(boss, person)).Duty);
    }

    [Fact]
    public async Task A_visitor_cannot_consent()
    {
        await using var boss = await TestKBoss.StartAsync();
        await Assert.ThrowsAsync<SignInException>(() => boss.Get<ConsentService>().AgreeAsync(UserAgreement.Version, agreed: true));
    }

    [Fact]
    public async Task A_member_added_by_an_Admin_chooses_a_password_and_then_consents_and_may_still_be_deleted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Admin);
        boss.SignIn(admin);
        var made = await boss.Get<MemberService>().AddAsync(new AddMember("newcomer", "新人", "13700000001", [Role.Sales]));
        await using var db = boss.Db();
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == made.MemberId);

        var first = await SessionAsync(boss, member);
        boss.SignIn(first.Actor);
        var second = await boss.Get<PasswordChangeService>().ChangeAsync(made.Password, "my-own-2026", "my-own-2026");
        boss.SignIn(second.Actor);
        Assert.Equal((SignInDuty.ChangePassword, SignInDuty.Consent), (first.Duty!.Value, second.Duty!.Value));
        Assert.Equal(new OwnConsent("", null, IsInForce: false), await boss.Get<ConsentService>().FindAsync());
        var third = await boss.Get<ConsentService>().AgreeAsync(UserAgreement.Version, agreed: true);
        Assert.Null(third.Duty);
        Assert.Equal([Role.Sales], third.Actor.Roles);

        // What it did with its own account is no business.
        boss.SignIn(admin);
        await boss.Get<MemberService>().DeleteAsync(made.MemberId);
        Assert.False(await db.Members.AnyAsync(m => m.Id == made.MemberId));
    }

    [Fact]
    public async Task The_first_Admin_of_an_installation_is_asked_and_demo_accounts_are_not()
    {
        await using var boss = await TestKBoss.StartAsync(settings:
        [
            ("Root:Name", "开元云"), ("Root:Code", DemoOrganizations.RootCode), ("FirstAdmin:Phone", "13900000001"),
            ("FirstAdmin:UserName", "chief"), ("FirstAdmin:Name", "管理员"), ("FirstAdmin:Password", "first-admin-1"),
        ]);
        await boss.Get<FirstAdmin>().EnsureAsync();
        foreach (var step in boss.Get<IEnumerable<IDemoStep>>())
        {
            await step.SeedAsync(CancellationToken.None);
        }

        await using (var db = boss.Db())
        {
            Assert.Equal(["chief"], (await db.Members.ToListAsync()).Where(m => SignInDuties.Of(m) is not null).Select(m => m.UserName));
            // As data that an earlier version made.
            foreach (var member in await db.Members.ToListAsync())
            {
                member.Consent(Older, boss.Now);
            }

            await db.SaveChangesAsync();
        }

        await boss.Get<IEnumerable<IDemoStep>>().OfType<DemoOrganizations>().Single().SeedAsync(CancellationToken.None);
        await using var after = boss.Db();
        Assert.Equal(["chief"], (await after.Members.ToListAsync()).Where(m => SignInDuties.Of(m) is not null).Select(m => m.UserName));
    }

    [Fact]
    public async Task Who_consented_to_an_older_version_is_led_to_the_page_and_from_there_to_where_it_wanted()
    {
        await using var web = new WebKBoss();
        await ForgetAsync(web, Finance, Older);
        var visitor = web.Visit();

        var signedIn = await visitor.SignInAsync(Finance, DemoOrganizations.Password, "/finance/journal?kind=Sale");
        Assert.Equal("/account/consent?returnUrl=%2Ffinance%2Fjournal%3Fkind%3DSale", PathOf(signedIn));
        Assert.Equal("/account/consent?returnUrl=%2Fnotices%3Funread%3Dtrue", PathOf(await visitor.GetAsync("/notices?unread=true")));
        foreach (var path in new[] { "/", "/account/no-role", "/account/login", "/account/password" })
        {
            Assert.Equal((path, "/account/consent"), (path, PathOf(await visitor.GetAsync(path))));
        }

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/agreement")).StatusCode);
        Assert.Contains(UserAgreement.Version, visitor.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/privacy")).StatusCode);
        Assert.Contains(UserAgreement.Version, visitor.Page, StringComparison.Ordinal);

        await visitor.GetAsync(PathOf(signedIn));
        Assert.Contains(Older, visitor.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("consent", ("version", UserAgreement.Version))).StatusCode);
        Assert.Contains("error-consent", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("consent", ("version", Older), ("consent", "true"));
        Assert.Contains("error-form", visitor.Page, StringComparison.Ordinal);
        var agreed = await visitor.PostAsync("consent", ("version", UserAgreement.Version), ("consent", "true"));
        Assert.Equal("/finance/journal?kind=Sale", PathOf(agreed));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/finance/journal")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account/consent")).StatusCode);
        Assert.DoesNotContain("field-consent", visitor.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/account/no-role")]
    public async Task The_page_leads_on_to_this_site_only(string returnUrl)
    {
        await using var web = new WebKBoss();
        await ForgetAsync(web, Company, Older);
        var visitor = web.Visit();

        Assert.Equal("/account/consent", PathOf(await visitor.SignInAsync(Company, DemoOrganizations.Password, returnUrl)));
        await visitor.GetAsync($"/account/consent?returnUrl={Uri.EscapeDataString(returnUrl)}");
        var agreed = await visitor.PostAsync("consent", ("version", UserAgreement.Version), ("consent", "true"));

        Assert.DoesNotContain("evil", PathOf(agreed), StringComparison.Ordinal);
        Assert.True(!agreed.Headers.Location!.IsAbsoluteUri || agreed.Headers.Location.Host == "localhost");
    }

    [Fact]
    public async Task Who_does_not_agree_signs_out_and_is_asked_again_at_the_next_sign_in()
    {
        await using var web = new WebKBoss();
        await ForgetAsync(web, Company, Older);
        var visitor = web.Visit();
        await visitor.SignInAsync(Company, DemoOrganizations.Password);
        await visitor.GetAsync("/account/consent");
        Assert.Contains("action-decline", visitor.Page, StringComparison.Ordinal);

        await visitor.SignOutAsync();
        Assert.Contains("/account/login", PathOf(await visitor.GetAsync("/me")), StringComparison.Ordinal);
        web.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("/account/consent", PathOf(await web.Visit().SignInAsync(Company, DemoOrganizations.Password, again: true)));
    }

    [Fact]
    public async Task A_form_of_the_consent_page_that_comes_from_elsewhere_is_refused()
    {
        await using var web = new WebKBoss();
        await ForgetAsync(web, Company, Older);
        var visitor = web.Visit();
        await visitor.SignInAsync(Company, DemoOrganizations.Password);

        var answer = await visitor.PostForgedAsync("/account/consent", ("_handler", "consent"), ("version", UserAgreement.Version), ("consent", "true"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await using var db = web.Db();
        Assert.Equal(Older, (await db.Members.SingleAsync(m => m.Phone == Company)).ConsentVersion);
    }

    [Fact]
    public async Task The_registration_names_and_links_both_documents()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13911110055");
        Assert.Contains("href=\"/account/agreement\"", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("《用户协议》", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/privacy\"", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("《隐私政策》", visitor.Page, StringComparison.Ordinal);
    }

    private static async Task<Member> PersonAsync(TestKBoss boss, string version)
    {
        var person = await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "person", "13900000077", Role.Finance);
        await using var db = boss.Db();
        var member = await db.Members.SingleAsync(m => m.Id == person.Id);
        member.Consent(version, boss.Now);
        await db.SaveChangesAsync();
        return member;
    }

    private static async Task<SignedIn> SessionAsync(TestKBoss boss, Member person)
    {
        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == person.Id);
        var (session, key) = await boss.Get<MemberSessions>().BeginAsync(db, member, null, null, CancellationToken.None);
        await db.SaveChangesAsync();
        return await MemberSessions.OfAsync(db, member, new SessionKey(session.Id, key), CancellationToken.None);
    }

    private static async Task ForgetAsync(WebKBoss web, string phone, string version)
    {
        _ = web.Services;
        await using var db = web.Db();
        (await db.Members.SingleAsync(m => m.Phone == phone)).Consent(version, web.Time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync();
    }

    private static string PathOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location is { IsAbsoluteUri: true } absolute ? absolute.PathAndQuery : answer.Headers.Location!.ToString();
    }
}
