using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using KBoss.Web.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.SignIn;

/// <summary>The authenticator app as second step: set up, used once a code, guessed at, lost.</summary>
public sealed class AuthenticatorTests
{
    private const string Phone = "13900000009";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public async Task Codes_are_those_of_the_test_vectors_of_RFC_6238(long seconds, string code)
    {
        await using var boss = await TestKBoss.StartAsync();
        var now = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime;
        var secret = Base32Encoding.ToString(Encoding.ASCII.GetBytes("12345678901234567890"));
        var authenticator = new Authenticator(
            new Member(1, "operator", Phone, "成员", boss.Now), boss.Get<SecretProtector>().Protect(secret), now);
        var codes = new AuthenticatorCodes(boss.Get<SecretProtector>());

        Assert.Equal("Organizations.AppCodeWrong", Assert.Throws<RuleException>(() => codes.Take(authenticator, People.Wrong(code), now)).Code);
        codes.Take(authenticator, $" {code[..3]} {code[3..]} ", now);
        Assert.Equal("Organizations.AppCodeUsed", Assert.Throws<RuleException>(() => codes.Take(authenticator, code, now)).Code);
    }

    [Fact]
    public async Task Sign_in_asks_for_the_code_of_the_app_and_sends_no_SMS()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, secret) = await WithAppAsync(boss);

        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        Assert.Equal((true, ""), (accepted.ByApp, accepted.MaskedPhone));
        Assert.Equal("Organizations.AuthenticatorExists", await Ending.OfAsync(() => boss.Get<SignInService>().SendAgainAsync(member.Id)));
        Assert.Empty(await boss.SmsToAsync(Phone));
        var session = await CompleteAsync(boss, accepted, Code(boss, secret));

        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
    }

    [Fact]
    public async Task A_code_counts_once_even_in_two_windows_at_the_same_time()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, secret) = await WithAppAsync(boss);
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        var code = Code(boss, secret);

        var answers = await Ending.OfAllAsync<SignInService>(boss, 4, service => service.CompleteAsync(accepted.MemberId, accepted.SecurityStamp, code));

        Assert.Equal(3, answers.Count(a => a == "Organizations.AppCodeUsed"));
        boss.Time.Advance(Step);
        Assert.Equal("Organizations.AppCodeUsed", await Ending.OfAsync(() => CompleteAsync(boss, accepted, code)));
        await CompleteAsync(boss, accepted, Code(boss, secret));
    }

    [Fact]
    public async Task The_step_before_and_after_are_taken_no_others_and_none_that_is_older_than_one_used()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, secret) = await WithAppAsync(boss);
        boss.Time.Advance(10 * Step);
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);

        Assert.Equal("Organizations.AppCodeWrong", await Ending.OfAsync(() => CompleteAsync(boss, accepted, Code(boss, secret, -2))));
        Assert.Equal("Organizations.AppCodeWrong", await Ending.OfAsync(() => CompleteAsync(boss, accepted, Code(boss, secret, 2))));
        await CompleteAsync(boss, accepted, Code(boss, secret, -1));
        await CompleteAsync(boss, accepted, Code(boss, secret, 1));
        Assert.Equal("Organizations.AppCodeUsed", await Ending.OfAsync(() => CompleteAsync(boss, accepted, Code(boss, secret))));
    }

    [Fact]
    public async Task Guessing_closes_the_app_for_longer_and_longer_even_for_the_right_code()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, secret) = await WithAppAsync(boss);
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        foreach (var minutes in new[] { 15, 30, 60, 120, 240, 480, 960, 1440, 1440 })
        {
            for (var guess = 1; guess <= Authenticator.MaxWrongTries; guess++)
            {
                Assert.Equal(
                    guess < Authenticator.MaxWrongTries ? "Organizations.AppCodeWrong" : "Organizations.AppCodeClosed",
                    await Ending.OfAsync(() => CompleteAsync(boss, accepted, "not one")));
            }

            var refusal = await Assert.ThrowsAsync<RuleException>(() => CompleteAsync(boss, accepted, Code(boss, secret)));
            Assert.Equal(("Organizations.AppCodeClosed", minutes), (refusal.Code, refusal.Args[0]));
            boss.Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal("Organizations.AppCodeClosed", await Ending.OfAsync(() => CompleteAsync(boss, accepted, Code(boss, secret))));
            boss.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await CompleteAsync(boss, accepted, Code(boss, secret));
        await using var db = boss.Db();
        Assert.Equal((0, null), await db.Authenticators.Select(a => ValueTuple.Create(a.WrongTries, a.ClosedUntil)).SingleAsync());
    }

    [Fact]
    public void Whoever_goes_on_guessing_for_years_is_kept_to_five_tries_a_day()
    {
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var authenticator = new Authenticator(new Member(1, "guessed.at", "13800000099", "成员", now), "secret", now);
        for (var closing = 1; closing <= 1000; closing++)
        {
            for (var guess = 1; guess <= Authenticator.MaxWrongTries; guess++)
            {
                Assert.True(Assert.Throws<RuleException>(() => authenticator.Take(null, now)).Kept);
            }

            Assert.Equal("Organizations.AppCodeClosed", Assert.Throws<RuleException>(() => authenticator.Take(step: 7, now)).Code);
            var pause = authenticator.ClosedUntil!.Value - now;
            Assert.True(closing > 7 ? pause == TimeSpan.FromDays(1) : pause > TimeSpan.Zero && pause < TimeSpan.FromDays(1), $"{closing}: {pause}");
            now = authenticator.ClosedUntil.Value;
        }
    }

    [Fact]
    public async Task Many_guesses_at_once_are_all_counted()
    {
        await using var boss = await TestKBoss.StartAsync();
        await WithAppAsync(boss);
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);

        var answers = await Ending.OfAllAsync<SignInService>(boss, 8, service => service.CompleteAsync(accepted.MemberId, accepted.SecurityStamp, "not one"));

        Assert.Equal(4, answers.Count(a => a == "Organizations.AppCodeWrong"));
        Assert.Equal(4, answers.Count(a => a == "Organizations.AppCodeClosed"));
    }

    [Fact]
    public async Task A_code_by_SMS_from_before_the_app_does_not_get_around_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var before = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        var sms = await boss.CodeOnAsync(Phone);
        await UseAppAsync(boss, member);
        boss.SignIn(null);

        Assert.False(before.ByApp);
        Assert.Equal("Organizations.AppCodeWrong", await Ending.OfAsync(() => CompleteAsync(boss, before, sms)));
    }

    [Fact]
    public async Task Setting_up_asks_for_the_password_and_counts_for_nothing_until_a_code_has_confirmed_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var (mine, other) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(member.Id));
        boss.SignIn(mine.Actor);
        var service = boss.Get<AuthenticatorService>();

        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => service.BeginAsync("not my password")));
        Assert.Equal("Organizations.AuthenticatorNotBegun", await Ending.OfAsync(() => service.ConfirmAsync("123456")));
        var first = await service.BeginAsync(People.Password);
        var second = await service.BeginAsync(People.Password);
        Assert.NotEqual(first.Secret, second.Secret);
        Assert.Equal(160, Base32Encoding.ToBytes(second.Secret).Length * 8);
        Assert.StartsWith("otpauth://totp/KBoss:operator", second.Address, StringComparison.Ordinal);
        Assert.Contains($"secret={second.Secret}", second.Address, StringComparison.Ordinal);
        await using (var db = boss.Db())
        {
            Assert.DoesNotContain(second.Secret, (await db.Authenticators.SingleAsync()).SecretProtected, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Null(await service.InUseSinceAsync());
        Assert.False((await boss.Get<SignInService>().StartAsync(Phone, People.Password)).ByApp);
        Assert.Equal("Organizations.AppCodeWrong", await Ending.OfAsync(() => service.ConfirmAsync(Code(boss, first.Secret))));
        await service.ConfirmAsync(Code(boss, second.Secret));

        Assert.Equal(boss.Now, await service.InUseSinceAsync());
        Assert.Equal("Organizations.AuthenticatorExists", await Ending.OfAsync(() => service.BeginAsync(People.Password)));
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(mine.Key));
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(other.Key));
        // The code that confirmed it is used up, too.
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        Assert.Equal("Organizations.AppCodeUsed", await Ending.OfAsync(() => CompleteAsync(boss, accepted, Code(boss, second.Secret))));
    }

    [Fact]
    public async Task Giving_it_up_asks_for_the_password_and_a_code_and_both_are_counted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, secret) = await WithAppAsync(boss);
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        var service = boss.Get<AuthenticatorService>();

        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => service.RemoveAsync("not my password", Code(boss, secret))));
        Assert.Equal("Organizations.AppCodeWrong", await Ending.OfAsync(() => service.RemoveAsync(People.Password, "not one")));
        Assert.NotNull(await service.InUseSinceAsync());
        await service.RemoveAsync(People.Password, Code(boss, secret));

        Assert.Null(await service.InUseSinceAsync());
        Assert.Equal("Organizations.AuthenticatorNotBegun", await Ending.OfAsync(() => service.RemoveAsync(People.Password, Code(boss, secret))));
        Assert.False((await boss.Get<SignInService>().StartAsync(Phone, People.Password)).ByApp);
        await using var db = boss.Db();
        Assert.Equal(
            ["AuthenticatorAdded", "AuthenticatorRemoved"],
            await db.AuditEntries.Where(a => a.MemberId == member.Id && a.Action.StartsWith("Authenticator")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync());
    }

    [Fact]
    public async Task A_forgotten_password_needs_the_code_by_SMS_and_the_code_of_the_app()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, secret) = await WithAppAsync(boss);
        var reset = boss.Get<PasswordResetService>();
        const string Chosen = "nine grey harbours";
        await reset.StartAsync(Phone);
        var sms = await boss.CodeOnAsync(Phone);

        // Without the SMS nothing is told of the app, and nothing of it is tried.
        Assert.Equal("Organizations.ResetRefused", await Ending.OfAsync(() => reset.CompleteAsync(Phone, People.Wrong(sms), null, Chosen, Chosen)));
        Assert.Equal("Organizations.ResetRefused", await Ending.OfAsync(() => reset.CompleteAsync(Phone, People.Wrong(sms), "not one", Chosen, Chosen)));
        // Whoever only forgot it has not spent the SMS.
        Assert.Equal("Organizations.AppCodeNeeded", await Ending.OfAsync(() => reset.CompleteAsync(Phone, sms, "", Chosen, Chosen)));
        Assert.Equal("Organizations.ResetAppCodeWrong", await Ending.OfAsync(() => reset.CompleteAsync(Phone, sms, "not one", Chosen, Chosen)));
        Assert.Equal("Organizations.ResetRefused", await Ending.OfAsync(() => reset.CompleteAsync(Phone, sms, Code(boss, secret), Chosen, Chosen)));
        await using (var db = boss.Db())
        {
            Assert.Equal(1, (await db.Authenticators.SingleAsync()).WrongTries);
        }

        boss.Time.Advance(TimeSpan.FromMinutes(1));
        await reset.StartAsync(Phone);
        await reset.CompleteAsync(Phone, await boss.CodeOnAsync(Phone), Code(boss, secret), Chosen, Chosen);

        boss.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await boss.Get<SignInService>().StartAsync(Phone, Chosen)).ByApp);
    }

    [Fact]
    public async Task An_Admin_takes_it_off_a_member_of_its_own_organization_who_is_signed_out_and_told()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, _) = await WithAppAsync(boss);
        var session = await boss.SessionOfAsync(member.Id);
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync();
        var admin = await boss.Given.MemberAsync(root, Role.Admin);
        var members = boss.Get<MemberService>();

        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.CustomerAsync(root), Role.Admin));
        await Assert.ThrowsAsync<NotFoundException>(() => members.ResetAuthenticatorAsync(member.Id));
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await Assert.ThrowsAsync<PermissionException>(() => members.ResetAuthenticatorAsync(member.Id));
        boss.SignIn(admin);
        await members.ResetAuthenticatorAsync(member.Id);

        Assert.Equal("Organizations.AuthenticatorNotBegun", await Ending.OfAsync(() => members.ResetAuthenticatorAsync(member.Id)));
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        Assert.False(await db.Authenticators.AnyAsync());
        Assert.Equal((long?)admin.MemberId, (await db.AuditEntries.SingleAsync(a => a.Action == "AuthenticatorReset")).MemberId);
        Assert.Equal((member.Id, admin.Name), await db.Notices.Where(n => n.Kind == "AuthenticatorReset").Select(n => ValueTuple.Create(n.MemberId, n.Args)).SingleAsync());
        Assert.False((await boss.Get<SignInService>().StartAsync(Phone, People.Password)).ByApp);
    }

    [Fact]
    public async Task An_Admin_with_somebody_elses_hands_on_the_keyboard_does_not_take_the_own_one_off()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, Role.Admin);
        await UseAppAsync(boss, member);

        Assert.Equal("Organizations.OwnAuthenticatorByCode", await Ending.OfAsync(() => boss.Get<MemberService>().ResetAuthenticatorAsync(member.Id)));
    }

    [Fact]
    public async Task Whoever_runs_KBoss_takes_it_off_an_only_Admin_by_the_exact_account()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, _) = await WithAppAsync(boss);
        var session = await boss.SessionOfAsync(member.Id);
        var recovery = boss.Get<AuthenticatorRecovery>();
        boss.SignIn(null);

        foreach (var wrong in new[] { "", "operator", "@root", "operator@", "operator@nowhere", "nobody@root", Phone })
        {
            Assert.False(await recovery.TakeOffAsync(wrong));
        }

        Assert.True(await recovery.TakeOffAsync("operator@root"));

        Assert.False(await recovery.TakeOffAsync("operator@root"));
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        await using var db = boss.Db();
        var line = await db.AuditEntries.SingleAsync(a => a.Action == "AuthenticatorReset");
        Assert.Equal((null, "system", "Member operator"), (line.MemberId, line.Actor, line.Subject));
        Assert.True(await db.Notices.AnyAsync(n => n.MemberId == member.Id && n.Kind == "AuthenticatorReset"));
    }

    [Fact]
    public async Task The_command_says_by_its_exit_code_whether_anything_was_done()
    {
        await using var boss = await TestKBoss.StartAsync();
        await WithAppAsync(boss);

        Assert.True(ResetAuthenticatorCommand.Asked(["reset-authenticator"]));
        Assert.False(ResetAuthenticatorCommand.Asked(["demo"]));
        Assert.Equal(2, await ResetAuthenticatorCommand.RunAsync(boss.Services, ["reset-authenticator"]));
        Assert.Equal(2, await ResetAuthenticatorCommand.RunAsync(boss.Services, ["reset-authenticator", "operator"]));
        Assert.Equal(1, await ResetAuthenticatorCommand.RunAsync(boss.Services, ["reset-authenticator", "operator@elsewhere"]));
        Assert.Equal(0, await ResetAuthenticatorCommand.RunAsync(boss.Services, ["reset-authenticator", "operator@root"]));
        Assert.Equal(1, await ResetAuthenticatorCommand.RunAsync(boss.Services, ["reset-authenticator", "operator@root"]));
    }

    [Fact]
    public async Task The_secret_goes_with_the_account()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, _) = await WithAppAsync(boss);
        await using var db = boss.Db();
        boss.SignIn(await boss.Given.MemberAsync(await db.Organizations.SingleAsync(), Role.Admin));

        await boss.Get<MemberService>().DeregisterAsync(member.Id);

        Assert.False(await db.Authenticators.AnyAsync());
    }

    [Fact]
    public async Task An_account_that_only_set_up_an_app_never_did_business_and_can_be_deleted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (member, _) = await WithAppAsync(boss);
        await using var db = boss.Db();
        boss.SignIn(await boss.Given.MemberAsync(await db.Organizations.SingleAsync(), Role.Admin));

        await boss.Get<MemberService>().DeleteAsync(member.Id);

        Assert.False(await db.Members.AnyAsync(m => m.Id == member.Id));
        Assert.False(await db.Authenticators.AnyAsync());
    }

    private static Task<SignedIn> CompleteAsync(TestKBoss boss, PasswordAccepted accepted, string code) =>
        boss.Get<SignInService>().CompleteAsync(accepted.MemberId, accepted.SecurityStamp, code);

    private static string Code(TestKBoss boss, string secret, int steps = 0) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(boss.Now + (steps * Step));

    private static async Task<Member> MemberAsync(TestKBoss boss) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, Role.Operations);

    /// <summary>A member that uses an app, in a time step of which no code has been used yet.</summary>
    private static async Task<(Member Member, string Secret)> WithAppAsync(TestKBoss boss)
    {
        var member = await MemberAsync(boss);
        var secret = await UseAppAsync(boss, member);
        boss.SignIn(null);
        boss.Time.Advance(2 * Step);
        return (member, secret);
    }

    private static async Task<string> UseAppAsync(TestKBoss boss, Member member)
    {
        boss.SignIn((await boss.SessionOfAsync(member.Id)).Actor);
        var setup = await boss.Get<AuthenticatorService>().BeginAsync(People.Password);
        await boss.Get<AuthenticatorService>().ConfirmAsync(Code(boss, setup.Secret));
        return setup.Secret;
    }
}
