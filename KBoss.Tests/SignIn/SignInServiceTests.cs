using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.SignIn;

public sealed class SignInServiceTests
{
    private const string Phone = "13900000009";

    [Theory]
    [InlineData(Phone)]
    [InlineData("operator")]
    [InlineData(" OperaTor ")]
    [InlineData("operator@root")]
    [InlineData("+8613900000009")]
    [InlineData("139 0000 0009")]
    [InlineData("0086-139-0000-0009")]
    [InlineData("１３９０００００００９")]
    [InlineData("ｏｐｅｒａｔｏｒ")]
    [InlineData("Operator＠ＲＯＯＴ")]
    public async Task A_member_signs_in_by_phone_by_user_name_or_by_user_at_organization_then_by_code(string account)
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss, Role.Operations);
        var signIn = boss.Get<SignInService>();

        var accepted = await signIn.StartAsync(account, People.Password);
        var session = await signIn.CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(Phone));

        Assert.Equal("139****0009", accepted.MaskedPhone);
        Assert.Equal((member.Id, member.OrganizationId, OrganizationKind.Distributor), (session.Actor.MemberId, session.Actor.OrganizationId, session.Actor.Kind));
        Assert.True(session.Actor.Has(Permissions.SuppliersManage));
        Assert.NotNull(await boss.Get<MemberSessions>().FindAsync(session.Key));
        await using var db = boss.Db();
        Assert.Equal(1, await db.AuditEntries.CountAsync(a => a.Action == "SignedIn" && a.MemberId == member.Id));
        // The member's story tells of it once, by the session, which knows from where.
        boss.SignIn(await boss.Given.MemberAsync(await db.Organizations.SingleAsync(o => o.Id == member.OrganizationId), Role.Admin));
        var story = (await boss.Get<MemberDeskQueries>().GetAsync(member.UserName)).Story;
        Assert.Single(story, e => e.Kind == "Session.Began");
        Assert.DoesNotContain(story, e => e.Kind == ThingEvent.Audit && Equals(e.Args[0], "SignedIn"));
    }

    [Fact]
    public async Task A_member_without_a_role_signs_in_and_may_do_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss);
        var signIn = boss.Get<SignInService>();

        var accepted = await signIn.StartAsync(Phone, People.Password);
        var session = await signIn.CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(Phone));

        Assert.Empty(session.Actor.Roles);
    }

    [Fact]
    public async Task Unknown_account_wrong_password_locked_and_disabled_get_one_answer_and_no_code()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await boss.Given.PersonAsync(boss, root, "known", "13900000001", Role.Admin);
        await boss.Given.PersonAsync(boss, root, "locked", "13900000002", Role.Admin);
        await boss.Given.PersonAsync(boss, root, "disabled", "13900000003", Role.Admin);
        await ChangeAsync(boss, "locked", m => m.LockoutEnd = boss.Now.AddMinutes(1));
        await ChangeAsync(boss, "disabled", m => m.Disable());

        var answers = new[]
        {
            await RefusalAsync(boss, "13900000000", People.Password),
            await RefusalAsync(boss, "nobody", People.Password),
            await RefusalAsync(boss, "nobody@root", People.Password),
            await RefusalAsync(boss, "known@nowhere", People.Password),
            await RefusalAsync(boss, "13900000001", "wrong-password-1"),
            await RefusalAsync(boss, "known", ""),
            await RefusalAsync(boss, "locked", People.Password),
            await RefusalAsync(boss, "disabled", People.Password),
            await RefusalAsync(boss, null, null),
            await RefusalAsync(boss, "known", new string('x', 100_000)),
        };

        Assert.All(answers, refusal => Assert.Equal(("Organizations.SignInRefused", (string?)null, 0), (refusal.Code, refusal.Field, refusal.Args.Count)));
        await using var db = boss.Db();
        Assert.Equal(0, await db.VerificationCodes.CountAsync());
    }

    [Fact]
    public async Task While_somebody_else_writes_for_long_known_and_unknown_accounts_are_busy_alike()
    {
        await using var boss = await TestKBoss.StartAsync(settings: ("Database:LongestWait", "00:00:00.3"));
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        await MemberAsync(boss, Role.Operations);
        await using (await HeldWriter.TakeAsync(boss.Get<KBossDbContextFactory>()))
        {
            foreach (var (account, password) in new[] { (Phone, People.Password), (Phone, "wrong-password-1"), ("13900000000", People.Password), ("operator", "") })
            {
                await Assert.ThrowsAsync<BusyException>(() => boss.Get<SignInService>().StartAsync(account, password));
            }

            foreach (var phone in new[] { Phone, "13900000000" })
            {
                await Assert.ThrowsAsync<BusyException>(() => boss.Get<PasswordResetService>().StartAsync(phone));
            }
        }

        Assert.Equal("139****0009", (await boss.Get<SignInService>().StartAsync(Phone, People.Password)).MaskedPhone);
    }

    [Fact]
    public async Task Ten_reset_codes_that_anybody_asked_for_keep_nobody_from_signing_in()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss, Role.Operations);
        for (var i = 0; i < VerificationCode.MaxPerDay + 1; i++)
        {
            boss.Time.Advance(TimeSpan.FromMinutes(1));
            await boss.Get<PasswordResetService>().StartAsync(Phone);
        }

        Assert.Equal(VerificationCode.MaxPerDay, (await boss.SmsToAsync(Phone)).Count);
        var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);

        Assert.Equal(CodeSent.Now, accepted.Code);
        var sms = (await boss.SmsToAsync(Phone))[^1];
        Assert.Equal(SmsTemplate.LoginCode, sms.Template);
        await boss.Get<SignInService>().CompleteAsync(accepted.MemberId, accepted.SecurityStamp, sms.Parameters["code"]);
    }

    [Fact]
    public async Task A_code_is_called_sent_only_when_one_was()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss, Role.Operations);
        var signIn = boss.Get<SignInService>();

        var first = await signIn.StartAsync(Phone, People.Password);
        Assert.Equal((CodeSent.Now, boss.Now.AddSeconds(60)), (first.Code, first.NextCodeAt));

        // Gone back and come again: the code of a moment ago holds, and none was sent.
        boss.Time.Advance(TimeSpan.FromSeconds(10));
        var back = await signIn.StartAsync(Phone, People.Password);
        Assert.Equal((CodeSent.Before, boss.Now.AddSeconds(50)), (back.Code, back.NextCodeAt));
        var code = Assert.Single(await boss.SmsToAsync(Phone)).Parameters["code"];
        await signIn.CompleteAsync(back.MemberId, back.SecurityStamp, code);

        // A second sign-in within the minute: the code was used, so another one comes.
        var second = await signIn.StartAsync(Phone, People.Password);
        Assert.Equal(CodeSent.Now, second.Code);
        Assert.Equal(2, (await boss.SmsToAsync(Phone)).Count);

        // Guessed away: none is left and none comes before the minute is over.
        for (var i = 0; i < VerificationCode.MaxWrongTries; i++)
        {
            var wrong = People.Wrong(await boss.CodeOnAsync(Phone));
            await Assert.ThrowsAsync<RuleException>(() => signIn.CompleteAsync(second.MemberId, second.SecurityStamp, wrong));
        }

        var third = await signIn.StartAsync(Phone, People.Password);
        Assert.Equal((CodeSent.None, boss.Now.AddSeconds(60)), (third.Code, third.NextCodeAt));
        Assert.Equal(2, (await boss.SmsToAsync(Phone)).Count);
        Assert.Equal(member.Id, third.MemberId);
    }

    [Fact]
    public async Task A_user_name_signs_in_alone_or_with_its_organization_and_not_with_another()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var customer = await boss.Given.CustomerAsync(root);
        var member = await boss.Given.PersonAsync(boss, customer, "admin", "13900000002", Role.Admin);

        Assert.Equal(member.Id, (await boss.Get<SignInService>().StartAsync("admin", People.Password)).MemberId);
        Assert.Equal(member.Id, (await boss.Get<SignInService>().StartAsync($"admin@{customer.Code}", People.Password)).MemberId);
        Assert.Equal("Organizations.SignInRefused", (await RefusalAsync(boss, $"admin@{root.Code}", People.Password)).Code);
    }

    [Fact]
    public async Task Five_wrong_passwords_close_the_account_for_fifteen_minutes()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss, Role.Admin);
        for (var i = 0; i < 5; i++)
        {
            await RefusalAsync(boss, Phone, "wrong-password-1");
        }

        Assert.Equal("Organizations.SignInRefused", (await RefusalAsync(boss, Phone, People.Password)).Code);
        boss.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal("Organizations.SignInRefused", (await RefusalAsync(boss, Phone, People.Password)).Code);
        boss.Time.Advance(TimeSpan.FromSeconds(1));
        await boss.Get<SignInService>().StartAsync(Phone, People.Password);
    }

    [Fact]
    public async Task The_right_password_on_the_fifth_try_forgets_the_four_before()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss, Role.Admin);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await RefusalAsync(boss, Phone, "wrong-password-1");
            }

            await boss.Get<SignInService>().StartAsync(Phone, People.Password);
        }

        await using var db = boss.Db();
        var member = await db.Members.SingleAsync();
        Assert.Equal((0, null), (member.AccessFailedCount, member.LockoutEnd));
    }

    [Fact]
    public async Task Many_wrong_guesses_at_once_are_all_counted()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss, Role.Admin);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var window = boss.NewScope();
            await Assert.ThrowsAsync<RuleException>(() =>
                window.ServiceProvider.GetRequiredService<SignInService>().StartAsync(Phone, $"wrong-password-{i}"));
        }));

        await using var db = boss.Db();
        Assert.Equal(boss.Now.AddMinutes(15), (await db.Members.SingleAsync()).LockoutEnd);
    }

    [Fact]
    public async Task Giving_the_password_again_within_a_minute_leads_to_the_code_that_was_sent()
    {
        await using var boss = await TestKBoss.StartAsync();
        await MemberAsync(boss, Role.Admin);
        var signIn = boss.Get<SignInService>();
        var first = await signIn.StartAsync(Phone, People.Password);
        boss.Time.Advance(TimeSpan.FromSeconds(20));

        var second = await signIn.StartAsync(Phone, People.Password);

        Assert.Equal(first.NextCodeAt, second.NextCodeAt);
        Assert.Single(await boss.SmsToAsync(Phone));
        await signIn.CompleteAsync(second.MemberId, second.SecurityStamp, await boss.CodeOnAsync(Phone));
    }

    [Theory]
    [InlineData("disabled for a moment")]
    [InlineData("another password")]
    [InlineData("signed out by an Admin")]
    public async Task A_member_whose_access_changes_between_password_and_code_begins_anew(string change)
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss, Role.Admin);
        boss.SignIn(await boss.Given.MemberAsync(await RootAsync(boss), Role.Admin));
        var (signIn, members) = (boss.Get<SignInService>(), boss.Get<MemberService>());
        var accepted = await signIn.StartAsync(Phone, People.Password);

        await (change switch
        {
            "another password" => members.ResetPasswordAsync(member.Id),
            "signed out by an Admin" => members.EndSessionsAsync(member.Id),
            _ => members.DisableAsync(member.Id),
        });
        if (change == "disabled for a moment")
        {
            await members.RestoreAsync(member.Id);
        }

        var refusal = await Assert.ThrowsAsync<RuleException>(async () =>
            await signIn.CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(Phone)));
        Assert.Equal("Organizations.SignInExpired", refusal.Code);
    }

    [Fact]
    public async Task R_ORG_3_a_member_that_is_disabled_or_loses_a_role_loses_its_sessions()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss, Role.Operations, Role.Sales);
        boss.SignIn(await boss.Given.MemberAsync(await RootAsync(boss), Role.Admin));
        var (sessions, members) = (boss.Get<MemberSessions>(), boss.Get<MemberService>());
        var before = await boss.SessionOfAsync(member.Id);
        Assert.Equal([Role.Sales, Role.Operations], (await sessions.FindAsync(before.Key))!.Actor.Roles.Order());

        await members.SetRolesAsync(member.Id, new HashSet<Role> { Role.Operations }, new HashSet<Role> { Role.Operations, Role.Sales });
        Assert.Null(await sessions.FindAsync(before.Key));
        var afterRole = await boss.SessionOfAsync(member.Id);
        Assert.Equal([Role.Operations], (await sessions.FindAsync(afterRole.Key))!.Actor.Roles);

        await members.SetRolesAsync(member.Id, new HashSet<Role> { Role.Operations, Role.Finance }, new HashSet<Role> { Role.Operations });
        Assert.Equal([Role.Finance, Role.Operations], (await sessions.FindAsync(afterRole.Key))!.Actor.Roles.Order());

        await members.DisableAsync(member.Id);
        Assert.Null(await sessions.FindAsync(afterRole.Key));
        await members.RestoreAsync(member.Id);
        Assert.Null(await sessions.FindAsync(afterRole.Key));
    }

    [Fact]
    public async Task R_ORG_3_a_member_that_is_disabled_in_the_moment_of_its_sign_in_has_no_session()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss, Role.Operations);
        boss.SignIn(await boss.Given.MemberAsync(await RootAsync(boss), Role.Admin));
        for (var round = 0; round < 3; round++)
        {
            boss.Time.Advance(TimeSpan.FromMinutes(2));
            var accepted = await boss.Get<SignInService>().StartAsync(Phone, People.Password);
            var code = await boss.CodeOnAsync(Phone);
            await Task.WhenAll(
                Task.Run(async () =>
                {
                    await using var window = boss.NewScope();
                    await Ending.OfAsync(() => window.ServiceProvider.GetRequiredService<SignInService>().CompleteAsync(member.Id, accepted.SecurityStamp, code));
                }),
                Task.Run(async () =>
                {
                    await using var window = boss.NewScope();
                    await window.ServiceProvider.GetRequiredService<MemberService>().DisableAsync(member.Id);
                }));

            await using (var db = boss.Db())
            {
                Assert.False(await db.Sessions.AnyAsync(s => s.MemberId == member.Id && s.EndedAt == null));
            }

            await boss.Get<MemberService>().RestoreAsync(member.Id);
        }
    }

    private static async Task<Member> MemberAsync(TestKBoss boss, params Role[] roles) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, roles);

    private static Task<RuleException> RefusalAsync(TestKBoss boss, string? account, string? password) =>
        Assert.ThrowsAsync<RuleException>(() => boss.Get<SignInService>().StartAsync(account, password));

    private static async Task<Organization> RootAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return await db.Organizations.SingleAsync();
    }

    private static async Task ChangeAsync(TestKBoss boss, string userName, Action<Member> change)
    {
        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.UserName == userName);
        change(member);
        await db.SaveChangesAsync();
    }
}
