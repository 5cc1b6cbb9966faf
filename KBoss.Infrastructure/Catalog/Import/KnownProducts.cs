using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>What is known of a supplier's product before an import.</summary>
internal sealed record KnownProduct(long Id, int Version, string Name, string Type, string Region, string Brief, ProductTags Tags, bool Deleted, bool ByDevices = false);

/// <summary>What is known of a supplier's Sku before an import, with its floor price in yuan.</summary>
internal sealed record KnownSku(long Id, int Version, string Code, long ProductId, SkuFacts Facts, decimal? FloorPrice, StockCount Count);

/// <summary>What a supplier has before an import: products that are not deleted by name, Skus by code, as people compare them, all by id.</summary>
internal sealed class KnownProducts
{
    private readonly Dictionary<string, KnownProduct> byName = [];
    private readonly Dictionary<string, KnownSku> byCode = [];
    private readonly Dictionary<long, KnownProduct> byId;

    private KnownProducts(IReadOnlyCollection<KnownProduct> products, IEnumerable<KnownSku> skus)
    {
        byId = products.ToDictionary(p => p.Id);
        foreach (var product in products.Where(p => !p.Deleted))
        {
            byName.TryAdd(NormalText.Key(product.Name), product);
        }

        foreach (var sku in skus)
        {
            byCode.TryAdd(NormalText.Key(sku.Code), sku);
        }
    }

    public static async Task<KnownProducts> LoadAsync(KBossDbContext db, long supplierId, CancellationToken ct)
    {
        // Skus first: what somebody else commits in between are then products that have no Sku here, never a Sku without its product.
        var skus = await db.Skus
            .Where(s => s.SupplierId == supplierId)
            .Select(s => new KnownSku(
                s.Id, s.Version, s.Code, s.ProductId, new SkuFacts(s.Options, s.Unit, s.ListPrice, s.Stock),
                db.SupplyPrices.Where(p => p.SkuId == s.Id).Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
                new StockCount(s.Stock, s.Taken, s.TakenWhenSet)))
            .ToListAsync(ct);
        return new KnownProducts(
            await db.Products
                .Where(p => p.SupplierId == supplierId)
                .Select(p => new KnownProduct(p.Id, p.Version, p.Name, p.Type, p.Region, p.Brief, p.Tags, p.DeletedAt != null, p.ByDevices))
                .ToListAsync(ct),
            skus);
    }

    public KnownProduct? Product(string name) => byName.GetValueOrDefault(NormalText.Key(name));

    public KnownSku? Sku(string code) => byCode.GetValueOrDefault(NormalText.Key(code));

    /// <summary>The product that a Sku stands under.</summary>
    public KnownProduct HomeOf(KnownSku sku) => byId[sku.ProductId];
}
