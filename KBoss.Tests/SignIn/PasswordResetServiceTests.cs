using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.SignIn;

public sealed class PasswordResetServiceTests
{
    private const string Phone = "13900000009";
    private const string NewPassword = "nine grey harbours";

    [Fact]
    public async Task A_code_to_the_registered_phone_gives_a_new_password_unlocks_and_ends_the_sessions()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync()).LockoutEnd = boss.Now.AddMinutes(10);
            await db.SaveChangesAsync();
        }

        var session = await boss.SessionOfAsync(member.Id);
        var reset = boss.Get<PasswordResetService>();
        await reset.StartAsync(Phone);
        Assert.Equal(SmsTemplate.ResetCode, Assert.Single(await boss.SmsToAsync(Phone)).Template);
        await reset.CompleteAsync(Phone, await boss.CodeOnAsync(Phone), null, NewPassword, NewPassword);

        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        await boss.Get<SignInService>().StartAsync(Phone, NewPassword);
        await Assert.ThrowsAsync<RuleException>(() => boss.Get<SignInService>().StartAsync(Phone, People.Password));
    }

    [Fact]
    public async Task An_unknown_phone_is_answered_like_a_known_one()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss);
        var reset = boss.Get<PasswordResetService>();

        await reset.StartAsync(Phone);
        await reset.StartAsync(Phone);
        await reset.StartAsync("13900000000");

        var wrong = People.Wrong(await boss.CodeOnAsync(Phone));
        foreach (var phone in new[] { Phone, "13900000000" })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => reset.CompleteAsync(phone, wrong, null, NewPassword, NewPassword));
            Assert.Equal(("Organizations.ResetRefused", "code", 0), (refusal.Code, refusal.Field, refusal.Args.Count));
        }

        Assert.Single(await boss.SmsToAsync(Phone));
        Assert.Empty(await boss.SmsToAsync("13900000000"));
    }

    [Fact]
    public async Task A_weak_password_does_not_cost_the_code()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss);
        var reset = boss.Get<PasswordResetService>();
        await reset.StartAsync(Phone);
        var code = await boss.CodeOnAsync(Phone);

        await Assert.ThrowsAsync<RuleException>(() => reset.CompleteAsync(Phone, code, null, "short", "short"));
        await Assert.ThrowsAsync<RuleException>(() => reset.CompleteAsync(Phone, code, null, NewPassword, "something else 1"));
        await reset.CompleteAsync(Phone, code, null, NewPassword, NewPassword);
    }

    [Fact]
    public async Task A_disabled_member_gets_no_code()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss);
        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync()).Disable();
            await db.SaveChangesAsync();
        }

        await boss.Get<PasswordResetService>().StartAsync(Phone);

        Assert.Empty(await boss.SmsToAsync(Phone));
    }

    private static async Task<Member> MemberAsync(TestKBoss boss) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, Role.Operations);
}
