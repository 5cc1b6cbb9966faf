using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals;

/// <summary>What has happened to a request.</summary>
public enum ApprovalEventKind
{
    Asked,
    Agreed,
    Refused,
    AskedBack,
    Answered,
    Commented,
    Withdrawn,
    Reminded,
    Expired,
    Failed,
}

/// <summary>One entry of a request's history: who decided or said what, and when (UTC). It is never changed or taken back.</summary>
public sealed class ApprovalEvent : Entity, IOrganizationOwned, IAppendOnly
{
    private ApprovalEvent()
    {
    }

    internal ApprovalEvent(ApprovalRequest request, int number, ApprovalEventKind kind, By by, string? text, bool asStandIn, DateTime now)
    {
        OrganizationId = request.OrganizationId;
        RequestNo = request.No;
        Number = number;
        Kind = kind;
        Level = request.Level;
        By = by;
        AsStandIn = asStandIn;
        Text = Require.Optional(text, "remark", ApprovalRequest.MaxRemark, free: true);
        At = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string RequestNo { get; private set; } = "";

    /// <summary>Its place in the history, from 1.</summary>
    public int Number { get; private set; }

    public ApprovalEventKind Kind { get; private set; }

    /// <summary>The step of the request at which it happened.</summary>
    public int Level { get; private set; }

    public By By { get; private set; } = By.Nobody;

    /// <summary>Decided in place of the approvers of the level, none of whom could.</summary>
    public bool AsStandIn { get; private set; }

    /// <summary>The remark, question, answer or comment; empty without one.</summary>
    public string Text { get; private set; } = "";

    public DateTime At { get; private set; }
}
