using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations;

/// <summary>One of the member's own sign-ins; the time is UTC.</summary>
public sealed record SignInRow(long Id, DateTime At, string Address, string Device);

/// <summary>What the member sees of its own account; the phone is masked.</summary>
public sealed record OwnAccount(string UserName, string OrganizationCode, string MaskedPhone, IReadOnlyList<SignInRow> SignIns);

/// <summary>What every member does with its own account: look at recent sign-ins, end the other sessions, move to another phone.</summary>
public sealed class AccountSecurityService(ICurrentActor current, KBossDbContextFactory contexts, VerificationCodes codes, AccountNames names)
{
    /// <summary>The account with its newest sign-ins, newest first.</summary>
    public async Task<OwnAccount> GetAsync(int signIns = 20, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        var member = await db.Members.AsNoTracking().FirstAsync(m => m.Id == me.MemberId, ct);
        var code = await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.Code).FirstAsync(ct);
        return new OwnAccount(member.UserName, code, SmsMessage.Mask(member.Phone), await db.SignInRecords.AsNoTracking()
            .Where(r => r.MemberId == me.MemberId).OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Take(signIns)
            .Select(r => new SignInRow(r.Id, r.At, r.Address, r.Device)).ToListAsync(ct));
    }

    /// <summary>Ends every session of the member, and begins the one that is returned for the device at hand; the others are out within a minute.</summary>
    public async Task<SignedIn> EndOtherSessionsAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var member = await db.Members.Include(m => m.Roles).FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct)
                ?? throw new SignInException();
            member.EndSessions();
            db.Audit(member.OrganizationId, "OtherSessionsEnded", member.AuditSubject);
            await db.SaveChangesAsync(ct);
            return await MemberSessions.OfAsync(db, member, ct);
        }, ct);
    }

    /// <summary>
    /// Sends a code to the present phone and another to the new one, and returns when (UTC) they may be sent again. Refuses
    /// <c>Organizations.PhoneSame</c>, <c>Organizations.PhoneInUse</c>, <c>Messaging.CodeTooSoon</c> and <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public async Task<DateTime> StartPhoneChangeAsync(string? newPhone, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        var phone = Member.PhoneOf(newPhone);
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
        var refusal = await contexts.InTransactionAsync(me, async db =>
        {
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == me.MemberId && m.Status == MemberStatus.Active, ct) ?? throw new SignInException();
            await DemandFreeAsync(member, phone, ct);
            // The second code is looked at only after the first was right, so that guessing one tells nothing of the other.
            var refusal = At("code-old", await codes.TryAsync(db, member, CodePurpose.LeavePhone, oldCode, ct))
                ?? At("code-new", await codes.TryAsync(db, member, CodePurpose.TakePhone, phone, newCode, ct));
            if (refusal is null)
            {
                member.ChangePhone(phone);
            }

            // A wrong try is saved too: it counts.
            await db.SaveChangesAsync(ct);
            return refusal;
        }, ct);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private static RuleException? At(string field, RuleException? refusal) =>
        refusal is null ? null : new RuleException(refusal.Code, [.. refusal.Args]) { Field = field };

    private async Task DemandFreeAsync(Member member, string phone, CancellationToken ct)
    {
        if (phone == member.Phone)
        {
            throw new RuleException("Organizations.PhoneSame") { Field = "phone" };
        }

        await names.DemandFreeAsync(member.OrganizationId, member.UserName, phone, member.Id, ct);
    }
}
