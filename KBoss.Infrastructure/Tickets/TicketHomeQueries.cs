using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// What waits at the ticket desk: open tickets in which the customer wrote last, since when (UTC) the longest, and the working time since; all open ones;
/// those that nobody has claimed, those of the reader, and those whose time is over; and how customers rated those that were closed of late.
/// </summary>
public sealed record TicketHome(int Waiting, DateTime? WaitingSince, int Open, int Unclaimed, int Mine, int Overdue, double? Stars, int Rated)
{
    public TimeSpan Waited { get; init; }

    /// <summary>Within how much working time the first answer is promised where nothing else is said.</summary>
    public TimeSpan Promised { get; init; }
}

/// <summary>Of how many tickets the first answer came in time; one that still has time counts in neither.</summary>
public sealed record TicketAnswers(int InTime, int All)
{
    /// <summary>The share in whole percent; null where there was none to answer.</summary>
    public int? Percent => All == 0 ? null : (int)Math.Round(100m * InTime / All, MidpointRounding.AwayFromZero);
}

/// <summary>How the tickets of some weeks were answered, the oldest week first, and those of the last days and of as many before them.</summary>
public sealed record TicketAnswerSeries(TicketAnswers Now, TicketAnswers Before, IReadOnlyList<(DateOnly First, TicketAnswers Answers)> Weeks);

/// <summary>Counts for the home of whoever answers tickets: two queries.</summary>
public sealed class TicketHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TicketPromises promises, TimeProvider time)
{
    /// <summary>Of how many days tickets are looked at, and of as many before them.</summary>
    public const int Days = 30;

    /// <summary>How many weeks are told one by one, the present one included.</summary>
    public const int Weeks = 8;

    private const int Most = 5_000;

    /// <summary>What waits.</summary>
    public async Task<TicketHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var open = db.TicketsOf(me).Where(t => t.Status == TicketStatus.Open);
        var waiting = open.Where(t => t.LastSide == TicketSide.Customer);
        var (now, memberId) = (time.UtcNow(), me.MemberId);
        var recently = ChinaTime.AddDays(now, -Days);
        var rated = db.TicketsOf(me).Where(t => t.RatedAt >= recently);
        var home = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new TicketHome(
                waiting.Count(), waiting.Min(t => t.Desk!.WaitingSince), open.Count(), open.Count(t => t.Desk!.Assignee.MemberId == null),
                open.Count(t => t.Desk!.Assignee.MemberId == memberId), open.Count(t => t.Desk!.DueAt < now), rated.Average(t => (double?)t.Stars), rated.Count()))
            .SingleAsync(ct);
        var promise = await promises.OfAsync(me.OrganizationId, ct);
        return home with
        {
            Waited = home.WaitingSince is { } since ? promise.Calendar.Between(since, now) : TimeSpan.Zero,
            Promised = promise.Within(TicketPriority.Normal, first: true),
        };
    }

    /// <summary>
    /// How the tickets of the last <see cref="Days"/> days were answered, those of as many days before, and those of each of the last <see cref="Weeks"/> weeks
    /// of Shanghai in which they were opened; of very many the newest.
    /// </summary>
    public async Task<TicketAnswerSeries> AnswersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var (now, promise) = (time.UtcNow(), await promises.OfAsync(me.OrganizationId, ct));
        var (since, before) = (ChinaTime.AddDays(now, -Days), ChinaTime.AddDays(now, -2 * Days));
        var thisWeek = ChinaTime.DaysOf(CalendarPeriod.Week, ChinaTime.Day(now)).First;
        List<DateOnly> weeks = [.. Enumerable.Range(1 - Weeks, Weeks).Select(back => ChinaTime.AddDays(thisWeek, 7 * back))];
        var opened = await db.TicketsOf(me).AsNoTracking().Where(t => t.OpenedAt >= before).OrderByDescending(t => t.OpenedAt).Take(Most)
            .Select(t => new { t.OpenedAt, t.Desk!.FirstAnsweredAt, t.Desk.Priority, IsOpen = t.Status == TicketStatus.Open }).ToListAsync(ct);
        var judged = opened
            .Select(t => (t.OpenedAt, t.IsOpen, IsAnswered: t.FirstAnsweredAt is not null, Took: promise.Calendar.Between(t.OpenedAt, t.FirstAnsweredAt ?? now),
                Within: promise.Within(t.Priority, first: true)))
            .Where(t => t.IsAnswered || (t.IsOpen && t.Took > t.Within)).Select(t => (t.OpenedAt, InTime: t.IsAnswered && t.Took <= t.Within)).ToList();
        return new TicketAnswerSeries(
            Of(judged.Where(t => t.OpenedAt >= since)), Of(judged.Where(t => t.OpenedAt < since)),
            [
                .. weeks.Select(first => (first, Of(judged.Where(t => t.OpenedAt >= ChinaTime.Start(first) && t.OpenedAt < ChinaTime.Start(ChinaTime.AddDays(first, 7)))))),
            ]);

        static TicketAnswers Of(IEnumerable<(DateTime OpenedAt, bool InTime)> answers)
        {
            var all = answers.ToList();
            return new TicketAnswers(all.Count(t => t.InTime), all.Count);
        }
    }
}
