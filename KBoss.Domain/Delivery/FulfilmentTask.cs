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

/// <summary>Who works at an open task: Maintenance, or the supplier's interface and how far it has come.</summary>
public enum DeliveryState
{
    /// <summary>Maintenance delivers.</summary>
    ByHand,

    /// <summary>It waits to be sent to the supplier.</summary>
    Queued,

    /// <summary>The supplier was asked to open it, and has not answered yet.</summary>
    Sent,

    /// <summary>The supplier has answered and is still opening; it is asked again.</summary>
    Opening,

    /// <summary>The supplier refused, or did not answer often enough: Maintenance decides.</summary>
    Failed,
}

/// <summary>
/// The work of delivering one paid order line; every paid line has exactly one that is open or done [R-DLV-1]. It belongs to the distributor that owns the
/// supplier.
/// </summary>
public sealed partial class FulfilmentTask : Entity, IOrganizationOwned, IBetweenOrganizations, IAudited
{
    private FulfilmentTask()
    {
    }

    /// <param name="byInterface">Whether the supplier is asked to open it; otherwise Maintenance delivers it.</param>
    public FulfilmentTask(
        long organizationId, string taskNo, FulfilmentOrder order, long supplierId, Connector connector, DateTime now, bool byInterface = false)
    {
        OrganizationId = organizationId;
        TaskNo = taskNo;
        (SellerId, BuyerId) = (order.Parties.SellerId, order.Parties.BuyerId);
        CustomerName = order.CustomerName;
        OrderNo = order.OrderNo;
        OrderLineId = order.OrderLineId;
        Sold = order.Sold;
        SupplierId = supplierId;
        Connector = connector;
        CreatedAt = WaitingSince = Require.Utc(now);
        if (byInterface)
        {
            State = DeliveryState.Queued;
            NextStep(now);
        }
    }

    public long OrganizationId { get; private set; }

    public string TaskNo { get; private set; } = "";

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public string CustomerName { get; private set; } = "";

    public string OrderNo { get; private set; } = "";

    public long OrderLineId { get; private set; }

    public SoldItem Sold { get; private set; } = null!;

    public long SupplierId { get; private set; }

    public Connector Connector { get; private set; }

    public FulfilmentStatus Status { get; private set; } = FulfilmentStatus.Open;

    public DeliveryState State { get; private set; }

    /// <summary>How many pieces the customer has.</summary>
    public int Delivered { get; private set; }

    /// <summary>How many pieces will never come.</summary>
    public int Undeliverable { get; private set; }

    /// <summary>The member of Maintenance who said "I do it"; others see the name.</summary>
    public By Assignee { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    /// <summary>Since when it needs a person (UTC).</summary>
    [NotAudited]
    public DateTime WaitingSince { get; private set; }

    public DateTime? DoneAt { get; private set; }

    /// <summary>Which message to the supplier counts: an older one that comes late does nothing.</summary>
    [NotAudited]
    public int Step { get; private set; }

    /// <summary>When the next step is due (UTC); null when none is.</summary>
    [NotAudited]
    public DateTime? NextStepAt { get; private set; }

    /// <summary>Failures in a row.</summary>
    [NotAudited]
    public int Tries { get; private set; }

    /// <summary>How often the supplier was asked what became of it.</summary>
    [NotAudited]
    public int Looks { get; private set; }

    /// <summary>When the supplier may first have heard of it (UTC): from then on it is asked before anything is opened.</summary>
    [NotAudited]
    public DateTime? SentAt { get; private set; }

    /// <summary>Why the last attempt failed: the key of its message; empty when it did not.</summary>
    public string ErrorCode { get; private set; } = "";

    /// <summary>The values of the message, one a line.</summary>
    [NotAudited]
    public string ErrorArgs { get; private set; } = "";

    public string AuditSubject => $"FulfilmentTask {TaskNo}";

    /// <summary>The seller and the buyer of the order.</summary>
    public Parties Parties => new(SellerId, BuyerId);

    /// <summary>Whoever delivers, for the seller, to the buyer.</summary>
    public IReadOnlyList<long> Between => [OrganizationId, SellerId, BuyerId];

    /// <summary>How many pieces are still owed.</summary>
    public int Remaining => Sold.Quantity - Delivered - Undeliverable;

    /// <summary>Whether the supplier's interface works at it by itself.</summary>
    public bool IsAutomatic => Status == FulfilmentStatus.Open && State is DeliveryState.Queued or DeliveryState.Sent or DeliveryState.Opening;

    /// <summary>
    /// Somebody takes the work on; refused with <c>Delivery.TaskNotOpen</c> when it is done, <c>Delivery.NotByHand</c> while the interface has it.
    /// </summary>
    public void Assign(By by)
    {
        DemandByHand();
        Assignee = by;
    }

    /// <summary>
    /// Pieces reach the customer by hand; refused with <c>Delivery.TaskNotOpen</c>, <c>Delivery.NotByHand</c> or <c>Delivery.TooManyPieces</c>.
    /// </summary>
    public void HandOver(int quantity, By by, DateTime now)
    {
        DemandByHand();
        if (quantity < 1 || quantity > Remaining)
        {
            throw new RuleException("Delivery.TooManyPieces", Remaining) { Field = "quantity" };
        }

        TakeFromFailed();
        Assignee = by;
        Add(quantity, now);
    }

    /// <summary>Maintenance takes a piece that came unexpectedly; refused with <c>Delivery.NothingOwed</c> when all have been delivered.</summary>
    public void Use(By by, DateTime now)
    {
        if (Status != FulfilmentStatus.Open || Remaining == 0)
        {
            throw new RuleException("Delivery.NothingOwed", TaskNo);
        }

        DemandByHand();
        TakeFromFailed();
        Assignee = by;
        Add(1, now);
    }

    /// <summary>
    /// The rest will never come: the task is done with that, and how many pieces it was. Refused with <c>Delivery.TaskNotOpen</c>, or with
    /// <c>Delivery.NotByHand</c> while the interface works at it.
    /// </summary>
    public int GiveUpRest(By by, DateTime now)
    {
        DemandByHand();
        Assignee = by;
        var rest = Remaining;
        Undeliverable += rest;
        Finish(now);
        return rest;
    }

    /// <summary>Asked again from the beginning; refused with <c>Delivery.NotFailed</c> unless it has failed.</summary>
    public void Retry(DateTime now)
    {
        DemandOpen();
        if (State != DeliveryState.Failed)
        {
            throw new RuleException("Delivery.NotFailed", TaskNo);
        }

        State = DeliveryState.Queued;
        (Tries, Looks) = (0, 0);
        (ErrorCode, ErrorArgs) = ("", "");
        NextStep(now);
    }

    /// <summary>
    /// Maintenance delivers it instead of the interface; refused with <c>Delivery.ByHandAlready</c> when it does. If the supplier has heard of it, it is asked
    /// a while longer what it has opened.
    /// </summary>
    public void TakeOver(By by, DateTime now)
    {
        DemandOpen();
        if (State == DeliveryState.ByHand)
        {
            throw new RuleException("Delivery.ByHandAlready", TaskNo);
        }

        State = DeliveryState.ByHand;
        Assignee = by;
        WaitingSince = Require.Utc(now);
        (ErrorCode, ErrorArgs) = ("", "");
        WatchOn(now);
    }

    private void Add(int quantity, DateTime now)
    {
        Delivered += quantity;
        if (Remaining == 0)
        {
            Finish(now);
        }
    }

    private void Finish(DateTime now)
    {
        var failed = State == DeliveryState.Failed;
        var automatic = IsAutomatic;
        Status = FulfilmentStatus.Done;
        DoneAt = Require.Utc(now);
        (ErrorCode, ErrorArgs) = ("", "");
        if (automatic)
        {
            NextStepAt = null;
        }
        else if (failed)
        {
            WatchOn(now);
        }
    }

    /// <summary>What was begun by hand is never asked of the supplier again.</summary>
    private void TakeFromFailed()
    {
        if (State == DeliveryState.Failed)
        {
            State = DeliveryState.ByHand;
            (ErrorCode, ErrorArgs) = ("", "");
        }
    }

    private void DemandByHand()
    {
        DemandOpen();
        if (IsAutomatic)
        {
            throw new RuleException("Delivery.NotByHand", TaskNo);
        }
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
