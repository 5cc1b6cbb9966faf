using KBoss.Domain.Common;

namespace KBoss.Domain.Orders;

/// <summary>What the seller's people write down about an order; neither the customer nor any other distributor ever sees it.</summary>
public sealed class OrderNote : Entity, IOrganizationOwned, IAudited
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxText = 2000;

    private OrderNote()
    {
    }

    /// <summary>A note of somebody of the order's seller; refused with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>.</summary>
    public OrderNote(Order order, By by, string? text, DateTime now)
    {
        OrganizationId = order.SellerId;
        OrderId = order.Id;
        OrderNo = order.OrderNo;
        By = by;
        Text = Require.Text(text, "note", MaxText, free: true);
        CreatedAt = Require.Utc(now);
    }

    /// <summary>The seller.</summary>
    public long OrganizationId { get; private set; }

    public long OrderId { get; private set; }

    public string OrderNo { get; private set; } = "";

    public By By { get; private set; } = By.Nobody;

    public string Text { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"OrderNote {OrderNo}";
}
