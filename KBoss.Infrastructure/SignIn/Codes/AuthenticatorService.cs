using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Codes;

/// <summary>A set-up that waits for its first code: the secret in text, and the address for the QR code.</summary>
public sealed record AuthenticatorSetup(string Secret, string Address);

/// <summary>Lets a member use an authenticator app instead of codes by SMS, and give it up again.</summary>
public sealed class AuthenticatorService(
    ICurrentActor current, KBossDbContextFactory contexts, PasswordTries passwords, AuthenticatorCodes codes)
{
    /// <summary>What the audit log calls what the member itself does.</summary>
    public static readonly IReadOnlyList<string> Audited = [Added, Removed];

    private const string Added = "AuthenticatorAdded";
    private const string Removed = "AuthenticatorRemoved";

    /// <summary>Since when (UTC) the member uses an app; null when it does not.</summary>
    public async Task<DateTime?> InUseSinceAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        return await db.Authenticators.Where(a => a.MemberId == me.MemberId).Select(a => a.ConfirmedAt).FirstOrDefaultAsync(ct);
    }

    /// <summary>
    /// Makes a new secret, given the present password (<c>Organizations.PasswordWrong</c>). It counts for nothing until <see cref="ConfirmAsync"/>;
    /// beginning again makes another. A member that uses an app already gives that up first: <c>Organizations.AuthenticatorExists</c>.
    /// </summary>
    public async Task<AuthenticatorSetup> BeginAsync(string? present, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await passwords.DemandPresentAsync(me, present, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var member = await MemberAsync(db, me, ct);
            var secret = codes.NewSecret();
            var authenticator = await db.Authenticators.FirstOrDefaultAsync(a => a.MemberId == me.MemberId, ct);
            if (authenticator is null)
            {
                db.Add(authenticator = new Authenticator(member, secret, db.Now));
            }
            else
            {
                authenticator.Begin(secret, db.Now);
            }

            await db.SaveChangesAsync(ct);
            var organization = await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.Code).FirstAsync(ct);
            var (text, address) = codes.Show(authenticator, $"{member.UserName}@{organization}");
            return new AuthenticatorSetup(text, address);
        }, ct);
    }

    /// <summary>
    /// Takes the first code of the app: from now on sign-in asks for its codes, and the member's other sessions end. Refuses as
    /// <see cref="Authenticator.Take"/> does, and with <c>Organizations.AuthenticatorNotBegun</c> when no set-up waits.
    /// </summary>
    public Task ConfirmAsync(string? code, CancellationToken ct = default) => ActAsync(
        Added, code, authenticator => !authenticator.InUse, "Organizations.AuthenticatorExists", (db, authenticator) => authenticator.Confirm(db.Now), ct);

    /// <summary>
    /// Gives the app up, given the present password (<c>Organizations.PasswordWrong</c>) and a code of the app: sign-in asks for codes by SMS
    /// again, and the member's other sessions end. Refuses a code as <see cref="Authenticator.Take"/> does.
    /// </summary>
    public async Task RemoveAsync(string? present, string? code, CancellationToken ct = default)
    {
        await passwords.DemandPresentAsync(await current.GetAsync(ct), present, ct);
        await ActAsync(
            Removed, code, authenticator => authenticator.InUse, "Organizations.AuthenticatorNotBegun", (db, authenticator) => db.Remove(authenticator), ct);
    }

    /// <summary>Takes the app off a member in the caller's transaction, ends its sessions, audits it and tells the member; whether it used one.</summary>
    internal static async Task<bool> ResetAsync(KBossDbContext db, Member member, string by, CancellationToken ct)
    {
        if (!await AuthenticatorCodes.RemoveAsync(db, member.Id, ct))
        {
            return false;
        }

        member.RenewStamp();
        await MemberSessions.EndAllAsync(db, member, SessionEnd.CredentialsChanged, ct: ct);
        db.Audit(member.OrganizationId, "AuthenticatorReset", member.AuditSubject);
        db.Notices.Add(new Notice(member.OrganizationId, member.Id, "AuthenticatorReset", "", [by], db.Now));
        return true;
    }

    /// <summary>Takes a code and changes something with it; the member's other sessions end.</summary>
    private async Task ActAsync(
        string audited, string? code, Func<Authenticator, bool> may, string otherwise, Action<KBossDbContext, Authenticator> act, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var member = await MemberAsync(db, me, ct);
            var authenticator = await db.Authenticators.FirstOrDefaultAsync(a => a.MemberId == me.MemberId, ct)
                ?? throw new RuleException("Organizations.AuthenticatorNotBegun");
            if (!may(authenticator))
            {
                throw new RuleException(otherwise);
            }

            codes.Take(authenticator, code, db.Now);
            act(db, authenticator);
            await MemberSessions.EndAllAsync(db, member, SessionEnd.CredentialsChanged, me.SessionId, ct: ct);
            db.Audit(me.OrganizationId, audited, member.AuditSubject);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task<Member> MemberAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.Members.FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct) ?? throw new SignInException();
}
