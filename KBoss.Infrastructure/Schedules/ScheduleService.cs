using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
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

/// <summary>A schedule with its last run and its next one, and who has paused it since when; times UTC.</summary>
public sealed record ScheduleRow(
    string Name, string Cron, DateTime? LastRunAt, TimeSpan? LastDuration, ScheduleResult? Result, int Items, RunFailure? Failure, DateTime? NextRunAt,
    string? PausedBy, DateTime? PausedAt);

/// <summary>A schedule whose last run failed: when (UTC), and why.</summary>
public sealed record FailingSchedule(string Name, DateTime At, RunFailure Failure);

/// <summary>One run of a schedule; <see cref="StartedBy"/> is empty when its time had come. Times UTC.</summary>
public sealed record ScheduleRun(long Id, DateTime StartedAt, TimeSpan Took, ScheduleResult Result, int Items, RunFailure? Failure, By StartedBy);

/// <summary>
/// Shows the schedules, which work for every organization, to the Admin of the root distributor, runs one at once, and pauses one or lets it go on.
/// <see cref="NotFoundException"/> for an unknown name.
/// </summary>
public sealed class ScheduleService(
    IEnumerable<Schedule> schedules, ISchedulerFactory schedulers, KBossDbContextFactory contexts, ICurrentActor current)
{
    private const string Group = "kboss";
    private const int Coming = 5;

    /// <summary>Every schedule of the platform.</summary>
    public async Task<IReadOnlyList<ScheduleRow>> ListAsync(CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.SchedulesView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var newest = await db.JobRuns.GroupBy(r => r.Job).Select(g => g.Max(r => r.Id)).ToListAsync(ct);
        var runs = await db.JobRuns.AsNoTracking().Where(r => newest.Contains(r.Id)).ToDictionaryAsync(r => r.Job, ct);
        var pauses = await db.SchedulePauses.AsNoTracking().ToDictionaryAsync(p => p.Job, ct);
        var scheduler = await schedulers.GetScheduler(ct);
        var rows = new List<ScheduleRow>();
        foreach (var schedule in schedules)
        {
            var trigger = await scheduler.GetTrigger(new TriggerKey(schedule.Name, Group), ct);
            var (run, pause) = (runs.GetValueOrDefault(schedule.Name), pauses.GetValueOrDefault(schedule.Name));
            rows.Add(new ScheduleRow(
                schedule.Name, schedule.Cron, run?.StartedAt, run is null ? null : run.FinishedAt - run.StartedAt,
                run is null ? null : run.Succeeded ? ScheduleResult.Succeeded : ScheduleResult.Failed,
                run?.Items ?? 0, RunFailure.Read(run?.Error ?? ""), pause is null ? trigger?.NextFireTimeUtc?.UtcDateTime : null, pause?.PausedBy.Name, pause?.Since));
        }

        return rows;
    }

    /// <summary>Those whose last run failed, the latest first: one query.</summary>
    public async Task<IReadOnlyList<FailingSchedule>> FailingAsync(CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.SchedulesView, ct);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var names = schedules.Select(s => s.Name).ToList();
        return (await db.JobRuns.AsNoTracking()
            .Where(r => !r.Succeeded && EF.Parameter(names).Contains(r.Job) && !db.JobRuns.Any(later => later.Job == r.Job && later.Id > r.Id))
            .OrderByDescending(r => r.Id).ToListAsync(ct))
            .ConvertAll(r => new FailingSchedule(r.Job, r.StartedAt, RunFailure.Read(r.Error)!));
    }

    /// <summary>One of them.</summary>
    public async Task<ScheduleRow> GetAsync(string name, CancellationToken ct = default) =>
        (await ListAsync(ct)).FirstOrDefault(s => s.Name == name) ?? throw new NotFoundException("schedule", name);

    /// <summary>The next times (UTC) at which it will run; none while it is paused or schedules are off.</summary>
    public async Task<IReadOnlyList<DateTime>> NextRunsAsync(string name, CancellationToken ct = default)
    {
        if ((await GetAsync(name, ct)).PausedAt is not null
            || await (await schedulers.GetScheduler(ct)).GetTrigger(new TriggerKey(name, Group), ct) is not { NextFireTimeUtc: { } next } trigger)
        {
            return [];
        }

        var times = new List<DateTime> { next.UtcDateTime };
        while (times.Count < Coming && trigger.GetFireTimeAfter(times[^1]) is { } after)
        {
            times.Add(after.UtcDateTime);
        }

        return times;
    }

    /// <summary>Its runs, newest first; filters <c>result</c> (<see cref="ScheduleResult"/>), <c>from</c> and <c>to</c> (Shanghai days, both included).</summary>
    public async Task<Page<ScheduleRun>> RunsAsync(string name, PageRequest request, CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.SchedulesView, ct);
        Demand(name);
        await using var db = contexts.Open(OrganizationScope.Everything);
        var runs = db.JobRuns.AsNoTracking().Where(r => r.Job == name);
        if (request.Filter<ScheduleResult>("result") is { } result)
        {
            runs = runs.Where(r => r.Succeeded == (result == ScheduleResult.Succeeded));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            runs = runs.Where(r => r.StartedAt >= from);
        }

        if (days.Until is { } to)
        {
            runs = runs.Where(r => r.StartedAt < to);
        }

        var page = await runs.OrderByDescending(r => r.Id).ToPageAsync(request, ct);
        return new Page<ScheduleRun>(
            [.. page.Rows.Select(r => new ScheduleRun(
                r.Id, r.StartedAt, r.FinishedAt - r.StartedAt, r.Succeeded ? ScheduleResult.Succeeded : ScheduleResult.Failed, r.Items, RunFailure.Read(r.Error), r.StartedBy))],
            page.Total);
    }

    /// <summary>Runs a schedule now, beside its usual times and also while it is paused. The run is audited.</summary>
    public async Task RunNowAsync(string name, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SchedulesRun, ct);
        Demand(name);
        await contexts.AuditAsync(me, "RunNow", $"Schedule {name}", ct: ct);
        await (await schedulers.GetScheduler(ct)).TriggerJob(new JobKey(name, Group), RecordedJob.AskedBy(me.By), ct);
    }

    /// <summary>Stops a schedule until somebody lets it go on, in every process and beyond every restart; one that is paused stays as it is. Audited.</summary>
    public async Task PauseAsync(string name, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SchedulesRun, ct);
        Demand(name);
        await contexts.InTransactionAsync(OrganizationScope.Everything, me, async db =>
        {
            if (!await db.SchedulePauses.AnyAsync(p => p.Job == name, ct))
            {
                db.Add(new SchedulePause(name, me.By, db.Now));
                db.Audit(me.OrganizationId, "SchedulePaused", $"Schedule {name}");
                db.AfterCommit(new ScheduleRan(name));
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }

    /// <summary>Lets a schedule go on: what it has missed is done at its next time. One that is not paused stays as it is. Audited.</summary>
    public async Task ResumeAsync(string name, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SchedulesRun, ct);
        Demand(name);
        await contexts.InTransactionAsync(OrganizationScope.Everything, me, async db =>
        {
            if (await db.SchedulePauses.FirstOrDefaultAsync(p => p.Job == name, ct) is { } pause)
            {
                db.Remove(pause);
                db.Audit(me.OrganizationId, "ScheduleResumed", $"Schedule {name}");
                db.AfterCommit(new ScheduleRan(name));
                await db.SaveChangesAsync(ct);
            }
        }, ct);
    }

    private void Demand(string name)
    {
        if (schedules.All(s => s.Name != name))
        {
            throw new NotFoundException("schedule", name);
        }
    }
}
