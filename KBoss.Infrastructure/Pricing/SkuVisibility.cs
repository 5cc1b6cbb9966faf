using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Says beside the Skus of a supplier why customers do not see them in the distributor's shop, to whoever may see prices.</summary>
internal sealed class SkuVisibility(UpstreamSupply upstream, TimeProvider time) : ISkuVisibility
{
    public async Task<ILookup<long, string>> WhyInvisibleAsync(KBossDbContext db, Actor me, IReadOnlyCollection<long> skuIds, CancellationToken ct = default)
    {
        if (!me.Has(Permissions.PricesView))
        {
            return Array.Empty<long>().ToLookup(id => id, _ => "");
        }

        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var offers = await db.Offers.AsNoTracking().Where(o => o.OrganizationId == me.OrganizationId && skuIds.Contains(o.SkuId)).Read(db).ToListAsync(ct);
        return (await basis.OfAsync(offers, ct))
            .SelectMany(o => o.Reasons.Select(reason => (o.Reading.Sku.Id, Reason: reason.ToString())))
            .ToLookup(r => r.Id, r => r.Reason);
    }

    public async Task<IReadOnlyList<SkuSight>> OfSupplierAsync(KBossDbContext db, Actor me, long supplierId, CancellationToken ct = default)
    {
        if (!me.Has(Permissions.PricesView))
        {
            return [];
        }

        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var offers = await db.Offers.AsNoTracking()
            .Where(o => o.OrganizationId == me.OrganizationId && o.Sku.SupplierId == supplierId && o.Sku.Product.DeletedAt == null)
            .Read(db).ToListAsync(ct);
        return
        [
            .. (await basis.OfAsync(offers, ct))
                .Select(o => new SkuSight(o.Reading.Sku.Id, ShelfQueries.GridOf(o, basis)?.ToString(), [.. o.Reasons.Select(reason => reason.ToString())])),
        ];
    }
}
