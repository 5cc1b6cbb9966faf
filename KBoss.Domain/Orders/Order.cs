using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>Where an order stands; see <see cref="Order.CanMove"/> for the transitions that exist [R-ORD-1].</summary>
public enum OrderStatus
{
    Unpaid,
    Paid,
    Fulfilling,
    Completed,
    Cancelled,
    Refunding,
    Refunded,
}

/// <summary>A customer's order at its seller. Its total is the sum of its rounded lines [R-PRC-3].</summary>
public sealed class Order : SharedEntity, IAudited
{
    /// <summary>An order that is not paid within this time is cancelled.</summary>
    public static readonly TimeSpan PayWithin = TimeSpan.FromMinutes(30);

    public const int MaxClientKey = 64;

    private static readonly Dictionary<OrderStatus, OrderStatus[]> Transitions = new()
    {
        [OrderStatus.Unpaid] = [OrderStatus.Paid, OrderStatus.Cancelled],
        [OrderStatus.Paid] = [OrderStatus.Fulfilling, OrderStatus.Refunding],
        [OrderStatus.Fulfilling] = [OrderStatus.Completed, OrderStatus.Refunding],
        [OrderStatus.Completed] = [OrderStatus.Refunding],
        [OrderStatus.Refunding] = [OrderStatus.Refunded],
        [OrderStatus.Cancelled] = [],
        [OrderStatus.Refunded] = [],
    };

    private readonly List<OrderLine> lines = [];
    private readonly List<OrderStatusChange> changes = [];

    private Order()
    {
    }

    public Order(Parties parties, string orderNo, By by, IEnumerable<OrderItem> items, DateTime now, string? clientKey = null)
        : base(parties)
    {
        OrderNo = orderNo;
        ClientKey = clientKey is null ? null : Require.Text(clientKey, "client-key", MaxClientKey);
        PlacedBy = by.IsMember ? by : throw new ArgumentException("An order is placed by a member.", nameof(by));
        CreatedAt = Require.Utc(now);
        lines.AddRange(items.Select((item, i) => new OrderLine(parties, i + 1, item)));
        if (lines.Count == 0)
        {
            throw new RuleException("Orders.NoLines");
        }

        Total = Require.Amount(lines.Sum(l => l.Amount), "total");
        changes.Add(new OrderStatusChange(this, null, OrderStatus.Unpaid, by, "", now));
    }

    public string OrderNo { get; private set; } = "";

    /// <summary>Made by the confirmation page; unique per buyer, so confirming twice makes one order.</summary>
    public string? ClientKey { get; private set; }

    public OrderStatus Status { get; private set; } = OrderStatus.Unpaid;

    /// <summary>Yuan, two decimals.</summary>
    public decimal Total { get; private set; }

    public By PlacedBy { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    public IReadOnlyList<OrderLine> Lines => lines;

    public IReadOnlyList<OrderStatusChange> Changes => changes;

    public string AuditSubject => $"Order {OrderNo}";

    public DateTime PayBefore => CreatedAt + PayWithin;

    /// <summary>Whether the transition exists.</summary>
    public static bool CanMove(OrderStatus from, OrderStatus to) => Transitions[from].Contains(to);

    /// <summary>Paid in full; refused with <c>Orders.NotPayable</c> unless it is unpaid [R-ORD-3].</summary>
    public void Pay(By by, DateTime now)
    {
        if (Status != OrderStatus.Unpaid)
        {
            throw new RuleException("Orders.NotPayable", OrderNo, Status);
        }

        MoveTo(OrderStatus.Paid, by, "", now);
        PaidAt = now;
    }

    /// <summary>Withdrawn before it was paid, by the customer or because time ran out.</summary>
    public void Cancel(By by, string reason, DateTime now) => MoveTo(OrderStatus.Cancelled, by, reason, now);

    /// <summary>Delivery has begun; it begins once, however many lines there are.</summary>
    public void StartFulfilling(By by, DateTime now)
    {
        if (Status != OrderStatus.Fulfilling)
        {
            MoveTo(OrderStatus.Fulfilling, by, "", now);
        }
    }

    /// <summary>Every line has been delivered.</summary>
    public void Complete(By by, DateTime now) => MoveTo(OrderStatus.Completed, by, "", now);

    private void MoveTo(OrderStatus to, By by, string reason, DateTime now)
    {
        if (!CanMove(Status, to))
        {
            throw new RuleException("Orders.TransitionRefused", OrderNo, Status, to);
        }

        changes.Add(new OrderStatusChange(this, Status, to, by, reason, now));
        Status = to;
    }
}

/// <summary>What is ordered, priced at the moment of ordering; prices in yuan per unit.</summary>
public sealed record OrderItem(
    long OfferId, long SkuId, string ProductName, string SkuCode, string Options, string Unit,
    decimal ListPrice, decimal UnitPrice, int Quantity, int Periods, string PriceExplanation);

/// <summary>One Sku of an order, with the price and its explanation as they stood at ordering; nothing changes it later.</summary>
public sealed class OrderLine : SharedEntity
{
    private OrderLine()
    {
    }

    internal OrderLine(Parties parties, int number, OrderItem item)
        : base(parties)
    {
        Number = number;
        OfferId = item.OfferId;
        SkuId = item.SkuId;
        ProductName = item.ProductName;
        SkuCode = item.SkuCode;
        Options = item.Options;
        Unit = item.Unit;
        ListPrice = item.ListPrice;
        UnitPrice = Require.Price(item.UnitPrice, "price");
        Quantity = Require.Count(item.Quantity, "quantity", 1, CartLine.MaxQuantity);
        Periods = Require.Count(item.Periods, "periods", 1, CartLine.MaxPeriods);
        Amount = Money.Line(UnitPrice, Quantity, Periods);
        PriceExplanation = item.PriceExplanation;
    }

    public long OrderId { get; private set; }

    /// <summary>1, 2, 3 … inside the order.</summary>
    public int Number { get; private set; }

    public long OfferId { get; private set; }

    public long SkuId { get; private set; }

    public string ProductName { get; private set; } = "";

    public string SkuCode { get; private set; } = "";

    public string Options { get; private set; } = "";

    public string Unit { get; private set; } = "";

    public decimal ListPrice { get; private set; }

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal UnitPrice { get; private set; }

    public int Quantity { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan: unit price × quantity × periods, rounded to the fen.</summary>
    public decimal Amount { get; private set; }

    /// <summary>The candidates of the price engine as JSON; never the seller's cost.</summary>
    public string PriceExplanation { get; private set; } = "";
}

/// <summary>One transition of an order, with actor and time (UTC) [R-ORD-1].</summary>
public sealed class OrderStatusChange : SharedEntity, IAppendOnly
{
    private OrderStatusChange()
    {
    }

    internal OrderStatusChange(Order order, OrderStatus? from, OrderStatus to, By by, string reason, DateTime now)
        : base(order.Parties)
    {
        From = from;
        To = to;
        By = by;
        Reason = reason;
        At = Require.Utc(now);
    }

    public long OrderId { get; private set; }

    public OrderStatus? From { get; private set; }

    public OrderStatus To { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public string Reason { get; private set; } = "";

    public DateTime At { get; private set; }
}

/// <summary>
/// One hop of the chain behind an order line: who supplies whom at what cost. The neighbours see their own hop and no other;
/// the first hop comes from a supplier outside the system and is seen by the distributor that buys there alone (it stands as both parties).
/// </summary>
public sealed class SupplyLine : SharedEntity
{
    private SupplyLine()
    {
    }

    public SupplyLine(OrderLine line, Parties parties, long? supplierId, decimal unitCost)
        : base(parties)
    {
        OrderLine = line;
        SupplierId = supplierId;
        SkuId = line.SkuId;
        Quantity = line.Quantity;
        Periods = line.Periods;
        UnitCost = Require.Price(unitCost, "cost");
        Amount = Money.Line(unitCost, line.Quantity, line.Periods);
    }

    public long OrderLineId { get; private set; }

    public OrderLine OrderLine { get; private set; } = null!;

    public long? SupplierId { get; private set; }

    public long SkuId { get; private set; }

    public int Quantity { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan per unit, four decimals.</summary>
    public decimal UnitCost { get; private set; }

    /// <summary>Yuan, rounded to the fen.</summary>
    public decimal Amount { get; private set; }
}
