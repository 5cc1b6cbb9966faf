using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Storefront;

/// <summary>A product in a seller's shop and the facts of its offers, the same for everybody; the description is Markdown.</summary>
internal sealed record ShopProduct(
    string Name, string Brief, string Description, string Type, string Region, ProductTags Tags, string ImageKey,
    IReadOnlyList<OfferFacts> Offers, ShopPromotions Promotions)
{
    /// <summary>What its type is, for the drawing where it has no picture.</summary>
    public ProductKind Kind { get; init; }

    public IReadOnlyList<long> OfferIds { get; } = [.. Offers.Select(o => o.OfferId)];

    /// <summary>Whether one of its Skus can be sold out, which every order changes.</summary>
    public bool HasStock { get; } = Offers.Any(o => o.Stock is not null);
}

/// <summary>
/// Remembers what the page of a product is made of, for as long as a shelf lives and by the same rules: it ends when the storefront changes, when an
/// agreement begins or ends, and at the latest after <see cref="StorefrontShelves.Lifetime"/>. Nothing in it belongs to a customer: own terms and stock
/// are asked for with every page, and what the cart and an order cost with every act.
/// </summary>
public sealed class StorefrontProducts(TimeProvider time) : IChangeListener
{
    private const int Most = 500;
    private readonly Remembered<(long SellerId, long ProductId), ShopProduct> products = new(Most, StorefrontShelves.Lifetime, time);

    public void ListenTo(Changes changes) => changes.Subscribe<StorefrontChanged>(_ => products.Forget((_, _) => true));

    /// <summary>A product of which the visited seller has offers, visible or not; null when there is none.</summary>
    internal ValueTask<ShopProduct?> FindAsync(ShopDoor door, ShopVisit visit, long productId, CancellationToken ct = default) =>
        products.GetAsync((visit.SellerId, productId), (_, token) => ReadAsync(door, visit.OfNobody, productId, token), ct);

    private async Task<(ShopProduct? Value, DateTime Until)> ReadAsync(ShopDoor door, ShopVisit visit, long productId, CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = door.Open(visit);
        var offers = await PricingQueries.ReadAsync(
            visit.SellerId, OfferFacts.Of(db, visit.SellerId, db.Offers.Where(o => o.Sku.ProductId == productId), now).OrderBy(f => f.SkuId), ct);
        if (offers.Count == 0)
        {
            return (null, now);
        }

        var promotions = await db.ShopPromotionsAsync(visit.SellerId, [.. offers.Select(o => o.OfferId)], now, ct);
        var product = await db.Products.AsNoTracking()
            .Where(p => p.Id == productId)
            .Select(p => new ShopProduct(p.Name, p.Brief, p.Description, p.Type, p.Region, p.Tags, p.ImageKey, offers, promotions) { Kind = p.Kind })
            .SingleAsync(ct);
        var suppliers = offers.Select(o => o.SupplierId).Distinct().ToList();
        var periods = await db.SupplyAgreements.AsNoTracking()
            .Where(a => suppliers.Contains(a.SupplierId) && (a.EffectiveTo == null || a.EffectiveTo > now))
            .Select(a => new { a.EffectiveFrom, a.EffectiveTo })
            .ToListAsync(ct);
        return (product, periods.SelectMany(p => new[] { p.EffectiveFrom, p.EffectiveTo ?? DateTime.MaxValue }).Where(at => at > now).Append(DateTime.MaxValue).Min());
    }
}
