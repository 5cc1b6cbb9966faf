using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Sends what the outbox still holds, in case the process that wrote it died before sending.</summary>
public sealed class DispatchOutboxJob(JobRecorder recorder, OutboxDispatcher dispatcher) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => dispatcher.DispatchAsync(ct);
}
