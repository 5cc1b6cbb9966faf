using System.Globalization;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Workbench;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>What public terms were, as the audit log has kept it: what the first change after an instant replaced had stood then.</summary>
internal static class PastTerms
{
    private const string Offer = "Offer ";

    /// <summary>
    /// The public terms at a past instant (UTC) of those offers whose terms were changed since; of some offers, or of all of the distributor's when none
    /// are named.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, Terms>> AtAsync(
        KBossDbContext db, long organizationId, IReadOnlyCollection<long>? offerIds, DateTime at, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking()
            .Where(a => a.OrganizationId == organizationId && a.At > at && a.Action == nameof(EntityState.Modified) && a.Subject.StartsWith(Offer));
        if (offerIds is not null)
        {
            var subjects = offerIds.Select(id => Offer + id.ToString(CultureInfo.InvariantCulture)).ToList();
            entries = entries.Where(a => EF.Parameter(subjects).Contains(a.Subject));
        }

        var then = new Dictionary<long, Terms>();
        foreach (var entry in await entries.OrderBy(a => a.Id).Select(a => new { a.Subject, a.Before }).ToListAsync(ct))
        {
            if (long.TryParse(entry.Subject.AsSpan(Offer.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && !then.ContainsKey(id) && TermsHistory.TermsOf(entry.Before, "") is { } terms)
            {
                then[id] = terms;
            }
        }

        return then;
    }
}
