using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Pricing;

/// <summary>
/// What domain.md, chapter 4, says of a price, sentence by sentence: slow, in other words than the engine's, and without asking the engine, the money or the
/// terms of the application for anything but what stands in them.
/// </summary>
internal static class PriceOracle
{
    public static Answer Ask(OfferTerms offer, IReadOnlyList<OwnTerms> own, IReadOnlyList<PromotionTerms> promotions, DateTime at, QuotedAmount amount)
    {
        // "An offer without public terms in force (or outside its agreement's period) is invisible to customers, even to a customer with own terms."
        var everybody = Everybody(offer);
        var hidden = Hidden(offer, everybody, offer.Limit?.Accepted);
        if (hidden.Count > 0)
        {
            return new Answer(null, null, hidden);
        }

        // "The price of an offer for a customer at an instant is found from the candidates: public terms; …"
        var claims = new List<Claim> { new(everybody!.Value, Rank: 3, PriceSource.Public, offer.Limit?.Accepted) };

        // "… the customer's own terms, if valid then; …"
        var ofTheCustomer = new List<Claim>();
        foreach (var terms in own)
        {
            if (Within(terms.ValidFrom, terms.ValidTo, at) && Own(offer, terms) is { } agreed)
            {
                ofTheCustomer.Add(new Claim(agreed, Rank: 1, PriceSource.Own, terms.Accepted));
            }
        }

        claims.AddRange(ofTheCustomer);

        // "… the terms of each promotion that is open to all or that the customer has joined, that is active then and that contains the Sku; …"
        foreach (var promotion in promotions.Where(p => p.Entitled).Where(p => Within(p.From, p.To, at)))
        {
            // "A promotion's discount is taken off the list price where the mode is Discount or Commission, off the public price where it is FloorPrice."
            var from = offer.Mode is SalesMode.FloorPrice ? everybody.Value : offer.ListPrice;
            var (lowest, looked) = (Nearest(from * promotion.Discount, 10_000), (AcceptedLoss?)null);

            // "… and, for a promotion marked stacking, its discount on top of the customer's own."
            if (promotion.Stacking && ofTheCustomer.MinBy(claim => claim.Price) is { } deepest && deepest.Price < from)
            {
                (lowest, looked) = (Nearest(deepest.Price * promotion.Discount, 10_000), deepest.Accepted);
            }

            // "Budget cap: ends when given away": what is left must suffice for what the promotion would give, against the price for everybody.
            var count = amount.Quantity * amount.Periods;
            var affordable = promotion.Left is null || Nearest(everybody.Value * count, 100) - Nearest(lowest * count, 100) <= promotion.Left.Value;

            // "A promotion's price below cost counts once its loss is accepted, for everybody or, on top of the customer's own, for the customer."
            if (affordable && (!IsLoss(offer, lowest, offer.Limit?.Accepted) || !IsLoss(offer, lowest, looked)))
            {
                claims.Add(new Claim(lowest, Rank: 2, PriceSource.Promotion, null));
            }
        }

        // "The lowest wins; on a tie the customer's own, then promotion, then public."
        var best = claims[0];
        foreach (var claim in claims.Skip(1))
        {
            if (claim.Price < best.Price || (claim.Price == best.Price && claim.Rank < best.Rank))
            {
                best = claim;
            }
        }

        var hiddenFromThem = Hidden(best.Source == PriceSource.Promotion ? offer with { Limit = null } : offer, best.Price, best.Accepted);
        return hiddenFromThem.Count > 0 ? new Answer(null, null, hiddenFromThem) : new Answer(best.Price, best.Source, hiddenFromThem);
    }

    /// <summary>"Discount → discount terms, FloorPrice → fixed terms, Commission → list price unless discount terms are set."</summary>
    private static decimal? Everybody(OfferTerms offer)
    {
        var (discount, price) = (offer.Terms.Discount, offer.Terms.Price);
        var set = discount.HasValue || price.HasValue;
        // [R-SUP-1]: a change of sales mode takes the offers off the storefront until public terms of the new mode are set.
        if (set && offer.ModeNumber.HasValue && offer.ModeNumber.Value != offer.TermsNumber)
        {
            return null;
        }

        if (offer.Mode is SalesMode.FloorPrice)
        {
            return price;
        }

        if (offer.Mode is SalesMode.Discount && !discount.HasValue)
        {
            return null;
        }

        return offer.Mode.HasValue ? Nearest(offer.ListPrice * (discount ?? 1m), 10_000) : null;
    }

    private static decimal? Own(OfferTerms offer, OwnTerms terms)
    {
        if (offer.ModeNumber.HasValue && offer.ModeNumber.Value != terms.ModeNumber)
        {
            return null;
        }

        if (offer.Mode is SalesMode.FloorPrice)
        {
            return terms.Terms.Price;
        }

        return terms.Terms.Discount.HasValue ? Nearest(offer.ListPrice * terms.Terms.Discount.Value, 10_000) : null;
    }

    /// <summary>"A price of zero, below half a fen, or without a cost makes the offer invisible, with its reason." Every reason is told.</summary>
    private static HashSet<InvisibleReason> Hidden(OfferTerms offer, decimal? price, AcceptedLoss? accepted)
    {
        var reasons = new HashSet<InvisibleReason>();
        void When(bool so, InvisibleReason reason)
        {
            if (so)
            {
                reasons.Add(reason);
            }
        }

        When(offer.Deleted, InvisibleReason.Deleted);
        When(!offer.OnShelf, InvisibleReason.OffShelf);
        When(!offer.Supplied, InvisibleReason.NotSupplied);
        When(!offer.Mode.HasValue, InvisibleReason.NoAgreementInForce);
        if (!offer.Mode.HasValue)
        {
            return reasons;
        }

        When(!price.HasValue, InvisibleReason.NoPublicTerms);
        When(price < 0.005m, InvisibleReason.PriceTooLow);
        When(!(Cost(offer.Cost, price ?? offer.ListPrice) > 0m), InvisibleReason.NoCost);

        // "An organization may choose that such an offer is not sold until it is looked at."
        When(price.HasValue && IsLoss(offer, price.Value, accepted), InvisibleReason.BelowCost);
        return reasons;
    }

    /// <summary>Below the cost, where the organization stops that, and nobody has accepted as much.</summary>
    private static bool IsLoss(OfferTerms offer, decimal price, AcceptedLoss? accepted) =>
        offer.Limit is { } limit && price < limit.Cost && !(accepted is not null && price >= accepted.UnitPrice && limit.Cost <= accepted.Cost);

    /// <summary>Terms with the distributor above; or a rate of the list price, the floor price, or the selling price less the commission.</summary>
    private static decimal? Cost(OfferCost cost, decimal sellingPrice)
    {
        if (cost.Upstream.Price.HasValue || cost.Upstream.Discount.HasValue)
        {
            return cost.Upstream.Price ?? Nearest(cost.ListPrice * cost.Upstream.Discount!.Value, 10_000);
        }

        if (cost.Agreement is not { } agreement)
        {
            return null;
        }

        return agreement.Mode == SalesMode.FloorPrice ? cost.FloorPrice
            : agreement.Mode == SalesMode.Discount ? Nearest(cost.ListPrice * agreement.Rate!.Value, 10_000)
            : Nearest(sellingPrice - (sellingPrice * agreement.Rate!.Value), 10_000);
    }

    /// <summary>From the beginning on, and no longer at the end.</summary>
    private static bool Within(DateTime from, DateTime? to, DateTime at) => from.Ticks <= at.Ticks && (to is null || at.Ticks <= to.Value.Ticks - 1);

    /// <summary>"Half away from zero", of what is never below zero, counted in parts of a yuan.</summary>
    private static decimal Nearest(decimal value, int parts)
    {
        var scaled = value * parts;
        var whole = decimal.Truncate(scaled);
        return (scaled - whole >= 0.5m ? whole + 1 : whole) / parts;
    }

    /// <summary>The price (yuan per unit) and where it comes from, or every reason why there is none.</summary>
    internal sealed record Answer(decimal? Price, PriceSource? Source, IReadOnlySet<InvisibleReason> Hidden);

    private sealed record Claim(decimal Price, int Rank, PriceSource Source, AcceptedLoss? Accepted);
}
