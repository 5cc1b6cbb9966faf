using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>Keeps the offers in step with the catalogue.</summary>
internal sealed class SkuOffers : ISkuOffers
{
    public void Add(KBossDbContext db, IEnumerable<Sku> skus) => db.Offers.AddRange(skus.Select(sku => new Offer(sku.OrganizationId, sku)));

    // Loaded and saved, not updated in place: each offer's old terms go into the audit log.
    public async Task WithdrawAsync(KBossDbContext db, long productId, CancellationToken ct = default)
    {
        var priced = await db.Offers.Where(o => o.Sku.ProductId == productId && (o.PublicTerms.Discount != null || o.PublicTerms.Price != null)).ToListAsync(ct);
        priced.ForEach(o => o.ClearPublicTerms());
    }
}
