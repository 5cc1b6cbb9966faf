using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.SignIn;

/// <summary>One of the member's own sign-ins, and how it ended if it has; times are UTC.</summary>
public sealed record SignInRow(long Id, DateTime At, string Address, string Device, DateTime? EndedAt, SessionEnd? End);

/// <summary>A device on which the member is signed in now; times are UTC. <see cref="IsPresent"/> is the one that asks.</summary>
public sealed record SessionRow(long Id, DateTime BeganAt, DateTime LastSeenAt, string Address, string Device, bool IsPresent);

/// <summary>What the member sees of its own account; the phone is masked.</summary>
public sealed record OwnAccount(
    string UserName, string OrganizationCode, string MaskedPhone, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<SignInRow> SignIns);

/// <summary>
/// What every member does with its own account: look at its sessions and sign-ins, end sessions, move to another phone. Whatever weakens or
/// moves the access asks for the present password again, so that a device left open is not enough.
/// </summary>
public sealed class AccountSecurityService(
    ICurrentActor current, KBossDbContextFactory contexts, PasswordTries passwords, VerificationCodes codes, AccountNames names,
    IOptions<SessionLimits> limits, TimeProvider time)
{
    /// <summary>What the audit log calls the end of one session, and of all others, by the member itself.</summary>
    public static readonly IReadOnlyList<string> Audited = [OneEnded, OthersEnded];

    private const string OneEnded = "SessionEnded";
    private const string OthersEnded = "OtherSessionsEnded";

    /// <summary>The account with its present sessions, the own first, and its newest sign-ins, newest first.</summary>
    public async Task<OwnAccount> GetAsync(int signIns = 20, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstAsync(m => m.Id == me.MemberId, ct);
        var code = await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.Code).FirstAsync(ct);
        var mine = db.Sessions.AsNoTracking().Where(s => s.MemberId == me.MemberId);
        var open = await mine.Where(s => s.EndedAt == null).ToListAsync(ct);
        var newest = await mine.OrderByDescending(s => s.BeganAt).ThenByDescending(s => s.Id).Take(signIns)
            .Select(s => new SignInRow(s.Id, s.BeganAt, s.Address, s.Device, s.EndedAt, s.End)).ToListAsync(ct);
        var now = time.UtcNow();
        return new OwnAccount(
            member.UserName, code, Masked.Phone(member.Phone),
            [.. open.Where(s => s.Holds(limits.Value, now)).OrderByDescending(s => s.Id == me.SessionId).ThenByDescending(s => s.LastSeenAt)
                .Select(s => new SessionRow(s.Id, s.BeganAt, s.LastSeenAt, s.Address, s.Device, s.Id == me.SessionId))],
            newest);
    }

    /// <summary>
    /// Ends one session of the member, given the present password (<c>Organizations.PasswordWrong</c>). One that has ended meanwhile is
    /// <c>Organizations.SessionEnded</c>; another member's is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task EndSessionAsync(long sessionId, string? present, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await passwords.DemandPresentAsync(me, present, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var session = await db.Sessions.FirstOrDefaultAsync(s => s.Id == sessionId && s.MemberId == me.MemberId, ct)
                ?? throw new NotFoundException("session", sessionId);
            if (session.EndedAt is not null)
            {
                throw new RuleException("Organizations.SessionEnded");
            }

            MemberSessions.End(db, session, SessionEnd.ByMember);
            db.Audit(me.OrganizationId, OneEnded, (await MemberAsync(db, me, ct)).AuditSubject);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Ends every session of the member but the own, given the present password (<c>Organizations.PasswordWrong</c>).</summary>
    public async Task EndOtherSessionsAsync(string? present, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await passwords.DemandPresentAsync(me, present, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var member = await MemberAsync(db, me, ct);
            await MemberSessions.EndAllAsync(db, member, SessionEnd.ByMember, me.SessionId, ct: ct);
            db.Audit(me.OrganizationId, OthersEnded, member.AuditSubject);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Takes the present password, sends a code to the present phone and another to the new one, and returns when (UTC) they may be sent again.
    /// Refuses <c>Organizations.PasswordWrong</c>, <c>Organizations.PhoneSame</c>, <c>Organizations.PhoneInUse</c>, <c>Messaging.CodeTooSoon</c>
    /// and <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public async Task<DateTime> StartPhoneChangeAsync(string? newPhone, string? present, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        var phone = Member.PhoneOf(newPhone);
        await passwords.DemandPresentAsync(me, present, ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstAsync(m => m.Id == me.MemberId, ct);
        await DemandFreeAsync(member, phone, ct);
        return await codes.IssuePairAsync(member.Id, phone, ct);
    }

    /// <summary>
    /// Takes both codes and moves the account to the new phone, which ends all its sessions. A wrong code is refused at its own field
    /// (<c>code-old</c>, <c>code-new</c>) and counted; a right one beside it has to be sent again.
    /// </summary>
    public async Task CompletePhoneChangeAsync(string? newPhone, string? oldCode, string? newCode, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        var phone = Member.PhoneOf(newPhone);
        await contexts.InTransactionAsync(me, async db =>
        {
            var member = await MemberAsync(db, me, ct);
            await DemandFreeAsync(member, phone, ct);
            // The second code is looked at only after the first was right, so that guessing one tells nothing of the other.
            await AtAsync("code-old", codes.TakeAsync(db, member, CodePurpose.LeavePhone, oldCode, ct));
            await AtAsync("code-new", codes.TakeAsync(db, member, CodePurpose.TakePhone, phone, newCode, ct));
            member.ChangePhone(phone);
            // The window at hand says itself what has happened, and then it is out like the others.
            await MemberSessions.FollowAsync(db, member, bySessionId: me.SessionId, ct: ct);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task<Member> MemberAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.Members.FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct) ?? throw new SignInException();

    private static async Task AtAsync(string field, Task taking)
    {
        try
        {
            await taking;
        }
        catch (RuleException refusal)
        {
            throw refusal.At(field);
        }
    }

    private async Task DemandFreeAsync(Member member, string phone, CancellationToken ct)
    {
        if (phone == member.Phone)
        {
            throw new RuleException("Organizations.PhoneSame") { Field = "phone" };
        }

        await names.DemandFreeAsync(member.OrganizationId, member.UserName, phone, member.Id, ct);
    }
}
