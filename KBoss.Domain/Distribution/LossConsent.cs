using KBoss.Domain.Common;

namespace KBoss.Domain.Distribution;

/// <summary>A loss that somebody has looked at: sold for no less than the price, at a cost of no more than the cost, both in yuan per unit.</summary>
public sealed record AcceptedLoss(decimal UnitPrice, decimal Cost)
{
    /// <summary>Whether a sale loses no more than was looked at.</summary>
    public bool Covers(decimal unitPrice, decimal cost) => unitPrice >= UnitPrice && cost <= Cost;
}

/// <summary>
/// Below which cost (yuan per unit) a seller does not sell for as long as nobody has looked at the loss [R-PRC-4].
/// </summary>
/// <param name="Accepted">The loss on the price for everybody that was looked at last.</param>
public sealed record LossLimit(decimal Cost, AcceptedLoss? Accepted = null)
{
    /// <summary>Whether a price may be sold at, given the loss that was accepted for it.</summary>
    public bool Allows(decimal unitPrice, AcceptedLoss? accepted) => unitPrice >= Cost || accepted?.Covers(unitPrice, Cost) == true;
}

/// <summary>
/// Operations sells an offer below its cost, knowingly: to everybody, to one customer at its own terms, or to a distributor that buys it. It is kept with who,
/// when, and at which price and cost (yuan per unit, four decimals); a cost that rises further, or a price that falls, asks again. The newest one counts.
/// </summary>
public sealed class LossConsent : Entity, IOrganizationOwned, IAppendOnly, IAuditedFromBirth
{
    private LossConsent()
    {
    }

    public LossConsent(Offer offer, long? buyerId, decimal unitPrice, decimal cost, By by, DateTime now)
    {
        OrganizationId = offer.OrganizationId;
        OfferId = offer.Id;
        BuyerId = buyerId;
        UnitPrice = unitPrice;
        Cost = cost > unitPrice ? cost : throw new RuleException("Pricing.NoLoss");
        By = by;
        At = Require.Utc(now);
    }

    /// <summary>The distributor that sells.</summary>
    public long OrganizationId { get; private set; }

    public long OfferId { get; private set; }

    /// <summary>The customer or distributor whose terms they are; null for the public terms.</summary>
    public long? BuyerId { get; private set; }

    public decimal UnitPrice { get; private set; }

    public decimal Cost { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public DateTime At { get; private set; }

    public string AuditSubject => $"Offer {OfferId}";

    public AcceptedLoss Accepted => new(UnitPrice, Cost);
}
