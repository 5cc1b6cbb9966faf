using KBoss.Domain.Approvals;
using KBoss.Web.Approvals;

namespace KBoss.Web.Wallets.Offline;

/// <summary>Shows an approver the offline recharge that waits for consent.</summary>
internal sealed class RechargeEvidence : IApprovalEvidence
{
    public ApprovalKind Kind => ApprovalKind.OfflineRecharge;

    public Type Component => typeof(RechargeEvidenceView);
}
