using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations;

/// <summary>Lets the signed-in member choose a new password: of its own will, or because the present one is temporary.</summary>
public sealed class PasswordChangeService(
    ICurrentActor current, MemberStore store, MemberManager members, IPasswordHasher<Member> hasher, KBossDbContextFactory contexts)
{
    /// <summary>What the audit log calls it.</summary>
    public const string Audited = "PasswordChanged";

    /// <summary>
    /// Takes the present password and sets the new one; every other session ends, and the one returned begins. The present password is guarded like
    /// a sign-in: a wrong one is counted, <c>Organizations.PasswordWrong</c>. The same password again is <c>Organizations.PasswordSame</c>.
    /// </summary>
    public async Task<SignedIn> ChangeAsync(string? present, string? password, string? repeated, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        PasswordRules.Demand(password);
        PasswordRules.DemandSame(password, repeated);
        if (!await IsPresentAsync(me, present ?? "", ct))
        {
            throw new RuleException("Organizations.PasswordWrong") { Field = "present" };
        }

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
            db.Audit(member.OrganizationId, Audited, member.AuditSubject);
            await db.SaveChangesAsync(ct);
            return await MemberSessions.OfAsync(db, member, ct);
        }, ct);
    }

    /// <summary>Whether the session's owner types this; the try is counted before the password is looked at.</summary>
    private async Task<bool> IsPresentAsync(Actor me, string password, CancellationToken ct)
    {
        if (password.Length > PasswordRules.MaxLength)
        {
            return false;
        }

        while (await store.FindAsync(me.MemberId, ct) is { Status: MemberStatus.Active } member && !await members.IsLockedOutAsync(member))
        {
            if ((await members.AccessFailedAsync(member)).Succeeded)
            {
                return await members.CheckPasswordAsync(member, password);
            }
        }

        return false;
    }
}
