using KBoss.Domain.Common;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery;

/// <summary>How far the delivery of an order line is, in the words of the customer.</summary>
public enum LineDeliveryState
{
    /// <summary>Paid, and waiting to be opened.</summary>
    Waiting,

    /// <summary>It is being opened.</summary>
    Opening,

    /// <summary>It did not go by itself; people look after it.</summary>
    Delayed,

    /// <summary>All that can be delivered has been.</summary>
    Done,
}

/// <summary>
/// How far the delivery of one paid order line is, for the seller and the buyer of the order: nothing of who delivers, how, or why it takes longer.
/// </summary>
public sealed class LineDelivery : SharedEntity
{
    private LineDelivery()
    {
    }

    public LineDelivery(Order order, OrderLine line, DateTime now)
        : base(order.Parties)
    {
        OrderNo = order.OrderNo;
        OrderLineId = line.Id;
        LineNumber = line.Number;
        Sold = line.Sold;
        ChangedAt = Require.Utc(now);
    }

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    /// <summary>1, 2, 3 … inside the order.</summary>
    public int LineNumber { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    public LineDeliveryState State { get; private set; }

    public int Delivered { get; private set; }

    public int Undeliverable { get; private set; }

    /// <summary>Why the rest cannot be delivered, as the customer was told.</summary>
    public string Reason { get; private set; } = "";

    public DateTime ChangedAt { get; private set; }

    /// <summary>Follows the task; true when something changed that the customer sees.</summary>
    public bool Follow(FulfilmentTask task, DateTime now, string reason = "")
    {
        var state = task switch
        {
            { Status: not FulfilmentStatus.Open } => LineDeliveryState.Done,
            { State: DeliveryState.Failed } => LineDeliveryState.Delayed,
            { IsAutomatic: true, SentAt: not null } or { Assignee.IsMember: true } or { Delivered: > 0 } => LineDeliveryState.Opening,
            _ => LineDeliveryState.Waiting,
        };
        if ((state, task.Delivered, task.Undeliverable) == (State, Delivered, Undeliverable))
        {
            return false;
        }

        (State, Delivered, Undeliverable) = (state, task.Delivered, task.Undeliverable);
        Reason = reason.Length > 0 ? reason : Reason;
        ChangedAt = Require.Utc(now);
        return true;
    }
}
