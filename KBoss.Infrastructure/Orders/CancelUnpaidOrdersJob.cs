using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.Orders;

/// <summary>Cancels orders that were not paid within their thirty minutes and gives their stock back.</summary>
public sealed class CancelUnpaidOrdersJob(JobRecorder recorder, OrderService orders) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => orders.CancelOverdueAsync(ct);
}
