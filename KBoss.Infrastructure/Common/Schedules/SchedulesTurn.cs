using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>
/// Starts the schedules once the application has started, after it has made up for what a standstill has missed. On SQLite one process on a data directory
/// runs them: whoever holds its lock. The others look every few seconds and take over when the lock is free, which it is as soon as its process has ended,
/// however that came. On SQL Server every process starts them, clustered.
/// </summary>
internal sealed class SchedulesTurn(
    IEnumerable<Schedule> schedules, ISchedulerFactory schedulers, KBossDatabase database, DataDirectory directory, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<SchedulesTurn> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>What is late by less runs at its next time anyhow, or is being run by somebody else.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private FileStream? turn;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hears = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        for (var told = false; !Take(); told = true)
        {
            if (!told)
            {
                log.LogInformation("Another process on {Directory} runs the schedules; this one takes over when that has ended.", directory.Path);
            }

            await Task.Delay(Pause, stoppingToken);
        }

        // Not cancelled: whoever stops waits for it, and nobody knows what half a start would leave.
        var scheduler = await schedulers.GetScheduler(CancellationToken.None);
        await MakeUpAsync(scheduler, CancellationToken.None);
        await scheduler.Start(CancellationToken.None);
    }

    /// <summary>Its jobs have ended by then: all services stop before any is disposed of.</summary>
    public override void Dispose()
    {
        turn?.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// Has every schedule run once whose time has come and gone since its last run; Quartz itself forgets it, because every start puts its triggers anew. One
    /// that never ran has missed nothing.
    /// </summary>
    private async Task MakeUpAsync(IScheduler scheduler, CancellationToken ct)
    {
        try
        {
            Dictionary<string, DateTime> runs;
            await using (var db = database.Open(OrganizationScope.Empty))
            {
                runs = await db.JobRuns.GroupBy(r => r.Job).Select(g => new { g.Key, At = g.Max(r => r.StartedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct);
            }

            foreach (var schedule in schedules.Where(s => runs.ContainsKey(s.Name)))
            {
                var job = new JobKey(schedule.Name, "kboss");
                // By the expression itself: a trigger knows no time before it was put, and every start puts it anew.
                var missed = new CronExpression(schedule.Cron, ChinaTime.Zone)
                    .GetNextValidTimeAfter(new DateTimeOffset(DateTime.SpecifyKind(runs[schedule.Name], DateTimeKind.Utc)))?.UtcDateTime;
                if (missed < time.UtcNow() - Late)
                {
                    // Of two processes that start at once, one puts the trigger.
                    var once = TriggerBuilder.Create().WithIdentity($"{schedule.Name}-missed", "kboss").ForJob(job).StartNow().Build();
                    await scheduler.ScheduleTrigger(once, TriggerConflict.Keep, ct);
                    log.LogInformation("The schedule {Job} should have run at {Missed:O}; it runs now.", schedule.Name, missed);
                }
            }
        }
#pragma warning disable CA1031 // What was missed can be missed again; what comes must not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError(e, "What the schedules have missed could not be made up for.");
        }
    }

    private bool Take()
    {
        if (!database.IsSqlite)
        {
            return true;
        }

        try
        {
            turn = DataDirectory.HoldFile(directory.Combine("schedules.lock"));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
