using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>One offer as a scope sees it: what decides its price, what stands there, and what would follow from other terms.</summary>
/// <param name="Priced">What the price engine must know of the offer, with the public terms that stand.</param>
/// <param name="At">The instant (UTC) at which it is looked at.</param>
internal sealed record TermsSight(OfferPricing Offer, OfferTerms Priced, StandingTerms Standing, ITermsScope Scope, DateTime At)
{
    /// <summary>The promotions of the seller as the customer stands to them; null where the terms are not one customer's.</summary>
    public IReadOnlyList<PromotionTerms>? Promotions { get; init; }

    public long OfferId => Priced.OfferId;

    /// <summary>Why customers do not see it.</summary>
    public IReadOnlyList<InvisibleReason> Reasons => PriceEngine.WhyInvisible(Priced);

    /// <summary>What everybody pays; null where nobody can buy it.</summary>
    public decimal? PublicPrice => PriceEngine.PublicPrice(Priced);

    /// <summary>What follows from the terms that stand.</summary>
    public TermsState State() => Of(Standing);

    /// <summary>What a change, whose validity is checked, would write on this offer; throws what <see cref="TermsChange.For"/> refuses.</summary>
    public TermsWrite Try(TermsChange change)
    {
        var sku = Offer.Reading.Sku;
        var terms = change.For(new TermsBasis(sku.Code, Scope.ModeOf(Priced), Scope.BasisOf(Priced), Priced.Cost.Fixed, Standing.Terms, PublicPrice));
        return new TermsWrite(
            OfferId, sku.Id, sku.Code, Offer.Reading.ProductName, sku.ListPrice, Offer.Mode, Offer.ModeNumber, terms, change.ValidFrom, change.ValidTo,
            Standing, State(), Of(new StandingTerms(terms, change.ValidFrom, change.ValidTo)));
    }

    /// <summary>Whether somebody would see a difference once it is written.</summary>
    public bool Differs(TermsWrite write) => write.Terms != Standing.Terms || !Standing.Outdated.IsNone
        || (!write.Terms.IsNone && (write.ValidTo != Standing.ValidTo || (write.ValidFrom is { } from && from != Standing.ValidFrom)));

    private TermsState Of(StandingTerms terms)
    {
        var price = Scope.UnitPrice(Priced, terms);
        var cost = Priced.Cost.At(price ?? Priced.ListPrice);
        return new TermsState(terms.Terms, price, cost, price - cost) { Paid = Paid(terms) };
    }

    /// <summary>
    /// What the customer pays from the beginning of the terms on, by the one engine for prices; whether the offer is seen at all is said elsewhere.
    /// </summary>
    private PaidPrice? Paid(StandingTerms terms)
    {
        if (Promotions is null)
        {
            return null;
        }

        var from = terms.ValidFrom > At ? terms.ValidFrom.Value : At;
        OwnTerms[] own = terms.Terms.IsNone ? [] : [new OwnTerms(terms.Terms, from, terms.ValidTo, Priced.ModeNumber ?? 1)];
        var quote = PriceEngine.Quote(Priced with { Limit = null, OnShelf = true, Deleted = false, Supplied = true }, own, Promotions, from);
        return quote.Visible ? new PaidPrice(quote.UnitPrice, quote.Source, quote.Promotion?.Name ?? "", quote.Promotion?.No) : null;
    }
}
