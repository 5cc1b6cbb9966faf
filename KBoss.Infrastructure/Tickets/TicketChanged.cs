namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// Something was said in a ticket, or it was closed, so that open pages show it at once. Pages that another process serves find out when they ask the
/// next time, after <see cref="AskedEvery"/>.
/// </summary>
public sealed record TicketChanged(string TicketNo, long SellerId, long BuyerId)
{
    /// <summary>How often an open page asks by itself.</summary>
    public static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(15);
}
