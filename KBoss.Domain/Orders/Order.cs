using KBoss.Domain.Access;
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
public sealed class Order : Entity, ISharedByParties, IAudited
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

    public Order(long sellerId, long buyerId, string orderNo, OrderActor by, IEnumerable<OrderItem> items, DateTime now, string? clientKey = null)
    {
        SellerId = sellerId;
        BuyerId = buyerId;
        OrderNo = orderNo;
        ClientKey = clientKey is null ? null : Require.Text(clientKey, "client-key", MaxClientKey);
        PlacedByMemberId = by.MemberId ?? throw new ArgumentException("An order is placed by a member.", nameof(by));
        CreatedAt = Require.Utc(now);
        lines.AddRange(items.Select((item, i) => new OrderLine(sellerId, buyerId, i + 1, item)));
        if (lines.Count == 0)
        {
            throw new RuleException("Orders.NoLines");
        }

        Total = Require.Amount(lines.Sum(l => l.Amount), "total");
        changes.Add(new OrderStatusChange(this, null, OrderStatus.Unpaid, by, "", now));
    }

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public string OrderNo { get; private set; } = "";

    /// <summary>Made by the confirmation page; unique per buyer, so confirming twice makes one order.</summary>
    public string? ClientKey { get; private set; }

    public OrderStatus Status { get; private set; } = OrderStatus.Unpaid;

    /// <summary>Yuan, two decimals.</summary>
    public decimal Total { get; private set; }

    public long PlacedByMemberId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    public IReadOnlyList<OrderLine> Lines => lines;

    public IReadOnlyList<OrderStatusChange> Changes => changes;

    public string AuditSubject => $"Order {OrderNo}";

    public DateTime PayBefore => CreatedAt + PayWithin;

    /// <summary>Whether the transition exists.</summary>
    public static bool CanMove(OrderStatus from, OrderStatus to) => Transitions[from].Contains(to);

    /// <summary>Paid in full; refused with <c>Orders.NotPayable</c> unless it is unpaid [R-ORD-3].</summary>
    public void Pay(OrderActor by, DateTime now)
    {
        if (Status != OrderStatus.Unpaid)
        {
            throw new RuleException("Orders.NotPayable", OrderNo, Status);
        }

        MoveTo(OrderStatus.Paid, by, "", now);
        PaidAt = now;
    }

    /// <summary>Withdrawn before it was paid, by the customer or because time ran out.</summary>
    public void Cancel(OrderActor by, string reason, DateTime now) => MoveTo(OrderStatus.Cancelled, by, reason, now);

    /// <summary>Delivery has begun; it begins once, however many lines there are.</summary>
    public void StartFulfilling(OrderActor by, DateTime now)
    {
        if (Status != OrderStatus.Fulfilling)
        {
            MoveTo(OrderStatus.Fulfilling, by, "", now);
        }
    }

    /// <summary>Every line has been delivered.</summary>
    public void Complete(OrderActor by, DateTime now) => MoveTo(OrderStatus.Completed, by, "", now);

    private void MoveTo(OrderStatus to, OrderActor by, string reason, DateTime now)
    {
        if (!CanMove(Status, to))
        {
            throw new RuleException("Orders.TransitionRefused", OrderNo, Status, to);
        }

        changes.Add(new OrderStatusChange(this, Status, to, by, reason, now));
        Status = to;
    }
}

/// <summary>Who moved an order: a member, or a job of the system.</summary>
public sealed record OrderActor(long? MemberId, string Name)
{
    /// <summary>A schedule or a payment notification, named after what it is.</summary>
    public static OrderActor System(string name) => new(null, name);
}

/// <summary>One transition of an order, with actor and time (UTC) [R-ORD-1].</summary>
public sealed class OrderStatusChange : Entity, ISharedByParties, IAppendOnly
{
    private OrderStatusChange()
    {
    }

    internal OrderStatusChange(Order order, OrderStatus? from, OrderStatus to, OrderActor by, string reason, DateTime now)
    {
        SellerId = order.SellerId;
        BuyerId = order.BuyerId;
        From = from;
        To = to;
        MemberId = by.MemberId;
        Actor = by.Name;
        Reason = reason;
        At = Require.Utc(now);
    }

    public long OrderId { get; private set; }

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public OrderStatus? From { get; private set; }

    public OrderStatus To { get; private set; }

    public long? MemberId { get; private set; }

    public string Actor { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public DateTime At { get; private set; }
}
