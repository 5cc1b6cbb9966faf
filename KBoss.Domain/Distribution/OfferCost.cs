using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Distribution;

/// <summary>
/// What decides what one unit of an offer costs its seller: the terms agreed with the upstream distributor, or else the supply agreement
/// in force and the floor price. Prices in yuan per unit.
/// </summary>
public sealed record OfferCost(decimal ListPrice, Terms Upstream, SupplyRate? Agreement, decimal? FloorPrice)
{
    /// <summary>The cost in yuan, four decimals, when the unit is sold at a price, of which a commission is a share; null where it is not known.</summary>
    public decimal? At(decimal sellingPrice) => Upstream.UnitPrice(ListPrice) ?? Agreement?.CostOf(ListPrice, FloorPrice, sellingPrice);

    /// <summary>The cost in yuan, four decimals, that does not depend on the selling price; null for a commission and where it is not known.</summary>
    public decimal? Fixed => Upstream.UnitPrice(ListPrice) ?? Agreement?.FixedCost(ListPrice, FloorPrice);
}
