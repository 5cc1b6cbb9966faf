using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Storefront;

/// <summary>How a product list is sorted; prices are those that the reader would pay.</summary>
public enum StorefrontSort
{
    Newest,
    PriceUp,
    PriceDown,
    Name,
}

/// <summary>Which products a list shows: words that must all occur, a type, a region, a tag; the page is counted from 1.</summary>
public sealed record StorefrontSearch(
    string? Text = null, string? Type = null, string? Region = null, ProductTags Tag = ProductTags.None,
    StorefrontSort Sort = StorefrontSort.Newest, int Page = 1, int Size = 24)
{
    public const int MaxText = 100;
    public const int MaxSize = 60;
}

/// <summary>A product in a list with the lowest price (yuan per unit) that the reader would pay for one of its Skus.</summary>
/// <param name="ListPrice">The list price of that Sku.</param>
/// <param name="PricesDiffer">Another Sku costs more.</param>
public sealed record ProductCard(
    long Id, string Name, string Brief, string Type, string Region, ProductTags Tags, string ImageKey,
    decimal UnitPrice, decimal ListPrice, BillingUnit Unit, bool PricesDiffer);

/// <summary>A value to filter by and how many products have it under the other filters.</summary>
public sealed record Facet(string Value, int Count);

/// <summary>One page of products, how many there are in all, and what else to filter by.</summary>
public sealed record ProductList(IReadOnlyList<ProductCard> Cards, int Total, int Page, int Pages, IReadOnlyList<Facet> Types, IReadOnlyList<Facet> Regions);

/// <summary>What the home page shows.</summary>
public sealed record StorefrontHome(
    IReadOnlyList<ProductCard> Newest, IReadOnlyList<ProductCard> Stars, IReadOnlyList<ProductCard> Recommended, IReadOnlyList<Facet> Types, int Total);

/// <summary>One option of a Sku and the value chosen for it: CPU and 16核. A text that is no list of pairs is a value without a name.</summary>
public readonly record struct SkuOption(string Name, string Value);

/// <summary>One Sku that can be bought, its option values and its price for the reader; <see cref="Stock"/> null means any number.</summary>
public sealed record SkuChoice(long OfferId, string Code, IReadOnlyList<SkuOption> Options, BillingUnit Unit, int? Stock, Quote Quote);

/// <summary>An option and the values that the Skus have for it, in the order they first appear.</summary>
public sealed record OptionGroup(string Name, IReadOnlyList<string> Values);

/// <summary>A product with every Sku that the reader can buy, the cheapest first; the description is Markdown.</summary>
public sealed record ProductDetails(
    long Id, string Name, string Brief, string Description, string Type, string Region, string Supplier, ProductTags Tags, string ImageKey,
    IReadOnlyList<SkuChoice> Skus, IReadOnlyList<OptionGroup> Options);

/// <summary>
/// What visitors and customers see of a seller's catalogue: visible products alone, at the price that the reader would pay [R-PRC-1].
/// </summary>
public sealed class StorefrontQueries(ShopDoor door, StorefrontShelves shelves, PricingQueries pricing, TimeProvider time)
{
    private const int HomeCards = 8;

    /// <summary>One page of the products that match, with the types and regions to choose from.</summary>
    public async Task<ProductList> ListAsync(StorefrontSearch search, CancellationToken ct = default)
    {
        var words = Words(search.Text);
        var products = (await PricedAsync(ct))
            .Where(p => (search.Tag == ProductTags.None || p.Product.Tags.HasFlag(search.Tag))
                && words.All(w => p.Product.SearchText.Contains(w, StringComparison.Ordinal)))
            .ToList();
        var inType = products.Where(p => search.Type is null || p.Product.Type == search.Type).ToList();
        var found = inType.Where(p => search.Region is null || p.Product.Region == search.Region);
        var sorted = search.Sort switch
        {
            StorefrontSort.PriceUp => found.OrderBy(p => p.Offer.UnitPrice),
            StorefrontSort.PriceDown => found.OrderByDescending(p => p.Offer.UnitPrice),
            StorefrontSort.Name => found.OrderBy(p => p.Product.Name, StringComparer.CurrentCulture),
            _ => found,
        };

        var rows = sorted.ToList();
        var size = Math.Clamp(search.Size, 1, StorefrontSearch.MaxSize);
        var pages = Math.Max(1, (rows.Count + size - 1) / size);
        var page = Math.Clamp(search.Page, 1, pages);
        return new ProductList(
            [.. rows.Skip((page - 1) * size).Take(size).Select(p => p.Card)], rows.Count, page, pages,
            Facets(products.Where(p => search.Region is null || p.Product.Region == search.Region), p => p.Type),
            Facets(inType, p => p.Region));
    }

    /// <summary>The newest, star and recommended products, and how many there are of each type.</summary>
    public async Task<StorefrontHome> HomeAsync(CancellationToken ct = default)
    {
        var products = (await PricedAsync(ct)).ToList();
        var newest = Tagged(ProductTags.New);
        return new StorefrontHome(
            newest.Count > 0 ? newest : [.. products.Take(HomeCards).Select(p => p.Card)],
            Tagged(ProductTags.Star), Tagged(ProductTags.Recommended), Facets(products, p => p.Type), products.Count);

        List<ProductCard> Tagged(ProductTags tag) => [.. products.Where(p => p.Product.Tags.HasFlag(tag)).Take(HomeCards).Select(p => p.Card)];
    }

    /// <summary>A product and the Skus of it that the reader can buy; <see cref="NotFoundException"/> when there are none, whatever the reason.</summary>
    public async Task<ProductDetails> GetAsync(long productId, CancellationToken ct = default)
    {
        var visit = await door.FindAsync(ct) ?? throw new NotFoundException("product", productId);
        await using var db = door.Open(visit);
        var skus = (await pricing.QuoteProductAsync(db, visit.SellerId, visit.BuyerId, productId, time.UtcNow(), ct))
            .Where(o => o.Quote.Visible)
            .OrderBy(o => o.Quote.UnitPrice)
            .Select(o => new SkuChoice(o.OfferId, o.SkuCode, Options(o.Options), o.Unit, o.Stock, o.Quote))
            .ToList();
        if (skus.Count == 0)
        {
            throw new NotFoundException("product", productId);
        }

        var product = await db.Products.AsNoTracking()
            .Where(p => p.Id == productId)
            .Select(p => new
            {
                p.Name,
                p.Brief,
                p.Description,
                p.Type,
                p.Region,
                p.Tags,
                p.ImageKey,
                p.SupplierName,
            })
            .SingleAsync(ct);
        return new ProductDetails(
            productId, product.Name, product.Brief, product.Description, product.Type, product.Region, product.SupplierName, product.Tags, product.ImageKey,
            skus, Groups(skus));
    }

    private async Task<IEnumerable<PricedProduct>> PricedAsync(CancellationToken ct)
    {
        if (await door.FindAsync(ct) is not { } visit)
        {
            return [];
        }

        var shelf = await shelves.GetAsync(door, visit, ct);
        if (visit.BuyerId is not { } buyer)
        {
            return shelf.Products.Select(Public);
        }

        await using var db = door.Open(visit);
        var own = await PricingQueries.OwnTermsAsync(db, visit.SellerId, buyer, null, ct);
        var now = time.UtcNow();
        return shelf.Products.Select(p => p.Offers.Any(o => own.Contains(o.Terms.OfferId)) ? Own(p) : Public(p)).OfType<PricedProduct>();

        static PricedProduct Public(ShelfProduct product) => new(product, product.Cheapest, product.PricesDiffer);

        // Own terms may be below cost where the public ones are not: then there may be nothing left to show.
        PricedProduct? Own(ShelfProduct product)
        {
            var offers =
                (from offer in product.Offers
                 let quote = PriceEngine.Quote(offer.Terms, [.. own[offer.Terms.OfferId]], [], now)
                 where quote.Visible
                 select offer with { UnitPrice = quote.UnitPrice }).ToList();
            return offers.MinBy(o => o.UnitPrice) is { } cheapest
                ? new PricedProduct(product, cheapest, offers.Exists(o => o.UnitPrice > cheapest.UnitPrice))
                : null;
        }
    }

    private static string[] Words(string? text)
    {
        var trimmed = (text ?? "").Trim();
        return NormalText.Key(trimmed.Length > StorefrontSearch.MaxText ? trimmed[..StorefrontSearch.MaxText] : trimmed)
            .Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
    }

    private static List<Facet> Facets(IEnumerable<PricedProduct> products, Func<ShelfProduct, string> of) =>
        [
            .. products.GroupBy(p => of(p.Product))
                .Select(g => new Facet(g.Key, g.Count()))
                .OrderByDescending(f => f.Count).ThenBy(f => f.Value, StringComparer.Ordinal),
        ];

    private static List<SkuOption> Options(string text) =>
        ProductOptions.TryParse(text, out var pairs) ? [.. pairs.Select(p => new SkuOption(p.Key, p.Value))] : [new SkuOption("", text)];

    private static List<OptionGroup> Groups(IEnumerable<SkuChoice> skus) =>
        [.. skus.SelectMany(s => s.Options).GroupBy(o => o.Name).Select(g => new OptionGroup(g.Key, [.. g.Select(o => o.Value).Distinct()]))];

    private sealed record PricedProduct(ShelfProduct Product, ShelfOffer Offer, bool PricesDiffer)
    {
        public ProductCard Card => new(
            Product.Id, Product.Name, Product.Brief, Product.Type, Product.Region, Product.Tags, Product.ImageKey,
            Offer.UnitPrice, Offer.Terms.ListPrice, Offer.Unit, PricesDiffer);
    }
}
