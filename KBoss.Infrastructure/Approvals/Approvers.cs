using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Approvals;

/// <summary>Who is there in an organization at a moment, and who manages whom: what <see cref="Deciders"/> goes by, for a number of levels.</summary>
internal sealed class Approvers
{
    private readonly List<Colleague> colleagues;
    private readonly List<DepartmentSeat> seats;
    private readonly Dictionary<long, long?> parents;

    private Approvers(List<Colleague> colleagues, List<DepartmentSeat> seats, Dictionary<long, long?> parents) =>
        (this.colleagues, this.seats, this.parents) = (colleagues, seats, parents);

    /// <summary>Reads the organization as it is at the context's moment.</summary>
    public static Task<Approvers> ReadAsync(KBossDbContext db, long organizationId, CancellationToken ct) => ReadAsync(db, organizationId, managers: true, ct);

    /// <summary>As above, for these levels; the departments are read only where one of them asks for managers.</summary>
    public static Task<Approvers> ReadAsync(KBossDbContext db, long organizationId, IEnumerable<ApprovalLevel> levels, CancellationToken ct) =>
        ReadAsync(db, organizationId, levels.Any(l => l.Approvers.Any(a => a.Kind == ApproverKind.DepartmentManager)), ct);

    private static async Task<Approvers> ReadAsync(KBossDbContext db, long organizationId, bool managers, CancellationToken ct)
    {
        var now = db.Now;
        var members = await db.Members.AsNoTracking().Where(m => m.OrganizationId == organizationId && m.Roles.Count > 0)
            .Select(m => new
            {
                m.Id,
                m.Name,
                m.Status,
                IsAway = db.ApproverAbsences.Any(a => a.MemberId == m.Id && a.From <= now && now < a.To),
                Roles = m.Roles.Select(r => r.Role).ToList(),
            })
            .ToListAsync(ct);
        var colleagues = members.ConvertAll(m => new Colleague(m.Id, m.Name, m.Roles.ToHashSet(), m.Status == MemberStatus.Active && !m.IsAway));
        if (!managers)
        {
            return new Approvers(colleagues, [], []);
        }

        var departments = await db.Departments.AsNoTracking().Where(d => d.OrganizationId == organizationId)
            .Select(d => new { d.Id, d.ParentId }).ToListAsync(ct);
        var seats = await db.DepartmentMembers.AsNoTracking().Where(s => s.OrganizationId == organizationId)
            .Select(s => new DepartmentSeat(s.DepartmentId, s.MemberId, s.Position == Position.Manager)).ToListAsync(ct);
        return new Approvers(colleagues, seats, departments.ToDictionary(d => d.Id, d => d.ParentId));
    }

    /// <summary>Who may decide now at the level what the member has asked.</summary>
    public IReadOnlyList<Decider> Of(ApprovalLevel level, long makerId) => Deciders.Of(level, makerId, colleagues, ManagersOf(makerId));

    /// <summary>Whether the member is an approver or the stand-in of a level, there or not: they see what comes there.</summary>
    public bool TakesPart(ApprovalLevel level, long memberId, long makerId) => level.StandInId == memberId || level.Approvers.Any(a => a.Kind switch
    {
        ApproverKind.Member => a.MemberId == memberId,
        ApproverKind.Role => colleagues.Exists(c => c.MemberId == memberId && c.Roles.Contains(a.Role!.Value)),
        _ => ManagersOf(makerId).Contains(memberId),
    });

    /// <summary>The ids of those who are there and hold the permission.</summary>
    public IEnumerable<long> Holding(string permission)
    {
        var roles = RolePermissions.Holding(permission).Where(h => h.Kind == OrganizationKind.Distributor).Select(h => h.Role).ToHashSet();
        return colleagues.Where(c => c.IsThere && c.Roles.Overlaps(roles)).Select(c => c.MemberId);
    }

    private IReadOnlyList<long> ManagersOf(long makerId) => seats.Count == 0 ? [] : Deciders.ManagersOf(makerId, seats, parents);
}
