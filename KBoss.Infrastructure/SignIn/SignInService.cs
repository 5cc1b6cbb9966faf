using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn;

/// <summary>
/// The state between password and code: whose password was right, under which stamp, and whether the code is one of its app; otherwise where it
/// went and when (UTC) it may be sent again.
/// </summary>
public sealed record PasswordAccepted(
    long MemberId, string SecurityStamp, string MaskedPhone, DateTime NextCodeAt, bool ByApp = false, CodeSent Code = CodeSent.Now);

/// <summary>Which code the member is to give: one sent now, one sent a moment ago that still holds, or none because that one was tried too often.</summary>
public enum CodeSent
{
    Now,
    Before,
    None,
}

/// <summary>
/// Signs a member in by password and then by a code: of its authenticator app if it uses one, otherwise sent to its phone. Who asks is nobody yet, so it
/// looks across organizations.
/// </summary>
public sealed class SignInService(
    MemberStore store, PasswordTries passwords, MemberSessions sessions, VerificationCodes codes, AuthenticatorCodes apps,
    KBossDbContextFactory contexts, TimeProvider time)
{
    /// <summary>What the audit log calls a sign-in.</summary>
    public const string Audited = "SignedIn";

    /// <summary>
    /// Takes phone, user name or <c>user@organization-code</c>, however they are spelled, and the password, and sends the code unless the member uses an app. An unknown account, a
    /// wrong password, a locked and a disabled account get one answer, <c>Organizations.SignInRefused</c>, after the same work; too many codes are
    /// <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public async Task<PasswordAccepted> StartAsync(string? account, string? password, CancellationToken ct = default)
    {
        var found = await FindAsync(Member.AccountOf(account), ct);
        var member = await EvenPace.RunAsync(
            () => passwords.TryAsync(found, password ?? "", member => member.MaySignIn(time.UtcNow()), ct), ct)
            ?? throw new RuleException("Organizations.SignInRefused");
        if (await UsesAppAsync(member.Id, ct))
        {
            return new PasswordAccepted(member.Id, member.SecurityStamp, "", DateTime.MinValue, ByApp: true);
        }

        var (code, nextAt) = await SendFirstCodeAsync(member, ct);
        return new PasswordAccepted(member.Id, member.SecurityStamp, Masked.Phone(member.Phone), nextAt, Code: code);
    }

    /// <summary>
    /// Sends another code and returns when (UTC) the next may be sent; refuses with <c>Messaging.CodeTooSoon</c> or <c>Messaging.CodeTooMany</c>.
    /// Who uses an app gets none: <c>Organizations.AuthenticatorExists</c>.
    /// </summary>
    public async Task<DateTime> SendAgainAsync(long memberId, CancellationToken ct = default) => await UsesAppAsync(memberId, ct)
        ? throw new RuleException("Organizations.AuthenticatorExists")
        : await codes.IssueAsync(memberId, CodePurpose.SignIn, ct);

    /// <summary>
    /// Takes the code and begins a session of its own, whatever the browser brought; <paramref name="former"/>, the session it had until now, ends.
    /// A wrong code is <c>Messaging.CodeWrong</c> or <c>Messaging.CodeClosed</c>; one of an app is refused as <see cref="Authenticator.Take"/> says. When the
    /// account has changed since the password was given, the sign-in begins anew: <c>Organizations.SignInExpired</c>.
    /// </summary>
    public async Task<SignedIn> CompleteAsync(
        long memberId, string securityStamp, string? code, SignInOrigin? origin = null, SessionKey? former = null, CancellationToken ct = default)
    {
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == memberId && m.Status == MemberStatus.Active, ct);
            if (member is null || member.SecurityStamp != securityStamp)
            {
                throw new RuleException("Organizations.SignInExpired");
            }

            // What counts is what the member uses now, and not what it used when it gave the password.
            if (await AuthenticatorCodes.FindAsync(db, member.Id, ct) is { } app)
            {
                apps.Take(app, code, db.Now);
            }
            else
            {
                await codes.TakeAsync(db, member, CodePurpose.SignIn, code, ct);
            }

            var (session, key) = await BeginAsync(db, member, origin, former, ct);
            await db.SaveChangesAsync(ct);
            return await MemberSessions.OfAsync(db, member, new SessionKey(session.Id, key), ct);
        }, ct);
    }

    /// <summary>What a sign-in leaves behind, in the caller's transaction: its line of the audit log, and the session that <see cref="MemberSessions.BeginAsync"/> makes.</summary>
    internal Task<(Session Session, string Key)> BeginAsync(KBossDbContext db, Member member, SignInOrigin? origin, SessionKey? former, CancellationToken ct)
    {
        db.AuditEntries.Add(new AuditEntry(member.OrganizationId, new By(member.Id, member.Name), Audited, member.AuditSubject, "", "", db.Now));
        return sessions.BeginAsync(db, member, origin, former, ct);
    }

    private Task<Member?> FindAsync(string account, CancellationToken ct) => account.Length == 11 && account.All(char.IsAsciiDigit)
        ? store.FindByPhoneAsync(account, ct)
        : account.LastIndexOf('@') is var at and > 0
            ? store.FindByUserNameAsync(account[..at], account[(at + 1)..], ct)
            : store.FindByUserNameAsync(account, null, ct);

    private async Task<bool> UsesAppAsync(long memberId, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await AuthenticatorCodes.FindAsync(db, memberId, ct) is not null;
    }

    private async Task<(CodeSent Code, DateTime NextAt)> SendFirstCodeAsync(Member member, CancellationToken ct)
    {
        try
        {
            return (CodeSent.Now, await codes.IssueAsync(member.Id, CodePurpose.SignIn, ct));
        }
        catch (RuleException refusal) when (refusal.Code == "Messaging.CodeTooSoon")
        {
            // Whoever goes back and gives the password again still has the code that was sent a moment ago, unless it was guessed away.
            var (open, nextAt) = await codes.LastAsync(member.Id, CodePurpose.SignIn, ct);
            return (open ? CodeSent.Before : CodeSent.None, nextAt);
        }
    }
}
