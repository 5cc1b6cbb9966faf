using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Tickets;

/// <summary>Whether a ticket is still talked about.</summary>
public enum TicketStatus
{
    Open,
    Closed,
}

/// <summary>The two who talk in a ticket.</summary>
public enum TicketSide
{
    Customer,
    Seller,
}

/// <summary>Who does something with a ticket, and for which side.</summary>
public sealed record TicketAuthor(TicketSide Side, By By);

/// <summary>
/// A customer's question to its seller, optionally about one of its orders, and the talk that follows. Either side closes it; a message
/// within <see cref="ReopenedWithin"/> of that opens it again, later it can only be read.
/// </summary>
public sealed class Ticket : SharedEntity, IAudited
{
    /// <summary>How long a closed ticket is opened again by a message.</summary>
    public static readonly TimeSpan ReopenedWithin = TimeSpan.FromDays(7);

    /// <summary>The best rating; 1 is the worst.</summary>
    public const int MostStars = 5;

    private Ticket()
    {
    }

    /// <summary>
    /// A ticket without a message yet; its first one is said with <see cref="Say"/>. Without a category the desk chooses one.
    /// </summary>
    public Ticket(
        Parties parties, string customerName, string ticketNo, string? title, string? orderNo, TicketAuthor by, DateTime now, CategoryTerms? category = null)
        : base(parties)
    {
        CustomerName = customerName;
        TicketNo = ticketNo;
        Title = Require.Text(title, "title", 100);
        OrderNo = Require.Optional(orderNo, "order", 50);
        OpenedBy = by.By;
        OpenedAt = Require.Utc(now);
        (LastSide, LastBy, LastAt) = (by.Side, by.By, OpenedAt);
        (Category, IsComplaint) = (category?.Name ?? "", category?.IsComplaint ?? false);
        Desk = new TicketDesk(this, category?.ForwardTo);
    }

    /// <summary>The customer's name when the ticket was opened.</summary>
    public string CustomerName { get; private set; } = "";

    public string TicketNo { get; private set; } = "";

    public string Title { get; private set; } = "";

    /// <summary>The order that it is about; empty when it is about none.</summary>
    public string OrderNo { get; private set; } = "";

    /// <summary>The name of its category when that was chosen; empty until somebody has chosen one.</summary>
    public string Category { get; private set; } = "";

    /// <summary>Whether that category is one of complaints.</summary>
    public bool IsComplaint { get; private set; }

    public TicketStatus Status { get; private set; } = TicketStatus.Open;

    public By OpenedBy { get; private set; } = By.Nobody;

    public DateTime OpenedAt { get; private set; }

    /// <summary>When it was closed last; none while it is open.</summary>
    public DateTime? ClosedAt { get; private set; }

    /// <summary>Nobody while it is open.</summary>
    public By ClosedBy { get; private set; } = By.Nobody;

    /// <summary>How many messages it has; the number of the last one.</summary>
    [NotAudited]
    public int Messages { get; private set; }

    /// <summary>Which side wrote last: an open ticket waits for the other one.</summary>
    [NotAudited]
    public TicketSide LastSide { get; private set; }

    [NotAudited]
    public By LastBy { get; private set; } = By.Nobody;

    [NotAudited]
    public DateTime LastAt { get; private set; }

    /// <summary>How content the customer was when it was closed, from 1 to <see cref="MostStars"/>; none until it has said so.</summary>
    public int? Stars { get; private set; }

    /// <summary>What the customer said with it; may be empty.</summary>
    public string RatingText { get; private set; } = "";

    public By RatedBy { get; private set; } = By.Nobody;

    public DateTime? RatedAt { get; private set; }

    /// <summary>What the seller keeps of it for itself; null where that is not seen or was not loaded.</summary>
    [NotAudited]
    public TicketDesk? Desk { get; private set; }

    public string AuditSubject => $"Ticket {TicketNo}";

    /// <summary>Whether a message is taken: while it is open, and for a while after it was closed.</summary>
    public bool TakesMessages(DateTime now) => Status == TicketStatus.Open || now <= ClosedAt + ReopenedWithin;

    /// <summary>
    /// Adds a message and opens a closed ticket again; refused with <c>Tickets.ClosedForGood</c>, and with <c>Common.TextRequired</c>
    /// when there is neither text nor file. From a customer's message on it is counted by <paramref name="promise"/> until when it is to be answered, and
    /// whoever answers first works on it from then.
    /// </summary>
    public TicketMessage Say(TicketAuthor by, string? text, int files, DateTime now, TicketPromise? promise = null)
    {
        if (!TakesMessages(Require.Utc(now)))
        {
            throw new RuleException("Tickets.ClosedForGood", TicketNo, (int)ReopenedWithin.TotalDays);
        }

        var message = new TicketMessage(this, Messages + 1, by, text, files, now);
        (Status, ClosedAt, ClosedBy) = (TicketStatus.Open, null, By.Nobody);
        (Messages, LastSide, LastBy, LastAt) = (message.Number, by.Side, by.By, now);
        if (by.Side == TicketSide.Customer)
        {
            Desk?.Asked(now, promise);
        }
        else
        {
            Desk?.Answered(by.By, OpenedAt, now, promise);
        }

        return message;
    }

    /// <summary>Ends the talk; refused with <c>Tickets.ClosedAlready</c> the second time.</summary>
    public void Close(TicketAuthor by, DateTime now)
    {
        if (Status == TicketStatus.Closed)
        {
            throw new RuleException("Tickets.ClosedAlready", TicketNo, ClosedBy.Name);
        }

        (Status, ClosedAt, ClosedBy) = (TicketStatus.Closed, Require.Utc(now), by.By);
        Desk?.End();
    }

    /// <summary>
    /// Somebody works on it from now on; refused with <c>Tickets.ClaimedAlready</c>, which says who does, and <c>Tickets.IsClosed</c>.
    /// </summary>
    public TicketNote Claim(By by, DateTime now)
    {
        var desk = DemandOpen();
        if (desk.Assignee.IsMember)
        {
            throw new RuleException("Tickets.ClaimedAlready", TicketNo, desk.Assignee.Name);
        }

        desk.Assign(by);
        return new TicketNote(this, TicketNoteKind.Claimed, by, "", null, now);
    }

    /// <summary>
    /// Somebody else works on it from now on, for a reason; refused with <c>Tickets.HandedToSame</c>, <c>Common.TextRequired</c> without a reason, and
    /// <c>Tickets.IsClosed</c>.
    /// </summary>
    public TicketNote HandOver(By by, By to, string? reason, DateTime now)
    {
        var desk = DemandOpen();
        TicketNote? note = null;
        Refusals.All(
            () =>
            {
                if (desk.Assignee.MemberId == to.MemberId)
                {
                    throw new RuleException("Tickets.HandedToSame", TicketNo, to.Name) { Field = "member" };
                }
            },
            () => note = new TicketNote(this, TicketNoteKind.HandedOver, by, to.Name, reason, now));
        desk.Assign(to);
        return note!;
    }

    /// <summary>Nobody works on it any more; refused with <c>Tickets.NotClaimed</c> and <c>Tickets.IsClosed</c>.</summary>
    public TicketNote GiveBack(By by, DateTime now)
    {
        var desk = DemandOpen();
        var note = new TicketNote(this, TicketNoteKind.GivenBack, by, desk.Assignee.Name, null, now);
        desk.Assign(desk.Assignee.IsMember ? By.Nobody : throw new RuleException("Tickets.NotClaimed", TicketNo));
        return note;
    }

    /// <summary>How soon it should be answered; what is promised is counted anew. Refused with <c>Tickets.IsClosed</c>.</summary>
    public TicketNote Prioritize(By by, TicketPriority priority, DateTime now, TicketPromise? promise)
    {
        DemandOpen().Prioritize(priority, promise);
        return new TicketNote(this, TicketNoteKind.Prioritized, by, priority.ToString(), null, now);
    }

    /// <summary>Another category, with the role that handles it; refused with <c>Tickets.IsClosed</c>.</summary>
    public TicketNote Categorize(By by, CategoryTerms category, DateTime now)
    {
        DemandOpen().Forward(category.ForwardTo);
        (Category, IsComplaint) = (category.Name ?? "", category.IsComplaint);
        return new TicketNote(this, TicketNoteKind.Categorized, by, Category, null, now);
    }

    /// <summary>
    /// Says how content the customer is, with a sentence if it likes; it can be said again until the ticket is opened again. Refused with
    /// <c>Tickets.NotClosed</c> while it is open, and <c>Tickets.StarsInvalid</c> outside of 1 to <see cref="MostStars"/>.
    /// </summary>
    public void Rate(By by, int stars, string? text, DateTime now)
    {
        if (Status != TicketStatus.Closed)
        {
            throw new RuleException("Tickets.NotClosed", TicketNo);
        }

        var said = "";
        Refusals.All(
            () =>
            {
                if (stars is < 1 or > MostStars)
                {
                    throw new RuleException("Tickets.StarsInvalid", MostStars) { Field = "stars" };
                }
            },
            () => said = Require.Optional(text, "rating-text", 500, free: true));
        (Stars, RatingText, RatedBy, RatedAt) = (stars, said, by, Require.Utc(now));
    }

    private TicketDesk DemandOpen()
    {
        if (Status == TicketStatus.Closed)
        {
            throw new RuleException("Tickets.IsClosed", TicketNo, ClosedBy.Name);
        }

        return Desk ?? throw new InvalidOperationException("What the seller keeps of a ticket was not loaded with it.");
    }
}
