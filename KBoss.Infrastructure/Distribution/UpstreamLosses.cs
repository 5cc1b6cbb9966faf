using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
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
        // Everybody in a chain has an offer of the same Sku, so that one query finds all levels.
        var offers = skuIds is null ? db.Offers : db.Offers.Where(o => EF.Parameter(skuIds).Contains(o.SkuId));
        var links = await offers.AsNoTracking().Select(o => new Link(
            o.Id, o.OrganizationId, o.UpstreamOfferId, o.CostTerms, o.Sku.ListPrice, o.Sku.SupplierId,
            db.SupplyPrices.Where(p => p.SkuId == o.SkuId && p.OrganizationId == o.OrganizationId).Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
            db.Organizations.Where(s => s.Id == o.OrganizationId).Select(s => s.StopsBelowCost).FirstOrDefault())).ToDictionaryAsync(l => l.OfferId, ct);
        if (!links.Values.Any(l => l.SellerId == sellerId && l.UpstreamOfferId is not null))
        {
            return new HashSet<long>();
        }

        var agreements = await db.SupplyAgreements.InForce(at).AsNoTracking().Select(a => new { a.SupplierId, a.Mode, a.Rate }).ToDictionaryAsync(a => a.SupplierId, ct);
        var losses = links.Values
            .Where(l => l.UpstreamOfferId is { } id && links.TryGetValue(id, out var above) && above.Stops && Cost(above) > l.CostTerms.UnitPrice(l.ListPrice))
            .ToList();
        if (losses.Count == 0)
        {
            return new HashSet<long>();
        }

        var sold = losses.Select(l => l.UpstreamOfferId!.Value).ToHashSet();
        var consents = (await db.LossConsents.AsNoTracking().Where(c => c.BuyerId != null && EF.Parameter(sold).Contains(c.OfferId)).OrderBy(c => c.Id).ToListAsync(ct))
            .GroupBy(c => (c.OfferId, c.BuyerId!.Value)).ToDictionary(g => g.Key, g => g.Last().Accepted);
        var stopped = losses
            .Where(l => consents.GetValueOrDefault((l.UpstreamOfferId!.Value, l.SellerId))
                ?.Covers(l.CostTerms.UnitPrice(l.ListPrice)!.Value, Cost(links[l.UpstreamOfferId!.Value])!.Value) != true)
            .Select(l => l.OfferId).ToHashSet();
        return links.Values.Where(l => l.SellerId == sellerId && Climb(l).Any(stopped.Contains)).Select(l => l.OfferId).ToHashSet();

        IEnumerable<long> Climb(Link? link)
        {
            for (; link is not null; link = link.UpstreamOfferId is { } id ? links.GetValueOrDefault(id) : null)
            {
                yield return link.OfferId;
            }
        }

        decimal? Cost(Link link) => link.CostTerms.UnitPrice(link.ListPrice)
            ?? (agreements.GetValueOrDefault(link.SupplierId) is { } a ? new SupplyRate(a.Mode, a.Rate).FixedCost(link.ListPrice, link.FloorPrice) : null);
    }

    private sealed record Link(
        long OfferId, long SellerId, long? UpstreamOfferId, Terms CostTerms, decimal ListPrice, long SupplierId, decimal? FloorPrice, bool Stops);
}
