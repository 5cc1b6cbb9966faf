using KBoss.Domain.Catalog;
using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>What a customer means to buy: an offer, a quantity and a number of periods, with what it saw when it put it into the cart.</summary>
public sealed class CartLine : Entity, IOrganizationOwned, ICounted
{
    public const int MaxQuantity = 1000;
    public const int MaxPeriods = 120;

    private CartLine()
    {
    }

    public CartLine(long organizationId, long offerId, int quantity, int periods, SeenOffer seen, DateTime now)
    {
        OrganizationId = organizationId;
        OfferId = offerId;
        AddedAt = Require.Utc(now);
        Change(quantity, periods);
        See(seen);
    }

    /// <summary>The customer.</summary>
    public long OrganizationId { get; private set; }

    public long OfferId { get; private set; }

    public int Quantity { get; private set; }

    public int Periods { get; private set; }

    /// <summary>What the customer was shown; a difference to the offer of today is told.</summary>
    public SeenOffer Seen { get; private set; } = null!;

    public DateTime AddedAt { get; private set; }

    /// <summary>The customer, whose members are shown how many lines their cart has.</summary>
    public long CountedFor => OrganizationId;

    /// <summary>Takes over another quantity and number of periods.</summary>
    public void Change(int quantity, int periods)
    {
        Refusals.All(() => Quantity = Require.Count(quantity, "quantity", 1, MaxQuantity), () => Periods = Require.Count(periods, "periods", 1, MaxPeriods));
    }

    /// <summary>Takes over what the customer has been shown anew.</summary>
    public void See(SeenOffer seen) => Seen = seen;
}

/// <summary>What a customer saw of an offer: what it is, what it is counted by, and its price in yuan per unit.</summary>
public sealed record SeenOffer
{
    private SeenOffer()
    {
    }

    public SeenOffer(string productName, string options, BillingUnit unit, decimal unitPrice) =>
        (ProductName, Options, Unit, UnitPrice) = (productName, options, unit, unitPrice);

    public string ProductName { get; private set; } = "";

    public string Options { get; private set; } = "";

    public BillingUnit Unit { get; private set; }

    public decimal UnitPrice { get; private set; }
}
