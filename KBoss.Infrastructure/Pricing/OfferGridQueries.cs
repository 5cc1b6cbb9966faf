using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>The two grids of public terms: fixed prices where the sales mode is FloorPrice, discounts where it is Discount or Commission.</summary>
public enum OfferGrid
{
    Prices,
    Discounts,
}

/// <summary>
/// An offer with its public terms and why customers do not see it, if they do not; prices in yuan per unit, cost and margin for those who may see costs.
/// <see cref="FromUpstream"/> if it is bought from another distributor: supplier and product are not the distributor's own.
/// </summary>
public sealed record OfferRow(
    long OfferId, string SkuCode, long ProductId, string ProductName, string Type, string Region, string Options, BillingUnit Unit,
    long SupplierId, string SupplierName, SalesMode Mode, decimal ListPrice, TermsState Terms, IReadOnlyList<InvisibleReason> Reasons, bool FromUpstream)
{
    public bool Visible => Reasons.Count == 0;

    /// <summary>Whether the public price is below the cost, for those who may see costs [R-PRC-4].</summary>
    public bool BelowCost => Terms.Margin < 0;

    /// <summary>Public terms that no longer hold, because they are of a sales mode that is over [R-SUP-1]; none otherwise.</summary>
    public Terms Outdated { get; init; }
}

/// <summary>What the grids can be filtered by.</summary>
public sealed record OfferFilters(IReadOnlyList<SupplierName> Suppliers, IReadOnlyList<string> Types, IReadOnlyList<string> Regions);

/// <summary>Reads the distributor's offers with their public terms, whether it buys from suppliers or from another distributor.</summary>
public sealed class OfferGridQueries(KBossDbContextFactory contexts, ICurrentActor current, UpstreamSupply upstream, TimeProvider time)
{
    /// <summary>
    /// A page of offers; filters <c>q</c> (product name or Sku code), <c>supplier</c> (id), <c>type</c>, <c>region</c>, <c>visible</c> (<c>yes</c>, <c>no</c>),
    /// <c>below</c> (<c>yes</c>: the public price is below the cost, for those who may see costs); sorts <c>product</c>, <c>sku</c>, <c>supplier</c>, <c>list</c>.
    /// </summary>
    public async Task<Page<OfferRow>> PageAsync(OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var sorted = (await FilteredAsync(db, grid, request, basis, me, ct))
            .Sorted(
                request, ("product", o => o.Sku.Product.Name), ("sku", o => o.Sku.Code), ("list", o => o.Sku.ListPrice),
                ("supplier", o => o.Sku.Product.SupplierName))
            .ThenBy(o => o.Sku.Code).ThenBy(o => o.Id)
            .Read(db);
        if (request.Filter("visible") is { } visible)
        {
            var found = await SeenAsync(sorted, visible, basis, ct);
            return new Page<OfferRow>([.. found.Skip((request.Page - 1) * request.Size).Take(request.Size).Select(o => Row(o, me))], found.Count);
        }

        var page = await sorted.ToPageAsync(request, ct);
        return new Page<OfferRow>([.. (await basis.OfAsync(page.Rows, ct)).Select(o => Row(o, me))], page.Total);
    }

    /// <summary>
    /// The ids of every offer that the filters find, for a change of all of them; <c>Distribution.TooManySelected</c> beyond
    /// <see cref="OfferTermsService.MaxOffers"/>.
    /// </summary>
    public async Task<IReadOnlyList<long>> IdsAsync(OfferGrid grid, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var offers = (await FilteredAsync(db, grid, request, basis, me, ct)).OrderBy(o => o.Id);
        var ids = request.Filter("visible") is { } visible
            ? [.. (await SeenAsync(offers.Read(db), visible, basis, ct)).Select(o => o.Reading.Offer.Id)]
            : await offers.Select(o => o.Id).Take(OfferTermsService.MaxOffers + 1).ToListAsync(ct);
        return ids.Count <= OfferTermsService.MaxOffers ? ids : throw new RuleException("Distribution.TooManySelected", OfferTermsService.MaxOffers);
    }

    /// <summary>What the grid can be filtered by.</summary>
    public async Task<OfferFilters> FiltersAsync(OfferGrid grid, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var sold = await In(db.Offers, grid, basis)
            .Select(o => new { o.Sku.SupplierId, o.Sku.Product.SupplierName, o.Sku.Product.Type, o.Sku.Product.Region })
            .Distinct().ToListAsync(ct);
        return new OfferFilters(
            [.. sold.Select(s => new SupplierName(s.SupplierId, s.SupplierName)).Distinct().OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. sold.Select(s => s.Type).Distinct().Order()], [.. sold.Select(s => s.Region).Distinct().Order()]);
    }

    /// <summary>
    /// "Why can't customers see it?": every offer of the distributor whose Sku has the code, deleted products included, with every reason; empty when there
    /// is none.
    /// </summary>
    public async Task<IReadOnlyList<OfferRow>> WhyInvisibleAsync(string skuCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PricesView, ct);
        await using var db = contexts.Open(me);
        var code = NormalText.Key(skuCode);
        var basis = await SupplyBasis.LoadAsync(db, upstream, me, time.UtcNow(), ct);
        var offers = await db.Offers.AsNoTracking().Where(o => o.Sku.CodeKey == code).Read(db).ToListAsync(ct);
        return [.. (await basis.OfAsync(offers, ct)).Select(o => Row(o, me))];
    }

    /// <summary>
    /// Those that customers see (<c>yes</c>), or those that they do not. The domain decides, not the database: there is one answer to whether an offer is sold.
    /// </summary>
    private static async Task<List<OfferPricing>> SeenAsync(IQueryable<OfferReading> offers, string visible, SupplyBasis basis, CancellationToken ct)
    {
        var priced = await basis.OfAsync(await offers.ToListAsync(ct), ct);
        return [.. priced.Where(o => o.Reasons.Count == 0 == (visible == "yes"))];
    }

    /// <summary>The offers of a grid: by the agreement with the supplier, or by the terms on which they are bought from another distributor.</summary>
    private static IQueryable<Offer> In(IQueryable<Offer> offers, OfferGrid grid, SupplyBasis basis)
    {
        var prices = grid == OfferGrid.Prices;
        var suppliers = basis.Own.Where(s => s.Value.Mode == SalesMode.FloorPrice == prices).Select(s => s.Key).ToList();
        return offers.Where(o => o.Sku.Product.DeletedAt == null
            && (o.UpstreamOfferId == null ? suppliers.Contains(o.Sku.SupplierId) : prices ? o.CostTerms.Price != null : o.CostTerms.Discount != null));
    }

    private static async Task<IQueryable<Offer>> FilteredAsync(
        KBossDbContext db, OfferGrid grid, PageRequest request, SupplyBasis basis, Actor me, CancellationToken ct)
    {
        var offers = In(db.Offers.AsNoTracking(), grid, basis);
        if (request.Search() is { } pattern)
        {
            offers = offers.Where(o => SearchText.Finds(o.Sku.Product.Name, pattern) || SearchText.Finds(o.Sku.Code, pattern));
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

        if (request.Filter("below") == "yes" && me.Has(Permissions.CostsView))
        {
            var below = (await Losses.PublicAsync(db, basis, me.OrganizationId, ct)).Select(o => o.Reading.Offer.Id).ToHashSet();
            offers = offers.Where(o => EF.Parameter(below).Contains(o.Id));
        }

        return offers;
    }

    private static OfferRow Row(OfferPricing pricing, Actor me)
    {
        var (reading, offer, sku) = (pricing.Reading, pricing.Reading.Offer, pricing.Reading.Sku);
        return new OfferRow(
            offer.Id, sku.Code, sku.ProductId, reading.ProductName, reading.Type, reading.Region, sku.Options, sku.Unit,
            sku.SupplierId, reading.SupplierName, pricing.ShownMode, sku.ListPrice, pricing.State().For(me), pricing.Reasons, offer.UpstreamOfferId is not null)
        {
            Outdated = pricing.Standing.Outdated ? offer.PublicTerms : Terms.None,
        };
    }
}
