using KBoss.Domain.Approvals;
using KBoss.Web.Approvals;

namespace KBoss.Web.Pricing.Own;

/// <summary>How a customer's own terms are shown to those who are asked.</summary>
internal sealed class OwnTermsEvidenceKind : IApprovalEvidence
{
    public ApprovalKind Kind => ApprovalKind.CustomerTerms;

    public Type Component => typeof(OwnTermsEvidence);
}
