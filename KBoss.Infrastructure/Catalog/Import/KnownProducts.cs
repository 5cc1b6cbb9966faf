using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>What is known of a supplier's product before an import.</summary>
internal sealed record KnownProduct(long Id, int Version, string Name, string Type, string Region, string Brief, ProductTags Tags, bool Deleted);

/// <summary>What is known of a supplier's Sku before an import, with its floor price in yuan.</summary>
internal sealed record KnownSku(long Id, int Version, string Code, long ProductId, SkuFacts Facts, decimal? FloorPrice);

/// <summary>What a supplier has before an import: products that are not deleted by name, Skus by code, whatever the letter case, all by id.</summary>
internal sealed class KnownProducts
{
    private readonly Dictionary<string, KnownProduct> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, KnownSku> byCode = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, KnownProduct> byId;

    private KnownProducts(IReadOnlyCollection<KnownProduct> products, IEnumerable<KnownSku> skus)
    {
        byId = products.ToDictionary(p => p.Id);
        foreach (var product in products.Where(p => !p.Deleted))
        {
            byName.TryAdd(product.Name, product);
        }

        foreach (var sku in skus)
        {
            byCode.TryAdd(sku.Code, sku);
        }
    }

    public static async Task<KnownProducts> LoadAsync(KBossDbContext db, long supplierId, CancellationToken ct) => new(
        await db.Products
            .Where(p => p.SupplierId == supplierId)
            .Select(p => new KnownProduct(p.Id, p.Version, p.Name, p.Type, p.Region, p.Brief, p.Tags, p.DeletedAt != null))
            .ToListAsync(ct),
        await db.Skus
            .Where(s => s.SupplierId == supplierId)
            .Select(s => new KnownSku(
                s.Id, s.Version, s.Code, s.ProductId, new SkuFacts(s.Options, s.Unit, s.ListPrice, s.Stock),
                db.SupplyPrices.Where(p => p.SkuId == s.Id).Select(p => (decimal?)p.FloorPrice).FirstOrDefault()))
            .ToListAsync(ct));

    public KnownProduct? Product(string name) => byName.GetValueOrDefault(name);

    public KnownSku? Sku(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The product that a Sku stands under.</summary>
    public KnownProduct HomeOf(KnownSku sku) => byId[sku.ProductId];
}
