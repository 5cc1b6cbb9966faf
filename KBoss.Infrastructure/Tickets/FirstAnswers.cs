using KBoss.Domain.Tickets;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Whether the first answer to a ticket came within the promised working time.</summary>
public enum FirstAnswerState
{
    InTime,
    Late,
}

/// <summary>A ticket whose first answer came, or is late; opened at an instant (UTC).</summary>
internal sealed record FirstAnswer(long TicketId, DateTime OpenedAt, FirstAnswerState State);

/// <summary>
/// Judges first answers by working time, which no database counts: the tickets that are asked for are read, of very many the newest. One that still has time
/// is not judged.
/// </summary>
internal static class FirstAnswers
{
    private const int Most = 5_000;

    /// <summary>Those of some tickets, at an instant (UTC).</summary>
    public static async Task<IReadOnlyList<FirstAnswer>> ReadAsync(IQueryable<Ticket> tickets, TicketPromise promise, DateTime now, CancellationToken ct)
    {
        var opened = await tickets.AsNoTracking().OrderByDescending(t => t.OpenedAt).Take(Most)
            .Select(t => new { t.Id, t.OpenedAt, t.Desk!.FirstAnsweredAt, t.Desk.Priority, IsOpen = t.Status == TicketStatus.Open }).ToListAsync(ct);
        return
        [
            .. opened.Select(t => (Ticket: t, InTime: promise.Calendar.Between(t.OpenedAt, t.FirstAnsweredAt ?? now) <= promise.Within(t.Priority, first: true)))
                .Where(t => t.Ticket.FirstAnsweredAt is not null || (t.Ticket.IsOpen && !t.InTime))
                .Select(t => new FirstAnswer(t.Ticket.Id, t.Ticket.OpenedAt, t.InTime ? FirstAnswerState.InTime : FirstAnswerState.Late)),
        ];
    }
}
