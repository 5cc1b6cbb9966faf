using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Messaging.Texts;

/// <summary>Whether a message may be given to a vendor now: at once, later, or never, and then why.</summary>
internal sealed record Start(bool Now, DateTime? Later = null, string Why = "");

/// <summary>A text message was written down or has come further.</summary>
public sealed record TextMessageChanged(long SellerId, long BuyerId);

/// <summary>Keeps for every text message what became of it, and the quotas of phones by it.</summary>
public sealed class TextMessages(KBossDbContextFactory contexts, IMemberAddresses addresses)
{
    /// <summary>The code of a message that was too late to be sent.</summary>
    public const string TooLate = "TooLate";

    /// <summary>The code of a reminder whose cause had gone, or that its reader did not want any more, when its time came.</summary>
    public const string NoLonger = "NoLonger";

    private const int AtOnce = 500;
    private static readonly TimeSpan Counted = TimeSpan.FromDays(2);

    /// <summary>The organization for which an outbox message was written.</summary>
    internal async Task<long?> OwnerAsync(string key, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.OutboxMessages.Where(m => m.Key == key).Select(m => (long?)m.OrganizationId).FirstOrDefaultAsync(ct);
    }

    /// <summary>From when on (UTC) a phone may get another message by our quotas; null if at once.</summary>
    public async Task<DateTime?> WaitAsync(string phone, SmsTemplate template, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await FreeAsync(db, phone, template, ct) is var free && free > db.Now ? free : null;
    }

    /// <summary>Those among the phones that have had their advertising of the Shanghai day in which an instant (UTC) lies.</summary>
    internal async Task<IReadOnlySet<string>> AdvertisedAsync(IReadOnlyCollection<string> phones, DateTime at, CancellationToken ct)
    {
        var (full, from, to) = (new HashSet<string>(), ChinaTime.Start(ChinaTime.Day(at)), ChinaTime.End(ChinaTime.Day(at)));
        var advertising = SmsTexts.All.Where(text => text.Kind == TextMessageKind.Marketing).Select(text => text.Template.ToString()).ToList();
        await using var db = contexts.Open(OrganizationScope.Everything);
        foreach (var some in phones.Distinct().Chunk(AtOnce))
        {
            full.UnionWith(await db.TextMessages
                .Where(m => some.Contains(m.Phone) && m.SentAt >= from && m.SentAt < to && advertising.Contains(m.Template))
                .GroupBy(m => m.Phone).Where(g => g.Count() >= PhoneQuota.MarketingPerDay).Select(g => g.Key).ToListAsync(ct));
        }

        return full;
    }

    /// <summary>
    /// Writes down that a message is going to be sent, if it may be. Two to one phone meet here: the second sees the first, so that no quota is passed.
    /// One that was begun and never ended may have been sent and is not begun again.
    /// </summary>
    internal Task<Start> BeginAsync(string key, long organizationId, SmsOutboxMessage sms, string signName, CancellationToken ct) =>
        contexts.Serializable.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var message = await FindOrAddAsync(db, key, organizationId, sms, ct);
            var start = await DecideAsync(db, message, sms, signName, ct);
            Tell(db, message);
            await db.SaveChangesAsync(ct);
            return start;
        }, ct);

    /// <summary>Writes down that a message is not sent any more, for a reason of our own.</summary>
    internal Task DropAsync(string key, long organizationId, SmsOutboxMessage sms, string code, CancellationToken ct) =>
        contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var message = await FindOrAddAsync(db, key, organizationId, sms, ct);
            message.Refuse(code);
            Tell(db, message);
            await db.SaveChangesAsync(ct);
        }, ct);

    /// <summary>Writes down what the vendor answered; not cancelled, because what is not known to be sent would be asked about for days.</summary>
    internal Task EndAsync(string key, SmsReceipt receipt) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var message = await db.TextMessages.FirstAsync(m => m.Key == key);
        message.End(
            receipt.Outcome switch
            {
                SmsOutcome.Sent => TextMessageState.Accepted,
                SmsOutcome.RetryLater or SmsOutcome.TooFrequent => TextMessageState.Waiting,
                SmsOutcome.Uncertain => TextMessageState.Uncertain,
                _ => TextMessageState.Refused,
            },
            receipt.Vendor, receipt.BizId ?? "", receipt.Code, receipt.Message);
        Tell(db, message);
        await db.SaveChangesAsync();
    });

    internal static void Tell(KBossDbContext db, TextMessage message) => db.AfterCommit(new TextMessageChanged(message.SellerId, message.BuyerId));

    private static async Task<Start> DecideAsync(KBossDbContext db, TextMessage message, SmsOutboxMessage sms, string signName, CancellationToken ct)
    {
        if (message.State == TextMessageState.Waiting && sms.ExpiresAt <= db.Now)
        {
            message.Refuse(TooLate);
            return new Start(false, Why: "The message has expired before it could be sent.");
        }

        if (message.State == TextMessageState.Waiting && await FreeAsync(db, message.Phone, sms.Template, ct) is var free && free > db.Now)
        {
            if (sms.ExpiresAt <= free)
            {
                message.Refuse(TooLate);
                return new Start(false, Why: $"The phone gets no more messages before {free:u}.");
            }

            return new Start(false, free);
        }

        var parts = SmsTexts.Parts(SmsTexts.Of(sms.Template).Fill(signName, sms.Parameters));
        return message.Begin(parts, db.Now)
            ? new Start(true)
            : new Start(false, Why: message.State == TextMessageState.Uncertain ? "Its answer was lost: it may have been sent." : $"It is {message.State} already.");
    }

    private async Task<TextMessage> FindOrAddAsync(KBossDbContext db, string key, long organizationId, SmsOutboxMessage sms, CancellationToken ct)
    {
        if (await db.TextMessages.FirstOrDefaultAsync(m => m.Key == key, ct) is { } known)
        {
            return known;
        }

        var seller = await addresses.SellerAsync(db, organizationId, ct);
        var message = new TextMessage(new Parties(seller, organizationId), key, sms.Phone, sms.Template.ToString(), db.Now);
        db.Add(message);
        return message;
    }

    private static async Task<DateTime> FreeAsync(KBossDbContext db, string phone, SmsTemplate template, CancellationToken ct)
    {
        var since = db.Now - Counted;
        var sent = await db.TextMessages.Where(m => m.Phone == phone && m.SentAt > since).Select(m => new { m.Template, At = m.SentAt!.Value }).ToListAsync(ct);
        return PhoneQuota.Free(
            template.ToString(), SmsTexts.Of(template).Kind, [.. sent.Select(s => new SentText(s.Template, KindOf(s.Template), s.At))], db.Now);
    }

    private static TextMessageKind KindOf(string template) =>
        Enum.TryParse<SmsTemplate>(template, out var known) ? SmsTexts.Of(known).Kind : TextMessageKind.Notice;
}
