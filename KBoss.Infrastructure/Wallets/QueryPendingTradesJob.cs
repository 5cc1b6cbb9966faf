using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Asks Alipay about recharges whose notification has not come; confirms what is paid, closes what has expired.</summary>
public sealed class QueryPendingTradesJob(JobRecorder recorder, RechargeService recharges) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => recharges.QueryPendingAsync(ct);
}
