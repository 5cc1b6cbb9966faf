using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Delivery;

/// <summary>Where the work of delivering stands.</summary>
public enum FulfilmentStatus
{
    Open,
    Done,
    Cancelled,
}

/// <summary>
/// The work of delivering one paid order line; every paid line has exactly one that is open or done [R-DLV-1]. It belongs to the distributor that owns the
/// supplier.
/// </summary>
public sealed class FulfilmentTask : Entity, IOrganizationOwned, IBetweenOrganizations, IAudited
{
    private FulfilmentTask()
    {
    }

    public FulfilmentTask(long organizationId, string taskNo, FulfilmentOrder order, Connector connector, DateTime now)
    {
        OrganizationId = organizationId;
        TaskNo = taskNo;
        (SellerId, BuyerId) = (order.Parties.SellerId, order.Parties.BuyerId);
        CustomerName = order.CustomerName;
        OrderNo = order.OrderNo;
        OrderLineId = order.OrderLineId;
        Sold = order.Sold;
        Connector = connector;
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string TaskNo { get; private set; } = "";

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public string CustomerName { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    public Connector Connector { get; private set; }

    public FulfilmentStatus Status { get; private set; } = FulfilmentStatus.Open;

    /// <summary>The member of Maintenance who said "I do it"; others see the name.</summary>
    public By Assignee { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    public DateTime? DoneAt { get; private set; }

    public string AuditSubject => $"FulfilmentTask {TaskNo}";

    /// <summary>The seller and the buyer of the order.</summary>
    public Parties Parties => new(SellerId, BuyerId);

    /// <summary>Whoever delivers, for the seller, to the buyer.</summary>
    public IReadOnlyList<long> Between => [OrganizationId, SellerId, BuyerId];

    /// <summary>Somebody takes the work on; refused with <c>Delivery.TaskNotOpen</c> when it is done.</summary>
    public void Assign(By by)
    {
        DemandOpen();
        Assignee = by;
    }

    /// <summary>Delivered; refused with <c>Delivery.TaskNotOpen</c> the second time.</summary>
    public void Complete(By by, DateTime now)
    {
        DemandOpen();
        Assignee = by;
        Status = FulfilmentStatus.Done;
        DoneAt = Require.Utc(now);
    }

    private void DemandOpen()
    {
        if (Status != FulfilmentStatus.Open)
        {
            throw new RuleException("Delivery.TaskNotOpen", TaskNo);
        }
    }
}

/// <summary>What a task must know of the order line it delivers.</summary>
public sealed record FulfilmentOrder(Parties Parties, string CustomerName, string OrderNo, long OrderLineId, SoldItem Sold);
