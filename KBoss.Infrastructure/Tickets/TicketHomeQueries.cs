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
/// those that nobody has claimed, those of the reader, and those whose time is over; and how customers rated
/// what was opened in <see cref="TicketDays"/>, and in as many days before.
/// </summary>
public sealed record TicketHome(
    int Waiting, DateTime? WaitingSince, int Open, int Unclaimed, int Mine, int Overdue, double? Stars, int Rated, double? StarsBefore)
{
    public TimeSpan Waited { get; init; }

    /// <summary>In which days the rated tickets were opened.</summary>
    public required TicketDays Days { get; init; }

    /// <summary>Within how much working time the first answer is promised where nothing else is said.</summary>
    public TimeSpan Promised { get; init; }
}

/// <summary>Of how many tickets the first answer came in time; one that still has time counts in neither.</summary>
public sealed record TicketAnswers(int InTime, int All)
{
    /// <summary>The share in whole percent; null where there was none to answer.</summary>
    public int? Percent => All == 0 ? null : (int)Math.Round(100m * InTime / All, MidpointRounding.AwayFromZero);
}

/// <summary>How the tickets of some weeks (Monday to Sunday) were answered, the oldest week first, and those of the last days and of as many before them.</summary>
public sealed record TicketAnswerSeries(TicketAnswers Now, TicketAnswers Before, IReadOnlyList<(DateOnly First, TicketAnswers Answers)> Weeks);

/// <summary>Days of Shanghai, both included, in which tickets were opened.</summary>
public sealed record TicketDays(DateOnly First, DateOnly Last)
{
    /// <summary>How many days back the home of whoever answers tickets looks, today included.</summary>
    public const int Count = 30;

    internal DateTime Since => ChinaTime.Start(First);

    internal DateTime Before => ChinaTime.Start(ChinaTime.AddDays(First, -Count));

    /// <summary>The last <see cref="Count"/> up to an instant (UTC).</summary>
    public static TicketDays At(DateTime now) => new(ChinaTime.AddDays(ChinaTime.Day(now), 1 - Count), ChinaTime.Day(now));

    /// <summary>The seven days from one on.</summary>
    public static TicketDays WeekOf(DateOnly first) => new(first, ChinaTime.AddDays(first, 6));
}

/// <summary>Counts for the home of whoever answers tickets: two queries.</summary>
public sealed class TicketHomeQueries(KBossDbContextFactory contexts, ICurrentActor current, TicketPromises promises, TimeProvider time)
{
    /// <summary>How many weeks are told one by one, the present one included.</summary>
    public const int Weeks = 8;

    /// <summary>What waits.</summary>
    public async Task<TicketHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var open = db.TicketsOf(me).Where(t => t.Status == TicketStatus.Open);
        var unanswered = open.Where(t => t.LastSide == TicketSide.Customer);
        var (now, memberId) = (time.UtcNow(), me.MemberId);
        var days = TicketDays.At(now);
        var (since, before) = (days.Since, days.Before);
        var rated = db.TicketsOf(me).Where(t => t.OpenedAt >= before && t.Stars != null);
        var home = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new TicketHome(
                unanswered.Count(), unanswered.Min(t => t.Desk!.WaitingSince), open.Count(), open.Count(t => t.Desk!.Assignee.MemberId == null),
                open.Count(t => t.Desk!.Assignee.MemberId == memberId), open.Count(t => t.Desk!.DueAt < now),
                rated.Where(t => t.OpenedAt >= since).Average(t => (double?)t.Stars), rated.Count(t => t.OpenedAt >= since),
                rated.Where(t => t.OpenedAt < since).Average(t => (double?)t.Stars))
            {
                Days = days,
            })
            .SingleAsync(ct);
        var promise = await promises.OfAsync(me.OrganizationId, ct);
        return home with
        {
            Waited = home.WaitingSince is { } waiting ? promise.Calendar.Between(waiting, now) : TimeSpan.Zero,
            Promised = promise.Within(TicketPriority.Normal, first: true),
        };
    }

    /// <summary>
    /// How the tickets of the last <see cref="TicketDays.Count"/> days were answered, those of as many days before, and those of each of the last
    /// <see cref="Weeks"/> weeks of Shanghai in which they were opened; of very many the newest.
    /// </summary>
    public async Task<TicketAnswerSeries> AnswersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.TicketsAnswer, ct);
        await using var db = contexts.Open(me);
        var (now, promise) = (time.UtcNow(), await promises.OfAsync(me.OrganizationId, ct));
        var (since, before) = (TicketDays.At(now).Since, TicketDays.At(now).Before);
        var thisWeek = ChinaTime.DaysOf(CalendarPeriod.Week, ChinaTime.Day(now)).First;
        List<DateOnly> weeks = [.. Enumerable.Range(1 - Weeks, Weeks).Select(back => ChinaTime.AddDays(thisWeek, 7 * back))];
        var judged = await FirstAnswers.ReadAsync(db.TicketsOf(me).Where(t => t.OpenedAt >= before), promise, now, ct);
        return new TicketAnswerSeries(
            Of(judged.Where(t => t.OpenedAt >= since)), Of(judged.Where(t => t.OpenedAt < since)),
            [
                .. weeks.Select(first => (first, Of(judged.Where(t => t.OpenedAt >= ChinaTime.Start(first) && t.OpenedAt < ChinaTime.Start(ChinaTime.AddDays(first, 7)))))),
            ]);

        static TicketAnswers Of(IEnumerable<FirstAnswer> answers)
        {
            var all = answers.ToList();
            return new TicketAnswers(all.Count(t => t.State == FirstAnswerState.InTime), all.Count);
        }
    }
}
