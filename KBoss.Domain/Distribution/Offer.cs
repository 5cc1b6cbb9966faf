using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Distribution;

/// <summary>
/// The right of one distributor to sell one Sku: its public terms downstream and, where it buys from another distributor,
/// that one's offer and the cost terms agreed with it. The root's offers have no upstream: their cost comes from the supply agreement.
/// </summary>
public sealed class Offer : Entity, IOrganizationOwned, IAudited
{
    private Offer()
    {
    }

    public Offer(long organizationId, Sku sku)
    {
        OrganizationId = organizationId;
        Sku = sku;
    }

    /// <summary>The distributor that sells.</summary>
    public long OrganizationId { get; private set; }

    public long SkuId { get; private set; }

    public Sku Sku { get; private set; } = null!;

    public long? UpstreamOfferId { get; private set; }

    /// <summary>Public terms as a share of the list price, 0 &lt; d ≤ 1.</summary>
    public decimal? Discount { get; private set; }

    /// <summary>Public terms as a fixed price, yuan per unit.</summary>
    public decimal? Price { get; private set; }

    /// <summary>What the upstream distributor charges, as a share of the list price.</summary>
    public decimal? CostDiscount { get; private set; }

    /// <summary>What the upstream distributor charges, in yuan per unit.</summary>
    public decimal? CostPrice { get; private set; }

    public string AuditSubject => $"Offer {Id}";

    /// <summary>An offer that is bought from another distributor's offer on the given cost terms, exactly one of which is set.</summary>
    public static Offer Downstream(long organizationId, Offer upstream, decimal? costDiscount, decimal? costPrice)
    {
        if (costDiscount is null == costPrice is null)
        {
            throw new RuleException("Distribution.TermsInvalid");
        }

        return new Offer
        {
            OrganizationId = organizationId,
            SkuId = upstream.SkuId,
            UpstreamOfferId = upstream.Id,
            CostDiscount = costDiscount is { } d ? Require.Rate(d, "discount") : null,
            CostPrice = costPrice is { } p ? Require.Price(p, "price") : null,
        };
    }

    /// <summary>
    /// Sets the public terms that the sales mode asks for: a discount for Discount and Commission, a price for FloorPrice;
    /// the other kind is refused with <c>Distribution.DiscountExpected</c> or <c>Distribution.PriceExpected</c>. Null takes the terms back.
    /// </summary>
    public void SetPublicTerms(SalesMode mode, decimal? discount, decimal? price)
    {
        if (mode == SalesMode.FloorPrice && discount is not null)
        {
            throw new RuleException("Distribution.PriceExpected") { Field = "price" };
        }

        if (mode != SalesMode.FloorPrice && price is not null)
        {
            throw new RuleException("Distribution.DiscountExpected") { Field = "discount" };
        }

        Discount = discount is { } d ? Require.Rate(d, "discount") : null;
        Price = price is { } p ? Require.Price(p, "price") : null;
    }

    /// <summary>Takes the public terms off: a change of the sales mode asks for new ones [R-SUP-1].</summary>
    public void ClearPublicTerms() => (Discount, Price) = (null, null);

    /// <summary>What the upstream distributor charges for one unit, in yuan, four decimals; null at the root.</summary>
    public decimal? UpstreamCost(decimal listPrice) => CostPrice ?? (CostDiscount is { } d ? Money.UnitPrice(listPrice * d) : null);
}
