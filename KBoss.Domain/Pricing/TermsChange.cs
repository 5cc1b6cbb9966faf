using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Pricing;

/// <summary>How terms are set.</summary>
public enum TermsKind
{
    /// <summary>A share of the list price, 0 &lt; d ≤ 1.</summary>
    Discount,

    /// <summary>Yuan per unit.</summary>
    Price,

    /// <summary>Per cent on top of the cost: a price where prices are set, a discount where discounts are.</summary>
    Markup,

    /// <summary>Higher or lower by per cent of what stands, or of the public price where nothing stands.</summary>
    Percent,

    /// <summary>Takes the terms off.</summary>
    Clear,
}

/// <summary>What a change must know of one offer; amounts in yuan per unit.</summary>
/// <param name="Mode">By which sales mode terms are set; null where no agreement is in force.</param>
/// <param name="Cost">The cost that does not depend on the selling price; null for a commission and where it is not known.</param>
/// <param name="Standing">The terms in force; none where there are none.</param>
/// <param name="PublicPrice">What everybody pays; null where nobody can buy it.</param>
public sealed record TermsBasis(string SkuCode, SalesMode? Mode, decimal ListPrice, decimal? Cost, Terms Standing, decimal? PublicPrice);

/// <summary>
/// One change of terms for one or many offers, as pure arithmetic. <see cref="Value"/> is the share, the yuan or the per cent.
/// </summary>
/// <param name="ValidFrom">From when (UTC) it holds, where terms have a validity; null is now.</param>
/// <param name="ValidTo">Until when (UTC, exclusive) it holds; null is without an end.</param>
public sealed record TermsChange(
    TermsKind Kind, decimal? Value = null, PriceRounding Rounding = PriceRounding.None, DateTime? ValidFrom = null, DateTime? ValidTo = null)
{
    /// <summary>How many years ahead terms may end.</summary>
    public const int MostYears = 10;

    /// <summary>
    /// The same change with its validity checked at an instant (UTC); a beginning earlier that Shanghai day is now. Throws <c>Pricing.PeriodBegun</c>
    /// (it begins before today), <c>Pricing.PeriodPast</c> (it ends now or earlier), <c>Pricing.PeriodInvalid</c> (it ends before it begins) and
    /// <c>Pricing.PeriodTooFar</c> (more than <see cref="MostYears"/> years ahead).
    /// </summary>
    public TermsChange At(DateTime now)
    {
        var furthest = ChinaTime.AddMonths(now, MostYears * 12);
        var refusals = new Refusals();
        if (ValidFrom < ChinaTime.Start(ChinaTime.Day(now)))
        {
            refusals.Add(new RuleException("Pricing.PeriodBegun") { Field = "valid-from" });
        }

        if (ValidFrom > furthest || ValidTo > furthest)
        {
            refusals.Add(new RuleException("Pricing.PeriodTooFar", MostYears) { Field = ValidTo > furthest ? "valid-to" : "valid-from" });
        }

        if (ValidTo <= ValidFrom)
        {
            refusals.Add(new RuleException("Pricing.PeriodInvalid") { Field = "valid-to" });
        }

        if (ValidTo <= now)
        {
            refusals.Add(new RuleException("Pricing.PeriodPast") { Field = "valid-to" });
        }

        refusals.Demand();
        return this with { ValidFrom = ValidFrom <= now ? null : ValidFrom };
    }

    /// <summary>
    /// The terms that the change makes of an offer. Throws <c>Distribution.NoAgreementInForce</c>, <c>Distribution.FloorPriceMissing</c>,
    /// <c>Distribution.MarkupInvalid</c>, <c>Distribution.MarkupNeedsCost</c>, <c>Pricing.PercentInvalid</c>, <c>Pricing.NothingStands</c> and what
    /// <see cref="Terms.Of(SalesMode, decimal?, decimal?)"/> refuses.
    /// </summary>
    public Terms For(TermsBasis offer)
    {
        if (Kind == TermsKind.Clear)
        {
            return Terms.None;
        }

        if (offer.Mode is not { } mode)
        {
            throw new RuleException("Distribution.NoAgreementInForce", offer.SkuCode);
        }

        if (mode == SalesMode.FloorPrice && offer.Cost is null)
        {
            throw new RuleException("Distribution.FloorPriceMissing", offer.SkuCode);
        }

        return Kind switch
        {
            TermsKind.Discount => Rounded(Terms.Of(mode, Value ?? 0, null), offer),
            TermsKind.Price => Rounded(Terms.Of(mode, null, Value ?? 0), offer),
            TermsKind.Markup => Marked(offer, mode),
            _ => Rounded(Changed(offer, mode), offer),
        };
    }

    private Terms Marked(TermsBasis offer, SalesMode mode)
    {
        if (Value is not { } markup || markup < 0 || markup > 10_000)
        {
            throw new RuleException("Distribution.MarkupInvalid") { Field = "value" };
        }

        if (offer.Cost is not { } cost || mode == SalesMode.Commission)
        {
            throw new RuleException("Distribution.MarkupNeedsCost", offer.SkuCode);
        }

        // Whatever rounds, rounds up where it would fall below the cost.
        var wanted = cost * (1 + (markup / 100));
        var price = Rounding.Nearest(wanted) is var nearest && nearest >= cost ? nearest : Rounding.Up(wanted);
        return mode == SalesMode.FloorPrice
            ? Terms.Of(mode, null, Rounding == PriceRounding.None ? Money.UnitPrice(wanted) : price)
            : Terms.Of(mode, Math.Ceiling((Rounding == PriceRounding.None || price > offer.ListPrice ? wanted : price) / offer.ListPrice * 10_000) / 10_000, null);
    }

    private Terms Changed(TermsBasis offer, SalesMode mode)
    {
        if (Value is not { } percent || percent <= -100 || percent > 1_000)
        {
            throw new RuleException("Pricing.PercentInvalid") { Field = "value" };
        }

        if ((offer.Standing.UnitPrice(offer.ListPrice) ?? offer.PublicPrice) is not { } price)
        {
            throw new RuleException("Pricing.NothingStands", offer.SkuCode);
        }

        var factor = 1 + (percent / 100);
        return mode == SalesMode.FloorPrice
            ? Terms.Of(mode, null, Money.UnitPrice(price * factor))
            : Terms.Of(mode, Money.UnitPrice((offer.Standing.Discount ?? (price / offer.ListPrice)) * factor), null);
    }

    /// <summary>
    /// A discount has four decimals, so its price comes as near to the rounded one as these allow; it is never more than the list price.
    /// </summary>
    private Terms Rounded(Terms terms, TermsBasis offer)
    {
        if (Rounding == PriceRounding.None)
        {
            return terms;
        }

        if (terms.Price is { } fixedPrice)
        {
            return Terms.Of(null, Rounding.Nearest(fixedPrice));
        }

        var price = Rounding.Nearest(terms.UnitPrice(offer.ListPrice)!.Value);
        var discount = Money.UnitPrice(price / offer.ListPrice);
        return discount is > 0 and <= 1 ? Terms.Of(discount, null) : terms;
    }
}
