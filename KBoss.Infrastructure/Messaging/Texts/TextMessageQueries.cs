using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Messaging.Texts;

/// <summary>A text message in the list: its phone is masked, and what stood in it is kept nowhere. Times are UTC.</summary>
public sealed record TextMessageRow(
    long Id, DateTime At, string Phone, string Template, SmsVendor? Vendor, TextMessageState State, string Code, string Words, int Parts, DateTime? ReportedAt);

/// <summary>What the messages of a list come to: how many the carriers count, and how many of them the phones have.</summary>
public sealed record TextMessageSum(int Messages, int Parts, int Delivered, int Undelivered);

/// <summary>The text messages to the organization's own people and to those of its customers and distributors.</summary>
public sealed class TextMessageQueries(ICurrentActor current, KBossDbContextFactory contexts)
{
    /// <summary>
    /// One page, newest first, by the filters <c>state</c>, <c>template</c>, <c>vendor</c>, <c>phone</c> (the number, or its last four digits), <c>from</c>
    /// and <c>to</c> (days in Shanghai, both included).
    /// </summary>
    public async Task<Page<TextMessageRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MessagesView, ct);
        await using var db = contexts.Open(me);
        var page = await Found(db, request).OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Select(m => new TextMessageRow(
            m.Id, m.CreatedAt, m.Phone, m.Template, m.Vendor, m.State, m.Code, m.Words, m.Parts, m.ReportedAt)).ToPageAsync(request, ct);
        return new Page<TextMessageRow>([.. page.Rows.Select(row => row with { Phone = Masked.Phone(row.Phone) })], page.Total);
    }

    /// <summary>What those that the filters of a list find come to; what was never given to a vendor costs nothing.</summary>
    public async Task<TextMessageSum> SumAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MessagesView, ct);
        await using var db = contexts.Open(me);
        var sums = await Found(db, request).Where(m => m.SentAt != null).GroupBy(m => m.State)
            .Select(g => new { State = g.Key, Messages = g.Count(), Parts = g.Sum(m => m.Parts) }).ToListAsync(ct);
        int Of(TextMessageState state) => sums.Where(s => s.State == state).Sum(s => s.Messages);
        return new TextMessageSum(sums.Sum(s => s.Messages), sums.Sum(s => s.Parts), Of(TextMessageState.Delivered), Of(TextMessageState.Undelivered));
    }

    private static IQueryable<TextMessage> Found(KBossDbContext db, PageRequest request)
    {
        var found = db.TextMessages.AsNoTracking();
        if (request.Filter<TextMessageState>("state") is { } state)
        {
            found = found.Where(m => m.State == state);
        }

        if (request.Filter("template") is { } template)
        {
            found = found.Where(m => m.Template == template);
        }

        if (request.Filter<SmsVendor>("vendor") is { } vendor)
        {
            found = found.Where(m => m.Vendor == vendor);
        }

        if (request.Filter("phone") is { } typed)
        {
            var digits = Phones.Mobile(typed) ?? typed;
            // Less than four digits would find out a number bit by bit.
            found = digits.Length == 4 ? found.Where(m => m.Phone.EndsWith(digits)) : found.Where(m => m.Phone == digits);
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            found = found.Where(m => m.CreatedAt >= from);
        }

        if (days.Until is { } to)
        {
            found = found.Where(m => m.CreatedAt < to);
        }

        return found;
    }
}
