namespace KBoss.Web.Approvals;

/// <summary>What somebody does with a request by a button.</summary>
public enum ApprovalAct
{
    Agree,
    Refuse,
    AskBack,
    Withdraw,
}
