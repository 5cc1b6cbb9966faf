using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>Lets the signed-in member choose a new password: of its own will, or because the present one is temporary.</summary>
public sealed class PasswordChangeService(
    ICurrentActor current, MemberStore store, PasswordRules rules, PasswordTries tries, IPasswordHasher<Member> hasher,
    KBossDbContextFactory contexts)
{
    /// <summary>What the audit log calls it.</summary>
    public const string Audited = "PasswordChanged";

    /// <summary>
    /// Takes the present password and sets the new one; every other session ends, and the own goes on under the key that is returned. The present
    /// password is guarded like a sign-in: a wrong one is counted, <c>Organizations.PasswordWrong</c>. The same password again is
    /// <c>Organizations.PasswordSame</c>.
    /// </summary>
    public async Task<SignedIn> ChangeAsync(string? present, string? password, string? repeated, CancellationToken ct = default)
    {
        var me = await current.GetAtDutyAsync(ct);
        var words = await store.WordsOfAsync(me.MemberId, ct);
        Refusals.All(() => rules.Demand(password, words), () => rules.DemandSame(password, repeated));
        await tries.DemandPresentAsync(me, present, ct);
        if (string.Equals(present, password, StringComparison.Ordinal))
        {
            throw new RuleException("Organizations.PasswordSame") { Field = "password" };
        }

        var hash = hasher.HashPassword(null!, password!);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct)
                ?? throw new SignInException();
            member.ChangePassword(hash);
            await MemberSessions.FollowAsync(db, member, me.SessionId, ct: ct);
            var key = await MemberSessions.RenewAsync(db, member, me, ct);
            db.Audit(member.OrganizationId, Audited, member.AuditSubject);
            await db.SaveChangesAsync(ct);
            return await MemberSessions.OfAsync(db, member, key, ct);
        }, ct);
    }
}
