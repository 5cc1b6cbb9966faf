using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Pricing;

/// <summary>
/// What the engine must know of an offer; prices in yuan per unit. <see cref="Mode"/> is null when no agreement with the supplier is in force;
/// what is bought from another distributor has a mode of its own and is not <see cref="Supplied"/> while that one cannot buy it.
/// </summary>
/// <param name="Cost">What decides what it costs the seller, who never shows it to customers.</param>
/// <param name="ModeNumber">The <see cref="SupplyAgreement.ModeNumber"/> in force; null where no agreement of the seller decides the mode.</param>
/// <param name="TermsNumber">The one for which the public terms were set; terms of another one are as none [R-SUP-1].</param>
/// <param name="Limit">Below which cost it is not sold until somebody has looked at it; null where it is sold at any price.</param>
public sealed record OfferTerms(
    long OfferId, SalesMode? Mode, decimal ListPrice, Terms Terms, OfferCost Cost, bool OnShelf = true, bool Deleted = false, bool Supplied = true,
    int? ModeNumber = null, int TermsNumber = 1, LossLimit? Limit = null)
{
    /// <summary>Whether there are public terms and they are of a sales mode that is no longer in force.</summary>
    public bool Outdated => !Terms.IsNone && IsOutdated(TermsNumber);

    /// <summary>Whether what was agreed under a sales mode no longer holds.</summary>
    public bool IsOutdated(int modeNumber) => ModeNumber is { } inForce && inForce != modeNumber;
}

/// <summary>A customer's own terms, valid from (inclusive) to (exclusive), UTC.</summary>
/// <param name="ModeNumber">The sales mode for which they were made, as in <see cref="OfferTerms"/>.</param>
/// <param name="Accepted">The loss on them that was looked at last.</param>
public sealed record OwnTerms(Terms Terms, DateTime ValidFrom, DateTime? ValidTo, int ModeNumber = 1, AcceptedLoss? Accepted = null);

/// <summary>A promotion that contains the Sku; <see cref="Entitled"/> when it is open to all or the customer has joined it.</summary>
public sealed record PromotionTerms(string Name, decimal Discount, DateTime From, DateTime To, bool Entitled, bool Stacking = false);

/// <summary>Why customers do not see an offer.</summary>
public enum InvisibleReason
{
    NoAgreementInForce,
    NotSupplied,
    NoPublicTerms,
    OffShelf,
    Deleted,
    BelowCost,

    /// <summary>One unit for one period would come to less than half a fen, which is nothing.</summary>
    PriceTooLow,

    /// <summary>The seller has no cost above zero: a floor price is missing, or a commission leaves nothing.</summary>
    NoCost,
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
public sealed record PriceCandidate(
    PriceSource Source, string Name, decimal? UnitPrice, CandidateOutcome Outcome, decimal? Discount = null, DateTime? Until = null);

/// <summary>The answer to "what does this cost this customer then": the price and its explanation, or why the offer is invisible.</summary>
public sealed record Quote(long OfferId, decimal ListPrice, decimal UnitPrice, IReadOnlyList<PriceCandidate> Candidates, IReadOnlyList<InvisibleReason> Reasons)
{
    public bool Visible => Reasons.Count == 0;

    public PriceCandidate Winner => Candidates.First(c => c.Outcome == CandidateOutcome.Won);
}

/// <summary>Finds the lowest price a customer is entitled to at an instant [R-PRC-2]. Pure: everything it needs is passed in.</summary>
public static class PriceEngine
{
    /// <summary>Why nobody sees the offer at that instant, every reason; empty when it is sold at the price for everybody [R-PRC-1].</summary>
    public static IReadOnlyList<InvisibleReason> WhyInvisible(OfferTerms offer) => WhyNotSold(offer, PublicPrice(offer), offer.Limit?.Accepted);

    /// <summary>
    /// The one answer to "can it be sold at this price (yuan per unit), or why not", which lists, product page, cart, checkout and order all ask:
    /// what is shown can be bought [R-PRC-4].
    /// </summary>
    private static List<InvisibleReason> WhyNotSold(OfferTerms offer, decimal? price, AcceptedLoss? accepted)
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

        if (!offer.Supplied)
        {
            reasons.Add(InvisibleReason.NotSupplied);
        }

        if (offer.Mode is null)
        {
            return reasons;
        }

        if (price is null)
        {
            reasons.Add(InvisibleReason.NoPublicTerms);
        }
        else if (Money.Line(price.Value, 1, 1) <= 0)
        {
            reasons.Add(InvisibleReason.PriceTooLow);
        }

        if (offer.Cost.At(price ?? offer.ListPrice) is not > 0)
        {
            reasons.Add(InvisibleReason.NoCost);
        }

        if (price is { } asked && offer.Limit?.Allows(asked, accepted) == false)
        {
            reasons.Add(InvisibleReason.BelowCost);
        }

        return reasons;
    }

    /// <summary>The price for everybody in yuan per unit, four decimals; null without public terms of the agreement's mode [R-SUP-1].</summary>
    public static decimal? PublicPrice(OfferTerms offer) => offer.Mode switch
    {
        _ when offer.Outdated => null,
        SalesMode.Discount when offer.Terms.Discount is { } d => Money.UnitPrice(offer.ListPrice * d),
        SalesMode.FloorPrice => offer.Terms.Price,
        SalesMode.Commission => Money.UnitPrice(offer.ListPrice * (offer.Terms.Discount ?? 1)),
        _ => null,
    };

    /// <summary>
    /// The price at an instant (UTC) and its explanation. The lowest candidate wins; on a tie the customer's own, then a promotion, then the public price.
    /// At a price at which it cannot be sold, the customer does not see it: nobody is asked for more than it is entitled to; nor below the limit of the offer,
    /// when nobody has accepted that loss [R-PRC-4].
    /// </summary>
    public static Quote Quote(OfferTerms offer, IReadOnlyCollection<OwnTerms> own, IReadOnlyCollection<PromotionTerms> promotions, DateTime at)
    {
        var reasons = WhyInvisible(offer);
        if (reasons.Count > 0)
        {
            return new Quote(offer.OfferId, offer.ListPrice, 0, [], reasons);
        }

        var publicPrice = PublicPrice(offer)!.Value;
        // In the order that decides a tie.
        var considered = new List<Considered>(1 + own.Count + promotions.Count);
        considered.AddRange(own.Select(terms => Own(offer, terms, at)));
        var ownPrice = considered.Where(c => c.Counts).Min(c => c.UnitPrice);
        considered.AddRange(promotions.Select(promotion => Promotion(offer, promotion, publicPrice, ownPrice, at)));
        considered.Add(new Considered(
            PriceSource.Public, "", publicPrice, null, offer.Mode == SalesMode.FloorPrice ? null : offer.Terms.Discount ?? 1, null));
        return Decide(offer, considered);
    }

    private static Quote Decide(OfferTerms offer, List<Considered> considered)
    {
        // The first of the lowest, because they stand in the order that decides a tie.
        var winner = considered.Where(c => c.Counts).MinBy(c => c.UnitPrice)!;
        if (WhyNotSold(offer, winner.UnitPrice, winner.Source == PriceSource.Own ? winner.Accepted : offer.Limit?.Accepted) is { Count: > 0 } reasons)
        {
            return new Quote(offer.OfferId, offer.ListPrice, 0, [], reasons);
        }

        return new Quote(offer.OfferId, offer.ListPrice, winner.UnitPrice!.Value, [.. considered.Select(Outcome)], []);

        PriceCandidate Outcome(Considered c) => new(c.Source, c.Name, c.UnitPrice, c.Refused ?? (
            ReferenceEquals(c, winner) ? CandidateOutcome.Won
            : c.UnitPrice == winner.UnitPrice ? CandidateOutcome.TieLost
            : CandidateOutcome.Higher), c.Discount, c.Until);
    }

    private static Considered Own(OfferTerms offer, OwnTerms own, DateTime at)
    {
        var price = offer.IsOutdated(own.ModeNumber) ? null
            : offer.Mode == SalesMode.FloorPrice ? own.Terms.Price
            : own.Terms.Discount is { } d ? Money.UnitPrice(offer.ListPrice * d) : null;
        return new Considered(PriceSource.Own, "", price, Refused(price, own.ValidFrom, own.ValidTo, true, at), own.Terms.Discount, own.ValidTo)
        {
            Accepted = own.Accepted,
        };
    }

    private static Considered Promotion(OfferTerms offer, PromotionTerms promotion, decimal publicPrice, decimal? ownPrice, DateTime at)
    {
        var basis = offer.Mode == SalesMode.FloorPrice ? publicPrice : offer.ListPrice;
        if (promotion.Stacking && ownPrice < basis)
        {
            basis = ownPrice.Value;
        }

        var price = Money.UnitPrice(basis * promotion.Discount);
        return new Considered(
            PriceSource.Promotion, promotion.Name, price, Refused(price, promotion.From, promotion.To, promotion.Entitled, at),
            promotion.Discount, promotion.To);
    }

    /// <summary>Why terms do not count at an instant, or null when they do.</summary>
    private static CandidateOutcome? Refused(decimal? price, DateTime from, DateTime? to, bool entitled, DateTime at) =>
        price is null ? CandidateOutcome.OtherMode
        : at < from ? CandidateOutcome.NotYetValid
        : at >= to ? CandidateOutcome.Expired
        : !entitled ? CandidateOutcome.NotEntitled
        : null;

    /// <summary>A candidate before the decision: out of the running for a reason, or with a price that counts.</summary>
    private sealed record Considered(PriceSource Source, string Name, decimal? UnitPrice, CandidateOutcome? Refused, decimal? Discount, DateTime? Until)
    {
        public bool Counts => Refused is null;

        /// <summary>The loss on own terms that was looked at last.</summary>
        public AcceptedLoss? Accepted { get; init; }
    }
}
