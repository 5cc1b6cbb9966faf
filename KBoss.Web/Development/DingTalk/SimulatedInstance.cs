using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Web.Development.DingTalk;

/// <summary>A task of one person at one level of a simulated instance; states and results in DingTalk's words.</summary>
public sealed record SimulatedTask(long TaskId, int Level, string UserId, string Status, string Result);

/// <summary>One thing that was done in a simulated instance; time in UTC.</summary>
public sealed record SimulatedRecord(string UserId, DateTime At, string Type, string Result, string Remark);

/// <summary>An event that DingTalk pushes to the application: its message, how often it was sent, and what was answered at last.</summary>
public sealed record SimulatedPush(
    string EventId, string InstanceId, string EventType, string Type, string Message, int Sent, string LastAnswer, bool Acknowledged);

/// <summary>An approval instance as the simulated DingTalk keeps it; times in UTC.</summary>
public sealed record SimulatedInstance(
    string InstanceId,
    string BusinessNo,
    string ProcessCode,
    string OriginatorUserId,
    IReadOnlyList<DingTalkApprovers> Levels,
    IReadOnlyList<KeyValuePair<string, string>> Form,
    DateTime CreatedAt)
{
    /// <summary>DingTalk's word: RUNNING, TERMINATED, COMPLETED.</summary>
    public string Status { get; init; } = "RUNNING";

    /// <summary>DingTalk's word: agree, refuse; empty while it runs.</summary>
    public string Result { get; init; } = "";

    public DateTime? FinishedAt { get; init; }

    public IReadOnlyList<SimulatedTask> Tasks { get; init; } = [];

    public IReadOnlyList<SimulatedRecord> Records { get; init; } = [];

    /// <summary>What people see as its name.</summary>
    public string Title => $"{DingTalkSimulator.Phone(OriginatorUserId)}提交的KBoss审批";

    public bool IsRunning => Status == "RUNNING";

    /// <summary>The task that waits for this person; null when none does.</summary>
    public SimulatedTask? WaitingFor(string userId) => Tasks.FirstOrDefault(task => task.UserId == userId && task.Status == "RUNNING");
}
