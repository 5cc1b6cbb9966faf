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
public sealed record TicketAuthor(TicketSide Side, long MemberId, string Name);

/// <summary>
/// A customer's question to its seller, optionally about one of its orders, and the talk that follows. Either side closes it; a message
/// within <see cref="ReopenedWithin"/> of that opens it again, later it can only be read.
/// </summary>
public sealed class Ticket : Entity, ISharedByParties, IAudited
{
    /// <summary>How long a closed ticket is opened again by a message.</summary>
    public static readonly TimeSpan ReopenedWithin = TimeSpan.FromDays(7);

    private Ticket()
    {
    }

    /// <summary>A ticket without a message yet; its first one is said with <see cref="Say"/>.</summary>
    public Ticket(long sellerId, long buyerId, string customerName, string ticketNo, string? title, string? orderNo, TicketAuthor by, DateTime now)
    {
        SellerId = sellerId;
        BuyerId = buyerId;
        CustomerName = customerName;
        TicketNo = ticketNo;
        Title = Require.Text(title, "title", 100);
        OrderNo = Require.Optional(orderNo, "order", 50);
        OpenedByMemberId = by.MemberId;
        OpenedBy = by.Name;
        OpenedAt = Require.Utc(now);
        (LastSide, LastBy, LastAt) = (by.Side, by.Name, OpenedAt);
    }

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    /// <summary>The customer's name when the ticket was opened.</summary>
    public string CustomerName { get; private set; } = "";

    public string TicketNo { get; private set; } = "";

    public string Title { get; private set; } = "";

    /// <summary>The order that it is about; empty when it is about none.</summary>
    public string OrderNo { get; private set; } = "";

    public TicketStatus Status { get; private set; } = TicketStatus.Open;

    public long OpenedByMemberId { get; private set; }

    public string OpenedBy { get; private set; } = "";

    public DateTime OpenedAt { get; private set; }

    /// <summary>When it was closed last; none while it is open.</summary>
    public DateTime? ClosedAt { get; private set; }

    public string ClosedBy { get; private set; } = "";

    /// <summary>How many messages it has; the number of the last one.</summary>
    [NotAudited]
    public int Messages { get; private set; }

    /// <summary>Which side wrote last: an open ticket waits for the other one.</summary>
    [NotAudited]
    public TicketSide LastSide { get; private set; }

    [NotAudited]
    public string LastBy { get; private set; } = "";

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
        (Status, ClosedAt, ClosedBy) = (TicketStatus.Open, null, "");
        (Messages, LastSide, LastBy, LastAt) = (message.Number, by.Side, by.Name, now);
        return message;
    }

    /// <summary>Ends the talk; refused with <c>Tickets.ClosedAlready</c> the second time.</summary>
    public void Close(TicketAuthor by, DateTime now)
    {
        if (Status == TicketStatus.Closed)
        {
            throw new RuleException("Tickets.ClosedAlready", TicketNo, ClosedBy);
        }

        (Status, ClosedAt, ClosedBy) = (TicketStatus.Closed, Require.Utc(now), by.Name);
    }
}
