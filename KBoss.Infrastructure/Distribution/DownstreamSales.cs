using KBoss.Domain.Access;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>On which terms a distributor buys another's offer.</summary>
public sealed record DownstreamSale(long OfferId, long BuyerId, string BuyerName, Terms Terms);

/// <summary>
/// Tells a distributor on which terms those below it buy its offers. They were agreed with it, though they stand on the others' offers; what the others
/// ask for is not told.
/// </summary>
public sealed class DownstreamSales(KBossDbContextFactory contexts)
{
    /// <summary>The sales of a supplier's Skus, or of one of them, or of everything, to the distributors directly below.</summary>
    public async Task<IReadOnlyList<DownstreamSale>> OfAsync(long distributorId, long? supplierId, long? skuId, CancellationToken ct = default)
    {
        Dictionary<long, string> below;
        await using (var own = contexts.Open(OrganizationScope.Of(distributorId)))
        {
            below = await own.Organizations.Where(o => o.SellerId == distributorId && o.Kind == OrganizationKind.Distributor)
                .ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        }

        if (below.Count == 0)
        {
            return [];
        }

        await using var db = contexts.Open(OrganizationScope.Of(below.Keys));
        var sales = await db.Offers.AsNoTracking()
            .Where(o => o.UpstreamOfferId != null && (supplierId == null || o.Sku.SupplierId == supplierId) && (skuId == null || o.SkuId == skuId))
            .Select(o => new { OfferId = o.UpstreamOfferId!.Value, o.OrganizationId, o.CostTerms })
            .ToListAsync(ct);
        return [.. sales.Select(s => new DownstreamSale(s.OfferId, s.OrganizationId, below[s.OrganizationId], s.CostTerms))];
    }
}
