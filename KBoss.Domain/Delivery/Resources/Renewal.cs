using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;

namespace KBoss.Domain.Delivery.Resources;

/// <summary>One paid renewal of a resource: by which order line, from which end to which (UTC). A line prolongs once.</summary>
public sealed class Renewal : SharedEntity
{
    private Renewal()
    {
    }

    public Renewal(Order order, OrderLine line, Resource resource, DateTime oldEnd, DateTime now)
        : base(order.Parties)
    {
        ResourceNo = resource.ResourceNo;
        OrderNo = order.OrderNo;
        OrderLineId = line.Id;
        (Unit, Periods, Amount) = (line.Sold.Unit, line.Sold.Periods, line.Amount);
        OldEnd = Require.Utc(oldEnd);
        NewEnd = resource.EndsAt!.Value;
        PaidAt = Require.Utc(now);
    }

    public string ResourceNo { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    public BillingUnit Unit { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Yuan, as it was paid.</summary>
    public decimal Amount { get; private set; }

    public DateTime OldEnd { get; private set; }

    public DateTime NewEnd { get; private set; }

    public DateTime PaidAt { get; private set; }

    /// <summary>When it was prolonged at the supplier too (UTC), by its interface or by Maintenance.</summary>
    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>The supplier has prolonged it too.</summary>
    public void Confirm(DateTime now) => ConfirmedAt ??= Require.Utc(now);
}
