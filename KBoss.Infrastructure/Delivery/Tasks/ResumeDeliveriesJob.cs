using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>Goes on with tasks whose message to the supplier was lost.</summary>
internal sealed class ResumeDeliveriesJob(JobRecorder recorder, DeliverySteps steps) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => steps.ResumeLostAsync(ct);
}
