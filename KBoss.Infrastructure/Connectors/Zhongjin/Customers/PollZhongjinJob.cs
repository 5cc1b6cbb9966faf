using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Zhongjin.Customers;

/// <summary>
/// Asks 中金 about every customer that waits for its whitelist, and once a day about those that are on it, who may have been taken off. Without a configuration it
/// does nothing; one customer that cannot be asked about does not keep the others from it.
/// </summary>
public sealed partial class PollZhongjinJob(
    JobRecorder recorder, KBossDbContextFactory contexts, ZhongjinDesk desk, IOptionsSnapshot<ZhongjinOptions> options, TimeProvider time,
    ILogger<PollZhongjinJob> log)
    : RecordedJob(recorder)
{
    private const int BatchSize = 500;

    protected override Task<int> RunAsync(CancellationToken ct) => PollAsync(ct);

    /// <summary>Does it once and says how many customers were asked about.</summary>
    internal async Task<int> PollAsync(CancellationToken ct = default)
    {
        if (!options.Value.IsConfigured)
        {
            return 0;
        }

        var (done, failures) = (0, new List<string>());
        foreach (var id in await DueAsync(ct))
        {
            try
            {
                await desk.AskAsync(id, ct);
                done++;
            }
            catch (PartnerException e)
            {
                LogFailed(log, id, e.Message);
                failures.Add(e.Message);
                if (e.Code == PartnerException.Unreachable)
                {
                    // It is the same for all others; the next run asks again.
                    break;
                }
            }
        }

        return failures.Count == 0 ? done : throw new RunFailedException(FailureCause.Incomplete, string.Join("; ", failures.Distinct().Take(3)));
    }

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        var dayAgo = ChinaTime.AddDays(time.UtcNow(), -1);
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.ZhongjinAccesses
            .Where(a => !a.Telling && (a.State == Whitelisting.Waiting || (a.State == Whitelisting.Whitelisted && a.CheckedAt < dayAgo)))
            .OrderBy(a => a.CheckedAt).Take(BatchSize).Select(a => a.Id).ToListAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Zhongjin could not be asked about {AccessId}: {Failure}")]
    private static partial void LogFailed(ILogger logger, long accessId, string failure);
}
