using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>
/// Compares every request that waits, and every instance that is open at DingTalk, with the other side, in case a push was lost or DingTalk was out of service
/// [F130]; forgets old events. Without a configuration it does nothing.
/// </summary>
public sealed class ReconcileDingTalkJob(
    JobRecorder recorder, KBossDbContextFactory contexts, IServiceScopeFactory scopes, IOptionsSnapshot<DingTalkOptions> options, TimeProvider time,
    ILogger<ReconcileDingTalkJob> log)
    : RecordedJob(recorder)
{
    private const int BatchSize = 1000;

    protected override Task<int> RunAsync(CancellationToken ct) => ReconcileAsync(ct);

    /// <summary>Does it once and says how many requests were compared; a request that fails does not keep the others from it.</summary>
    internal async Task<int> ReconcileAsync(CancellationToken ct)
    {
        if (!options.Value.IsConfigured)
        {
            return 0;
        }

        await ForgetAsync(ct);
        var (done, failures) = (0, new List<string>());
        foreach (var (organizationId, no) in await OpenAsync(ct))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<DingTalkSync>().SyncAsync(organizationId, no, ct);
                done++;
            }
            catch (Exception e) when (e is DingTalkException or RuleException)
            {
                failures.Add($"{no}: {e.Message}");
                if (e is DingTalkException { Fault: DingTalkFault.Credentials or DingTalkFault.Permission or DingTalkFault.Unreachable })
                {
                    // It is the same for all others.
                    break;
                }
            }
        }

        if (failures.Count > 0)
        {
            log.LogWarning("{Failures} requests could not be compared with DingTalk, {Done} could.", failures.Count, done);
            throw new RunFailedException(FailureCause.Incomplete, string.Join("; ", failures.Take(3)));
        }

        return done;
    }

    private async Task<List<(long OrganizationId, string No)>> OpenAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var found = await db.ApprovalRequests
            .Where(r => r.Status == ApprovalStatus.Pending
                || db.DingTalkInstances.Any(i => i.RequestNo == r.No && (i.Stage == DingTalkStage.Starting || i.Stage == DingTalkStage.Running)))
            .OrderBy(r => r.Id).Take(BatchSize).Select(r => new { r.OrganizationId, r.No }).ToListAsync(ct);
        return found.ConvertAll(r => (r.OrganizationId, r.No));
    }

    private Task ForgetAsync(CancellationToken ct)
    {
        var before = time.UtcNow() - DingTalkEvent.Kept;
        return contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            db.RemoveRange(await db.DingTalkEvents.Where(e => e.ReceivedAt < before).OrderBy(e => e.Id).Take(BatchSize).ToListAsync(ct));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
