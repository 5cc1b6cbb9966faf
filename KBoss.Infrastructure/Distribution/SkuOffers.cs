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

    public Task AddMissingAsync(KBossDbContext db, long supplierId, CancellationToken ct = default) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "Offers" ("OrganizationId", "SkuId", "ModeNumber", "Version")
        SELECT k."OrganizationId", k."Id", 1, 0
        FROM "Skus" AS k
        WHERE k."SupplierId" = {supplierId} AND k."OrganizationId" = {db.Scope.Ids.Single()}
            AND NOT EXISTS (SELECT 1 FROM "Offers" AS o WHERE o."OrganizationId" = k."OrganizationId" AND o."SkuId" = k."Id")
        ORDER BY k."Id"
        """, ct);

    // Loaded and saved, not updated in place: each offer's old terms go into the audit log.
    public async Task WithdrawAsync(KBossDbContext db, long productId, CancellationToken ct = default)
    {
        var priced = await db.Offers.Where(o => o.Sku.ProductId == productId && (o.PublicTerms.Discount != null || o.PublicTerms.Price != null)).ToListAsync(ct);
        priced.ForEach(o => o.ClearPublicTerms());
    }
}
