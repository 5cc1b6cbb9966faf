using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Storefront;

/// <summary>The order of a list, by which a filter of the shop is ordered; what it has not (an upstream's word) follows, the most frequent first.</summary>
internal sealed class WordOrder(IReadOnlyList<WordTerms> words)
{
    private readonly Dictionary<string, (int Place, bool OnHome)> places = words
        .Select((word, place) => (Name: word.Name!, place, word.OnHome)).ToDictionary(w => w.Name, w => (w.place, w.OnHome));

    /// <summary>The values that occur, in the order of the list.</summary>
    public IReadOnlyList<Facet> Of(IEnumerable<PricedProduct> products, Func<ShelfProduct, string> of) =>
        [
            .. products.GroupBy(p => of(p.Product))
                .Select(g => new Facet(g.Key, g.Count()) { Kind = g.First().Product.Kind })
                .OrderBy(f => places.TryGetValue(f.Value, out var known) ? known.Place : int.MaxValue)
                .ThenByDescending(f => f.Count).ThenBy(f => f.Value, StringComparer.Ordinal),
        ];

    /// <summary>Whether the home page leads to the products of a value.</summary>
    public bool OnHome(string value) => !places.TryGetValue(value, out var known) || known.OnHome;
}

/// <summary>The lists of a seller as its shop is ordered by them.</summary>
internal sealed record ShopWords(WordOrder Types, WordOrder Regions)
{
    public static ShopWords None { get; } = new(new WordOrder([]), new WordOrder([]));

    public static async Task<ShopWords> OfAsync(KBossDbContext db, long sellerId, CancellationToken ct)
    {
        var (types, regions) = await ProductWords.OfAsync(db, sellerId, ct);
        return new(new WordOrder(types.All), new WordOrder(regions.All));
    }
}
