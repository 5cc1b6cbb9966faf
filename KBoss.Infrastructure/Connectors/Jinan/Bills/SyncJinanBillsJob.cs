using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Jinan.Bills;

/// <summary>
/// Fetches the bills of last month and of this one for every distributor that has accounts of the centre; twice or late does no harm [R-JN-2]. Without a
/// configuration it does nothing.
/// </summary>
public sealed class SyncJinanBillsJob(
    JobRecorder recorder, KBossDbContextFactory contexts, JinanBillSync sync, IOptionsSnapshot<JinanOptions> options, TimeProvider time) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => SyncAsync(ct);

    /// <summary>Does it once and says how many lines are new.</summary>
    internal async Task<int> SyncAsync(CancellationToken ct = default)
    {
        if (!options.Value.IsConfigured)
        {
            return 0;
        }

        List<long> distributors;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            distributors = await db.JinanAccounts.Select(a => a.OrganizationId).Distinct().ToListAsync(ct);
        }

        var now = time.UtcNow();
        var (added, failures) = (0, new List<string>());
        foreach (var distributor in distributors)
        {
            foreach (var month in new[] { BillMonth.At(ChinaTime.AddMonths(now, -1)), BillMonth.At(now) })
            {
                var result = await sync.RunAsync(distributor, month, ct);
                added += result.New;
                failures.AddRange(result.Failures);
            }
        }

        return failures.Count == 0 ? added : throw new RunFailedException(FailureCause.Incomplete, string.Join("; ", failures.Take(3)));
    }
}
