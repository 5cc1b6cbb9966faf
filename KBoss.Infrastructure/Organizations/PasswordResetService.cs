using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations;

/// <summary>Gives a member that has forgotten its password a new one, by a code sent to its registered phone. Nobody is signed in, so it looks across organizations.</summary>
public sealed class PasswordResetService(
    MemberStore store, PasswordRules rules, IPasswordHasher<Member> hasher, VerificationCodes codes, SessionNews news, KBossDbContextFactory contexts, TimeProvider time)
{
    /// <summary>Sends a code if an Active member has this phone; who asks is never told whether one has. Refuses only what is no phone: <c>Organizations.PhoneInvalid</c>.</summary>
    public async Task StartAsync(string? phone, CancellationToken ct = default)
    {
        var number = Member.PhoneOf(phone);
        await EvenPace.RunAsync(() => SendAsync(number, ct), ct);
    }

    /// <summary>
    /// Takes the code and sets the new password, which unlocks the account and ends its sessions. A wrong or spent code and an unknown phone
    /// are one answer, <c>Organizations.ResetRefused</c>; a bad password is refused before the code is tried. That it is made of the member's own
    /// words is said only to whoever has the right code, which is then not used up.
    /// </summary>
    public async Task CompleteAsync(string? phone, string? code, string? password, string? repeated, CancellationToken ct = default)
    {
        var number = Member.PhoneOf(phone);
        rules.Demand(password, number);
        PasswordRules.DemandSame(password, repeated);
        var hash = hasher.HashPassword(null!, password!);
        var done = await EvenPace.RunAsync(() => TakeAsync(number, code, password!, hash, ct), ct);
        news.Tell(done ?? throw new RuleException("Organizations.ResetRefused") { Field = "code" });
    }

    /// <summary>The member whose password is the new one now; null when the code is not right or nobody has the phone.</summary>
    private async Task<long?> TakeAsync(string number, string? code, string password, string hash, CancellationToken ct)
    {
        var known = await store.FindByPhoneAsync(number, ct);
        var weakness = rules.Find(password, known is null ? [] : await store.WordsOfAsync(known.Id, ct));
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Phone == number && m.Status == MemberStatus.Active, ct);
            if (member is null)
            {
                return (long?)null;
            }

            var right = await codes.TryAsync(db, member, CodePurpose.ResetPassword, code, ct) is null;
            if (right)
            {
                if (weakness is not null)
                {
                    // Nothing is saved, so the code can be used with a better password.
                    throw weakness;
                }

                member.ChangePassword(hash);
                await MemberSessions.EndLostAsync(db, member, time.UtcNow(), ct: ct);
                db.Audit(member.OrganizationId, "PasswordReset", member.AuditSubject);
            }

            await db.SaveChangesAsync(ct);
            return right ? member.Id : null;
        }, ct);
    }

    private async Task<bool> SendAsync(string phone, CancellationToken ct)
    {
        if (await store.FindByPhoneAsync(phone, ct) is not { Status: MemberStatus.Active } member)
        {
            return false;
        }

        try
        {
            await codes.IssueAsync(member.Id, CodePurpose.ResetPassword, ct);
            return true;
        }
        catch (RuleException)
        {
            // "Wait a minute" would tell that the phone is known.
            return false;
        }
    }
}
