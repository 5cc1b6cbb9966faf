using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Promotions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Compares the products of a promotion with what they cost when it is published or made to give more.</summary>
internal sealed class PromotionCosts(UpstreamSupply upstream) : IPromotionCosts
{
    /// <summary>How many products a refusal names.</summary>
    private const int MostNamed = 10;

    public async Task DemandAsync(KBossDbContext db, Promotion promotion, CancellationToken ct)
    {
        var sellerId = promotion.OrganizationId;
        // Read before the costs are: whoever changes one of them at this moment is met there.
        var agreements = await db.SupplyAgreements.Where(a => a.OrganizationId == sellerId).InForce(db.Now).ToListAsync(ct);
        var discounts = await db.PromotionProducts.AsNoTracking().Where(p => p.PromotionId == promotion.Id).ToDictionaryAsync(p => p.OfferId, p => p.Discount, ct);
        var basis = await SupplyBasis.LoadAsync(db, upstream, sellerId, db.Now, ct);
        var offers = new List<OfferPricing>(discounts.Count);
        foreach (var chunk in discounts.Keys.Chunk(1_000))
        {
            var readings = await db.Offers.AsNoTracking()
                .Where(o => o.OrganizationId == sellerId && EF.Parameter(chunk).Contains(o.Id) && o.Sku.Product.DeletedAt == null).Read(db).ToListAsync(ct);
            offers.AddRange(await basis.OfAsync(readings, ct));
        }

        var stacked = await StackedPrices.BelowCostAsync(
            db, promotion,
            [
                .. offers.Where(o => o.Mode is not null).Select(o => new StackedProduct(
                    o.Reading.Offer.Id, o.Mode, o.ModeNumber, o.Reading.Sku.ListPrice, discounts[o.Reading.Offer.Id], o.Cost.Fixed)),
            ], ct);
        var below = offers.Select(o => (o.Reading.Sku.Code, Price: BelowCost(o, discounts[o.Reading.Offer.Id]) ?? stacked.GetValueOrDefault(o.Reading.Offer.Id)?.Price))
            .Where(o => o.Price is not null).OrderBy(o => o.Code, StringComparer.Ordinal).ToList();
        if (below.Count > 0)
        {
            var named = string.Join(", ", below.Take(MostNamed).Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Code} (¥{o.Price:0.00##})")));
            throw new RuleException("Promotions.ProductsBelowCost", promotion.Name, below.Count, below.Count > MostNamed ? $"{named} …" : named);
        }

        var suppliers = offers.Where(o => o.Agreement is not null).Select(o => o.Reading.Sku.SupplierId).ToHashSet();
        foreach (var agreement in agreements.Where(a => suppliers.Contains(a.SupplierId)))
        {
            db.Touch(agreement);
        }
    }

    /// <summary>What one unit costs in the promotion (yuan), where that is a loss that nobody has accepted.</summary>
    private static decimal? BelowCost(OfferPricing offer, decimal discount) =>
        offer.Cost.Fixed is { } cost && PriceEngine.PromotionBasis(offer.Standing) is { } basis && Money.UnitPrice(basis * discount) is var price
        && price < cost && offer.Reading.Accepted?.Covers(price, cost) != true
            ? price
            : null;
}
