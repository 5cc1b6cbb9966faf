using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>An offer of a distributor of its own, and what it buys for it from the one above it.</summary>
internal sealed record UpstreamPurchase(long OfferId, long SkuId, OfferSale From);

/// <summary>
/// Tells a distributor which of the offers that it buys can be had. Agreements, floor prices and costs stay private to those above it:
/// the answers are ids of offers and nothing else.
/// </summary>
public sealed class UpstreamSupply(KBossDbContextFactory contexts, SellerDirectory sellers)
{
    /// <summary>
    /// Those of the distributor's own offers, bought at so many yuan a unit from above, that can be had at an instant (UTC): every distributor above it can get
    /// them, and none has stopped them because that would be below cost. One query for any number of offers and levels; none for the root.
    /// </summary>
    internal async Task<IReadOnlySet<long>> HadAsync(
        long distributorId, IReadOnlyCollection<UpstreamPurchase> bought, DateTime at, CancellationToken ct = default)
    {
        var levels = bought.Count == 0 ? [] : await sellers.ChainAsync(distributorId, ct);
        if (levels.Count < 2)
        {
            return new HashSet<long>();
        }

        var skus = bought.Select(b => b.SkuId).ToList();
        await using var db = contexts.Open(OrganizationScope.Of(levels));
        var links = await SupplyLinks.LoadAsync(db, db.Offers.Where(o => EF.Parameter(skus).Contains(o.SkuId)), at, ct);
        return bought.Where(b => links.Climb(b.From, out _) is not null && !links.IsStopped(b.OfferId)).Select(b => b.OfferId).ToHashSet();
    }
}
