using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog;

/// <summary>
/// A Sku as Operations keeps it, with the floor price (yuan per unit) for those who may see costs; <see cref="Version"/> is what an edit starts from.
/// <see cref="Invisible"/> names the reasons why customers do not see it.
/// </summary>
public sealed record SupplierSku(long Id, int Version, string Code, SkuFacts Facts, decimal? FloorPrice, IReadOnlyList<string> Invisible);

/// <summary>A product as Operations keeps it, with its Skus by code; <see cref="Version"/> is what an edit starts from.</summary>
public sealed record SupplierProduct(
    long Id, int Version, ProductFacts Facts, string ImageKey, bool OnShelf, DateTime CreatedAt, IReadOnlyList<SupplierSku> Skus)
{
    /// <summary>Whether its stock are own devices: no number is typed.</summary>
    public bool ByDevices { get; init; }
}

/// <summary>
/// The supplier of a catalogue. <see cref="Own"/> if the distributor buys there itself; otherwise it sells what its upstream buys there,
/// sees the facts of it and can change nothing. <see cref="Mode"/> is the sales mode in force with an own supplier.
/// </summary>
public sealed record CatalogSupplier(long Id, string Name, bool Own, SalesMode? Mode);

/// <summary>How many Skus customers do not see for a reason, in one of the grids of public terms; a Sku with two reasons counts in both.</summary>
public sealed record HiddenSkus(string Reason, string? Grid, int Count);

/// <summary>How many Skus of a supplier customers see, and how many they do not, by reason.</summary>
public sealed record SupplierSight(int Seen, int Hidden, IReadOnlyList<HiddenSkus> Why);

/// <summary>Reads what suppliers offer: as Operations keeps it, or the facts of what the distributor sells of its upstream's.</summary>
public sealed class CatalogQueries(KBossDbContextFactory contexts, ICurrentActor current, ISkuVisibility visibility, TimeProvider time)
{
    /// <summary>
    /// The supplier whose catalogue it is; <see cref="NotFoundException"/> if the distributor neither buys there nor sells what its upstream buys there.
    /// </summary>
    public async Task<CatalogSupplier> SupplierAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        if (await db.Suppliers.Where(s => s.Id == supplierId).Select(s => s.Name).FirstOrDefaultAsync(ct) is { } name)
        {
            var agreements = db.SupplyAgreements.Where(a => a.SupplierId == supplierId).InForce(time.UtcNow());
            var mode = await agreements.Select(a => (SalesMode?)a.Mode).FirstOrDefaultAsync(ct);
            return new CatalogSupplier(supplierId, name, true, mode);
        }

        return await db.Products.Where(p => p.SupplierId == supplierId).Select(p => p.SupplierName).FirstOrDefaultAsync(ct) is { } known
            ? new CatalogSupplier(supplierId, known, false, null)
            : throw new NotFoundException("supplier", supplierId);
    }

    /// <summary>
    /// A page of a supplier's products that are not deleted; filters <c>q</c> (name or Sku code), <c>type</c>, <c>region</c>, <c>shelf</c> (<c>on</c>,
    /// <c>off</c>), <c>why</c> (a reason why customers do not see one of its Skus); sorts <c>name</c>, <c>type</c>, <c>region</c>, <c>created</c>.
    /// <see cref="NotFoundException"/> like <see cref="SupplierAsync"/>.
    /// </summary>
    public async Task<Page<SupplierProduct>> ProductsAsync(long supplierId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        if (!await db.Suppliers.AnyAsync(s => s.Id == supplierId, ct) && !await db.Products.AnyAsync(p => p.SupplierId == supplierId, ct))
        {
            throw new NotFoundException("supplier", supplierId);
        }

        var products = db.Products.AsNoTracking().Where(p => p.SupplierId == supplierId && p.DeletedAt == null);
        if (request.Search() is { } pattern)
        {
            products = products.Where(p => SearchText.Finds(p.Name, pattern) || db.Skus.Any(s => s.ProductId == p.Id && SearchText.Finds(s.Code, pattern)));
        }

        if (request.Filter("type") is { } type)
        {
            products = products.Where(p => p.Type == type);
        }

        if (request.Filter("region") is { } region)
        {
            products = products.Where(p => p.Region == region);
        }

        if (request.Choice("shelf", "on", "off") is { } shelf)
        {
            var onShelf = shelf == "on";
            products = products.Where(p => p.OnShelf == onShelf);
        }

        if (request.Filter("why") is { } why)
        {
            var sights = await visibility.OfSupplierAsync(db, me, supplierId, ct);
            var hidden = sights.Where(s => s.Invisible.Any(reason => reason == why)).Select(s => s.SkuId).ToList();
            products = products.Where(p => db.Skus.Any(s => s.ProductId == p.Id && hidden.Contains(s.Id)));
        }

        var page = await products
            .Sorted(request, ("name", p => p.Name), ("type", p => p.Type), ("region", p => p.Region), ("created", p => p.CreatedAt))
            .ThenBy(p => p.Id)
            .ToPageAsync(request, ct);
        var ids = page.Rows.Select(p => p.Id).ToList();
        var costs = me.Has(Permissions.CostsView);
        var rows = await db.Skus.Where(s => ids.Contains(s.ProductId)).OrderBy(s => s.Code)
            .Select(s => new
            {
                s.ProductId,
                Row = new SupplierSku(
                    s.Id, s.Version, s.Code, new SkuFacts(s.Options, s.Unit, s.ListPrice, s.Stock),
                    costs ? db.SupplyPrices.Where(p => p.SkuId == s.Id).Select(p => (decimal?)p.FloorPrice).FirstOrDefault() : null, Array.Empty<string>()),
            })
            .ToListAsync(ct);
        var invisible = await visibility.WhyInvisibleAsync(db, me, [.. rows.Select(s => s.Row.Id)], ct);
        var skus = rows.ToLookup(s => s.ProductId, s => s.Row with { Invisible = [.. invisible[s.Row.Id]] });
        return new Page<SupplierProduct>([.. page.Rows.Select(p => Row(p, skus[p.Id]))], page.Total);
    }

    /// <summary>
    /// What customers see of an own supplier's Skus, as it stands now, the most frequent reason first; <see cref="NotFoundException"/> if the supplier is not
    /// the actor's.
    /// </summary>
    public async Task<SupplierSight> SightAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        await SupplierNames.GetAsync(db, supplierId, ct);
        var sights = await visibility.OfSupplierAsync(db, me, supplierId, ct);
        var why = sights.SelectMany(s => s.Invisible.Select(reason => (Reason: reason, s.Grid))).GroupBy(r => r)
            .Select(g => new HiddenSkus(g.Key.Reason, g.Key.Grid, g.Count())).OrderByDescending(h => h.Count).ThenBy(h => h.Reason, StringComparer.Ordinal);
        return new SupplierSight(sights.Count(s => s.Invisible.Count == 0), sights.Count(s => s.Invisible.Count > 0), [.. why]);
    }

    /// <summary>The types and regions that a supplier's products have, for filters and suggestions.</summary>
    public async Task<(IReadOnlyList<string> Types, IReadOnlyList<string> Regions)> TypesAndRegionsAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SuppliersView, ct);
        await using var db = contexts.Open(me);
        var pairs = await db.Products.AsNoTracking()
            .Where(p => p.SupplierId == supplierId && p.DeletedAt == null)
            .Select(p => new { p.Type, p.Region }).Distinct().ToListAsync(ct);
        return ([.. pairs.Select(p => p.Type).Distinct().Order()], [.. pairs.Select(p => p.Region).Distinct().Order()]);
    }

    /// <summary>
    /// The supplier's products as a workbook that can be edited and imported again; <see cref="NotFoundException"/> if the supplier is not the actor's.
    /// </summary>
    public async Task<WorkbookExport> ExportAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        var name = await SupplierNames.GetAsync(db, supplierId, ct);
        var skus = await db.Skus
            .Where(s => s.SupplierId == supplierId && s.Product.DeletedAt == null)
            .OrderBy(s => s.Product.Name).ThenBy(s => s.Code)
            .Select(s => new
            {
                s.Code,
                s.Product.Name,
                s.Product.Type,
                s.Product.Region,
                s.Product.Brief,
                s.Product.Tags,
                s.Options,
                s.Unit,
                s.ListPrice,
                FloorPrice = db.SupplyPrices.Where(p => p.SkuId == s.Id).Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
                s.Stock,
                s.Taken,
            })
            .ToListAsync(ct);
        return new WorkbookExport($"{name}.xlsx", ProductWorkbook.Export(skus.Select(s => new ProductRow
        {
            SkuCode = s.Code,
            ProductName = s.Name,
            Type = s.Type,
            Region = s.Region,
            Brief = s.Brief,
            Options = s.Options,
            Unit = s.Unit,
            ListPrice = s.ListPrice,
            FloorPrice = s.FloorPrice,
            Stock = s.Stock,
            SoldThen = s.Stock is null ? null : s.Taken,
            Tags = [.. new[] { ProductTags.New, ProductTags.Star, ProductTags.Recommended }.Where(t => s.Tags.HasFlag(t)).Select(t => t.ToString())],
        })));
    }

    private static SupplierProduct Row(Product product, IEnumerable<SupplierSku> skus) => new(
        product.Id, product.Version,
        new ProductFacts(product.Name, product.Type, product.Region, product.Brief, product.Description, product.Tags),
        product.ImageKey, product.OnShelf, product.CreatedAt,
        [.. skus])
    {
        ByDevices = product.ByDevices,
    };
}

/// <summary>Counts for the list of suppliers, and the supplier's name on its products.</summary>
internal sealed class SupplierCatalog : ISupplierCatalog
{
    public async Task RenamedAsync(KBossDbContext db, Supplier supplier, CancellationToken ct = default)
    {
        foreach (var product in await db.Products.Where(p => p.SupplierId == supplier.Id).ToListAsync(ct))
        {
            product.NameSupplier(supplier);
        }

        db.AfterCommit(new StorefrontChanged());
    }

    public async Task<IReadOnlyDictionary<long, (int Products, int Skus)>> CountAsync(
        KBossDbContext db, IReadOnlyCollection<long> supplierIds, CancellationToken ct = default)
    {
        return await db.Products
            .Where(p => supplierIds.Contains(p.SupplierId) && p.DeletedAt == null)
            .GroupBy(p => p.SupplierId)
            .Select(g => new { g.Key, Products = g.Count(), Skus = db.Skus.Count(s => s.SupplierId == g.Key && s.Product.DeletedAt == null) })
            .ToDictionaryAsync(g => g.Key, g => (g.Products, g.Skus), ct);
    }
}
