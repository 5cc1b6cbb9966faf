using KBoss.Domain.Access;

namespace KBoss.Domain.Approvals;

/// <summary>A member as far as it matters for who decides; <see cref="IsThere"/> is false for who is not Active or has said to be away.</summary>
public sealed record Colleague(long MemberId, string Name, IReadOnlySet<Role> Roles, bool IsThere);

/// <summary>Who may decide at a level now; a stand-in does so only while nobody else of the level can.</summary>
public sealed record Decider(long MemberId, string Name, bool IsStandIn = false);

/// <summary>Where somebody sits: a department, and whether as its manager.</summary>
public sealed record DepartmentSeat(long DepartmentId, long MemberId, bool Manages);

/// <summary>The rule that says who may decide [R-APR-1].</summary>
public static class Deciders
{
    /// <summary>
    /// Who may decide at the level what <paramref name="makerId"/> has asked: its approvers who are there, never the maker; and while there is none of them,
    /// the stand-in, unless it is away or the maker itself. Empty when nobody may.
    /// </summary>
    /// <param name="colleagues">The members of the organization.</param>
    /// <param name="managers">The managers of the maker's departments.</param>
    public static IReadOnlyList<Decider> Of(
        ApprovalLevel level, long makerId, IReadOnlyCollection<Colleague> colleagues, IReadOnlyCollection<long> managers)
    {
        var there = colleagues.Where(c => c.IsThere && c.Roles.Count > 0 && c.MemberId != makerId).ToList();
        var approvers = there.Where(c => level.Approvers.Any(a => IsNamed(a, c, managers))).Select(c => new Decider(c.MemberId, c.Name)).ToList();
        return approvers.Count > 0
            ? approvers
            : [.. there.Where(c => c.MemberId == level.StandInId).Select(c => new Decider(c.MemberId, c.Name, IsStandIn: true))];
    }

    /// <summary>
    /// The managers of a member's departments. Where the member manages the department itself, or nobody does, it is the next manager above.
    /// </summary>
    /// <param name="parents">The department above each one; null at the top.</param>
    public static IReadOnlyList<long> ManagersOf(long memberId, IReadOnlyCollection<DepartmentSeat> seats, IReadOnlyDictionary<long, long?> parents)
    {
        var managers = new HashSet<long>();
        foreach (var seat in seats.Where(s => s.MemberId == memberId))
        {
            long? department = seat.DepartmentId;
            // The count ends the walk even if a damaged tree should hold a circle.
            for (var steps = parents.Count; department is { } id && steps > 0; steps--)
            {
                if (seats.FirstOrDefault(s => s.DepartmentId == id && s.Manages && s.MemberId != memberId) is { } manager)
                {
                    managers.Add(manager.MemberId);
                    break;
                }

                department = parents.GetValueOrDefault(id);
            }
        }

        return [.. managers];
    }

    private static bool IsNamed(ApprovalApprover approver, Colleague colleague, IReadOnlyCollection<long> managers) => approver.Kind switch
    {
        ApproverKind.Member => approver.MemberId == colleague.MemberId,
        ApproverKind.Role => colleague.Roles.Contains(approver.Role!.Value),
        _ => managers.Contains(colleague.MemberId),
    };
}
