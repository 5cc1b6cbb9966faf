namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>How the people of one level decide: all of them, any one, or there is one only.</summary>
public enum DingTalkAction
{
    And,
    Or,
    None,
}

/// <summary>The people of one level, by their user ids.</summary>
public sealed record DingTalkApprovers(DingTalkAction Action, IReadOnlyList<string> UserIds);

/// <summary>What is started: in whose name, who decides level by level, and the values of the form by their labels.</summary>
public sealed record DingTalkStart(string OriginatorUserId, IReadOnlyList<DingTalkApprovers> Levels, IReadOnlyList<KeyValuePair<string, string>> Form);

/// <summary>Where an instance stands.</summary>
public enum DingTalkStatus
{
    Running,

    /// <summary>Withdrawn or ended by the app.</summary>
    Terminated,
    Agreed,
    Refused,
}

/// <summary>One thing that somebody has done in an instance; time in UTC.</summary>
public sealed record DingTalkOperation(string UserId, DateTime? At, string Type, string Result, string Remark)
{
    /// <summary>Whether somebody has decided by it.</summary>
    public bool IsDecision => Type is "EXECUTE_TASK_NORMAL" or "EXECUTE_TASK_AGENT" && Result is "AGREE" or "REFUSE";

    public bool Agrees => Result == "AGREE";
}

/// <summary>An instance as DingTalk knows it, with all that was done in it in the order in which it was done.</summary>
public sealed record DingTalkInstanceDetails(
    string InstanceId, DingTalkStatus Status, IReadOnlyDictionary<string, string> Form, IReadOnlyList<DingTalkOperation> Operations);
