using KBoss.Domain.Approvals;
using KBoss.Web.Approvals;

namespace KBoss.Web.Pricing.Below;

/// <summary>How terms of a distributor below are shown to those who are asked.</summary>
internal sealed class DistributorTermsEvidenceKind : IApprovalEvidence
{
    public ApprovalKind Kind => ApprovalKind.DistributorTerms;

    public Type Component => typeof(DistributorTermsEvidence);
}
