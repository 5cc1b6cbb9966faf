using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>What an order line costs one distributor of the chain behind it, as it stood at ordering.</summary>
public abstract class LineCost : Entity
{
    private protected LineCost()
    {
    }

    private protected LineCost(OrderLine line, decimal unitCost)
    {
        OrderLine = line;
        SkuId = line.SkuId;
        Quantity = line.Sold.Quantity;
        Periods = line.Sold.Periods;
        UnitCost = Require.Price(unitCost, "cost");
        Amount = Money.Line(unitCost, Quantity, Periods);
    }

    public long OrderLineId { get; private set; }

    public OrderLine OrderLine { get; private set; } = null!;

    public long SkuId { get; private set; }

    public int Quantity { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal UnitCost { get; private set; }

    /// <summary>Yuan, rounded to the fen.</summary>
    public decimal Amount { get; private set; }
}

/// <summary>One hop of the chain behind an order line: which distributor supplies which at what cost. The neighbours see their own hop and no other.</summary>
public sealed class SupplyLine : LineCost, ISharedByParties
{
    private SupplyLine()
    {
    }

    public SupplyLine(OrderLine line, Parties parties, decimal unitCost)
        : base(line, unitCost) => (SellerId, BuyerId) = (parties.SellerId, parties.BuyerId);

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }
}

/// <summary>The end of the chain behind an order line: what its distributor buys from a supplier, and at what cost. Nobody else sees it.</summary>
public sealed class PurchaseLine : LineCost, IOrganizationOwned
{
    private PurchaseLine()
    {
    }

    public PurchaseLine(OrderLine line, long organizationId, long supplierId, decimal unitCost)
        : base(line, unitCost)
    {
        OrganizationId = organizationId;
        SupplierId = supplierId;
    }

    /// <summary>The distributor that buys.</summary>
    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }
}
