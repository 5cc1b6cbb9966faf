using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.SignIn;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.SignIn;

/// <summary>Sessions as rows: how they hold, how they end, and what somebody gets who has stolen one.</summary>
public sealed class SessionTests
{
    private const string Phone = "13900000009";
    private static readonly SessionLimits Limits = new();

    [Fact]
    public async Task A_key_is_long_random_and_kept_as_a_hash_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);

        var keys = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            keys.Add((await boss.SessionOfAsync(member.Id)).Key.Key);
        }

        Assert.Equal(3, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(256, Convert.FromHexString(key).Length * 8));
        await using var db = boss.Db();
        Assert.DoesNotContain(await db.Sessions.Select(s => s.KeyHash).ToListAsync(), hash => keys.Contains(hash, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_number_without_its_key_and_a_key_with_another_number_open_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var first = await boss.SessionOfAsync(member.Id);
        var second = await boss.SessionOfAsync(member.Id);
        var sessions = boss.Get<MemberSessions>();

        Assert.Null(await sessions.FindAsync(first.Key with { Key = "" }));
        Assert.Null(await sessions.FindAsync(first.Key with { Key = second.Key.Key }));
        Assert.Null(await sessions.FindAsync(first.Key with { Id = 987654321 }));
        // Nor can somebody who guesses numbers sign others out.
        await sessions.SignOutAsync(first.Key with { Key = "guessed" });
        Assert.NotNull(await sessions.FindAsync(first.Key));
    }

    [Fact]
    public async Task A_session_ends_after_a_day_however_much_it_is_used()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await boss.SessionOfAsync((await MemberAsync(boss)).Id);
        var sessions = boss.Get<MemberSessions>();
        for (var hour = 1; hour < 24; hour++)
        {
            boss.Time.Advance(TimeSpan.FromHours(1));
            Assert.NotNull(await sessions.FindAsync(session.Key));
        }

        boss.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await sessions.FindAsync(session.Key));
        boss.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await sessions.FindAsync(session.Key));
        var row = await RowAsync(boss, session);
        Assert.Equal((SessionEnd.RanOut, row.BeganAt + Limits.Lifetime), (row.End, row.EndedAt));
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours_without_use_and_its_use_is_written_down_every_five_minutes()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await boss.SessionOfAsync((await MemberAsync(boss)).Id);
        var sessions = boss.Get<MemberSessions>();
        boss.Time.Advance(TimeSpan.FromMinutes(4));
        await sessions.FindAsync(session.Key);
        Assert.Equal((0, TestKBoss.Start.UtcDateTime), await SeenAsync());
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        await sessions.FindAsync(session.Key);
        Assert.Equal((1, TestKBoss.Start.UtcDateTime.AddMinutes(5)), await SeenAsync());

        boss.Time.Advance(Limits.IdleTimeout - TimeSpan.FromSeconds(1));
        Assert.NotNull(await sessions.FindAsync(session.Key));
        boss.Time.Advance(Limits.IdleTimeout);

        Assert.Null(await sessions.FindAsync(session.Key));
        Assert.Equal(SessionEnd.RanOut, (await RowAsync(boss, session)).End);

        async Task<(int Version, DateTime LastSeenAt)> SeenAsync()
        {
            var row = await RowAsync(boss, session);
            return (row.Version, row.LastSeenAt);
        }
    }

    [Fact]
    public async Task How_long_sessions_hold_is_a_setting_and_one_that_makes_no_sense_stops_the_start()
    {
        await using var boss = await TestKBoss.StartAsync(settings: [("Sessions:Lifetime", "02:00:00"), ("Sessions:IdleTimeout", "00:30:00"), ("Sessions:PerMember", "1")]);
        var member = await MemberAsync(boss);
        var first = await boss.SessionOfAsync(member.Id);
        boss.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(first.Key));

        var second = await boss.SessionOfAsync(member.Id);
        await boss.SessionOfAsync(member.Id);
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(second.Key));

        await using var wrong = await TestKBoss.StartAsync(settings: [("Sessions:Lifetime", "01:00:00"), ("Sessions:IdleTimeout", "02:00:00")]);
        var refusal = Assert.Throws<OptionsValidationException>(() => wrong.Get<IOptions<SessionLimits>>().Value);
        Assert.Contains("Sessions:Lifetime", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_eleventh_session_ends_the_one_that_was_seen_longest_ago()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var open = new List<SignedIn>();
        for (var i = 0; i < 10; i++)
        {
            open.Add(await boss.SessionOfAsync(member.Id));
            boss.Time.Advance(TimeSpan.FromMinutes(6));
        }

        // The oldest one is in use; the second is now the one that was seen longest ago.
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(open[0].Key));
        var eleventh = await boss.SessionOfAsync(member.Id);

        Assert.Equal(SessionEnd.TooMany, (await RowAsync(boss, open[1])).End);
        foreach (var session in open.Except([open[1]]).Append(eleventh))
        {
            Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
        }
    }

    [Fact]
    public async Task Signing_in_again_in_the_same_browser_ends_the_session_it_had_even_that_of_another_member()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var other = await boss.Given.PersonAsync(boss, root, "other", "13900000008", Role.Sales);
        await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);
        var former = await boss.SessionOfAsync(other.Id);

        var session = await SignInAsync(boss, former.Key);

        Assert.Equal(SessionEnd.Replaced, (await RowAsync(boss, former)).End);
        Assert.NotEqual(former.Key.Id, session.Key.Id);
        Assert.NotEqual(former.Key.Key, session.Key.Key);
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(former.Key));
    }

    [Fact]
    public async Task Whoever_brings_a_number_without_its_key_ends_nobodys_session_by_signing_in()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var victim = await boss.SessionOfAsync((await boss.Given.PersonAsync(boss, root, "victim", "13900000008", Role.Sales)).Id);
        await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);

        await SignInAsync(boss, victim.Key with { Key = "guessed" });

        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(victim.Key));
    }

    [Fact]
    public async Task A_member_ends_one_device_or_all_others_with_the_present_password_and_only_its_own()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);
        var stranger = await boss.SessionOfAsync((await boss.Given.PersonAsync(boss, root, "stranger", "13900000008", Role.Sales)).Id);
        var (mine, phone, tablet) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id));
        boss.SignIn(mine.Actor);
        var security = boss.Get<AccountSecurityService>();
        var sessions = boss.Get<MemberSessions>();

        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.EndSessionAsync(phone.Key.Id, "not my password")));
        Assert.NotNull(await sessions.FindAsync(phone.Key));
        await security.EndSessionAsync(phone.Key.Id, People.Password);
        Assert.Null(await sessions.FindAsync(phone.Key));
        Assert.NotNull(await sessions.FindAsync(tablet.Key));
        Assert.Equal("Organizations.SessionEnded", await Ending.OfAsync(() => security.EndSessionAsync(phone.Key.Id, People.Password)));
        await Assert.ThrowsAsync<NotFoundException>(() => security.EndSessionAsync(stranger.Key.Id, People.Password));

        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.EndOtherSessionsAsync(null)));
        await security.EndOtherSessionsAsync(People.Password);
        Assert.Equal([true], (await security.GetAsync()).Sessions.Select(s => s.IsPresent));
        Assert.NotNull(await sessions.FindAsync(mine.Key));
        Assert.NotNull(await sessions.FindAsync(stranger.Key));
    }

    [Fact]
    public async Task Guessing_the_present_password_is_counted_with_the_guesses_at_sign_in_and_closes_the_account()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        var security = boss.Get<AccountSecurityService>();

        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.EndOtherSessionsAsync("guess number 1")));
        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.StartPhoneChangeAsync("13600000001", "guess number 2")));
        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.EndSessionAsync(1, "guess number 3")));
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync(Phone, "guess number 4")));
        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => boss.Get<PasswordChangeService>()
            .ChangeAsync("guess number 5", "a new long phrase 7", "a new long phrase 7")));

        // Closed now, everywhere, even for the right one.
        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => security.EndOtherSessionsAsync(People.Password)));
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync(Phone, People.Password)));
        Assert.Empty(await boss.SmsToAsync("13600000001"));
        boss.Time.Advance(TimeSpan.FromMinutes(15));
        await security.EndOtherSessionsAsync(People.Password);
        await using var db = boss.Db();
        Assert.Equal(0, (await db.Members.SingleAsync()).AccessFailedCount);
    }

    [Fact]
    public async Task Many_guesses_of_the_present_password_at_once_are_all_counted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var window = boss.NewScope();
            await Assert.ThrowsAsync<RuleException>(() => window.ServiceProvider.GetRequiredService<AccountSecurityService>().EndOtherSessionsAsync($"guess {i}"));
        }));

        await using var db = boss.Db();
        Assert.Equal(boss.Now.AddMinutes(15), (await db.Members.SingleAsync()).LockoutEnd);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_gives_the_own_one_another_key()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var (mine, other) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id));
        boss.SignIn(mine.Actor);

        var after = await boss.Get<PasswordChangeService>().ChangeAsync(People.Password, "a new long phrase 7", "a new long phrase 7");

        var sessions = boss.Get<MemberSessions>();
        Assert.Null(await sessions.FindAsync(mine.Key));
        Assert.NotNull(await sessions.FindAsync(after.Key));
        Assert.Equal(mine.Key.Id, after.Key.Id);
        Assert.Equal(SessionEnd.CredentialsChanged, (await RowAsync(boss, other)).End);
    }

    [Fact]
    public async Task R_ORG_3_an_Admin_signs_a_member_out_everywhere_and_half_done_sign_ins_with_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);
        var sessions = new[] { await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id) };
        var half = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        boss.SignIn(admin);

        await boss.Get<MemberService>().EndSessionsAsync(member.Id);

        foreach (var session in sessions)
        {
            Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
            Assert.Equal(SessionEnd.ByAdmin, (await RowAsync(boss, session)).End);
        }

        Assert.Equal("Organizations.SignInExpired", await Ending.OfAsync(async () =>
            await boss.Get<SignInService>().CompleteAsync(half.MemberId, half.SecurityStamp, await boss.CodeOnAsync(Phone))));
        await using (var db = boss.Db())
        {
            var line = await db.AuditEntries.SingleAsync(a => a.Action == "SessionsEnded");
            Assert.Equal(((long?)admin.MemberId, "Member operator"), (line.MemberId, line.Subject));
        }

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<MemberService>().EndSessionsAsync(member.Id));
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Admin));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<MemberService>().EndSessionsAsync(member.Id));
    }

    [Theory]
    [InlineData("disabled", SessionEnd.AccessChanged)]
    [InlineData("deregistered", SessionEnd.AccessChanged)]
    [InlineData("roles", SessionEnd.AccessChanged)]
    [InlineData("password", SessionEnd.CredentialsChanged)]
    [InlineData("phone", SessionEnd.CredentialsChanged)]
    public async Task R_ORG_3_what_ends_a_members_sessions_is_written_down_with_them(string act, SessionEnd end)
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations, Role.Sales);
        var session = await boss.SessionOfAsync(member.Id);
        var members = boss.Get<MemberService>();

        await (act switch
        {
            "disabled" => members.DisableAsync(member.Id),
            "deregistered" => members.DeregisterAsync(member.Id),
            "roles" => members.SetRolesAsync(member.Id, new HashSet<Role> { Role.Sales }, new HashSet<Role> { Role.Operations, Role.Sales }),
            "password" => members.ResetPasswordAsync(member.Id),
            _ => members.EditAsync(member.Id, new EditMember("operator", "成员", "13600000001")),
        });

        var row = await RowAsync(boss, session);
        Assert.Equal((end, (DateTime?)boss.Now), (row.End, row.EndedAt));
    }

    [Fact]
    public async Task A_session_holds_while_somebody_else_writes_and_its_use_is_written_down_later()
    {
        await using var boss = await TestKBoss.StartAsync();
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        var member = await MemberAsync(boss);
        var session = await boss.SessionOfAsync(member.Id);
        boss.Time.Advance(TimeSpan.FromMinutes(10));
        await using (await HeldWriter.TakeAsync(boss.Get<KBossDbContextFactory>()))
        {
            Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
        }

        Assert.Equal(boss.Now.AddMinutes(-10), (await RowAsync(boss, session)).LastSeenAt);
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
        Assert.Equal(boss.Now, (await RowAsync(boss, session)).LastSeenAt);
    }

    [Fact]
    public async Task News_of_a_member_reaches_whoever_listens_in_the_process_after_the_commit()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var session = await boss.SessionOfAsync(member.Id);
        var ended = new TaskCompletionSource<bool>();
        using var hearing = boss.Get<Changes>().Subscribe<SessionsChanged>(
            async change => ended.TrySetResult(change.MemberId == member.Id && await boss.Get<MemberSessions>().FindAsync(session.Key) is null));

        await boss.Get<MemberSessions>().SignOutAsync(session.Key);

        Assert.True(await ended.Task);
    }

    [Fact]
    public async Task R_ORG_3_an_open_circuit_is_a_visitors_at_once_when_its_session_ends_in_the_process()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);
        var (mine, other) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id));
        using var lost = Circuit(boss, mine);
        using var stays = Circuit(boss, other);
        var changed = new TaskCompletionSource();
        lost.AuthenticationStateChanged += _ => changed.TrySetResult();

        await boss.Get<MemberSessions>().SignOutAsync(mine.Key);

        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(ActorClaims.Read((await lost.GetAuthenticationStateAsync()).User));
        Assert.Equal(member.Id, ActorClaims.Read((await stays.GetAuthenticationStateAsync()).User)!.MemberId);
    }

    [Fact]
    public async Task Old_sessions_are_removed_after_ninety_days_but_the_newest_says_when_a_member_signed_in_last()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations);
        var (old, newest) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id));
        var began = boss.Now;

        boss.Time.Advance(TimeSpan.FromHours(9));
        Assert.Equal(2, await boss.Get<MemberSessions>().RemoveOldAsync());
        Assert.Equal([SessionEnd.RanOut, SessionEnd.RanOut], [(await RowAsync(boss, old)).End, (await RowAsync(boss, newest)).End]);
        boss.Time.Advance(MemberSessions.Kept);
        Assert.Equal(1, await boss.Get<MemberSessions>().RemoveOldAsync());

        await using var db = boss.Db();
        Assert.Equal([newest.Key.Id], await db.Sessions.Where(s => s.MemberId == member.Id).Select(s => s.Id).ToListAsync());
        boss.SignIn(admin);
        var row = (await boss.Get<MemberQueries>().ListAsync(new PageRequest(1, 20, null, false, new Dictionary<string, string>()))).Rows.Single(m => m.Id == member.Id);
        Assert.Equal(began, row.LastSignInAt);
    }

    private static CircuitSession Circuit(TestKBoss boss, SignedIn session)
    {
        var circuit = new CircuitSession(
            boss.Get<ILoggerFactory>(), boss.Get<IServiceScopeFactory>(), boss.Get<Changes>(), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        circuit.SetAuthenticationState(Task.FromResult(new AuthenticationState(SessionCookie.PrincipalOf(session))));
        return circuit;
    }

    private static async Task<Session> RowAsync(TestKBoss boss, SignedIn session)
    {
        await using var db = boss.Db();
        return await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == session.Key.Id);
    }

    private static async Task<Member> MemberAsync(TestKBoss boss) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, Role.Operations);

    private static async Task<SignedIn> SignInAsync(TestKBoss boss, SessionKey? former)
    {
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        return await boss.Get<SignInService>().CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(Phone), former: former);
    }
}
