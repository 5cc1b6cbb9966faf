using System.Collections.Concurrent;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Storefront;

/// <summary>
/// What everybody may see in a seller's shop, newest first: visible products and their visible offers at the prices for everybody.
/// Costs are in it to decide what can be sold, and are never shown.
/// </summary>
internal sealed class StorefrontShelf(IReadOnlyList<ShelfProduct> products, ShopPromotions? promotions = null, ShopWords? words = null)
{
    private readonly Dictionary<long, int> places = products
        .SelectMany((product, place) => product.Offers.Select(offer => (offer.Terms.OfferId, place)))
        .ToDictionary(o => o.OfferId, o => o.place);

    private IReadOnlyList<Facet>? types;
    private IReadOnlyList<Facet>? regions;

    /// <summary>Of a shop that nobody has opened yet.</summary>
    public static StorefrontShelf Empty { get; } = new([]);

    public IReadOnlyList<ShelfProduct> Products { get; } = products;

    /// <summary>The promotions that are not over, begun or not.</summary>
    public ShopPromotions Promotions { get; } = promotions ?? ShopPromotions.None;

    /// <summary>The lists of the seller, by which its filters are ordered.</summary>
    public ShopWords Words { get; } = words ?? ShopWords.None;

    /// <summary>How many products there are of each type.</summary>
    public IReadOnlyList<Facet> Types => types ??= Words.Types.Of(ForEverybody, p => p.Type);

    /// <summary>How many products there are in each region.</summary>
    public IReadOnlyList<Facet> Regions => regions ??= Words.Regions.Of(ForEverybody, p => p.Region);

    /// <summary>The products at the prices for everybody; nobody writes to it.</summary>
    public PricedProduct[] ForEverybody { get; } = [.. products.Select(p => new PricedProduct(p, p.Cheapest, p.PricesDiffer))];

    /// <summary>At which place the product of an offer stands; null when it is not visible.</summary>
    public int? PlaceOf(long offerId) => places.TryGetValue(offerId, out var place) ? place : null;
}

/// <summary>A product of a shelf as one reader meets it: the cheapest offer, and whether another one costs more.</summary>
internal sealed record PricedProduct(ShelfProduct Product, ShelfOffer Offer, bool PricesDiffer)
{
    public ProductCard Card => new(
        Product.Id, Product.Name, Product.Brief, Product.Type, Product.Region, Product.Tags, Product.ImageKey,
        Offer.UnitPrice, Offer.Terms.ListPrice, Offer.Unit, PricesDiffer, PromotionMark.Of(Offer.Promotion))
    {
        Kind = Product.Kind,
    };
}

/// <summary>A visible product; it has at least one visible offer.</summary>
internal sealed record ShelfProduct(
    long Id, string Name, string Brief, string Type, string Region, ProductTags Tags, string ImageKey, string SearchText, IReadOnlyList<ShelfOffer> Offers)
{
    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }

    /// <summary>The codes of the Skus that are offered.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The cheapest offer for everybody.</summary>
    public ShelfOffer Cheapest { get; } = Offers.MinBy(o => o.UnitPrice)!;

    public bool PricesDiffer { get; } = Offers.Any(o => o.UnitPrice != Offers[0].UnitPrice);
}

/// <summary>A visible offer, what everybody pays for it, yuan per unit, and the promotion whose price that is.</summary>
internal sealed record ShelfOffer(OfferTerms Terms, BillingUnit Unit, decimal UnitPrice, PromotionTerms? Promotion = null)
{
    /// <summary>The same offer at what a reader pays.</summary>
    public ShelfOffer At(Quote quote) => this with { UnitPrice = quote.UnitPrice, Promotion = quote.Promotion };
}

/// <summary>
/// Keeps the shelf of each seller in memory, so that lists are filtered and sorted by price without asking the database about every Sku.
/// A shelf is made anew when the storefront changes, when an agreement or a promotion begins or ends, and at the latest after <see cref="Lifetime"/>,
/// which is how long a change made by another server may go unseen here. Pages of products go by the same rules; cart and orders always ask the database.
/// </summary>
public sealed class StorefrontShelves(StorefrontVersion version, SupplyChain chain, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, Kept> shelves = new();
    private readonly SemaphoreSlim building = new(1);

    internal async ValueTask<StorefrontShelf> GetAsync(ShopDoor door, ShopVisit visit, CancellationToken ct = default)
    {
        if (Find(visit.SellerId) is { } fresh)
        {
            return fresh;
        }

        // One builds, the others wait for the result: a crowd at the door must not ask the same thing at once.
        await building.WaitAsync(ct);
        try
        {
            if (Find(visit.SellerId) is { } built)
            {
                return built;
            }

            var number = version.Number;
            var now = time.UtcNow();
            var (shelf, until) = await BuildAsync(door, visit, now, ct);
            shelves[visit.SellerId] = new Kept(shelf, number, now, until);
            return shelf;
        }
        finally
        {
            building.Release();
        }
    }

    public void Dispose() => building.Dispose();

    private StorefrontShelf? Find(long sellerId) =>
        shelves.TryGetValue(sellerId, out var kept) && kept.Version == version.Number && time.UtcNow() is var now && now >= kept.From && now < kept.Until
            ? kept.Shelf
            : null;

    private async Task<(StorefrontShelf Shelf, DateTime Until)> BuildAsync(ShopDoor door, ShopVisit visit, DateTime now, CancellationToken ct)
    {
        await using var db = door.Open(visit);
        var agreements = await db.SupplyAgreements.AsNoTracking().Where(a => a.EffectiveTo == null || a.EffectiveTo > now).ToListAsync(ct);
        var inForce = agreements.InForce(now).ToDictionary(a => a.SupplierId);
        var boundaries = agreements
            .SelectMany(a => new[] { a.EffectiveFrom, a.EffectiveTo ?? DateTime.MaxValue })
            .Where(at => at > now);

        var products = await db.Products.AsNoTracking()
            .Where(p => p.OnShelf && p.DeletedAt == null)
            .Select(p => new { p.Id, p.Name, p.Brief, p.Type, p.Region, p.Tags, p.ImageKey, p.Kind, p.CreatedAt })
            .ToDictionaryAsync(p => p.Id, ct);
        var offers = await db.Offers.AsNoTracking()
            .Where(o => o.OrganizationId == visit.SellerId && o.Sku.Product.OnShelf && o.Sku.Product.DeletedAt == null)
            .Select(o => new
            {
                o.Id,
                o.UpstreamOfferId,
                o.SkuId,
                o.Sku.ProductId,
                o.Sku.SupplierId,
                o.Sku.Code,
                o.Sku.Options,
                o.Sku.Unit,
                o.Sku.ListPrice,
                o.PublicTerms,
                o.CostTerms,
                o.ModeNumber,
            })
            .ToListAsync(ct);
        var floors = await db.SupplyPrices.AsNoTracking().Where(p => p.OrganizationId == visit.SellerId)
            .ToDictionaryAsync(p => p.SkuId, p => (decimal?)p.FloorPrice, ct);
        var bought = offers.Where(o => o.UpstreamOfferId is not null)
            .Select(o => new OfferSale(o.UpstreamOfferId!.Value, o.CostTerms.UnitPrice(o.ListPrice) ?? 0)).ToList();
        var limits = await ShelfLimits.LoadAsync(db, visit.SellerId, now, ct);
        var supplied = await chain.SuppliedAsync(db, bought, now, ct);
        var promotions = await db.ShopPromotionsAsync(visit.SellerId, null, now, ct);
        var open = promotions.Open;
        boundaries = boundaries.Concat(open.SelectMany(o => o).SelectMany(p => new[] { p.From, p.To }).Where(at => at > now));

        var shown =
            from offer in offers
            let agreement = inForce.GetValueOrDefault(offer.SupplierId)
            let cost = new OfferCost(offer.ListPrice, offer.CostTerms, agreement?.SupplyRate, floors.GetValueOrDefault(offer.SkuId))
            let terms = new OfferTerms(
                offer.Id, Offer.ModeOf(offer.CostTerms, agreement?.Mode), offer.ListPrice, offer.PublicTerms,
                cost, Supplied: offer.UpstreamOfferId is not { } upstream || (supplied.Contains(upstream) && !limits.Stopped.Contains(offer.Id)),
                ModeNumber: offer.UpstreamOfferId is null ? agreement?.ModeNumber : null, TermsNumber: offer.ModeNumber, Limit: limits.Of(offer.Id, cost))
            let quote = PriceEngine.Quote(terms, [], open.Contains(offer.Id) ? [.. open[offer.Id]] : [], now)
            where quote.Visible
            group (Offer: new ShelfOffer(terms, offer.Unit, quote.UnitPrice, quote.Promotion), offer.Code, offer.Options) by offer.ProductId into sold
            let product = products.GetValueOrDefault(sold.Key)
            where product is not null
            orderby product.CreatedAt descending, product.Id descending
            select new ShelfProduct(
                product.Id, product.Name, product.Brief, product.Type, product.Region, product.Tags, product.ImageKey,
                NormalText.Key(string.Join(
                    '\n', [product.Name, product.Brief, product.Type, product.Region, .. sold.Select(s => s.Options).Distinct(), .. sold.Select(s => s.Code)])),
                [.. sold.Select(s => s.Offer)])
            {
                Kind = product.Kind,
                Codes = [.. sold.Select(s => s.Code)],
            };
        return (new StorefrontShelf([.. shown], promotions, await ShopWords.OfAsync(db, visit.SellerId, ct)), boundaries.Append(now + Lifetime).Min());
    }

    private sealed record Kept(StorefrontShelf Shelf, long Version, DateTime From, DateTime Until);
}
