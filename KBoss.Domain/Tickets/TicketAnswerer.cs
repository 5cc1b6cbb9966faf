namespace KBoss.Domain.Tickets;

/// <summary>One of the seller's people who has answered in a ticket: how many times, and the number of its last message there.</summary>
public sealed record TicketAnswerer(long MemberId, int Answers, int Last)
{
    /// <summary>
    /// Who is credited with how a ticket ended and was rated: whoever has answered most in it, of equals the last one, and not who holds or closes it at the
    /// end; nobody where nobody has answered.
    /// </summary>
    public static long? Credited(IEnumerable<TicketAnswerer> answerers) =>
        answerers.OrderByDescending(a => a.Answers).ThenByDescending(a => a.Last).FirstOrDefault()?.MemberId;
}
