using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.SignIn;

/// <summary>What a request believes of its session without asking the database, and how that ends.</summary>
public sealed class BelievedSessionTests
{
    private const string Phone = "13900000009";

    [Fact]
    public async Task A_session_that_was_asked_is_believed_for_25_seconds_without_a_question()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await boss.SessionOfAsync((await MemberAsync(boss)).Id);
        var sessions = boss.Get<MemberSessions>();
        var first = await sessions.BelieveAsync(session.Key);
        Assert.Equal(session.Actor.MemberId, first!.Actor.MemberId);

        using var commands = new CommandCount(boss);
        boss.Time.Advance(MemberSessions.BelievedFor - TimeSpan.FromTicks(1));
        Assert.Same(first, await sessions.BelieveAsync(session.Key));
        Assert.Same(SessionCookie.PrincipalOf(first), SessionCookie.PrincipalOf(first));
        Assert.Same(first.Actor, ActorClaims.Read(SessionCookie.PrincipalOf(first)));
        Assert.Empty(commands.Commands);
        // Who holds another key of it, or its number alone, is not believed with it.
        Assert.Null(await sessions.BelieveAsync(session.Key with { Key = "guessed" }));
        Assert.Null(await sessions.BelieveAsync(session.Key with { Key = "" }));
        Assert.NotEmpty(commands.Commands);
        var asked = commands.Commands.Count;
        boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(await sessions.BelieveAsync(session.Key));
        Assert.True(commands.Commands.Count > asked);
    }

    [Theory]
    [InlineData("signed out")]
    [InlineData("signed out by an Admin")]
    [InlineData("disabled")]
    [InlineData("deregistered")]
    [InlineData("role taken")]
    [InlineData("password")]
    [InlineData("phone")]
    public async Task R_ORG_3_a_session_that_ends_is_believed_no_more_in_this_process_from_the_commit_on(string act)
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Operations, Role.Sales);
        var bystander = await boss.Given.PersonAsync(boss, root, "bystander", "13900000010", Role.Operations);
        var (session, stays) = (await boss.SessionOfAsync(member.Id), await boss.SessionOfAsync(bystander.Id));
        var sessions = boss.Get<MemberSessions>();
        Assert.NotNull(await sessions.BelieveAsync(session.Key));
        var believed = await sessions.BelieveAsync(stays.Key);

        var members = boss.Get<MemberService>();
        await (act switch
        {
            "signed out" => sessions.SignOutAsync(session.Key),
            "signed out by an Admin" => members.EndSessionsAsync(member.Id),
            "disabled" => members.DisableAsync(member.Id),
            "deregistered" => members.DeregisterAsync(member.Id),
            "role taken" => members.SetRolesAsync(member.Id, new HashSet<Role> { Role.Sales }, new HashSet<Role> { Role.Operations, Role.Sales }),
            "password" => members.ResetPasswordAsync(member.Id),
            _ => members.EditAsync(member.Id, new EditMember("operator", "成员", "13600000001")),
        });

        Assert.Null(await sessions.BelieveAsync(session.Key));
        Assert.Same(believed, await sessions.BelieveAsync(stays.Key));
    }

    [Fact]
    public async Task R_ORG_3_a_role_that_is_given_counts_at_once_in_a_session_that_is_believed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Admin));
        var member = await boss.Given.PersonAsync(boss, root, "operator", Phone, Role.Sales);
        var session = await boss.SessionOfAsync(member.Id);
        var sessions = boss.Get<MemberSessions>();
        Assert.DoesNotContain(Role.Finance, (await sessions.BelieveAsync(session.Key))!.Actor.Roles);

        await boss.Get<MemberService>().SetRolesAsync(
            member.Id, new HashSet<Role> { Role.Sales, Role.Finance }, new HashSet<Role> { Role.Sales });

        Assert.Contains(Role.Finance, (await sessions.BelieveAsync(session.Key))!.Actor.Roles);
    }

    [Fact]
    public async Task A_key_that_was_changed_is_believed_no_more()
    {
        await using var boss = await TestKBoss.StartAsync();
        var member = await MemberAsync(boss);
        var session = await boss.SessionOfAsync(member.Id);
        var sessions = boss.Get<MemberSessions>();
        Assert.NotNull(await sessions.BelieveAsync(session.Key));
        boss.SignIn(session.Actor);

        var after = await boss.Get<PasswordChangeService>().ChangeAsync(People.Password, "a new long phrase 7", "a new long phrase 7");
        Assert.Null(await sessions.BelieveAsync(session.Key));
        Assert.NotNull(await sessions.BelieveAsync(after.Key));

        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == member.Id)).Consent("an old version", boss.Now);
            await db.SaveChangesAsync();
        }

        var agreed = await boss.Get<ConsentService>().AgreeAsync(UserAgreement.Version, agreed: true);
        Assert.Null(await sessions.BelieveAsync(after.Key));
        Assert.NotNull(await sessions.BelieveAsync(agreed.Key));
    }

    [Fact]
    public async Task R_ORG_3_what_another_process_ends_is_believed_here_for_25_seconds_at_most()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await boss.SessionOfAsync((await MemberAsync(boss)).Id);
        var sessions = boss.Get<MemberSessions>();
        Assert.NotNull(await sessions.BelieveAsync(session.Key));
        // As another process does it: nobody says so here.
        await using (var db = boss.Db())
        {
            (await db.Sessions.SingleAsync(s => s.Id == session.Key.Id)).Finish(SessionEnd.ByAdmin, boss.Now);
            await db.SaveChangesAsync();
        }

        boss.Time.Advance(MemberSessions.BelievedFor);

        Assert.True(2 * MemberSessions.BelievedFor < TimeSpan.FromMinutes(1));
        Assert.Null(await sessions.BelieveAsync(session.Key));
    }

    [Fact]
    public async Task A_session_in_use_is_written_down_though_its_requests_believe_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var session = await boss.SessionOfAsync((await MemberAsync(boss)).Id);
        var sessions = boss.Get<MemberSessions>();
        for (var i = 0; i < 24; i++)
        {
            boss.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.NotNull(await sessions.BelieveAsync(session.Key));
        }

        await using var db = boss.Db();
        Assert.InRange((await db.Sessions.SingleAsync(s => s.Id == session.Key.Id)).LastSeenAt, TestKBoss.Start.UtcDateTime.AddMinutes(5), boss.Now);
    }

    private static async Task<Member> MemberAsync(TestKBoss boss) =>
        await boss.Given.PersonAsync(boss, await boss.Given.RootAsync(), "operator", Phone, Role.Operations);
}
