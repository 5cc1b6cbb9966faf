using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn;

/// <summary>The version of agreement and privacy policy that a member consented to, and when (UTC); empty and null for one that never did.</summary>
public sealed record OwnConsent(string Version, DateTime? At, bool IsInForce);

/// <summary>Asks the signed-in member for its consent to the user agreement and the privacy policy in force, and remembers it.</summary>
public sealed class ConsentService(ICurrentActor current, KBossDbContextFactory contexts)
{
    /// <summary>What the member has consented to.</summary>
    public async Task<OwnConsent> FindAsync(CancellationToken ct = default)
    {
        var me = await current.GetAtDutyAsync(ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.Id == me.MemberId, ct) ?? throw new SignInException();
        return new OwnConsent(member.ConsentVersion, member.ConsentAt, member.HasConsentedTo(UserAgreement.Version));
    }

    /// <summary>
    /// Keeps the consent to the version that the member was shown and returns the session, which goes on. Without consent
    /// <c>Organizations.ConsentNeeded</c>; a version that is not in force any more is <c>Organizations.AgreementChanged</c>. A second consent to the
    /// same version changes nothing.
    /// </summary>
    public async Task<SignedIn> AgreeAsync(string? shown, bool agreed, CancellationToken ct = default)
    {
        var me = await current.GetAtDutyAsync(ct);
        if (!agreed)
        {
            throw new RuleException("Organizations.ConsentNeeded") { Field = "consent" };
        }

        if (shown != UserAgreement.Version)
        {
            throw new RuleException("Organizations.AgreementChanged", UserAgreement.Version);
        }

        return await contexts.InTransactionAsync(me, async db =>
        {
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct)
                ?? throw new SignInException();
            if (!member.HasConsentedTo(UserAgreement.Version))
            {
                member.Consent(UserAgreement.Version, db.Now);
            }

            // The roles come with the consent, and a new key with the roles.
            var key = await MemberSessions.RenewAsync(db, member, me, ct);
            await db.SaveChangesAsync(ct);
            return await MemberSessions.OfAsync(db, member, key, ct);
        }, ct);
    }
}
