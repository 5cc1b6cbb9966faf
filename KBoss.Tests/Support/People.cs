using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Support;

/// <summary>People who sign in: members with a password, filled-in registrations, and the codes on their phones.</summary>
public static class People
{
    public const string Password = "violet otters paint 9";

    public static byte[] Pdf { get; } = "%PDF-1.7\n%%EOF\n"u8.ToArray();

    /// <summary>A member with a user name, a phone and <see cref="Password"/>.</summary>
    public static async Task<Member> PersonAsync(
        this Given given, TestKBoss boss, Organization organization, string userName, string phone, params Role[] roles)
    {
        await using var db = boss.Db();
        var member = new Member(organization.Id, userName, phone, "成员", boss.Now);
        member.Consent(UserAgreement.Version, boss.Now);
        foreach (var role in roles)
        {
            member.Give(role, organization.Kind);
        }

        member.ChangePassword(boss.Get<IPasswordHasher<Member>>().HashPassword(member, Password));
        db.Add(member);
        await db.SaveChangesAsync();
        return member;
    }

    /// <summary>A person's registration that has nothing wrong.</summary>
    public static Registration Individual { get; } = new(
        IdentityKind.Individual, "个人客户", "110101199003074290", null, null, null, "individual", "13911110001", Password, Password, Consent: true);

    /// <summary>A company's registration that has nothing wrong.</summary>
    public static Registration Company { get; } = new(
        IdentityKind.Company, "示例科技有限公司", null, "91350100M000100Y43", new Upload("licence.pdf", Pdf), "联系人",
        "contact", "13911110002", Password, Password, Consent: true);

    /// <summary>A session of a member, as signing in begins one.</summary>
    public static Task<SignedIn> SessionOfAsync(this TestKBoss boss, long memberId, SignInOrigin? origin = null) =>
        boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == memberId);
            var (session, key) = await boss.Get<MemberSessions>().BeginAsync(db, member, origin, null, CancellationToken.None);
            await db.SaveChangesAsync();
            return await MemberSessions.OfAsync(db, member, new SessionKey(session.Id, key), CancellationToken.None);
        });

    /// <summary>The SMS to a phone that wait in the outbox, oldest first.</summary>
    public static async Task<IReadOnlyList<SmsOutboxMessage>> SmsToAsync(this TestKBoss boss, string phone)
    {
        await using var db = boss.Db();
        var secrets = boss.Get<SecretProtector>();
        var waiting = await db.OutboxMessages.AsNoTracking().Where(m => m.Kind == SmsOutboxMessage.Kind).OrderBy(m => m.Id).ToListAsync();
        return [.. waiting.Select(m => JsonSerializer.Deserialize<SmsOutboxMessage>(secrets.Unprotect(m.Payload))!).Where(sms => sms.Phone == phone)];
    }

    /// <summary>The code that came last to a phone.</summary>
    public static async Task<string> CodeOnAsync(this TestKBoss boss, string phone) => (await boss.SmsToAsync(phone))[^1].Parameters["code"];

    /// <summary>Lets an application hash a password once: it does so a hundred thousand times against thieves, and nobody steals here.</summary>
    public static IServiceCollection HashPasswordsOnce(this IServiceCollection services) =>
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);

    /// <summary>A code that is not the right one.</summary>
    public static string Wrong(string code) => code == "000000" ? "000001" : "000000";
}
