using KBoss.Domain.Orders;
using KBoss.Infrastructure.Pricing;

namespace KBoss.Infrastructure.Orders;

/// <summary>An offer of now as a line that somebody buys.</summary>
internal static class OfferLines
{
    /// <summary>So many of the offer for so many periods, as a customer is shown it.</summary>
    public static ShownLine Line(this PricedOffer offer, int quantity, int periods) =>
        ShownLine.Of(offer.ProductName, offer.SkuCode, offer.Options, offer.Unit, quantity, periods, offer.Quote.UnitPrice);

    /// <summary>What the cart keeps of what a customer saw.</summary>
    public static SeenOffer Seen(this PricedOffer offer) => new(offer.ProductName, offer.Options, offer.Unit, offer.Quote.UnitPrice);
}
