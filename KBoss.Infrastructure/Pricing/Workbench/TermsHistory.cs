using System.Globalization;
using System.Text.Json;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>The history of terms that stand on an offer, as the audit log has kept it.</summary>
internal static class TermsHistory
{
    /// <summary>How many changes are shown at most.</summary>
    private const int Most = 200;

    /// <summary>The changes of one offer's terms, newest first: its public terms, or those of the columns with a word before them.</summary>
    public static async Task<IReadOnlyList<TermsHistoryRow>> OfAsync(KBossDbContext db, long organizationId, long offerId, string prefix, CancellationToken ct)
    {
        var subject = $"Offer {offerId.ToString(CultureInfo.InvariantCulture)}";
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(a => a.OrganizationId == organizationId && a.Subject == subject && a.Action == nameof(EntityState.Modified))
            .OrderByDescending(a => a.Id).Take(Most).ToListAsync(ct);
        return
        [
            .. entries.Select(e => (Entry: e, Before: TermsOf(e.Before, prefix), After: TermsOf(e.After, prefix)))
                .Where(e => e.Before is not null && e.After is not null && e.Before != e.After)
                .Select(e => new TermsHistoryRow(e.Entry.Id, e.Entry.At, e.Entry.Actor, e.Before!.Value, e.After!.Value)),
        ];
    }

    /// <summary>The terms in the values of an entry; null where they were not changed. What is not named stands empty on both sides.</summary>
    internal static Terms? TermsOf(string json, string prefix)
    {
        if (json.Length == 0)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var (discount, price) = (ValueOf(document, prefix + nameof(Terms.Discount)), ValueOf(document, prefix + nameof(Terms.Price)));
        return (discount.Named || price.Named) is false ? null
            : discount.Value is null && price.Value is null ? Terms.None
            : Terms.Of(discount.Value, price.Value);
    }

    private static (bool Named, decimal? Value) ValueOf(JsonDocument document, string name) => document.RootElement.TryGetProperty(name, out var value)
        ? (true, value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null)
        : (false, null);
}
