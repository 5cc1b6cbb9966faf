using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>
/// What a distributor cannot buy because somebody above it would sell it below cost and has stopped that until it is looked at [R-PRC-4].
/// </summary>
internal static class UpstreamLosses
{
    /// <summary>
    /// The seller's offers, of some Skus or of all, that are stopped above it at an instant (UTC). The context's scope must cover the seller and everyone above.
    /// </summary>
    public static async Task<IReadOnlySet<long>> StoppedAsync(
        KBossDbContext db, long sellerId, IReadOnlyCollection<long>? skuIds, DateTime at, CancellationToken ct = default)
    {
        var offers = skuIds is null ? db.Offers : db.Offers.Where(o => EF.Parameter(skuIds).Contains(o.SkuId));
        var links = await SupplyLinks.LoadAsync(db, offers, at, ct);
        return links.All.Where(l => l.OrganizationId == sellerId && links.IsStopped(l.OfferId)).Select(l => l.OfferId).ToHashSet();
    }
}
