using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Tickets;

/// <summary>
/// What the seller keeps of a ticket for itself: who works on it, how urgent it is, until when the customer is to be answered, and how the first answer
/// came. The customer never sees it, nor does another distributor.
/// </summary>
public sealed class TicketDesk : Entity, IOrganizationOwned, IAudited
{
    private TicketDesk()
    {
    }

    internal TicketDesk(Ticket ticket, Role? forwardedTo)
    {
        OrganizationId = ticket.SellerId;
        TicketNo = ticket.TicketNo;
        ForwardedTo = forwardedTo;
    }

    /// <summary>The seller.</summary>
    public long OrganizationId { get; private set; }

    public string TicketNo { get; private set; } = "";

    public TicketPriority Priority { get; private set; } = TicketPriority.Normal;

    /// <summary>The role that handles it beside whoever answers all; none unless its category says so. Sales: the customer's own salesperson.</summary>
    public Role? ForwardedTo { get; private set; }

    /// <summary>Who works on it; nobody until somebody has claimed it or was the first to answer.</summary>
    public By Assignee { get; private set; } = By.Nobody;

    /// <summary>Since when (UTC) the customer waits for an answer; none while it does not.</summary>
    [NotAudited]
    public DateTime? WaitingSince { get; private set; }

    /// <summary>Until when (UTC) the answer is promised; none while nobody waits, or until it was counted.</summary>
    [NotAudited]
    public DateTime? DueAt { get; private set; }

    /// <summary>When (UTC) the desk is warned, unless it has answered by then.</summary>
    [NotAudited]
    public DateTime? WarnAt { get; private set; }

    /// <summary>When (UTC) it was warned of this wait.</summary>
    [NotAudited]
    public DateTime? WarnedAt { get; private set; }

    [NotAudited]
    public By FirstAnsweredBy { get; private set; } = By.Nobody;

    [NotAudited]
    public DateTime? FirstAnsweredAt { get; private set; }

    /// <summary>The working time in minutes from the question to the first answer; none until then, or where it was not counted.</summary>
    [NotAudited]
    public int? FirstAnswerMinutes { get; private set; }

    public string AuditSubject => $"Ticket {TicketNo}";

    /// <summary>
    /// Counts until when an answer is promised, by what holds now; where nobody waits, nothing is promised. Returns whether that is another moment than before.
    /// </summary>
    public bool Reckon(TicketPromise? promise)
    {
        var (due, warn) = WaitingSince is { } since && promise is not null
            ? (promise.Due(Priority, FirstAnsweredAt is null, since), promise.Warn(Priority, FirstAnsweredAt is null, since))
            : ((DateTime?)null, (DateTime?)null);
        var changed = (due, warn) != (DueAt, WarnAt);
        (DueAt, WarnAt) = (due, warn);
        return changed;
    }

    /// <summary>It was warned that the time runs out; once for each wait.</summary>
    public void Warn(DateTime now) => WarnedAt ??= Require.Utc(now);

    internal void Asked(DateTime now, TicketPromise? promise)
    {
        if (WaitingSince is null)
        {
            (WaitingSince, WarnedAt) = (now, null);
            Reckon(promise);
        }
    }

    internal void Answered(By by, DateTime openedAt, DateTime now, TicketPromise? promise)
    {
        if (FirstAnsweredAt is null)
        {
            (FirstAnsweredAt, FirstAnsweredBy) = (now, by);
            FirstAnswerMinutes = promise is null ? null : (int)promise.Calendar.Between(openedAt, now).TotalMinutes;
        }

        if (!Assignee.IsMember)
        {
            Assignee = by;
        }

        End();
    }

    internal void End()
    {
        WaitingSince = null;
        Reckon(null);
    }

    internal void Assign(By by) => Assignee = by;

    internal void Prioritize(TicketPriority priority, TicketPromise? promise)
    {
        Priority = priority;
        Reckon(promise);
    }

    internal void Forward(Role? role) => ForwardedTo = role;
}

/// <summary>What stands in an internal line of a ticket.</summary>
public enum TicketNoteKind
{
    /// <summary>Something that was written down.</summary>
    Note,

    Claimed,

    /// <summary>Handed over to somebody, with the reason.</summary>
    HandedOver,

    GivenBack,

    /// <summary>Another priority.</summary>
    Prioritized,

    /// <summary>Another category.</summary>
    Categorized,
}

/// <summary>
/// What the seller's people say among themselves in a ticket, or have done with it; neither the customer nor any other distributor ever sees it.
/// </summary>
public sealed class TicketNote : Entity, IOrganizationOwned, IAppendOnly
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxText = 2000;

    private TicketNote()
    {
    }

    /// <summary>
    /// An internal line; <paramref name="detail"/> is whom or what it names. A note and a hand-over have a text, or they are refused with
    /// <c>Common.TextRequired</c>.
    /// </summary>
    public TicketNote(Ticket ticket, TicketNoteKind kind, By by, string detail, string? text, DateTime now)
    {
        OrganizationId = ticket.SellerId;
        TicketNo = ticket.TicketNo;
        Kind = kind;
        By = by;
        Detail = detail;
        Text = kind is TicketNoteKind.Note or TicketNoteKind.HandedOver
            ? Require.Text(text, kind == TicketNoteKind.Note ? "note" : "reason", MaxText, free: true)
            : Require.Optional(text, "reason", MaxText, free: true);
        At = Require.Utc(now);
    }

    /// <summary>The seller.</summary>
    public long OrganizationId { get; private set; }

    public string TicketNo { get; private set; } = "";

    public TicketNoteKind Kind { get; private set; }

    public By By { get; private set; } = By.Nobody;

    /// <summary>The name of the member, the priority or the category that it is about.</summary>
    public string Detail { get; private set; } = "";

    public string Text { get; private set; } = "";

    public DateTime At { get; private set; }
}
