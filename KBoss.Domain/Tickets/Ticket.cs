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

    private Ticket()
    {
    }

    /// <summary>A ticket without a message yet; its first one is said with <see cref="Say"/>.</summary>
    public Ticket(Parties parties, string customerName, string ticketNo, string? title, string? orderNo, TicketAuthor by, DateTime now)
        : base(parties)
    {
        CustomerName = customerName;
        TicketNo = ticketNo;
        Title = Require.Text(title, "title", 100);
        OrderNo = Require.Optional(orderNo, "order", 50);
        OpenedBy = by.By;
        OpenedAt = Require.Utc(now);
        (LastSide, LastBy, LastAt) = (by.Side, by.By, OpenedAt);
    }

    /// <summary>The customer's name when the ticket was opened.</summary>
    public string CustomerName { get; private set; } = "";

    public string TicketNo { get; private set; } = "";

    public string Title { get; private set; } = "";

    /// <summary>The order that it is about; empty when it is about none.</summary>
    public string OrderNo { get; private set; } = "";

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

    public string AuditSubject => $"Ticket {TicketNo}";

    /// <summary>Whether a message is taken: while it is open, and for a while after it was closed.</summary>
    public bool TakesMessages(DateTime now) => Status == TicketStatus.Open || now <= ClosedAt + ReopenedWithin;

    /// <summary>
    /// Adds a message and opens a closed ticket again; refused with <c>Tickets.ClosedForGood</c>, and with <c>Common.TextRequired</c>
    /// when there is neither text nor file.
    /// </summary>
    public TicketMessage Say(TicketAuthor by, string? text, int files, DateTime now)
    {
        if (!TakesMessages(Require.Utc(now)))
        {
            throw new RuleException("Tickets.ClosedForGood", TicketNo, (int)ReopenedWithin.TotalDays);
        }

        var message = new TicketMessage(this, Messages + 1, by, text, files, now);
        (Status, ClosedAt, ClosedBy) = (TicketStatus.Open, null, By.Nobody);
        (Messages, LastSide, LastBy, LastAt) = (message.Number, by.Side, by.By, now);
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
    }
}
