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

/// <summary>
/// The answer to "what does this cost this customer then": the price (yuan per unit) and where it comes from, or why the offer is invisible. The
/// explanation is made when somebody asks for it.
/// </summary>
public sealed class Quote
{
    private readonly OfferTerms offer;
    private readonly IReadOnlyList<OwnTerms> own = [];
    private readonly IReadOnlyList<PromotionTerms> promotions = [];
    private readonly DateTime at;
    private IReadOnlyList<PriceCandidate>? candidates;

    /// <summary>The price of a visible offer, and by what it was found.</summary>
    internal Quote(
        OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at, decimal unitPrice, PriceSource source)
    {
        (this.offer, this.own, this.promotions, this.at) = (offer, own, promotions, at);
        (UnitPrice, Source) = (unitPrice, source);
    }

    /// <summary>An invisible offer has no price.</summary>
    internal Quote(OfferTerms offer, IReadOnlyList<InvisibleReason> reasons) => (this.offer, Reasons, candidates) = (offer, reasons, []);

    public long OfferId => offer.OfferId;

    public decimal ListPrice => offer.ListPrice;

    public decimal UnitPrice { get; }

    /// <summary>Where the price comes from.</summary>
    public PriceSource Source { get; }

    public IReadOnlyList<InvisibleReason> Reasons { get; } = [];

    public bool Visible => Reasons.Count == 0;

    /// <summary>Every price that was considered, in the order that decides a tie.</summary>
    public IReadOnlyList<PriceCandidate> Candidates => candidates ??= PriceEngine.Explain(offer, own, promotions, at);

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
    private static IReadOnlyList<InvisibleReason> WhyNotSold(OfferTerms offer, decimal? price, AcceptedLoss? accepted)
    {
        // Most offers are sold, and this is asked twice for each price: nothing is made for them.
        List<InvisibleReason>? reasons = null;
        if (offer.Deleted)
        {
            (reasons ??= []).Add(InvisibleReason.Deleted);
        }

        if (!offer.OnShelf)
        {
            (reasons ??= []).Add(InvisibleReason.OffShelf);
        }

        if (offer.Mode is null)
        {
            (reasons ??= []).Add(InvisibleReason.NoAgreementInForce);
        }

        if (!offer.Supplied)
        {
            (reasons ??= []).Add(InvisibleReason.NotSupplied);
        }

        if (offer.Mode is null)
        {
            return reasons ?? [];
        }

        if (price is null)
        {
            (reasons ??= []).Add(InvisibleReason.NoPublicTerms);
        }
        else if (Money.Line(price.Value, 1, 1) <= 0)
        {
            (reasons ??= []).Add(InvisibleReason.PriceTooLow);
        }

        if (offer.Cost.At(price ?? offer.ListPrice) is not > 0)
        {
            (reasons ??= []).Add(InvisibleReason.NoCost);
        }

        if (price is { } asked && offer.Limit?.Allows(asked, accepted) == false)
        {
            (reasons ??= []).Add(InvisibleReason.BelowCost);
        }

        return reasons ?? [];
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
    /// The price at an instant (UTC). The lowest candidate wins; on a tie the customer's own, then a promotion, then the public price.
    /// At a price at which it cannot be sold, the customer does not see it: nobody is asked for more than it is entitled to; nor below the limit of the offer,
    /// when nobody has accepted that loss [R-PRC-4].
    /// </summary>
    public static Quote Quote(OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at)
    {
        var reasons = WhyInvisible(offer);
        if (reasons.Count > 0)
        {
            return new Quote(offer, reasons);
        }

        var publicPrice = PublicPrice(offer)!.Value;
        var agreedOn = LowestOwn(offer, own, at, out var ownPrice);
        var (price, source) = ownPrice is { } agreed ? (agreed, PriceSource.Own) : (decimal.MaxValue, PriceSource.Public);
        // In the order that decides a tie: who comes later has to be lower.
        for (var i = 0; i < promotions.Count; i++)
        {
            var promoted = PromotionPrice(offer, promotions[i], publicPrice, ownPrice);
            if (promoted < price && Refused(promoted, promotions[i], at) is null)
            {
                (price, source) = (promoted, PriceSource.Promotion);
            }
        }

        if (publicPrice < price)
        {
            (price, source) = (publicPrice, PriceSource.Public);
        }

        reasons = WhyNotSold(offer, price, source == PriceSource.Own ? agreedOn!.Accepted : offer.Limit?.Accepted);
        return reasons.Count == 0 ? new Quote(offer, own, promotions, at, price, source) : new Quote(offer, reasons);
    }

    /// <summary>Every candidate and what became of it; the first of the lowest has won, because they stand in the order that decides a tie.</summary>
    internal static IReadOnlyList<PriceCandidate> Explain(
        OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at)
    {
        var publicPrice = PublicPrice(offer)!.Value;
        LowestOwn(offer, own, at, out var ownPrice);
        var considered = new List<Considered>(1 + own.Count + promotions.Count);
        considered.AddRange(own.Select(terms =>
        {
            var price = OwnPrice(offer, terms);
            return new Considered(PriceSource.Own, "", price, Refused(price, terms, at), terms.Terms.Discount, terms.ValidTo);
        }));
        considered.AddRange(promotions.Select(promotion =>
        {
            var price = PromotionPrice(offer, promotion, publicPrice, ownPrice);
            return new Considered(
                PriceSource.Promotion, promotion.Name, price, Refused(price, promotion, at), promotion.Discount, promotion.To);
        }));
        considered.Add(new Considered(
            PriceSource.Public, "", publicPrice, null, offer.Mode == SalesMode.FloorPrice ? null : offer.Terms.Discount ?? 1, null));
        var winner = considered.Where(c => c.Counts).MinBy(c => c.UnitPrice)!;
        return [.. considered.Select(Outcome)];

        PriceCandidate Outcome(Considered c) => new(c.Source, c.Name, c.UnitPrice, c.Refused ?? (
            ReferenceEquals(c, winner) ? CandidateOutcome.Won
            : c.UnitPrice == winner.UnitPrice ? CandidateOutcome.TieLost
            : CandidateOutcome.Higher), c.Discount, c.Until);
    }

    /// <summary>The first of the customer's own terms with the lowest price that counts; null where there are none.</summary>
    private static OwnTerms? LowestOwn(OfferTerms offer, IReadOnlyList<OwnTerms> own, DateTime at, out decimal? lowest)
    {
        lowest = null;
        OwnTerms? winner = null;
        for (var i = 0; i < own.Count; i++)
        {
            var price = OwnPrice(offer, own[i]);
            if (Refused(price, own[i], at) is null && !(price >= lowest))
            {
                (lowest, winner) = (price, own[i]);
            }
        }

        return winner;
    }

    private static decimal? OwnPrice(OfferTerms offer, OwnTerms own) => offer.IsOutdated(own.ModeNumber) ? null
        : offer.Mode == SalesMode.FloorPrice ? own.Terms.Price
        : own.Terms.Discount is { } d ? Money.UnitPrice(offer.ListPrice * d) : null;

    private static decimal PromotionPrice(OfferTerms offer, PromotionTerms promotion, decimal publicPrice, decimal? ownPrice)
    {
        var basis = offer.Mode == SalesMode.FloorPrice ? publicPrice : offer.ListPrice;
        return Money.UnitPrice((promotion.Stacking && ownPrice < basis ? ownPrice.Value : basis) * promotion.Discount);
    }

    private static CandidateOutcome? Refused(decimal? price, OwnTerms own, DateTime at) => Refused(price, own.ValidFrom, own.ValidTo, true, at);

    private static CandidateOutcome? Refused(decimal price, PromotionTerms promotion, DateTime at) =>
        Refused(price, promotion.From, promotion.To, promotion.Entitled, at);

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
    }
}
