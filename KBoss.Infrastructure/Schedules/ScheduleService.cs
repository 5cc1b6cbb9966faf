using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace KBoss.Infrastructure.Schedules;

/// <summary>How the last run of a schedule ended.</summary>
public enum ScheduleResult
{
    Succeeded,
    Failed,
}

/// <summary>A schedule with its last run and its next one; times UTC.</summary>
public sealed record ScheduleRow(
    string Name, string Cron, DateTime? LastRunAt, TimeSpan? LastDuration, ScheduleResult? Result, int Items, string Error, DateTime? NextRunAt);

/// <summary>Shows the schedules, which work for every organization, to the Admin of the root distributor, and runs one at once.</summary>
public sealed class ScheduleService(
    IEnumerable<Schedule> schedules, ISchedulerFactory schedulers, KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Every schedule of the platform.</summary>
    public async Task<IReadOnlyList<ScheduleRow>> ListAsync(CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.SchedulesView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var newest = await db.JobRuns.GroupBy(r => r.Job).Select(g => g.Max(r => r.Id)).ToListAsync(ct);
        var runs = await db.JobRuns.AsNoTracking().Where(r => newest.Contains(r.Id)).ToDictionaryAsync(r => r.Job, ct);
        var scheduler = await schedulers.GetScheduler(ct);
        var rows = new List<ScheduleRow>();
        foreach (var schedule in schedules)
        {
            var trigger = await scheduler.GetTrigger(new TriggerKey(schedule.Name, "kboss"), ct);
            var run = runs.GetValueOrDefault(schedule.Name);
            rows.Add(new ScheduleRow(
                schedule.Name, schedule.Cron, run?.StartedAt, run is null ? null : run.FinishedAt - run.StartedAt,
                run is null ? null : run.Succeeded ? ScheduleResult.Succeeded : ScheduleResult.Failed,
                run?.Items ?? 0, run?.Error ?? "", trigger?.NextFireTimeUtc?.UtcDateTime));
        }

        return rows;
    }

    /// <summary>Runs a schedule now, beside its usual times; <see cref="NotFoundException"/> for an unknown name. The run is audited.</summary>
    public async Task RunNowAsync(string name, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SchedulesRun, ct);
        if (schedules.All(s => s.Name != name))
        {
            throw new NotFoundException("schedule", name);
        }

        await contexts.AuditAsync(me, "RunNow", $"Schedule {name}", ct: ct);
        await (await schedulers.GetScheduler(ct)).TriggerJob(new JobKey(name, "kboss"), ct);
    }
}
