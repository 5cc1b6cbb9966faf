using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// What waits at the ticket desk: open tickets in which the customer wrote last, since when (UTC) the longest, and the working time since; and all open ones.
/// </summary>
public sealed record TicketHome(int Waiting, DateTime? WaitingSince, int Open)
{
    public TimeSpan Waited { get; init; }
}

/// <summary>Of how many tickets the first answer came in time; one that still has time counts in neither.</summary>
public sealed record TicketAnswers(int InTime, int All)
{
    /// <summary>The share in whole percent; null where there was none to answer.</summary>
    public int? Percent => All == 0 ? null : (int)Math.Round(100m * InTime / All, MidpointRounding.AwayFromZero);
}

/// <summary>Counts for the home of whoever answers tickets: two queries.</summary>
public sealed class TicketHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, WorkingHours hours, TimeProvider time)
{
    /// <summary>Within how many working hours the first answer is in time.</summary>
    public const int AnswerHours = 4;

    /// <summary>Of how many days tickets are looked at, and of as many before them.</summary>
    public const int Days = 30;

    private const int Most = 5_000;

    /// <summary>What waits.</summary>
    public async Task<TicketHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var open = db.TicketsOf(me).Where(t => t.Status == TicketStatus.Open);
        var waiting = open.Where(t => t.LastSide == TicketSide.Customer);
        var home = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new TicketHome(waiting.Count(), waiting.Min(t => (DateTime?)t.LastAt), open.Count())).SingleAsync(ct);
        var calendar = await hours.OfAsync(me.OrganizationId, ct);
        return home with { Waited = home.WaitingSince is { } since ? calendar.Between(since, time.UtcNow()) : TimeSpan.Zero };
    }

    /// <summary>
    /// How the tickets of the last <see cref="Days"/> days were answered, and those of as many days before; of very many the newest.
    /// </summary>
    public async Task<(TicketAnswers Now, TicketAnswers Before)> AnswersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var (now, calendar) = (time.UtcNow(), await hours.OfAsync(me.OrganizationId, ct));
        var (since, before) = (ChinaTime.AddDays(now, -Days), ChinaTime.AddDays(now, -2 * Days));
        var opened = await db.TicketsOf(me).AsNoTracking().Where(t => t.OpenedAt >= before).OrderByDescending(t => t.OpenedAt).Take(Most)
            .Select(t => new
            {
                t.OpenedAt,
                AnsweredAt = db.TicketMessages.Where(m => m.TicketNo == t.TicketNo && m.Side == TicketSide.Seller).Min(m => (DateTime?)m.At),
            }).ToListAsync(ct);
        var target = TimeSpan.FromHours(AnswerHours);
        var judged = opened.Select(t => (t.OpenedAt, IsAnswered: t.AnsweredAt is not null, Took: calendar.Between(t.OpenedAt, t.AnsweredAt ?? now)))
            .Where(t => t.IsAnswered || t.Took > target).ToLookup(t => t.OpenedAt >= since, t => t.IsAnswered && t.Took <= target);
        return (Of(judged[true]), Of(judged[false]));

        static TicketAnswers Of(IEnumerable<bool> inTime)
        {
            var all = inTime.ToList();
            return new TicketAnswers(all.Count(yes => yes), all.Count);
        }
    }
}
