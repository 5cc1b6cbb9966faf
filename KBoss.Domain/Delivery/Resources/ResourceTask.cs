using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Delivery.Resources;

/// <summary>What has to be done with a resource at its supplier.</summary>
public enum ResourceTaskKind
{
    /// <summary>It was paid for longer.</summary>
    Renew,

    /// <summary>Its days of grace are over: it is to be ended.</summary>
    Release,
}

/// <summary>Where the work stands.</summary>
public enum ResourceTaskState
{
    /// <summary>The supplier's interface is asked, again and again until it answers.</summary>
    Queued,

    /// <summary>Maintenance does it: there is no interface for it.</summary>
    ByHand,

    /// <summary>The supplier refused, or did not answer often enough: Maintenance decides.</summary>
    Failed,

    Done,
}

/// <summary>
/// The work of prolonging or ending a resource at its supplier, once for a paid line or for the end of a resource. It belongs to the distributor that owns
/// the supplier.
/// </summary>
public sealed class ResourceTask : Entity, IOrganizationOwned, IBetweenOrganizations, IAudited
{
    /// <summary>So many failures in a row are tried again by themselves, over about an hour; then Maintenance decides.</summary>
    public const int MaxTries = 8;

    public const int MaxNote = 500;

    private ResourceTask()
    {
    }

    /// <param name="delivered">The task by which the resource was delivered: it names the supplier and the customer.</param>
    /// <param name="orderLineId">The line that was paid, or the one that brought the resource.</param>
    /// <param name="byInterface">Whether the supplier's interface is asked; otherwise Maintenance does it.</param>
    public ResourceTask(
        FulfilmentTask delivered, Resource resource, ResourceTaskKind kind, string taskNo, long orderLineId, string orderNo, BillingUnit unit, int periods,
        bool byInterface, DateTime now)
    {
        OrganizationId = delivered.OrganizationId;
        (SellerId, BuyerId) = (resource.SellerId, resource.BuyerId);
        CustomerName = delivered.CustomerName;
        (SupplierId, Connector) = (delivered.SupplierId, delivered.Connector);
        TaskNo = taskNo;
        Kind = kind;
        ResourceNo = resource.ResourceNo;
        Reference = resource.Reference;
        (ProductName, Options, Pieces) = (resource.Sold.ProductName, resource.Sold.Options, resource.Quantity);
        (OrderLineId, OrderNo) = (orderLineId, orderNo);
        (Unit, Periods) = (unit, periods);
        EndsAt = resource.EndsAt!.Value;
        CreatedAt = Require.Utc(now);
        State = byInterface ? ResourceTaskState.Queued : ResourceTaskState.ByHand;
        if (byInterface)
        {
            Next(now);
        }
    }

    public long OrganizationId { get; private set; }

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public string CustomerName { get; private set; } = "";

    public long SupplierId { get; private set; }

    public Connector Connector { get; private set; }

    /// <summary>Names the act at the supplier, however often it is asked.</summary>
    public string TaskNo { get; private set; } = "";

    public ResourceTaskKind Kind { get; private set; }

    public ResourceTaskState State { get; private set; }

    public string ResourceNo { get; private set; } = "";

    /// <summary>The supplier's own name of it; empty for what was delivered by hand.</summary>
    public string Reference { get; private set; } = "";

    public string ProductName { get; private set; } = "";

    public string Options { get; private set; } = "";

    public int Pieces { get; private set; }

    public long OrderLineId { get; private set; }

    public string OrderNo { get; private set; } = "";

    public BillingUnit Unit { get; private set; }

    public int Periods { get; private set; }

    /// <summary>Until when the customer has paid (UTC): the new end, or the one that has passed.</summary>
    public DateTime EndsAt { get; private set; }

    /// <summary>The end that the supplier named (UTC).</summary>
    [NotAudited]
    public DateTime? SupplierEndsAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? DoneAt { get; private set; }

    public By DoneBy { get; private set; } = By.Nobody;

    /// <summary>What Maintenance wrote when it was done by hand.</summary>
    public string Note { get; private set; } = "";

    /// <summary>Which message to the supplier counts: an older one that comes late does nothing.</summary>
    [NotAudited]
    public int Step { get; private set; }

    /// <summary>When the next attempt is due (UTC).</summary>
    [NotAudited]
    public DateTime? NextStepAt { get; private set; }

    [NotAudited]
    public int Tries { get; private set; }

    /// <summary>Why the last attempt failed: the key of its message; empty when it did not.</summary>
    public string ErrorCode { get; private set; } = "";

    /// <summary>The values of the message, one a line.</summary>
    [NotAudited]
    public string ErrorArgs { get; private set; } = "";

    public string AuditSubject => $"ResourceTask {TaskNo}";

    public IReadOnlyList<long> Between => [OrganizationId, SellerId, BuyerId];

    /// <summary>Whether an attempt of this step is still wanted.</summary>
    public bool Wants(int step) => State == ResourceTaskState.Queued && Step == step;

    /// <summary>The supplier has done it.</summary>
    public void Answer(DateTime? supplierEndsAt, By by, DateTime now)
    {
        SupplierEndsAt = supplierEndsAt is { } end ? Require.Utc(end) : null;
        Finish(by, now);
    }

    /// <summary>
    /// An attempt failed: tried again after 10, 20, 40 … seconds, ten minutes at most, unless it is final or was tried often enough; then Maintenance decides.
    /// </summary>
    public void Fail(string code, IReadOnlyList<string> args, bool final, DateTime now)
    {
        Tries++;
        ErrorCode = code;
        var values = string.Join('\n', args);
        ErrorArgs = values.Length > MaxNote ? values[..MaxNote] : values;
        if (final || Tries >= MaxTries)
        {
            State = ResourceTaskState.Failed;
            NextStepAt = null;
            return;
        }

        Next(now.AddSeconds(Math.Min(600, 10 * Math.Pow(2, Tries - 1))));
    }

    /// <summary>Its message was lost: another is due now.</summary>
    public void Resume(DateTime now) => Next(now);

    /// <summary>The supplier is asked once more; refused with <c>Delivery.NotFailed</c> unless it has failed.</summary>
    public void Retry(DateTime now)
    {
        if (State != ResourceTaskState.Failed)
        {
            throw new RuleException("Delivery.NotFailed", TaskNo);
        }

        State = ResourceTaskState.Queued;
        (Tries, ErrorCode, ErrorArgs) = (0, "", "");
        Next(now);
    }

    /// <summary>
    /// Maintenance has done it at the supplier; refused with <c>Delivery.NotByHand</c> while the interface has it, <c>Delivery.TaskNotOpen</c> when it is
    /// done.
    /// </summary>
    public void FinishByHand(string? note, By by, DateTime now)
    {
        if (State is ResourceTaskState.Queued or ResourceTaskState.Done)
        {
            throw new RuleException(State == ResourceTaskState.Done ? "Delivery.TaskNotOpen" : "Delivery.NotByHand", TaskNo);
        }

        Note = Require.Optional(note, "note", MaxNote, free: true);
        Finish(by, now);
    }

    private void Finish(By by, DateTime now)
    {
        State = ResourceTaskState.Done;
        NextStepAt = null;
        (ErrorCode, ErrorArgs) = ("", "");
        DoneBy = by;
        DoneAt = Require.Utc(now);
    }

    private void Next(DateTime at)
    {
        Step++;
        NextStepAt = Require.Utc(at);
    }
}
