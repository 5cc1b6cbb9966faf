using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>Ends what is due, and goes on with work at suppliers whose message was lost.</summary>
internal sealed class EndResourcesJob(JobRecorder recorder, ResourceLife life, ResourceTaskService tasks) : RecordedJob(recorder)
{
    protected override async Task<int> RunAsync(CancellationToken ct) => await tasks.ResumeLostAsync(ct) + await life.EndDueAsync(ct);
}

/// <summary>Reminds of resources that end.</summary>
internal sealed class RemindOfEndsJob(JobRecorder recorder, ResourceReminders reminders) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => reminders.RemindDueAsync(ct);
}

/// <summary>Renews by itself what customers have chosen, from their wallets.</summary>
internal sealed class RenewResourcesJob(JobRecorder recorder, AutoRenewalService renewals) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => renewals.RunDueAsync(ct);
}
