using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Codes;

/// <summary>
/// Sends six-digit codes to members' phones and checks them. Whoever asks is not signed in yet, so it works across organizations;
/// only the newest code of a purpose counts. Each purpose has a quota of its own: what anybody can ask for takes nothing from whoever proved more.
/// A code from the future, which is there after the clock was put back, is as if there were none.
/// </summary>
public sealed class VerificationCodes(KBossDbContextFactory contexts, Outbox outbox, SecretProtector secrets)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>
    /// Sends a new code and returns when (UTC) the next may be sent; refuses with <c>Messaging.CodeTooSoon</c> or <c>Messaging.CodeTooMany</c>.
    /// The code and its SMS are written in one transaction.
    /// </summary>
    public Task<DateTime> IssueAsync(long memberId, CodePurpose purpose, CancellationToken ct = default) => IssueAsync(memberId, [(purpose, null)], ct);

    /// <summary>
    /// Sends one code to the phone that the member has and another to the phone it wants, both or neither; refuses as
    /// <see cref="IssueAsync(long, CodePurpose, CancellationToken)"/> does, for either phone, and counts what one member had sent to phones that are not its
    /// own.
    /// </summary>
    public Task<DateTime> IssuePairAsync(long memberId, string newPhone, CancellationToken ct = default) =>
        IssueAsync(memberId, [(CodePurpose.LeavePhone, null), (CodePurpose.TakePhone, newPhone)], ct);

    /// <summary>The newest code of a purpose on the phone that the member has, and when (UTC) the next may be sent: whether it can still be tried.</summary>
    public async Task<(bool Open, DateTime NextAt)> LastAsync(long memberId, CodePurpose purpose, CancellationToken ct = default)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var now = db.Now;
        var last = await db.VerificationCodes
            .Where(c => c.Purpose == purpose && c.CreatedAt <= now && db.Members.Any(m => m.Id == memberId && m.Phone == c.Phone))
            .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).FirstOrDefaultAsync(ct);
        return last is null ? (false, DateTime.MinValue) : (last.MemberId == memberId && last.IsOpen(now), last.CreatedAt + VerificationCode.Pause);
    }

    /// <summary>
    /// Takes a code inside the caller's transaction. A wrong one counts, so the refusal is kept: <c>Messaging.CodeWrong</c> with the tries left, or
    /// <c>Messaging.CodeClosed</c> when none can be tried any more.
    /// </summary>
    public Task TakeAsync(KBossDbContext db, Member member, CodePurpose purpose, string? code, CancellationToken ct = default) =>
        TakeAsync(db, member, purpose, member.Phone, code, ct);

    /// <summary>As above, for a code that went to another phone than the member's own.</summary>
    public async Task TakeAsync(
        KBossDbContext db, Member member, CodePurpose purpose, string phone, string? code, CancellationToken ct = default)
    {
        var now = db.Now;
        var newest = await db.VerificationCodes
            .Where(c => c.MemberId == member.Id && c.Purpose == purpose && c.CreatedAt <= now).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id)
            .FirstOrDefaultAsync(ct);
        if (newest is null || newest.Phone != phone || !newest.IsOpen(now))
        {
            throw new RuleException("Messaging.CodeClosed") { Field = "code", Kept = true };
        }

        newest.Take(HashOf(member.Id, Digits(code)), now);
    }

    private Task<DateTime> IssueAsync(long memberId, IReadOnlyList<(CodePurpose Purpose, string? Phone)> wanted, CancellationToken ct) =>
        // A phone that is nobody's yet has no row to meet on: what was sent to it stays as it was read until this is committed.
        (wanted.Any(w => w.Phone is not null) ? contexts.Serializable : contexts).InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var now = db.Now;
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId, ct) ?? throw new NotFoundException("member", memberId);
            // Two windows meet on the member's row: the second finds it changed, runs again and sees the first one's code.
            db.Touch(member);
            var yesterday = now - Day;
            foreach (var (purpose, other) in wanted)
            {
                var phone = other ?? member.Phone;
                var sent = await db.VerificationCodes
                    .Where(c => c.Purpose == purpose && c.CreatedAt > yesterday && c.CreatedAt <= now
                        && (c.Phone == phone || (c.MemberId == memberId && other != null)))
                    .Select(c => new { c.CreatedAt, c.UsedAt }).ToListAsync(ct);
                VerificationCode.DemandPause([.. sent.Select(c => c.CreatedAt)], [.. sent.Where(c => c.UsedAt is null).Select(c => c.CreatedAt)], now);

                var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
                db.VerificationCodes.Add(new VerificationCode(member.OrganizationId, member.Id, phone, purpose, HashOf(member.Id, code), now));
                outbox.Add(db, member.OrganizationId, SmsOutboxMessage.Kind, $"{Outbox.Urgent}{Guid.NewGuid():N}", new SmsOutboxMessage(
                    phone, TemplateOf(purpose), new() { ["code"] = code }, now + VerificationCode.Lifetime));
            }

            await db.SaveChangesAsync(ct);
            return now + VerificationCode.Pause;
        }, ct);

    private static SmsTemplate TemplateOf(CodePurpose purpose) => purpose switch
    {
        CodePurpose.SignIn => SmsTemplate.LoginCode,
        CodePurpose.ResetPassword => SmsTemplate.ResetCode,
        _ => SmsTemplate.PhoneCode,
    };

    // The member salts the hash: equal codes of two members do not look equal.
    private string HashOf(long memberId, string code) => secrets.Hash(string.Create(CultureInfo.InvariantCulture, $"code:{memberId}:{code}"));

    /// <summary>A code as people type it, in wide digits or with blanks, as it was meant.</summary>
    internal static string Digits(string? code) => NormalText.Number(code ?? "");
}
