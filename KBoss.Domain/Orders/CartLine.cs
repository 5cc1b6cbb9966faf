using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>What a customer means to buy: an offer, a quantity and a number of periods, with the unit price it saw when it last looked.</summary>
public sealed class CartLine : Entity, IOrganizationOwned, ICounted
{
    public const int MaxQuantity = 1000;
    public const int MaxPeriods = 120;

    private CartLine()
    {
    }

    public CartLine(long organizationId, long offerId, int quantity, int periods, decimal seenUnitPrice, DateTime now)
    {
        OrganizationId = organizationId;
        OfferId = offerId;
        AddedAt = Require.Utc(now);
        Change(quantity, periods, seenUnitPrice);
    }

    /// <summary>The customer.</summary>
    public long OrganizationId { get; private set; }

    public long OfferId { get; private set; }

    public int Quantity { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan per unit; a difference to the price of today is told.</summary>
    public decimal SeenUnitPrice { get; private set; }

    public DateTime AddedAt { get; private set; }

    /// <summary>The customer, whose members are shown how many lines their cart has.</summary>
    public long CountedFor => OrganizationId;

    /// <summary>Takes over another quantity, number of periods and the price shown with it.</summary>
    public void Change(int quantity, int periods, decimal seenUnitPrice)
    {
        Quantity = Require.Count(quantity, "quantity", 1, MaxQuantity);
        Periods = Require.Count(periods, "periods", 1, MaxPeriods);
        SeenUnitPrice = seenUnitPrice;
    }
}
