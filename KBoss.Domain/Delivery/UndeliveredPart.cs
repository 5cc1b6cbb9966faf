using KBoss.Domain.Common;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery;

/// <summary>
/// What was paid and cannot be delivered, between one seller and its buyer: the customer's order line, and each hop of the chain behind it. What will be
/// refunded begins from here.
/// </summary>
public sealed class UndeliveredPart : SharedEntity, IAuditedFromBirth
{
    /// <summary>The longest reason; the customer reads it.</summary>
    public const int MaxReason = 500;

    private UndeliveredPart()
    {
    }

    /// <param name="parties">Who sold it to whom, for <paramref name="lineAmount"/> yuan in all.</param>
    public UndeliveredPart(Parties parties, FulfilmentTask task, int quantity, decimal lineAmount, string reason, By by, DateTime now)
        : base(parties)
    {
        OrderNo = task.OrderNo;
        OrderLineId = task.OrderLineId;
        Sold = task.Sold;
        Missing = Require.Count(quantity, "quantity", 1, task.Sold.Quantity);
        Amount = Share(lineAmount, Missing, task.Sold.Quantity);
        Reason = Require.Text(reason, "reason", MaxReason, free: true);
        MarkedBy = by;
        MarkedAt = Require.Utc(now);
    }

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    /// <summary>How many pieces.</summary>
    public int Missing { get; private set; }

    /// <summary>Yuan: the share of the line that these pieces are, rounded to the fen.</summary>
    public decimal Amount { get; private set; }

    public string Reason { get; private set; } = "";

    public By MarkedBy { get; private set; } = By.Nobody;

    public DateTime MarkedAt { get; private set; }

    public string AuditSubject => $"UndeliveredPart {OrderNo}";

    /// <summary>What some pieces of a line are worth: their share of its amount in yuan, rounded to the fen; all of them are the whole amount.</summary>
    public static decimal Share(decimal lineAmount, int quantity, int ordered) => Money.Amount(lineAmount * quantity / ordered);
}
