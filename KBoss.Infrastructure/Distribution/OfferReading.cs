using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Distribution;

/// <summary>
/// An offer with the facts of what it sells, the floor price (yuan per unit) where its distributor buys from the supplier itself, and the loss on the price
/// for everybody that was looked at last (yuan per unit), if there was one.
/// </summary>
internal sealed record OfferReading(
    Offer Offer, Sku Sku, string ProductName, string SupplierName, string Type, string Region, bool OnShelf, bool Deleted, decimal? FloorPrice,
    decimal? AcceptedPrice, decimal? AcceptedCost)
{
    /// <summary>The loss on the price for everybody that was looked at last; nobody has looked at one yet.</summary>
    public AcceptedLoss? Accepted => AcceptedPrice is { } price && AcceptedCost is { } cost ? new AcceptedLoss(price, cost) : null;

    /// <summary>What one unit costs the offer's distributor.</summary>
    /// <param name="agreement">The agreement in force with the supplier, if the distributor buys there itself.</param>
    public OfferCost Cost(SupplyAgreement? agreement) => new(Sku.ListPrice, Offer.CostTerms, agreement?.SupplyRate, FloorPrice);
}

/// <summary>Reads offers with what their prices and costs depend on, in one query.</summary>
internal static class OfferReadings
{
    /// <summary>The readings of the offers that a query finds.</summary>
    public static IQueryable<OfferReading> Read(this IQueryable<Offer> offers, KBossDbContext db) => offers.Select(o => new OfferReading(
        o, o.Sku, o.Sku.Product.Name, o.Sku.Product.SupplierName, o.Sku.Product.Type, o.Sku.Product.Region,
        o.Sku.Product.OnShelf, o.Sku.Product.DeletedAt != null,
        db.SupplyPrices.Where(p => p.SkuId == o.SkuId && p.OrganizationId == o.OrganizationId).Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
        db.LossConsents.Where(c => c.OfferId == o.Id && c.BuyerId == null).OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
        db.LossConsents.Where(c => c.OfferId == o.Id && c.BuyerId == null).OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault()));
}
