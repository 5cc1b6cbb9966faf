using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Quartz;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>A schedule that went well has failed, or one that failed works again; a module below tells people of it, inside the caller's transaction.</summary>
public interface IScheduleWatcher
{
    /// <summary>Told once for each series of failures and once when it is over.</summary>
    Task TellAsync(KBossDbContext db, JobRun run, CancellationToken ct);
}

/// <summary>What every job needs to record its runs.</summary>
public sealed class JobRecorder(
    KBossDbContextFactory contexts, KBossMetrics metrics, IEnumerable<IScheduleWatcher> watchers, TimeProvider time, ILogger<JobRecorder> log)
{
    private const int Kept = 500;

    /// <summary>
    /// Runs the work and keeps when it ran, who had asked for it, how it ended and how much it did; a failure is logged and kept, not thrown. While the
    /// schedule is paused nothing is done but what a person asks for.
    /// </summary>
    public async Task RunAsync(string job, Func<CancellationToken, Task<int>> work, CancellationToken ct, By? by = null)
    {
        if (by is null && await IsPausedAsync(job, ct))
        {
            return;
        }

        var started = time.UtcNow();
        var (items, error) = (0, "");
        try
        {
            items = await work(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            error = RunFailure.Of(e).ToString();
            log.LogError(e, "The schedule {Job} failed.", job);
        }

        metrics.JobRan(job, error.Length == 0);
        try
        {
            await KeepAsync(new JobRun(job, started, time.UtcNow(), error.Length == 0, items, error, by), ct);
        }
        catch (BusyException)
        {
            log.LogWarning("A run of the schedule {Job} could not be kept, because others were writing.", job);
        }
    }

    private async Task<bool> IsPausedAsync(string job, CancellationToken ct)
    {
        try
        {
            await using var db = contexts.Open(OrganizationScope.Everything);
            return await db.SchedulePauses.AnyAsync(p => p.Job == job, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Whether the schedule {Job} is paused could not be read; it waits for its next time.", job);
            return true;
        }
    }

    /// <summary>
    /// A run that found nothing to do takes the place of the one before it if that found nothing either and nobody had asked for it; the last 500 of each
    /// job stay.
    /// </summary>
    private Task KeepAsync(JobRun run, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var last = await db.JobRuns.Where(r => r.Job == run.Job).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        if (last is { Succeeded: true, Items: 0, StartedBy.IsMember: false } && run is { Succeeded: true, Items: 0, StartedBy.IsMember: false })
        {
            db.JobRuns.Remove(last);
        }

        if (run.Succeeded != (last?.Succeeded ?? true))
        {
            foreach (var watcher in watchers)
            {
                await watcher.TellAsync(db, run, ct);
            }
        }

        db.JobRuns.AddRange(run);
        db.JobRuns.RemoveRange(await db.JobRuns.Where(r => r.Job == run.Job).OrderByDescending(r => r.Id).Skip(Kept).Take(50).ToListAsync(ct));
        await db.SaveChangesAsync(ct);
        db.AfterCommit(new ScheduleRan(run.Job));
    }, ct);
}

/// <summary>A schedule has run, or was paused or let go on.</summary>
public sealed record ScheduleRan(string Job);

/// <summary>A job whose runs are kept. It may run twice or late, so its work looks for what is due and does that, whatever the time.</summary>
[DisallowConcurrentExecution]
public abstract class RecordedJob(JobRecorder recorder) : IJob
{
    private const string MemberId = "by-id";
    private const string MemberName = "by-name";

    /// <summary>Runs the job once and records it.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await recorder.RunAsync(context.JobDetail.Key.Name, RunAsync, cancellationToken, Asked(context.MergedJobDataMap));

    /// <summary>What a run carries that a member asks for.</summary>
    internal static JobDataMap AskedBy(By by) => new()
    {
        { MemberId, by.MemberId!.Value.ToString(CultureInfo.InvariantCulture) }, { MemberName, by.Name },
    };

    /// <summary>Does what is due and returns how many things it dealt with.</summary>
    protected abstract Task<int> RunAsync(CancellationToken ct);

    private static By? Asked(JobDataMap data) => data.TryGetValue(MemberId, out var id) && data.TryGetValue(MemberName, out var name)
        ? new By(long.Parse((string)id!, CultureInfo.InvariantCulture), (string)name!) : null;
}
