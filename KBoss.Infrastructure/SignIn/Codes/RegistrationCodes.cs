using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.SignIn.Codes;

/// <summary>
/// Sends codes to phones that want to register and checks them. It never asks whose the phone is, so its answers tell nobody; and its quota is its own.
/// A code belongs to whoever asked for it: what a stranger asks for the same phone neither replaces nor uses it up.
/// </summary>
public sealed class RegistrationCodes(KBossDbContextFactory contexts, Outbox outbox, SecretProtector secrets) : IPhoneProofs
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <inheritdoc />
    // A phone that is nobody's has no row to meet on: what was sent to it stays as it was read until this is committed.
    public Task<AskedPhone> SendAsync(string phone, CancellationToken ct) =>
        contexts.Serializable.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var now = db.Now;
            var yesterday = now - Day;
            var sent = await db.RegistrationCodes.Where(c => c.Phone == phone && c.CreatedAt > yesterday && c.CreatedAt <= now)
                .Select(c => new { c.CreatedAt, c.UsedAt }).ToListAsync(ct);
            OneTimeCode.DemandPause([.. sent.Select(c => c.CreatedAt)], [.. sent.Where(c => c.UsedAt is null).Select(c => c.CreatedAt)], now);

            var platform = await db.Organizations.Where(o => o.SellerId == null).OrderBy(o => o.Id).Select(o => o.Id).FirstAsync(ct);
            var digits = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
            var code = new RegistrationCode(platform, phone, HashOf(phone, digits), now);
            db.Add(code);
            outbox.Add(db, platform, SmsOutboxMessage.Kind, $"{Outbox.Urgent}{Guid.NewGuid():N}", new SmsOutboxMessage(
                phone, SmsTemplate.RegisterCode, new() { ["code"] = digits }, now + OneTimeCode.Lifetime));
            await db.SaveChangesAsync(ct);
            return new AskedPhone(code.Id, phone, now + OneTimeCode.Pause);
        }, ct);

    /// <inheritdoc />
    public async Task<PhoneProof> StateAsync(AskedPhone asked, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var code = await FindAsync(db, asked, ct);
        return code is null ? PhoneProof.None : code.Proves(db.Now) ? PhoneProof.Given : code.IsPending(db.Now) ? PhoneProof.Asked : PhoneProof.None;
    }

    /// <inheritdoc />
    public Task GiveAsync(AskedPhone asked, string? code, CancellationToken ct) =>
        contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var sent = await FindAsync(db, asked, ct) ?? throw new RuleException("Messaging.CodeClosed") { Field = "code" };
            sent.Take(HashOf(sent.Phone, VerificationCodes.Digits(code)), db.Now);
            await db.SaveChangesAsync(ct);
        }, ct);

    /// <inheritdoc />
    public async Task SpendAsync(KBossDbContext db, AskedPhone? proof, string phone, CancellationToken ct)
    {
        var code = proof is null ? null : await FindAsync(db, proof, ct);
        (code ?? throw new RuleException("Organizations.PhoneNotProven") { Field = "phone" }).Spend(phone, db.Now);
    }

    /// <summary>Removes the codes that have proven what they can, with the phones of people who may never have become customers; how many.</summary>
    public Task<int> RemoveOldAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        // As long as they count for the quota of a day they stay.
        var yesterday = db.Now - Day;
        var old = await db.RegistrationCodes.Where(c => c.CreatedAt < yesterday).OrderBy(c => c.Id).Take(10_000).ToListAsync(ct);
        db.RemoveRange(old);
        await db.SaveChangesAsync(ct);
        return old.Count;
    }, ct);

    private static Task<RegistrationCode?> FindAsync(KBossDbContext db, AskedPhone asked, CancellationToken ct) =>
        db.RegistrationCodes.FirstOrDefaultAsync(c => c.Id == asked.CodeId && c.Phone == asked.Phone, ct);

    // The phone salts the hash: equal codes to two phones do not look equal.
    private string HashOf(string phone, string code) => secrets.Hash($"register:{phone}:{code}");
}
