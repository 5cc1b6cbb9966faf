using System.Runtime.InteropServices;
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
/// <param name="No">Its number, by which an order line remembers it.</param>
/// <param name="Left">What is left of its budget in yuan; null without one. A line that would be given more does not get its price.</param>
public sealed record PromotionTerms(
    string Name, decimal Discount, DateTime From, DateTime To, bool Entitled, bool Stacking = false, string No = "", decimal? Left = null)
{
    /// <summary>The share that is paid: of the list price, the public price or, on top of it, the customer's own.</summary>
    public decimal Discount
    {
        get;
        init
        {
            field = value;
            Roughly = (double)value;
        }
    } = Discount;

    /// <summary>The same to about fifteen digits: of a hundred promotions it tells at once which cannot be the lowest.</summary>
    internal double Roughly { get; private init; } = (double)Discount;
}

/// <summary>How much of an offer is asked for at once: what is given away for it counts against the budget of a promotion.</summary>
public readonly record struct QuotedAmount(int Quantity, int Periods)
{
    /// <summary>One unit for one period, as prices are shown.</summary>
    public static QuotedAmount One { get; } = new(1, 1);
}

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

    /// <summary>What is left of the promotion's budget is less than what would be given away.</summary>
    GivenAway,

    /// <summary>A promotion's price below the limit of the offer: it does not count until somebody has accepted that loss [R-PRC-4].</summary>
    BelowCost,
}

/// <summary>Off which price the discount of a promotion is taken, where it is not the list price.</summary>
public enum PriceBasis
{
    /// <summary>The price for everybody, where prices are fixed.</summary>
    Public,

    /// <summary>The lowest price of the customer's own that is valid, by a stacking promotion.</summary>
    Own,
}

/// <summary>One price that was considered (yuan per unit, four decimals) and why it won or lost.</summary>
/// <param name="Discount">The share of the list price, or of the basis where there is one; none for a fixed price.</param>
/// <param name="Until">The end of what is valid for a time (exclusive), UTC.</param>
public sealed record PriceCandidate(
    PriceSource Source, string Name, decimal? UnitPrice, CandidateOutcome Outcome, decimal? Discount = null, DateTime? Until = null,
    PriceBasis? Basis = null)
{
    /// <summary>The number of the promotion; null for any other candidate.</summary>
    public string? No { get; init; }
}

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
    private readonly QuotedAmount amount;
    private IReadOnlyList<PriceCandidate>? candidates;

    /// <summary>The price of a visible offer, and by what it was found.</summary>
    internal Quote(
        OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at, QuotedAmount amount,
        decimal unitPrice, decimal publicPrice, PriceSource source, PromotionTerms? promotion)
    {
        (this.offer, this.own, this.promotions, this.at, this.amount) = (offer, own, promotions, at, amount);
        (UnitPrice, PublicPrice, Source, Promotion) = (unitPrice, publicPrice, source, promotion);
    }

    /// <summary>An invisible offer has no price.</summary>
    internal Quote(OfferTerms offer, IReadOnlyList<InvisibleReason> reasons) => (this.offer, Reasons, candidates) = (offer, reasons, []);

    public long OfferId => offer.OfferId;

    public decimal ListPrice => offer.ListPrice;

    public decimal UnitPrice { get; }

    /// <summary>What everybody would pay without any promotion, yuan per unit.</summary>
    public decimal PublicPrice { get; }

    /// <summary>Where the price comes from.</summary>
    public PriceSource Source { get; }

    /// <summary>The promotion that has won; null where the price comes from elsewhere.</summary>
    public PromotionTerms? Promotion { get; }

    public IReadOnlyList<InvisibleReason> Reasons { get; } = [];

    public bool Visible => Reasons.Count == 0;

    /// <summary>Every price that was considered, in the order that decides a tie.</summary>
    public IReadOnlyList<PriceCandidate> Candidates => candidates ??= PriceEngine.Explain(offer, own, promotions, at, amount);

    public PriceCandidate Winner => Candidates.First(c => c.Outcome == CandidateOutcome.Won);

    /// <summary>
    /// What the promotion that has won gives away (yuan): the line at the public price less the line at this one; zero where no promotion has won.
    /// </summary>
    public decimal Given(int quantity, int periods) => Promotion is null
        ? 0
        : PriceEngine.Given(PublicPrice, UnitPrice, new QuotedAmount(quantity, periods));
}

/// <summary>Finds the lowest price a customer is entitled to at an instant [R-PRC-2]. Pure: everything it needs is passed in.</summary>
public static class PriceEngine
{
    /// <summary>Why nobody sees the offer at that instant, every reason; empty when it is sold at the price for everybody [R-PRC-1].</summary>
    public static IReadOnlyList<InvisibleReason> WhyInvisible(OfferTerms offer) => WhyNotSold(offer, PublicPrice(offer), offer.Limit, offer.Limit?.Accepted);

    /// <summary>
    /// The one answer to "can it be sold at this price (yuan per unit), or why not", which lists, product page, cart, checkout and order all ask:
    /// what is shown can be bought [R-PRC-4].
    /// </summary>
    private static IReadOnlyList<InvisibleReason> WhyNotSold(OfferTerms offer, decimal? price, LossLimit? limit, AcceptedLoss? accepted)
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

        if (price is { } asked && limit?.Allows(asked, accepted) == false)
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
    /// At a price at which it cannot be sold, the customer does not see it: nobody is asked for more than it is entitled to; nor, for everybody and at own terms,
    /// below the limit of the offer, when nobody has accepted that loss. Nobody is entitled to such a price of a promotion: it does not count [R-PRC-4].
    /// </summary>
    /// <param name="amount">How much is asked for, of which what a promotion has left decides; one unit for one period unless it is given.</param>
    public static Quote Quote(
        OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at, QuotedAmount? amount = null)
    {
        var asked = amount ?? QuotedAmount.One;
        var reasons = WhyInvisible(offer);
        if (reasons.Count > 0)
        {
            return new Quote(offer, reasons);
        }

        var publicPrice = PublicPrice(offer)!.Value;
        var agreedOn = LowestOwn(offer, own, at, out var ownPrice);
        var (price, source) = ownPrice is { } agreed ? (agreed, PriceSource.Own) : (decimal.MaxValue, PriceSource.Public);
        // In the order that decides a tie: who comes later has to be lower.
        var winner = LowestPromotion(offer, promotions, publicPrice, ownPrice, agreedOn?.Accepted, at, asked, ref price);
        if (winner is not null)
        {
            source = PriceSource.Promotion;
        }

        if (publicPrice < price)
        {
            // What everybody pays was tried already.
            return new Quote(offer, own, promotions, at, asked, publicPrice, publicPrice, PriceSource.Public, null);
        }

        reasons = WhyNotSold(offer, price, source == PriceSource.Own ? offer.Limit : null, agreedOn?.Accepted);
        return reasons.Count == 0
            ? new Quote(offer, own, promotions, at, asked, price, publicPrice, source, winner)
            : new Quote(offer, reasons);
    }

    /// <summary>Every candidate and what became of it; the first of the lowest has won, because they stand in the order that decides a tie.</summary>
    internal static IReadOnlyList<PriceCandidate> Explain(
        OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at, QuotedAmount amount)
    {
        var publicPrice = PublicPrice(offer)!.Value;
        var accepted = LowestOwn(offer, own, at, out var ownPrice)?.Accepted;
        var considered = new List<Considered>(1 + own.Count + promotions.Count);
        considered.AddRange(own.Select(terms =>
        {
            var price = OwnPrice(offer, terms);
            return new Considered(PriceSource.Own, "", price, Refused(price, terms, at), terms.Terms.Discount, terms.ValidTo, null);
        }));
        considered.AddRange(promotions.Select(promotion =>
        {
            var (price, kind) = (PromotionPrice(offer, promotion, publicPrice, ownPrice), BasisOf(offer, promotion, publicPrice, ownPrice).Kind);
            return new Considered(
                PriceSource.Promotion, promotion.Name, price, Refused(offer, price, publicPrice, promotion, kind == PriceBasis.Own ? accepted : null, at, amount),
                promotion.Discount, promotion.To, kind)
            {
                No = promotion.No,
            };
        }));
        considered.Add(new Considered(
            PriceSource.Public, "", publicPrice, null, offer.Mode == SalesMode.FloorPrice ? null : offer.Terms.Discount ?? 1, null, null));
        var winner = considered.Where(c => c.Counts).MinBy(c => c.UnitPrice)!;
        return [.. considered.Select(Outcome)];

        PriceCandidate Outcome(Considered c) => new(c.Source, c.Name, c.UnitPrice, c.Refused ?? (
            ReferenceEquals(c, winner) ? CandidateOutcome.Won
            : c.UnitPrice == winner.UnitPrice ? CandidateOutcome.TieLost
            : CandidateOutcome.Higher), c.Discount, c.Until, c.Basis)
        {
            No = c.No,
        };
    }

    /// <summary>What a promotion's price gives away for so much (yuan), measured from the price for everybody; never below zero.</summary>
    internal static decimal Given(decimal publicPrice, decimal price, QuotedAmount amount) => Math.Max(
        0, Money.Line(publicPrice, amount.Quantity, amount.Periods) - Money.Line(price, amount.Quantity, amount.Periods));

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

    /// <summary>
    /// What a promotion's discount is taken off, in yuan per unit: the public price where the mode is FloorPrice, else the list price; null where that price
    /// does not exist.
    /// </summary>
    public static decimal? PromotionBasis(OfferTerms offer) => offer.Mode == SalesMode.FloorPrice ? PublicPrice(offer) : offer.Mode is null ? null : offer.ListPrice;

    private static decimal PromotionPrice(OfferTerms offer, PromotionTerms promotion, decimal publicPrice, decimal? ownPrice) =>
        Money.UnitPrice(BasisOf(offer, promotion, publicPrice, ownPrice).Price * promotion.Discount);

    /// <summary>Off which price the discount of a promotion is taken: on top of the customer's own where it stacks and that is lower.</summary>
    private static (decimal Price, PriceBasis? Kind) BasisOf(OfferTerms offer, PromotionTerms promotion, decimal publicPrice, decimal? ownPrice)
    {
        var (basis, kind) = offer.Mode == SalesMode.FloorPrice ? (publicPrice, PriceBasis.Public) : (offer.ListPrice, (PriceBasis?)null);
        return promotion.Stacking && ownPrice < basis ? (ownPrice.Value, PriceBasis.Own) : (basis, kind);
    }

    /// <summary>
    /// The first of the promotions with the lowest price that counts, if that is below a price, which becomes its price then. What takes off the same price no
    /// more than one that was tried before cannot be lower, and is not calculated.
    /// </summary>
    private static PromotionTerms? LowestPromotion(
        OfferTerms offer, IReadOnlyList<PromotionTerms> promotions, decimal publicPrice, decimal? ownPrice, AcceptedLoss? ofOwn, DateTime at, QuotedAmount amount,
        ref decimal price)
    {
        // A list that is asked for each of its items by an interface is most of the time that a long one takes.
        var all = promotions switch
        {
            PromotionTerms[] array => array,
            List<PromotionTerms> list => CollectionsMarshal.AsSpan(list),
            _ => [.. promotions],
        };
        PromotionTerms? winner = null;
        var (plain, stacking) = (Lowest.None, Lowest.None);
        foreach (var promotion in all)
        {
            ref var tried = ref promotion.Stacking ? ref stacking : ref plain;
            if (!tried.IsAbove(promotion))
            {
                continue;
            }

            var (basis, kind) = BasisOf(offer, promotion, publicPrice, ownPrice);
            var promoted = Money.UnitPrice(basis * promotion.Discount);
            if (Refused(offer, promoted, publicPrice, promotion, kind == PriceBasis.Own ? ofOwn : null, at, amount) is null)
            {
                tried = new Lowest(promotion.Discount, promotion.Roughly);
                (price, winner) = promoted < price ? (promoted, promotion) : (price, winner);
            }
        }

        return winner;
    }

    private static CandidateOutcome? Refused(decimal? price, OwnTerms own, DateTime at) => Refused(price, own.ValidFrom, own.ValidTo, true, at);

    /// <param name="ofOwn">Where the promotion stacks on the customer's own: the loss on what is the customer's that was looked at last.</param>
    private static CandidateOutcome? Refused(
        OfferTerms offer, decimal price, decimal publicPrice, PromotionTerms promotion, AcceptedLoss? ofOwn, DateTime at, QuotedAmount amount) =>
        Refused(price, promotion.From, promotion.To, promotion.Entitled, at)
            ?? (promotion.Left is { } left && Given(publicPrice, price, amount) > left ? CandidateOutcome.GivenAway
            : offer.Limit is { } limit && !limit.Allows(price, limit.Accepted) && !limit.Allows(price, ofOwn) ? CandidateOutcome.BelowCost
            : null);

    /// <summary>Why terms do not count at an instant, or null when they do.</summary>
    private static CandidateOutcome? Refused(decimal? price, DateTime from, DateTime? to, bool entitled, DateTime at) =>
        price is null ? CandidateOutcome.OtherMode
        : at < from ? CandidateOutcome.NotYetValid
        : at >= to ? CandidateOutcome.Expired
        : !entitled ? CandidateOutcome.NotEntitled
        : null;

    /// <summary>The lowest share that counted so far.</summary>
    private readonly record struct Lowest(decimal Discount, double Roughly)
    {
        /// <summary>Far more than two shares between 0 and 1 can be apart by what a double leaves out.</summary>
        private const double Doubt = 1e-12;

        public static Lowest None { get; } = new(decimal.MaxValue, double.MaxValue);

        /// <summary>Whether a promotion gives more; exact, and decimals are compared only where doubles leave it in doubt.</summary>
        public bool IsAbove(PromotionTerms promotion) => !(promotion.Roughly > Roughly + Doubt) && promotion.Discount < Discount;
    }

    /// <summary>A candidate before the decision: out of the running for a reason, or with a price that counts.</summary>
    private sealed record Considered(
        PriceSource Source, string Name, decimal? UnitPrice, CandidateOutcome? Refused, decimal? Discount, DateTime? Until, PriceBasis? Basis)
    {
        public bool Counts => Refused is null;

        public string? No { get; init; }
    }
}
