using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>The two grids of public terms: fixed prices where the sales mode is FloorPrice, discounts where it is Discount or Commission.</summary>
public enum OfferGrid
{
    Prices,
    Discounts,
}

/// <summary>An offer with its public terms and why customers do not see it, if they do not; prices in yuan per unit, cost and margin for those who may see costs.</summary>
public sealed record OfferRow(
    long OfferId, string SkuCode, long ProductId, string ProductName, string Type, string Region, string Options, BillingUnit Unit,
    long SupplierId, string SupplierName, SalesMode Mode, decimal ListPrice, TermsState Terms, IReadOnlyList<InvisibleReason> Reasons)
{
    public bool Visible => Reasons.Count == 0;
}

/// <summary>What the grids can be filtered by.</summary>
public sealed record OfferFilters(IReadOnlyList<SupplierName> Suppliers, IReadOnlyList<string> Types, IReadOnlyList<string> Regions);

/// <summary>Reads the distributor's offers with their public terms.</summary>
public sealed class OfferGridQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>
    /// A page of offers; filters <c>q</c> (product name or Sku code), <c>supplier</c> (id), <c>type</c>, <c>region</c>, <c>visible</c> (<c>yes</c>, <c>no</c>);
    /// sorts <c>product</c>, <c>sku</c>, <c>supplier</c>, <c>list</c>.
    /// </summary>
    public async Task<Page<OfferRow>> PageAsync(OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var suppliers = await SupplierTerms.LoadAsync(db, time.UtcNow(), ct);
        var names = await db.Suppliers.ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var page = await Filtered(db, grid, request, suppliers)
            .Sorted(
                request, ("product", o => o.Sku.Product.Name), ("sku", o => o.Sku.Code), ("list", o => o.Sku.ListPrice),
                ("supplier", o => db.Suppliers.First(s => s.Id == o.Sku.SupplierId).Name))
            .ThenBy(o => o.Sku.Code).ThenBy(o => o.Id)
            .Select(o => new Selected(o, o.Sku, o.Sku.Product.Name, o.Sku.Product.Type, o.Sku.Product.Region, o.Sku.Product.OnShelf, o.Sku.Product.DeletedAt != null))
            .ToPageAsync(request, ct);
        return new Page<OfferRow>([.. page.Rows.Select(r => Row(r, suppliers[r.Sku.SupplierId], names[r.Sku.SupplierId], me))], page.Total);
    }

    /// <summary>The ids of every offer that the filters find, for a change of all of them; <c>Distribution.TooManySelected</c> beyond <see cref="OfferTermsService.MaxOffers"/>.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var ids = await Filtered(db, grid, request, await SupplierTerms.LoadAsync(db, time.UtcNow(), ct))
            .OrderBy(o => o.Id).Select(o => o.Id).Take(OfferTermsService.MaxOffers + 1).ToListAsync(ct);
        return ids.Count <= OfferTermsService.MaxOffers ? ids : throw new RuleException("Distribution.TooManySelected", OfferTermsService.MaxOffers);
    }

    /// <summary>What the grid can be filtered by.</summary>
    public async Task<OfferFilters> FiltersAsync(OfferGrid grid, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var ids = Of(grid, await SupplierTerms.LoadAsync(db, time.UtcNow(), ct)).Select(s => s.Key).ToList();
        var suppliers = await db.Suppliers.Where(s => ids.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new SupplierName(s.Id, s.Name)).ToListAsync(ct);
        var pairs = await db.Products
            .Where(p => ids.Contains(p.SupplierId) && p.DeletedAt == null)
            .Select(p => new { p.Type, p.Region }).Distinct().ToListAsync(ct);
        return new OfferFilters(suppliers, [.. pairs.Select(p => p.Type).Distinct().Order()], [.. pairs.Select(p => p.Region).Distinct().Order()]);
    }

    /// <summary>"Why can't customers see it?": every offer of the distributor whose Sku has the code, deleted products included, with every reason; empty when there is none.</summary>
    public async Task<IReadOnlyList<OfferRow>> WhyInvisibleAsync(string skuCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var code = skuCode.Trim().ToUpperInvariant();
        var suppliers = await SupplierTerms.LoadAsync(db, time.UtcNow(), ct);
        var names = await db.Suppliers.ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var offers = await db.Offers.AsNoTracking()
            .Where(o => o.Sku.Code.ToUpper() == code)
            .Select(o => new Selected(o, o.Sku, o.Sku.Product.Name, o.Sku.Product.Type, o.Sku.Product.Region, o.Sku.Product.OnShelf, o.Sku.Product.DeletedAt != null))
            .ToListAsync(ct);
        return [.. offers.Select(r => Row(r, suppliers.GetValueOrDefault(r.Sku.SupplierId, SupplierTerms.None), names[r.Sku.SupplierId], me))];
    }

    private static IEnumerable<KeyValuePair<long, SupplierTerms>> Of(OfferGrid grid, IReadOnlyDictionary<long, SupplierTerms> suppliers) =>
        suppliers.Where(s => s.Value.Mode == SalesMode.FloorPrice == (grid == OfferGrid.Prices));

    private static IQueryable<Offer> Filtered(KBossDbContext db, OfferGrid grid, PageRequest request, IReadOnlyDictionary<long, SupplierTerms> suppliers)
    {
        var mine = Of(grid, suppliers).ToList();
        var ids = mine.Select(s => s.Key).ToList();
        var offers = db.Offers.AsNoTracking().Where(o => ids.Contains(o.Sku.SupplierId) && o.Sku.Product.DeletedAt == null);
        if (request.Filter("q") is { } text)
        {
            var pattern = SearchText.Anywhere(text);
            offers = offers.Where(o => EF.Functions.Like(o.Sku.Product.Name, pattern, SearchText.Escape) || EF.Functions.Like(o.Sku.Code, pattern, SearchText.Escape));
        }

        if (long.TryParse(request.Filter("supplier"), out var supplierId))
        {
            offers = offers.Where(o => o.Sku.SupplierId == supplierId);
        }

        if (request.Filter("type") is { } type)
        {
            offers = offers.Where(o => o.Sku.Product.Type == type);
        }

        if (request.Filter("region") is { } region)
        {
            offers = offers.Where(o => o.Sku.Product.Region == region);
        }

        if (request.Filter("visible") is { } visible)
        {
            var inForce = mine.Where(s => s.Value.InForce is not null).Select(s => s.Key).ToList();
            var atListPrice = mine.Where(s => s.Value.InForce is { Mode: SalesMode.Commission }).Select(s => s.Key).ToList();
            var prices = grid == OfferGrid.Prices;
            var wanted = visible == "yes";
            offers = offers.Where(o => (o.Sku.Product.OnShelf && inForce.Contains(o.Sku.SupplierId)
                && (prices ? o.Price != null : o.Discount != null || atListPrice.Contains(o.Sku.SupplierId))) == wanted);
        }

        return offers;
    }

    private static OfferRow Row(Selected row, SupplierTerms supplier, string supplierName, Actor me)
    {
        var (offer, sku) = (row.Offer, row.Sku);
        var terms = new OfferTerms(offer.Id, supplier.InForce?.Mode, sku.ListPrice, offer.Discount, offer.Price, row.OnShelf, row.Deleted);
        var publicPrice = PriceEngine.PublicPrice(terms);
        var cost = me.Has(Permissions.CostsView)
            ? offer.UpstreamCost(sku.ListPrice) ?? supplier.InForce?.CostOf(sku.ListPrice, sku.FloorPrice, publicPrice ?? sku.ListPrice)
            : null;
        return new OfferRow(
            offer.Id, sku.Code, sku.ProductId, row.ProductName, row.Type, row.Region, sku.Options, sku.Unit, sku.SupplierId, supplierName, supplier.Mode,
            sku.ListPrice, new TermsState(offer.Discount, offer.Price, publicPrice, cost, publicPrice - cost), PriceEngine.WhyInvisible(terms));
    }

    private sealed record Selected(Offer Offer, Sku Sku, string ProductName, string Type, string Region, bool OnShelf, bool Deleted);
}
