using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Pricing;

/// <summary>What the engine must know of an offer; prices in yuan per unit. <see cref="Mode"/> is null when no agreement is in force.</summary>
public sealed record OfferTerms(long OfferId, SalesMode? Mode, decimal ListPrice, decimal? Discount, decimal? Price, bool OnShelf = true, bool Deleted = false);

/// <summary>A customer's own terms, valid from (inclusive) to (exclusive), UTC.</summary>
public sealed record OwnTerms(decimal? Discount, decimal? Price, DateTime ValidFrom, DateTime? ValidTo);

/// <summary>A promotion that contains the Sku; <see cref="Entitled"/> when it is open to all or the customer has joined it.</summary>
public sealed record PromotionTerms(string Name, decimal Discount, DateTime From, DateTime To, bool Entitled, bool Stacking = false);

/// <summary>Why customers do not see an offer.</summary>
public enum InvisibleReason
{
    NoAgreementInForce,
    NoPublicTerms,
    OffShelf,
    Deleted,
}

/// <summary>Where a candidate price comes from, in the order that decides a tie.</summary>
public enum PriceSource
{
    Own,
    Promotion,
    Public,
}

/// <summary>What became of a candidate price.</summary>
public enum CandidateOutcome
{
    Won,
    Higher,
    TieLost,
    NotYetValid,
    Expired,
    NotEntitled,
    OtherMode,
}

/// <summary>One price that was considered (yuan per unit, four decimals) and why it won or lost.</summary>
public sealed record PriceCandidate(PriceSource Source, string Name, decimal? UnitPrice, CandidateOutcome Outcome, decimal? Discount = null, DateTime? Until = null);

/// <summary>The answer to "what does this cost this customer then": the price and its explanation, or why the offer is invisible.</summary>
public sealed record Quote(long OfferId, decimal ListPrice, decimal UnitPrice, IReadOnlyList<PriceCandidate> Candidates, IReadOnlyList<InvisibleReason> Reasons)
{
    public bool Visible => Reasons.Count == 0;

    public PriceCandidate Winner => Candidates.First(c => c.Outcome == CandidateOutcome.Won);
}

/// <summary>Finds the lowest price a customer is entitled to at an instant [R-PRC-2]. Pure: everything it needs is passed in.</summary>
public static class PriceEngine
{
    /// <summary>Why customers do not see the offer at that instant, every reason; empty when they do [R-PRC-1].</summary>
    public static IReadOnlyList<InvisibleReason> WhyInvisible(OfferTerms offer)
    {
        var reasons = new List<InvisibleReason>();
        if (offer.Deleted)
        {
            reasons.Add(InvisibleReason.Deleted);
        }

        if (!offer.OnShelf)
        {
            reasons.Add(InvisibleReason.OffShelf);
        }

        if (offer.Mode is null)
        {
            reasons.Add(InvisibleReason.NoAgreementInForce);
        }

        if (PublicPrice(offer) is null && offer.Mode is not null)
        {
            reasons.Add(InvisibleReason.NoPublicTerms);
        }

        return reasons;
    }

    /// <summary>The price for everybody in yuan per unit, four decimals; null without public terms of the agreement's mode.</summary>
    public static decimal? PublicPrice(OfferTerms offer) => offer.Mode switch
    {
        SalesMode.Discount when offer.Discount is { } d => Money.UnitPrice(offer.ListPrice * d),
        SalesMode.FloorPrice => offer.Price,
        SalesMode.Commission => Money.UnitPrice(offer.ListPrice * (offer.Discount ?? 1)),
        _ => null,
    };

    /// <summary>
    /// The price at an instant (UTC) and its explanation. The lowest candidate wins; on a tie the customer's own, then a promotion, then the public price.
    /// </summary>
    public static Quote Quote(OfferTerms offer, IReadOnlyCollection<OwnTerms> own, IReadOnlyCollection<PromotionTerms> promotions, DateTime at)
    {
        var reasons = WhyInvisible(offer);
        if (reasons.Count > 0)
        {
            return new Quote(offer.OfferId, offer.ListPrice, 0, [], reasons);
        }

        var publicPrice = PublicPrice(offer)!.Value;
        var candidates = new List<PriceCandidate>(1 + own.Count + promotions.Count);
        foreach (var terms in own)
        {
            candidates.Add(Own(offer, terms, at));
        }

        var ownPrice = candidates.Where(c => c.Outcome == CandidateOutcome.Higher).Min(c => c.UnitPrice);
        foreach (var promotion in promotions)
        {
            candidates.Add(Promotion(offer, promotion, publicPrice, ownPrice, at));
        }

        candidates.Add(new PriceCandidate(PriceSource.Public, "", publicPrice, CandidateOutcome.Higher, offer.Mode == SalesMode.FloorPrice ? null : offer.Discount ?? 1));
        return Decide(offer, candidates);
    }

    private static Quote Decide(OfferTerms offer, List<PriceCandidate> candidates)
    {
        var winner = 0;
        for (var i = 1; i < candidates.Count; i++)
        {
            // Candidates stand in the order that decides a tie, so only a strictly lower one takes over.
            if (candidates[i].Outcome == CandidateOutcome.Higher
                && (candidates[winner].Outcome != CandidateOutcome.Higher || candidates[i].UnitPrice < candidates[winner].UnitPrice))
            {
                winner = i;
            }
        }

        var price = candidates[winner].UnitPrice!.Value;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (i == winner)
            {
                candidates[i] = candidates[i] with { Outcome = CandidateOutcome.Won };
            }
            else if (candidates[i].Outcome == CandidateOutcome.Higher && candidates[i].UnitPrice == price)
            {
                candidates[i] = candidates[i] with { Outcome = CandidateOutcome.TieLost };
            }
        }

        return new Quote(offer.OfferId, offer.ListPrice, price, candidates, []);
    }

    private static PriceCandidate Own(OfferTerms offer, OwnTerms terms, DateTime at)
    {
        decimal? price = offer.Mode == SalesMode.FloorPrice
            ? terms.Price
            : terms.Discount is { } d ? Money.UnitPrice(offer.ListPrice * d) : null;
        return new PriceCandidate(PriceSource.Own, "", price, Validity(price, terms.ValidFrom, terms.ValidTo, true, at), terms.Discount, terms.ValidTo);
    }

    private static PriceCandidate Promotion(OfferTerms offer, PromotionTerms promotion, decimal publicPrice, decimal? ownPrice, DateTime at)
    {
        var basis = offer.Mode == SalesMode.FloorPrice ? publicPrice : offer.ListPrice;
        if (promotion.Stacking && ownPrice < basis)
        {
            basis = ownPrice.Value;
        }

        var price = Money.UnitPrice(basis * promotion.Discount);
        return new PriceCandidate(
            PriceSource.Promotion, promotion.Name, price, Validity(price, promotion.From, promotion.To, promotion.Entitled, at), promotion.Discount, promotion.To);
    }

    private static CandidateOutcome Validity(decimal? price, DateTime from, DateTime? to, bool entitled, DateTime at) =>
        price is null ? CandidateOutcome.OtherMode
        : at < from ? CandidateOutcome.NotYetValid
        : at >= to ? CandidateOutcome.Expired
        : !entitled ? CandidateOutcome.NotEntitled
        : CandidateOutcome.Higher;
}
