using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Departments;

/// <summary>A department in the tree: <see cref="Depth"/> counts from 0 at the top, <see cref="Members"/> counts its own members only.</summary>
public sealed record DepartmentRow(long Id, long? ParentId, string Name, int Depth, int Members, int Below, string Manager, IReadOnlyList<string> Deputies);

/// <summary>A member of a department; <see cref="Elsewhere"/> names where else it sits, with the position held there.</summary>
public sealed record DepartmentMemberRow(
    long MemberId, string UserName, string Name, string MaskedPhone, MemberStatus Status, Position Position, IReadOnlyList<Seat> Elsewhere);

/// <summary>A member that could be added to a department.</summary>
public sealed record Candidate(long MemberId, string UserName, string Name);

/// <summary>The departments of the actor's own organization and who sits in them.</summary>
public sealed class DepartmentQueries(ICurrentActor current, KBossDbContextFactory contexts)
{
    /// <summary>How many members are offered at once for a department.</summary>
    public const int MaxCandidates = 100;

    /// <summary>All departments, each followed by those below it; neighbours by name.</summary>
    public async Task<IReadOnlyList<DepartmentRow>> TreeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DepartmentsManage, ct);
        await using var db = contexts.Open(me);
        var departments = await db.Departments.AsNoTracking()
            .Select(d => new { d.Id, d.ParentId, d.Name, Members = d.Members.Count }).ToListAsync(ct);
        var heads = (await db.DepartmentMembers.AsNoTracking().Where(s => s.Position != Position.Staff)
            .Select(s => new { s.DepartmentId, s.Position, s.Member!.Name }).ToListAsync(ct)).ToLookup(s => s.DepartmentId);
        var below = departments.ToLookup(d => d.ParentId);
        var rows = new List<DepartmentRow>();
        Add(null, 0);
        return rows;

        void Add(long? parentId, int depth)
        {
            foreach (var d in below[parentId].OrderBy(d => d.Name, StringComparer.CurrentCulture).ThenBy(d => d.Id))
            {
                rows.Add(new DepartmentRow(
                    d.Id, d.ParentId, d.Name, depth, d.Members, below[d.Id].Count(),
                    heads[d.Id].FirstOrDefault(s => s.Position == Position.Manager)?.Name ?? "",
                    [.. heads[d.Id].Where(s => s.Position == Position.Deputy).Select(s => s.Name).Order(StringComparer.CurrentCulture)]));
                Add(d.Id, depth + 1);
            }
        }
    }

    /// <summary>One page of the members of a department, those with a position first.</summary>
    public async Task<Page<DepartmentMemberRow>> MembersAsync(long departmentId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DepartmentsManage, ct);
        await using var db = contexts.Open(me);
        await DemandKnownAsync(db, departmentId, ct);
        var page = await db.DepartmentMembers.AsNoTracking().Where(s => s.DepartmentId == departmentId)
            .OrderBy(s => s.Position == Position.Manager ? 0 : s.Position == Position.Deputy ? 1 : 2).ThenBy(s => s.Member!.UserName)
            .Select(s => new { s.MemberId, s.Member!.UserName, s.Member.Name, s.Member.Phone, s.Member.Status, s.Position })
            .ToPageAsync(request, ct);
        var ids = page.Rows.Select(r => r.MemberId).ToList();
        var elsewhere = (await db.DepartmentMembers.Where(s => ids.Contains(s.MemberId) && s.DepartmentId != departmentId)
                .Select(s => new { s.MemberId, Seat = new Seat(s.DepartmentId, s.Department!.Name, s.Position) }).ToListAsync(ct))
            .ToLookup(s => s.MemberId, s => s.Seat);
        return new Page<DepartmentMemberRow>(
            [.. page.Rows.Select(r => new DepartmentMemberRow(
                r.MemberId, r.UserName, r.Name, Masked.Phone(r.Phone), r.Status, r.Position, [.. elsewhere[r.MemberId]]))],
            page.Total);
    }

    /// <summary>Members that are not in the department and not deregistered, by account name or name; <see cref="MaxCandidates"/> at most.</summary>
    public async Task<IReadOnlyList<Candidate>> CandidatesAsync(long departmentId, string? search, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.DepartmentsManage, ct);
        await using var db = contexts.Open(me);
        await DemandKnownAsync(db, departmentId, ct);
        var pattern = SearchText.Anywhere(search ?? "");
        return await db.Members.AsNoTracking()
            .Where(m => m.Status != MemberStatus.Deregistered && !db.DepartmentMembers.Any(s => s.DepartmentId == departmentId && s.MemberId == m.Id))
            .Where(m => SearchText.Finds(m.UserName, pattern) || SearchText.Finds(m.Name, pattern))
            .OrderBy(m => m.UserName).Take(MaxCandidates)
            .Select(m => new Candidate(m.Id, m.UserName, m.Name)).ToListAsync(ct);
    }

    private static async Task DemandKnownAsync(KBossDbContext db, long departmentId, CancellationToken ct)
    {
        if (!await db.Departments.AnyAsync(d => d.Id == departmentId, ct))
        {
            throw new NotFoundException("department", departmentId);
        }
    }
}
