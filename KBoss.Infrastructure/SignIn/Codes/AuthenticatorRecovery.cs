using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Codes;

/// <summary>
/// Takes the authenticator app off an account whose member has lost it and has no other Admin to ask. It asks nobody's permission: it is for whoever
/// runs KBoss and starts it at the machine, never for a page.
/// </summary>
public sealed class AuthenticatorRecovery(KBossDbContextFactory contexts)
{
    /// <summary>
    /// Takes it off the account <c>user@organization-code</c>, exactly as written: its sessions end within a minute, it is audited, and the member is
    /// told. False when there is no such account or it uses no app; then nothing is changed.
    /// </summary>
    public async Task<bool> TakeOffAsync(string account, CancellationToken ct = default)
    {
        var named = Member.AccountOf(account);
        var at = named.LastIndexOf('@');
        if (at < 1)
        {
            return false;
        }

        var (userName, code) = (named[..at], named[(at + 1)..]);
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.UserNameKey == userName && m.Status != MemberStatus.Deregistered
                && db.Organizations.Any(o => o.Id == m.OrganizationId && o.Code == code), ct);
            if (member is null || !await AuthenticatorService.ResetAsync(db, member, AuthenticatorCodes.Issuer, ct))
            {
                return false;
            }

            await db.SaveChangesAsync(ct);
            return true;
        }, ct);
    }
}
