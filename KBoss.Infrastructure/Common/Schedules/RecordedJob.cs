using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Storefront;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Quartz;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>What every job needs to record its runs.</summary>
public sealed class JobRecorder(KBossDbContextFactory contexts, KBossMetrics metrics, TimeProvider time, ILogger<JobRecorder> log)
{
    private const int Kept = 200;

    /// <summary>Runs the work and keeps when it ran, how it ended and how much it did; a failure is logged and kept, not thrown.</summary>
    public async Task RunAsync(string job, Func<CancellationToken, Task<int>> work, CancellationToken ct)
    {
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
            error = e.Message;
            log.LogError(e, "The schedule {Job} failed.", job);
        }

        metrics.JobRan(job, error.Length == 0);
        try
        {
            await KeepAsync(new JobRun(job, started, time.UtcNow(), error.Length == 0, items, error), ct);
        }
        catch (BusyException)
        {
            log.LogWarning("A run of the schedule {Job} could not be kept, because others were writing.", job);
        }
    }

    /// <summary>A run that found nothing to do takes the place of the one before it if that found nothing either; the last 200 of each job stay.</summary>
    private Task KeepAsync(JobRun run, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var last = await db.JobRuns.Where(r => r.Job == run.Job).OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        if (last is { Succeeded: true, Items: 0 } && run is { Succeeded: true, Items: 0 })
        {
            db.JobRuns.Remove(last);
        }

        db.JobRuns.AddRange(run);
        db.JobRuns.RemoveRange(await db.JobRuns.Where(r => r.Job == run.Job).OrderByDescending(r => r.Id).Skip(Kept).Take(50).ToListAsync(ct));
        await db.SaveChangesAsync(ct);
    }, ct);
}

/// <summary>A job whose runs are kept. It may run twice or late, so its work looks for what is due and does that, whatever the time.</summary>
[DisallowConcurrentExecution]
public abstract class RecordedJob(JobRecorder recorder) : IJob
{
    /// <summary>Runs the job once and records it.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await recorder.RunAsync(context.JobDetail.Key.Name, RunAsync, cancellationToken);

    /// <summary>Does what is due and returns how many things it dealt with.</summary>
    protected abstract Task<int> RunAsync(CancellationToken ct);
}
