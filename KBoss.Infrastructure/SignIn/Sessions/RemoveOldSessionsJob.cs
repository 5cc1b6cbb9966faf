using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.SignIn.Codes;

namespace KBoss.Infrastructure.SignIn.Sessions;

/// <summary>
/// Writes down nightly which sessions have run out without anybody asking, and removes those that ended more than 90 days ago, and the codes of
/// registrations from before the last day.
/// </summary>
public sealed class RemoveOldSessionsJob(JobRecorder recorder, MemberSessions sessions, RegistrationCodes codes) : RecordedJob(recorder)
{
    protected override async Task<int> RunAsync(CancellationToken ct) => await sessions.RemoveOldAsync(ct) + await codes.RemoveOldAsync(ct);
}
