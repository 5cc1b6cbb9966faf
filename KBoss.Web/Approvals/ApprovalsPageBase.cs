using KBoss.Infrastructure.Approvals;
using KBoss.Web.Common;

namespace KBoss.Web.Approvals;

/// <summary>A page that shows requests as they are now: it reads again when something has happened to one of them.</summary>
public abstract class ApprovalsPageBase : LivePageBase
{
    /// <summary>Whether the page shows what has changed.</summary>
    protected abstract bool Shows(ApprovalChanged change);

    protected override void OnInitialized() => Hear<ApprovalChanged>(Shows);
}
