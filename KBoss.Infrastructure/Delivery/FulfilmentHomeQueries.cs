using KBoss.Domain.Access;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Delivery;

/// <summary>
/// What Maintenance begins the day with: tasks that nobody has taken on, the actor's own, what is overdue, what suppliers have refused; and the work on
/// resources. Each counts as its list does. <see cref="OldestSince"/> is since when (UTC) the oldest task needs a person, <see cref="OldestWaited"/> the
/// working time since.
/// </summary>
public sealed record FulfilmentHome(
    int Unclaimed, int Mine, int Overdue, int Failed, DateTime? OldestSince, int ResourcesByHand, int ResourcesFailed)
{
    public TimeSpan OldestWaited { get; init; }
}

/// <summary>Counts for the home of Maintenance: two queries.</summary>
public sealed class FulfilmentHomeQueries(
    KBossDbContextFactory contexts, ICurrentActor current, WorkingHours hours, IOptionsMonitor<DeliveryOptions> targets, TimeProvider time)
{
    /// <summary>The queues.</summary>
    public async Task<FulfilmentHome> GetAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentView, ct);
        await using var db = contexts.Open(me);
        var (now, calendar) = (time.UtcNow(), await hours.OfAsync(me.OrganizationId, ct));
        var open = db.FulfilmentTasks.Where(t => t.OrganizationId == me.OrganizationId && t.Status == FulfilmentStatus.Open);
        var needed = open.NeedPeople();
        var overdue = open.Overdue(calendar, targets.CurrentValue, now);
        var resources = db.ResourceTasks.Where(t => t.OrganizationId == me.OrganizationId);
        var home = await db.Organizations.AsNoTracking().Where(o => o.Id == me.OrganizationId)
            .Select(o => new FulfilmentHome(
                needed.Count(t => t.Assignee.MemberId == null), open.Count(t => t.Assignee.MemberId == me.MemberId), overdue.Count(),
                open.Count(t => t.State == DeliveryState.Failed), needed.Min(t => (DateTime?)t.WaitingSince),
                resources.Count(t => t.State == ResourceTaskState.ByHand), resources.Count(t => t.State == ResourceTaskState.Failed)))
            .SingleAsync(ct);
        return home with { OldestWaited = home.OldestSince is { } since ? calendar.Between(since, now) : TimeSpan.Zero };
    }

    /// <summary>How many tasks were done, by day, as <see cref="PeriodSum.One"/>.</summary>
    public async Task<IReadOnlyList<PeriodSum>> DoneAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.FulfilmentView, ct);
        await using var db = contexts.Open(me);
        return await db.FulfilmentTasks.AsNoTracking()
            .Where(t => t.OrganizationId == me.OrganizationId && t.Status == FulfilmentStatus.Done && t.DoneAt != null)
            .Select(t => new Dated { At = t.DoneAt!.Value, One = 1, Two = 0, Three = 0 }).ByDayAsync(time.UtcNow(), ct);
    }
}
