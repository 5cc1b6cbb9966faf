using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Tickets;

/// <summary>
/// Counts anew until when answers are promised, where hours or promises were changed since, and warns whoever is to answer before the time runs out, once
/// for each wait.
/// </summary>
public sealed partial class TicketWarnings(
    KBossDbContextFactory contexts, TicketPromises promises, Reminders reminders, TimeProvider time, ILogger<TicketWarnings> log)
{
    internal const string Kind = "TicketDue";

    /// <summary>
    /// Everything that is due, each in a transaction of its own, and of how many was warned; twice does no harm. One that fails does not hold up the others;
    /// the failures are thrown at the end.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken ct = default)
    {
        var (warned, failures) = (0, new List<Exception>());
        foreach (var (ticketNo, promise) in await DueAsync(ct))
        {
            try
            {
                warned += await contexts.WithPartiesAsSystemAsync(
                    db => db.Tickets.Include(t => t.Desk).FirstAsync(t => t.TicketNo == ticketNo, ct),
                    (db, ticket) => WarnAsync(db, ticket, promise, ct), ct) ? 1 : 0;
            }
#pragma warning disable CA1031 // The other tickets must not wait for one that fails; it is thrown below.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotWarned(log, ticketNo, e);
                failures.Add(e);
            }
        }

        return failures.Count == 0 ? warned : throw new AggregateException($"Of {failures.Count} tickets nobody could be warned.", failures);
    }

    internal static string CauseOf(string ticketNo, DateTime since) =>
        ReminderSent.CauseOf(string.Create(CultureInfo.InvariantCulture, $"{Kind}:{ticketNo}:{since:yyyyMMddHHmmss}"));

    private async Task<List<(string TicketNo, TicketPromise Promise)>> DueAsync(CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = contexts.Open(OrganizationScope.Everything);
        var waiting = await db.TicketDesks.AsNoTracking().Where(d => d.WaitingSince != null).OrderBy(d => d.Id).ToListAsync(ct);
        var due = new List<(string, TicketPromise)>();
        foreach (var of in waiting.GroupBy(d => d.OrganizationId))
        {
            var promise = await promises.OfAsync(of.Key, ct);
            due.AddRange(of.Where(desk => desk.Reckon(promise) || (desk.WarnedAt is null && desk.WarnAt <= now)).Select(desk => (desk.TicketNo, promise)));
        }

        return due;
    }

    private async Task<bool> WarnAsync(KBossDbContext db, Ticket ticket, TicketPromise promise, CancellationToken ct)
    {
        // Somebody may have answered meanwhile.
        if (ticket.Desk is not { WaitingSince: { } since } desk)
        {
            return false;
        }

        desk.Reckon(promise);
        var warns = desk is { WarnedAt: null, DueAt: not null } && desk.WarnAt <= db.Now;
        if (warns)
        {
            desk.Warn(db.Now);
            var until = ChinaTime.FromUtc(desk.DueAt!.Value).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            await reminders.RemindAsync(
                db, new Reminder(Kind, CauseOf(ticket.TicketNo, since), ticket.TicketNo, [ticket.CustomerName, ticket.Title, ticket.TicketNo, until]),
                await TicketNews.DeskAsync(db, ticket, ct), ct);
        }

        db.AfterCommit(new TicketChanged(ticket.TicketNo, ticket.SellerId, ticket.BuyerId));
        await db.SaveChangesAsync(ct);
        return warns;
    }

    [LoggerMessage(LogLevel.Error, "Nobody could be warned of ticket {TicketNo}")]
    private static partial void LogNotWarned(ILogger logger, string ticketNo, Exception e);
}

/// <summary>What was answered meanwhile needs no mail.</summary>
internal sealed class TicketDueCause : IReminderCause
{
    /// <inheritdoc />
    public bool Knows(string kind) => kind == TicketWarnings.Kind;

    /// <inheritdoc />
    public async Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        var no = reminder.Cause.Split(':')[1];
        var since = await db.TicketDesks.Where(d => d.TicketNo == no).Select(d => d.WaitingSince).FirstOrDefaultAsync(ct);
        return since is { } at && TicketWarnings.CauseOf(no, at) == reminder.Cause;
    }
}

/// <summary>Warns before the time for an answer runs out.</summary>
internal sealed class WarnTicketsJob(JobRecorder recorder, TicketWarnings warnings) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => warnings.RunAsync(ct);
}
