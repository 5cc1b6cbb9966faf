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

    /// <summary>The statuses that orders come to: what people can look for. Refunds are not made yet.</summary>
    public static IReadOnlyList<OrderStatus> Reached { get; } =
        [OrderStatus.Unpaid, OrderStatus.Paid, OrderStatus.Fulfilling, OrderStatus.Completed, OrderStatus.Cancelled];

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

    /// <summary>The code of the refusal of one order more than a customer may leave unpaid; its third argument is the number of the one that waits longest.</summary>
    public const string TooManyUnpaid = "Orders.TooManyUnpaid";

    /// <summary>
    /// Refuses another order of a customer who has as many unpaid ones as it may: each keeps stock from others until it is paid or its time is over.
    /// <see cref="TooManyUnpaid"/> names the one that waits longest.
    /// </summary>
    /// <param name="unpaid">The numbers of the customer's unpaid orders, oldest first.</param>
    /// <param name="most">How many it may have.</param>
    public static void DemandFewUnpaid(IReadOnlyList<string> unpaid, int most)
    {
        if (unpaid.Count >= most)
        {
            throw new RuleException(TooManyUnpaid, unpaid.Count, most, unpaid[0]);
        }
    }

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
