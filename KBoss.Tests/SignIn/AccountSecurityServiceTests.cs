using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.SignIn;

public sealed class AccountSecurityServiceTests
{
    private const string Old = "13900000009";
    private const string New = "13600000001";

    [Fact]
    public async Task A_phone_is_changed_with_a_code_to_both_numbers_and_every_session_ends()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await SignedInAsync(boss);
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        var security = boss.Get<AccountSecurityService>();

        await security.StartPhoneChangeAsync(New, People.Password);
        Assert.Equal(SmsTemplate.PhoneCode, (await boss.SmsToAsync(New)).Single().Template);
        await security.CompletePhoneChangeAsync(New, await boss.CodeOnAsync(Old), await boss.CodeOnAsync(New));

        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        Assert.Equal("136****0001", (await security.GetAsync()).MaskedPhone);
        Assert.Equal("136****0001", (await boss.Get<SignInService>().StartAsync(New, People.Password)).MaskedPhone);
    }

    [Theory]
    [InlineData(false, true, "code-old")]
    [InlineData(true, false, "code-new")]
    public async Task One_wrong_code_is_refused_at_its_field_counted_and_changes_nothing(bool oldRight, bool newRight, string field)
    {
        await using var boss = await TestKBoss.StartAsync();
        await SignedInAsync(boss);
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        var security = boss.Get<AccountSecurityService>();
        await security.StartPhoneChangeAsync(New, People.Password);
        var (oldCode, newCode) = (await boss.CodeOnAsync(Old), await boss.CodeOnAsync(New));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => security.CompletePhoneChangeAsync(
            New, oldRight ? oldCode : People.Wrong(oldCode), newRight ? newCode : People.Wrong(newCode)));

        Assert.Equal(("Messaging.CodeWrong", field), (refusal.Code, refusal.Field));
        await using var db = boss.Db();
        Assert.Equal(Old, (await db.Members.SingleAsync()).Phone);
        Assert.Equal(1, await db.VerificationCodes.SumAsync(c => c.WrongTries));
    }

    [Fact]
    public async Task The_codes_of_one_number_do_not_move_the_account_to_another()
    {
        await using var boss = await TestKBoss.StartAsync();
        await SignedInAsync(boss);
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        var security = boss.Get<AccountSecurityService>();
        await security.StartPhoneChangeAsync(New, People.Password);

        var refusal = await Assert.ThrowsAsync<RuleException>(async () =>
            await security.CompletePhoneChangeAsync("13600000002", await boss.CodeOnAsync(Old), await boss.CodeOnAsync(New)));

        Assert.Equal(("Messaging.CodeClosed", "code-new"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task A_phone_in_use_the_same_phone_and_too_many_codes_are_refused()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await SignedInAsync(boss);
        await using (var db = boss.Db())
        {
            db.Add(new Member(session.Actor.OrganizationId, "another", "13600000009", "别人", boss.Now));
            await db.SaveChangesAsync();
        }

        var security = boss.Get<AccountSecurityService>();
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Organizations.PhoneInUse", await Ending.OfAsync(() => security.StartPhoneChangeAsync("13600000009", People.Password)));
        Assert.Equal("Organizations.PhoneSame", await Ending.OfAsync(() => security.StartPhoneChangeAsync(Old, People.Password)));
        Assert.Equal("Organizations.PhoneInvalid", await Ending.OfAsync(() => security.StartPhoneChangeAsync("1", People.Password)));
        await security.StartPhoneChangeAsync(New, People.Password);
        Assert.Equal("Messaging.CodeTooSoon", await Ending.OfAsync(() => security.StartPhoneChangeAsync("13600000002", People.Password)));
        // Nothing was sent to the other phone when the own one had to wait.
        Assert.Empty(await boss.SmsToAsync("13600000002"));
    }

    [Fact]
    public async Task Sign_ins_are_listed_with_time_address_and_device_and_seen_by_their_member_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await SignedInAsync(boss, new SignInOrigin(
            "203.0.113.7", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"));

        var row = Assert.Single((await boss.Get<AccountSecurityService>().GetAsync()).SignIns);
        Assert.Equal((boss.Now, "203.0.113.7", "Chrome · Windows"), (row.At, row.Address, row.Device));
        boss.SignIn(session.Actor with { MemberId = (await boss.Given.MemberAsync(await RootAsync(boss), Role.Admin)).MemberId });
        Assert.Empty((await boss.Get<AccountSecurityService>().GetAsync()).SignIns);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1", "Safari · iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows")]
    [InlineData("something else", "")]
    [InlineData(null, "")]
    public void A_device_is_named_as_people_know_it(string? userAgent, string name) => Assert.Equal(name, DeviceName.Of(userAgent));

    [Fact]
    public async Task Signing_other_devices_out_ends_their_sessions_and_keeps_the_own()
    {
        await using var boss = await TestKBoss.StartAsync();
        var mine = await SignedInAsync(boss);
        var other = await boss.SessionOfAsync(mine.Actor.MemberId, new SignInOrigin("203.0.113.8", "curl/8"));
        var security = boss.Get<AccountSecurityService>();
        Assert.Equal([mine.Key.Id, other.Key.Id], (await security.GetAsync()).Sessions.Select(s => s.Id));

        await security.EndOtherSessionsAsync(People.Password);

        var sessions = boss.Get<MemberSessions>();
        Assert.Null(await sessions.FindAsync(other.Key));
        Assert.NotNull(await sessions.FindAsync(mine.Key));
        var account = await security.GetAsync();
        Assert.True(Assert.Single(account.Sessions).IsPresent);
        Assert.Equal([SessionEnd.ByMember, null], account.SignIns.OrderByDescending(s => s.Id).Select(s => s.End));
    }

    [Fact]
    public async Task A_password_is_changed_with_the_present_one_which_is_guarded_like_a_sign_in()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await SignedInAsync(boss);
        var passwords = boss.Get<PasswordChangeService>();

        Assert.Equal("Organizations.PasswordSame", await Ending.OfAsync(() => passwords.ChangeAsync(People.Password, People.Password, People.Password)));
        Assert.Equal("Organizations.PasswordTooShort", await Ending.OfAsync(() => passwords.ChangeAsync(People.Password, "short", "short")));
        Assert.Equal("Organizations.PasswordRepeatWrong", await Ending.OfAsync(() => passwords.ChangeAsync(People.Password, "my-own-2026", "my-own-2027")));
        await passwords.ChangeAsync(People.Password, "my-own-2026", "my-own-2026");
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => passwords.ChangeAsync("guess-2026", "my-own-2028", "my-own-2028")));
        }

        // Even the right one is refused now.
        Assert.Equal("Organizations.PasswordWrong", await Ending.OfAsync(() => passwords.ChangeAsync("my-own-2026", "my-own-2028", "my-own-2028")));
        boss.Time.Advance(TimeSpan.FromMinutes(15));
        await passwords.ChangeAsync("my-own-2026", "my-own-2028", "my-own-2028");
    }

    [Fact]
    public async Task A_visitor_has_no_account_to_look_at()
    {
        await using var boss = await TestKBoss.StartAsync();
        await Assert.ThrowsAsync<SignInException>(() => boss.Get<AccountSecurityService>().GetAsync());
        await Assert.ThrowsAsync<SignInException>(() => boss.Get<AccountSecurityService>().EndOtherSessionsAsync(People.Password));
        await Assert.ThrowsAsync<SignInException>(() => boss.Get<PasswordChangeService>().ChangeAsync("a", "my-own-2026", "my-own-2026"));
    }

    private static async Task<Organization> RootAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return await db.Organizations.SingleAsync();
    }

    private static async Task<SignedIn> SignedInAsync(TestKBoss boss, SignInOrigin? origin = null)
    {
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "zhaomin", Old, Role.Admin);
        var accepted = await boss.Get<SignInService>().StartAsync(Old, People.Password);
        var session = await boss.Get<SignInService>().CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(Old), origin);
        boss.SignIn(session.Actor);
        return session;
    }
}
