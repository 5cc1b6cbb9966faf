using KBoss.Domain.Approvals;

namespace KBoss.Web.Approvals;

/// <summary>
/// How the evidence of one kind of change is shown; registered in <c>WebSetup.AddParts</c> by the module of the kind. The component has a parameter
/// <c>Request</c> (<see cref="KBoss.Infrastructure.Approvals.ApprovalDetails"/>) and is made for a phone first.
/// </summary>
public interface IApprovalEvidence
{
    ApprovalKind Kind { get; }

    Type Component { get; }
}
