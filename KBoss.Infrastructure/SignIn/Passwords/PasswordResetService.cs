using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// Gives a member that has forgotten its password a new one, by a code sent to its registered phone and, if it uses an authenticator app, a code of that.
/// Nobody is signed in, so it looks across organizations.
/// </summary>
public sealed class PasswordResetService(
    MemberStore store, PasswordRules rules, IPasswordHasher<Member> hasher, VerificationCodes codes, AuthenticatorCodes apps,
    KBossDbContextFactory contexts)
{
    /// <summary>
    /// Sends a code if an Active member has this phone; who asks is never told whether one has. Refuses only what is no phone:
    /// <c>Organizations.PhoneInvalid</c>.
    /// </summary>
    public async Task StartAsync(string? phone, CancellationToken ct = default)
    {
        var number = Member.PhoneOf(phone);
        await EvenPace.RunAsync(() => SendAsync(number, ct), ct);
    }

    /// <summary>
    /// Takes the code and sets the new password, which unlocks the account and ends its sessions. A wrong or spent code and an unknown phone
    /// are one answer, <c>Organizations.ResetRefused</c>; a bad password is refused before the code is tried. That it is made of the member's own
    /// words is said only to whoever has the right codes, which are then not used up. A member that uses an authenticator app needs its code as well:
    /// <c>Organizations.AppCodeNeeded</c>, or <c>Organizations.ResetAppCodeWrong</c> when it is wrong, which uses up the code that was sent. Both are
    /// said only to whoever has that one.
    /// </summary>
    public async Task CompleteAsync(string? phone, string? code, string? appCode, string? password, string? repeated, CancellationToken ct = default)
    {
        var number = Member.PhoneOf(phone);
        Refusals.All(() => rules.Demand(password, number), () => rules.DemandSame(password, repeated));
        var hash = hasher.HashPassword(null!, password!);
        await EvenPace.RunAsync(() => TakeAsync(number, code, appCode, password!, hash, ct), ct);
    }

    private async Task<bool> TakeAsync(string number, string? code, string? appCode, string password, string hash, CancellationToken ct)
    {
        var known = await store.FindByPhoneAsync(number, ct);
        var weakness = rules.Find(password, known is null ? [] : await store.WordsOfAsync(known.Id, ct));
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Phone == number && m.Status == MemberStatus.Active, ct) ?? throw Refused();
            try
            {
                await codes.TakeAsync(db, member, CodePurpose.ResetPassword, code, ct);
            }
            catch (RuleException wrong) when (wrong.Kept)
            {
                throw Refused();
            }

            await TakeAppCodeAsync(db, member, appCode, ct);
            if (weakness is not null)
            {
                // Nothing is saved, so the codes can be used with a better password.
                throw weakness;
            }

            member.ChangePassword(hash);
            await MemberSessions.FollowAsync(db, member, ct: ct);
            db.Audit(member.OrganizationId, "PasswordReset", member.AuditSubject);
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);
    }

    /// <summary>One answer to whatever is wrong; the try counts.</summary>
    private static RuleException Refused() => new("Organizations.ResetRefused") { Field = "code", Kept = true };

    private async Task TakeAppCodeAsync(KBossDbContext db, Member member, string? appCode, CancellationToken ct)
    {
        if (await AuthenticatorCodes.FindAsync(db, member.Id, ct) is not { } app)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(appCode))
        {
            // Nothing is saved: whoever only forgot it has not spent the code that was sent.
            throw new RuleException("Organizations.AppCodeNeeded") { Field = "app-code" };
        }

        try
        {
            apps.Take(app, appCode, db.Now);
        }
        catch (RuleException wrong) when (wrong.Kept)
        {
            throw wrong.Code == "Organizations.AppCodeClosed"
                ? wrong.At("app-code")
                : new RuleException("Organizations.ResetAppCodeWrong") { Field = "app-code", Kept = true };
        }
    }

    private async Task<bool> SendAsync(string phone, CancellationToken ct)
    {
        if (await store.FindByPhoneAsync(phone, ct) is not { Status: MemberStatus.Active } member)
        {
            await contexts.TakeTurnAsync(ct);
            return false;
        }

        try
        {
            await codes.IssueAsync(member.Id, CodePurpose.ResetPassword, ct);
            return true;
        }
        catch (RuleException refusal) when (refusal is not BusyException)
        {
            // "Wait a minute" would tell that the phone is known.
            return false;
        }
    }
}
