using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Distribution;

/// <summary>
/// What is asked for one unit: a share of the list price (0 &lt; d ≤ 1) or a fixed price in yuan, four decimals either way.
/// One of the two stands, or neither in <see cref="None"/>.
/// </summary>
public readonly record struct Terms
{
    private Terms(decimal? discount, decimal? price) => (Discount, Price) = (discount, price);

    /// <summary>Nothing is asked, so nothing is sold.</summary>
    public static Terms None => default;

    /// <summary>The share of the list price.</summary>
    public decimal? Discount { get; }

    /// <summary>Yuan per unit.</summary>
    public decimal? Price { get; }

    public bool IsNone => Discount is null && Price is null;

    /// <summary>The sales mode that asks for such terms: FloorPrice for a price, Discount for a discount.</summary>
    public SalesMode? Mode => Price is not null ? SalesMode.FloorPrice : Discount is not null ? SalesMode.Discount : null;

    /// <summary>
    /// The terms that a sales mode asks for: a discount for Discount and Commission, a price for FloorPrice, none when neither is given.
    /// The other kind is refused with <c>Distribution.DiscountExpected</c> or <c>Distribution.PriceExpected</c>,
    /// a value that makes no sense with <c>Common.RateInvalid</c> or <c>Common.PriceInvalid</c>.
    /// </summary>
    public static Terms Of(SalesMode mode, decimal? discount, decimal? price)
    {
        if (mode == SalesMode.FloorPrice && discount is not null)
        {
            throw new RuleException("Distribution.PriceExpected") { Field = "price" };
        }

        if (mode != SalesMode.FloorPrice && price is not null)
        {
            throw new RuleException("Distribution.DiscountExpected") { Field = "discount" };
        }

        return Checked(discount, price);
    }

    /// <summary>Terms of either kind; refused with <c>Distribution.TermsInvalid</c> unless exactly one of the two is given, and like the other.</summary>
    public static Terms Of(decimal? discount, decimal? price) =>
        discount is null != price is null ? Checked(discount, price) : throw new RuleException("Distribution.TermsInvalid");

    /// <summary>What one unit of a list price costs by these terms, in yuan, four decimals; null without terms.</summary>
    public decimal? UnitPrice(decimal listPrice) => Price ?? (Discount is { } d ? Money.UnitPrice(listPrice * d) : null);

    private static Terms Checked(decimal? discount, decimal? price) => new(
        discount is { } d ? Require.Rate(d, "discount") : null,
        price is { } p ? Require.Price(p, "price") : null);
}
