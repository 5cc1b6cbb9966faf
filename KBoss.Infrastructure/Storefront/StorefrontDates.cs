using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Storefront;

/// <summary>
/// Knows when agreements and promotions begin and end, so that nothing that was rendered before such an instant is shown after it. The dates are read anew when the
/// storefront changes, and at the latest after <see cref="StorefrontShelves.Lifetime"/>.
/// </summary>
public sealed class StorefrontDates(KBossDbContextFactory contexts, StorefrontVersion version, TimeProvider time)
{
    private Known? known;

    /// <summary>The last instant (UTC) at which an agreement or a promotion began or ended: part of the key of what is kept.</summary>
    public async ValueTask<DateTime> LastAsync(CancellationToken ct = default)
    {
        var now = time.UtcNow();
        var dates = Volatile.Read(ref known);
        if (dates is null || dates.Version != version.Number || now < dates.ReadAt || now - dates.ReadAt >= StorefrontShelves.Lifetime)
        {
            Volatile.Write(ref known, dates = await ReadAsync(now, ct));
        }

        var next = Array.BinarySearch(dates.Sorted, now);
        return next >= 0 ? now : ~next == 0 ? default : dates.Sorted[~next - 1];
    }

    private async Task<Known> ReadAsync(DateTime now, CancellationToken ct)
    {
        var number = version.Number;
        await using var db = contexts.Open(OrganizationScope.Everything);
        var dates = await db.SupplyAgreements.Select(a => new { a.EffectiveFrom, a.EffectiveTo }).ToListAsync(ct);
        // Those that are over stay for a while: the key of a page must not go back to what it was before.
        var since = ChinaTime.AddDays(now, -1);
        var promotions = await db.Promotions.Where(p => p.PublishedAt != null && p.EndedAt == null && p.To > since)
            .Select(p => new { p.From, p.To }).ToListAsync(ct);
        return new Known(number, now,
        [
            .. dates.SelectMany(d => new[] { d.EffectiveFrom, d.EffectiveTo ?? DateTime.MaxValue })
                .Concat(promotions.SelectMany(p => new[] { p.From, p.To })).Distinct().Order(),
        ]);
    }

    private sealed record Known(long Version, DateTime ReadAt, DateTime[] Sorted);
}
