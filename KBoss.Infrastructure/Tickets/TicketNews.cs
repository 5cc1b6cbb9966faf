namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// Tells inside this process that something was said in a ticket or that it was closed, so that open pages show it at once. Pages that another
/// process serves find out when they ask the next time, after <see cref="AskedEvery"/>.
/// </summary>
public sealed class TicketNews
{
    /// <summary>How often an open page asks by itself.</summary>
    public static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(15);

    /// <summary>Raised with the ticket's number, the seller and the buyer.</summary>
    public event Action<string, long, long>? Told;

    /// <summary>To be called after the commit.</summary>
    public void Tell(string ticketNo, long sellerId, long buyerId) => Told?.Invoke(ticketNo, sellerId, buyerId);
}
