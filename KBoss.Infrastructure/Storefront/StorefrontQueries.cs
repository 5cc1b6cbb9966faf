using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
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
/// <param name="Promotion">The promotion whose price it is.</param>
public sealed record ProductCard(
    long Id, string Name, string Brief, string Type, string Region, ProductTags Tags, string ImageKey,
    decimal UnitPrice, decimal ListPrice, BillingUnit Unit, bool PricesDiffer, PromotionMark? Promotion = null)
{
    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }
}

/// <summary>A product that was found by a text; <see cref="SkuCode"/> is the Sku by whose code, null where it was found by something else.</summary>
public sealed record FoundProduct(long Id, string Name, string Type, string? SkuCode);

/// <summary>A promotion as it stands beside a price: its name, and until when (UTC, exclusive) the price holds.</summary>
public sealed record PromotionMark(string Name, DateTime Until)
{
    /// <summary>Of the promotion that has won; null where there is none.</summary>
    public static PromotionMark? Of(PromotionTerms? promotion) => promotion is null ? null : new(promotion.Name, promotion.To);
}

/// <summary>A value to filter by and how many products have it under the other filters.</summary>
public sealed record Facet(string Value, int Count)
{
    /// <summary>What a type is, for its drawing.</summary>
    public ProductKind Kind { get; init; }
}

/// <summary>One page of products, how many there are in all, and what else to filter by.</summary>
public sealed record ProductList(IReadOnlyList<ProductCard> Cards, int Total, int Page, int Pages, IReadOnlyList<Facet> Types, IReadOnlyList<Facet> Regions);

/// <summary>What the home page shows: no product twice, and of each kind no more than a row, or two that are full.</summary>
public sealed record StorefrontHome(
    IReadOnlyList<ProductCard> Newest, IReadOnlyList<ProductCard> Stars, IReadOnlyList<ProductCard> Recommended, IReadOnlyList<Facet> Types, int Total);

/// <summary>One option of a Sku and the value chosen for it: CPU and 16核. A text that is no list of pairs is a value without a name.</summary>
public readonly record struct SkuOption(string Name, string Value);

/// <summary>One Sku that can be bought, its option values and its price for the reader; <see cref="Stock"/> null means any number.</summary>
public sealed record SkuChoice(long OfferId, string Code, IReadOnlyList<SkuOption> Options, BillingUnit Unit, int? Stock, Quote Quote)
{
    /// <summary>What is paid per unit for so much as was asked for, where a promotion's budget may not suffice for it.</summary>
    public Quote Wanted { get; init; } = Quote;

    /// <summary>Within how many days what is not there is delivered; null where no more can be ordered than there is.</summary>
    public int? DeliveryDays { get; init; }

    /// <summary>Whether so much cannot be ordered because there is less.</summary>
    public bool Lacks(int? quantity) => Stock < quantity && DeliveryDays is null;

    /// <summary>Of how many at most the promotion that is not paid for so much would be paid; null where nothing is missed.</summary>
    public int? UpTo { get; init; }
}

/// <summary>Which Sku of a product somebody looks at, or the first, and how much of it they want.</summary>
public sealed record WantedSku(string? Code = null, int Quantity = 1, int Periods = 1);

/// <summary>An option and the values that the Skus have for it, in the order they first appear.</summary>
public sealed record OptionGroup(string Name, IReadOnlyList<string> Values);

/// <summary>A product with every Sku that the reader can buy, the cheapest first; the description is Markdown.</summary>
public sealed record ProductDetails(
    long Id, string Name, string Brief, string Description, string Type, string Region, ProductTags Tags, string ImageKey,
    IReadOnlyList<SkuChoice> Skus, IReadOnlyList<OptionGroup> Options)
{
    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }
}

/// <summary>
/// What visitors and customers see of a seller's catalogue: visible products alone, at the price that the reader would pay [R-PRC-1].
/// </summary>
public sealed class StorefrontQueries(ShopDoor door, StorefrontShelves shelves, StorefrontProducts products, TimeProvider time)
{
    /// <summary>One row of the home page.</summary>
    private const int HomeRow = 4;

    /// <summary>One page of the products that match, with the types and regions to choose from.</summary>
    public async Task<ProductList> ListAsync(StorefrontSearch search, CancellationToken ct = default)
    {
        var (shelf, all) = await PricedAsync(ct);
        var words = Words(search.Text);
        var matching = Only(all, words.Length > 0 || search.Tag != ProductTags.None, p =>
            (search.Tag == ProductTags.None || p.Product.Tags.HasFlag(search.Tag))
            && Finds(p.Product, words));
        var inType = Only(matching, search.Type is not null, p => p.Product.Type == search.Type);
        var inRegion = Only(matching, search.Region is not null, p => p.Product.Region == search.Region);
        var found = Only(inType, search.Region is not null, p => p.Product.Region == search.Region);
        var rows = search.Sort switch
        {
            StorefrontSort.PriceUp => [.. found.OrderBy(p => p.Offer.UnitPrice)],
            StorefrontSort.PriceDown => [.. found.OrderByDescending(p => p.Offer.UnitPrice)],
            StorefrontSort.Name => [.. found.OrderBy(p => p.Product.Name, StringComparer.CurrentCulture)],
            _ => found,
        };

        var size = Math.Clamp(search.Size, 1, StorefrontSearch.MaxSize);
        var pages = Math.Max(1, (rows.Count + size - 1) / size);
        var page = Math.Clamp(search.Page, 1, pages);
        return new ProductList(
            [.. rows.Skip((page - 1) * size).Take(size).Select(p => p.Card)], rows.Count, page, pages,
            ReferenceEquals(inRegion, all) ? shelf.Types : shelf.Words.Types.Of(inRegion, p => p.Type),
            ReferenceEquals(inType, all) ? shelf.Regions : shelf.Words.Regions.Of(inType, p => p.Region));
    }

    /// <summary>
    /// What the reader's shop finds by a text, at most so many: products whose name begins with it first, then those whose name has it, then those with a Sku of
    /// such a code.
    /// </summary>
    public async Task<IReadOnlyList<FoundProduct>> FindAsync(string text, int most, CancellationToken ct = default)
    {
        var words = Words(text);
        if (words.Length == 0)
        {
            return [];
        }

        var (_, all) = await PricedAsync(ct);
        var key = string.Join(' ', words);
        return
        [
            .. all.Select(p => p.Product).Where(p => Finds(p, words))
                .Select(p => (Product: p, At: NormalText.Key(p.Name).IndexOf(key, StringComparison.Ordinal), Code: CodeOf(p)))
                .OrderBy(f => f switch { { At: 0 } => 0, { At: > 0 } => 1, { Code: not null } => 2, _ => 3 })
                .Take(most)
                .Select(f => new FoundProduct(f.Product.Id, f.Product.Name, f.Product.Type, f.At < 0 ? f.Code : null)),
        ];

        string? CodeOf(ShelfProduct product) => product.Codes.FirstOrDefault(code => NormalText.Key(code).Contains(key, StringComparison.Ordinal));
    }

    /// <summary>
    /// Star products, then those that are new and recommended without what stands above them, and how many there are of each type. What is new is filled
    /// up to a row with the newest of the others.
    /// </summary>
    public async Task<StorefrontHome> HomeAsync(CancellationToken ct = default)
    {
        var (shelf, products) = await PricedAsync(ct);
        var left = products.ToList();
        var stars = Take(ProductTags.Star);
        var recommended = Take(ProductTags.Recommended, left.Where(p => !p.Product.Tags.HasFlag(ProductTags.New)));
        var newest = Take(ProductTags.New);
        recommended = recommended.Count > 0 ? recommended : Take(ProductTags.Recommended);
        newest = [.. newest, .. left.Take(Math.Max(0, HomeRow - newest.Count))];
        return new StorefrontHome(Cards(newest), Cards(stars), Cards(recommended), [.. shelf.Types.Where(t => shelf.Words.Types.OnHome(t.Value))], products.Count);

        List<PricedProduct> Take(ProductTags tag, IEnumerable<PricedProduct>? among = null)
        {
            var tagged = (among ?? left).Where(p => p.Product.Tags.HasFlag(tag)).Take(2 * HomeRow).ToList();
            // A second row is full or is not there.
            tagged = tagged.Count is > HomeRow and < 2 * HomeRow ? tagged[..HomeRow] : tagged;
            left.RemoveAll(tagged.Contains);
            return tagged;
        }

        static List<ProductCard> Cards(IEnumerable<PricedProduct> shown) => [.. shown.Select(p => p.Card)];
    }

    /// <summary>A product and the Skus of it that the reader can buy; <see cref="NotFoundException"/> when there are none, whatever the reason.</summary>
    public Task<ProductDetails> GetAsync(long productId, CancellationToken ct = default) => GetAsync(productId, new WantedSku(), ct);

    /// <summary>The same, with what so much of one of its Skus costs.</summary>
    public async Task<ProductDetails> GetAsync(long productId, WantedSku wanted, CancellationToken ct = default)
    {
        var visit = await door.FindAsync(ct) ?? throw new NotFoundException("product", productId);
        var product = await products.FindAsync(door, visit, productId, ct) ?? throw new NotFoundException("product", productId);
        await using var db = door.Open(visit);
        var own = await PricingQueries.OwnTermsAsync(db, visit.SellerId, visit.BuyerId, product.OfferIds, ct);
        var now = time.UtcNow();
        var joined = product.Promotions.SomeToJoin
            ? await db.PromotionsAsync(visit.SellerId, visit.BuyerId, product.OfferIds, now, PromotionSelection.Joined, ct)
            : PromotionReadings.None;
        var promotions = product.OfferIds.SelectMany(id => product.Promotions.Of(id, joined, now).Select(terms => (id, terms))).ToLookup(p => p.id, p => p.terms);
        var stock = product.HasStock ? await StockAsync(db, productId, ct) : null;
        var skus = PricingQueries.Quote(product.Offers, own, promotions, now).Values
            .Where(o => o.Quote.Visible)
            .OrderBy(o => o.Quote.UnitPrice).ThenBy(o => o.SkuId)
            .Select(o => new SkuChoice(o.OfferId, o.SkuCode, Options(o.Options), o.Unit, stock is null ? null : stock.GetValueOrDefault(o.SkuId), o.Quote)
            {
                DeliveryDays = o.DeliveryDays,
            })
            .ToList();
        if (skus.Count > 0 && wanted is not { Quantity: 1, Periods: 1 })
        {
            var place = Math.Max(skus.FindIndex(s => s.Code == wanted.Code), 0);
            var fact = product.Offers.First(o => o.OfferId == skus[place].OfferId);
            skus[place] = Wanting(skus[place], wanted, n => PriceEngine.Quote(
                fact.Terms, [.. own[fact.OfferId]], [.. promotions[fact.OfferId]], now, new QuotedAmount(n, fact.Unit.Periods(wanted.Periods))));
        }

        return skus.Count > 0
            ? new ProductDetails(
                productId, product.Name, product.Brief, product.Description, product.Type, product.Region, product.Tags, product.ImageKey,
                skus, Groups(skus))
            {
                Kind = product.Kind,
            }
            : throw new NotFoundException("product", productId);
    }

    /// <summary>The next instant (UTC) at which a price of this shop may be another one for the reader; null where nothing is planned.</summary>
    public async Task<DateTime?> NextChangeAsync(CancellationToken ct = default)
    {
        if (await door.FindAsync(ct) is not { } visit)
        {
            return null;
        }

        await using var db = door.Open(visit);
        return await db.NextPriceChangeAsync(visit.SellerId, visit.BuyerId, time.UtcNow(), ct);
    }

    /// <summary>The Sku with what so much of it costs and, where that is more than one of it, up to how many it is not.</summary>
    private static SkuChoice Wanting(SkuChoice sku, WantedSku wanted, Func<int, Quote> quote)
    {
        var so = quote(wanted.Quantity);
        if (!so.Visible || so.UnitPrice <= sku.Quote.UnitPrice)
        {
            return so.Visible ? sku with { Wanted = so } : sku;
        }

        var (most, over) = (0, wanted.Quantity);
        while (over - most > 1)
        {
            var half = most + ((over - most) / 2);
            (most, over) = quote(half).UnitPrice <= sku.Quote.UnitPrice ? (half, over) : (most, half);
        }

        return sku with { Wanted = so, UpTo = most };
    }

    private static Task<Dictionary<long, int?>> StockAsync(KBossDbContext db, long productId, CancellationToken ct) => db.Skus.AsNoTracking()
        .Where(s => s.ProductId == productId && (s.Stock != null || s.Product.ByDevices))
        .Select(s => new
        {
            s.Id,
            Stock = s.Product.ByDevices ? db.Devices.Count(d => d.ProductId == productId && d.State == DeviceState.Free) : s.Stock,
        })
        .ToDictionaryAsync(s => s.Id, s => s.Stock, ct);

    private async Task<(StorefrontShelf Shelf, IReadOnlyList<PricedProduct> Products)> PricedAsync(CancellationToken ct)
    {
        if (await door.FindAsync(ct) is not { } visit)
        {
            return (StorefrontShelf.Empty, []);
        }

        var shelf = await shelves.GetAsync(door, visit, ct);
        if (visit.BuyerId is null)
        {
            return (shelf, shelf.ForEverybody);
        }

        await using var db = door.Open(visit);
        var now = time.UtcNow();
        var own = await PricingQueries.OwnTermsAsync(db, visit.SellerId, visit.BuyerId, null, ct);
        var joined = shelf.Promotions.SomeToJoin
            ? await db.PromotionsAsync(visit.SellerId, visit.BuyerId, null, now, PromotionSelection.Joined, ct)
            : PromotionReadings.None;
        if (own.Count == 0 && joined.Count == 0)
        {
            return (shelf, shelf.ForEverybody);
        }

        PricedProduct?[] priced = [.. shelf.ForEverybody];
        foreach (var place in own.Select(terms => terms.Key).Concat(joined.Select(p => p.Key)).Select(shelf.PlaceOf).OfType<int>().Distinct())
        {
            priced[place] = Own(shelf.Products[place]);
        }

        // Where a product has nothing left to show at this customer's prices, the types and regions are counted anew.
        IReadOnlyList<PricedProduct> seen = [.. priced.OfType<PricedProduct>()];
        return (seen.Count == priced.Length ? shelf : new StorefrontShelf([.. seen.Select(p => p.Product)], words: shelf.Words), seen);

        // Own terms may be below cost where the public ones are not: then there may be nothing left to show.
        PricedProduct? Own(ShelfProduct product)
        {
            var offers =
                (from offer in product.Offers
                 let id = offer.Terms.OfferId
                 let quote = PriceEngine.Quote(offer.Terms, [.. own[id]], shelf.Promotions.Of(id, joined, now), now)
                 where quote.Visible
                 select offer.At(quote)).ToList();
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

    /// <summary>Whether all of the words stand in what a product is searched by.</summary>
    private static bool Finds(ShelfProduct product, string[] words) => words.All(w => product.SearchText.Contains(w, StringComparison.Ordinal));

    /// <summary>Those that match, or the list itself where nothing is asked for.</summary>
    private static IReadOnlyList<PricedProduct> Only(IReadOnlyList<PricedProduct> products, bool asked, Func<PricedProduct, bool> match) =>
        asked ? [.. products.Where(match)] : products;

    private static List<SkuOption> Options(string text) =>
        ProductOptions.TryParse(text, out var pairs) ? [.. pairs.Select(p => new SkuOption(p.Key, p.Value))] : [new SkuOption("", text)];

    private static List<OptionGroup> Groups(IEnumerable<SkuChoice> skus) =>
        [.. skus.SelectMany(s => s.Options).GroupBy(o => o.Name).Select(g => new OptionGroup(g.Key, [.. g.Select(o => o.Value).Distinct()]))];
}
