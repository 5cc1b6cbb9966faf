using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery;

/// <summary>What happened to a task.</summary>
public enum TaskEventKind
{
    Created,
    TakenOn,
    Asked,
    Answered,
    AttemptFailed,
    Failed,
    Retried,
    TakenOver,
    HandedOver,
    Undeliverable,
    CameLate,
    LateUsed,
    LateReturned,
    LateKept,
    Resumed,
}

/// <summary>One line of a task's history: what happened, when (UTC) and who did it. It stays with the distributor that delivers.</summary>
public sealed class TaskEvent : Entity, IOrganizationOwned, IAppendOnly
{
    /// <summary>The longest reason or values of a message.</summary>
    public const int MaxText = 1000;

    private TaskEvent()
    {
    }

    public TaskEvent(FulfilmentTask task, TaskEventKind kind, By by, DateTime now, int quantity = 0, string text = "", string code = "")
    {
        OrganizationId = task.OrganizationId;
        TaskNo = task.TaskNo;
        Kind = kind;
        By = by;
        At = Require.Utc(now);
        Quantity = quantity;
        Text = text.Length > MaxText ? text[..MaxText] : text;
        Code = code;
    }

    public long OrganizationId { get; private set; }

    public string TaskNo { get; private set; } = "";

    public TaskEventKind Kind { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public DateTime At { get; private set; }

    /// <summary>How many pieces it was about; none where it says nothing.</summary>
    public int Quantity { get; private set; }

    /// <summary>A reason as somebody wrote it, the supplier's name of a piece, or the values of the message, one a line.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The key of the message where something failed.</summary>
    public string Code { get; private set; } = "";
}
