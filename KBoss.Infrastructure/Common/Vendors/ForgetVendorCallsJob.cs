using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Removes the calls of vendors that have been kept long enough, a few thousand at a time, so that nobody waits for it.</summary>
public sealed class ForgetVendorCallsJob(JobRecorder recorder, KBossDbContextFactory contexts) : RecordedJob(recorder)
{
    private const int AtOnce = 2_000;

    protected override Task<int> RunAsync(CancellationToken ct) => ForgetAsync(ct);

    /// <summary>Removes what is old enough, and says how many calls that were.</summary>
    internal async Task<int> ForgetAsync(CancellationToken ct)
    {
        var removed = 0;
        while (true)
        {
            var some = await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var end = ChinaTime.AddDays(db.Now, -VendorCall.KeptDays);
                var ids = await db.VendorCalls.Where(c => c.At < end).OrderBy(c => c.At).Take(AtOnce).Select(c => c.Id).ToListAsync(ct);
                return await db.VendorCalls.Where(c => ids.Contains(c.Id)).ExecuteDeleteAsync(ct);
            }, ct);
            removed += some;
            if (some < AtOnce)
            {
                return removed;
            }
        }
    }
}
