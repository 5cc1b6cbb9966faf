using KBoss.Infrastructure.Common.Schedules;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>Writes down nightly which sessions have run out without anybody asking, and removes those that ended more than 90 days ago.</summary>
public sealed class RemoveOldSessionsJob(JobRecorder recorder, MemberSessions sessions) : RecordedJob(recorder)
{
    protected override Task<int> RunAsync(CancellationToken ct) => sessions.RemoveOldAsync(ct);
}
