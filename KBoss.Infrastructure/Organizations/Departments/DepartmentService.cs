using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Departments;

/// <summary>
/// What an Admin does with the departments of its own organization: the tree, who sits where, who manages. Acts on the tree follow one another,
/// so that two windows cannot close it into a circle; ids of other organizations are <see cref="NotFoundException"/>.
/// </summary>
public sealed class DepartmentService(ICurrentActor current, KBossDbContextFactory contexts)
{
    /// <summary>
    /// Adds a department below another one, or at the top; refuses with <c>Organizations.DepartmentNameTaken</c> or <c>Organizations.DepartmentTooDeep</c>.
    /// </summary>
    public Task<long> AddAsync(long? parentId, string? name, CancellationToken ct = default) => ChangeTreeAsync(async (db, all, me) =>
    {
        var parent = Find(all, parentId);
        Department.DemandDepth(parent, 1, all);
        var department = new Department(me.OrganizationId, parent?.Id, name, db.Now);
        DemandName(all, department, parent?.Id);
        db.Add(department);
        await db.SaveChangesAsync(ct);
        return department.Id;
    }, ct);

    /// <summary>Gives a department another name; one that a neighbour has is <c>Organizations.DepartmentNameTaken</c>.</summary>
    public Task RenameAsync(long id, string? name, CancellationToken ct = default) => ChangeTreeAsync(async (db, all, _) =>
    {
        var department = Find(all, id)!;
        department.Rename(name);
        DemandName(all, department, department.ParentId);
        await db.SaveChangesAsync(ct);
        return department.Id;
    }, ct);

    /// <summary>
    /// Moves a department, and all below it, below another one or to the top; refuses with <c>Organizations.DepartmentCycle</c> and as <see cref="AddAsync"/>
    /// does.
    /// </summary>
    public Task MoveAsync(long id, long? parentId, CancellationToken ct = default) => ChangeTreeAsync(async (db, all, _) =>
    {
        var (department, parent) = (Find(all, id)!, Find(all, parentId));
        department.MoveTo(parent, all);
        DemandName(all, department, parent?.Id);
        await db.SaveChangesAsync(ct);
        return department.Id;
    }, ct);

    /// <summary>Deletes a department that has neither members nor departments below it; otherwise <c>Organizations.DepartmentNotEmpty</c>.</summary>
    public Task DeleteAsync(long id, CancellationToken ct = default) => ChangeTreeAsync(async (db, all, _) =>
    {
        var department = Find(all, id)!;
        var (members, below) = (await db.DepartmentMembers.CountAsync(s => s.DepartmentId == id, ct), all.Count(d => d.ParentId == id));
        if (members + below > 0)
        {
            throw new RuleException("Organizations.DepartmentNotEmpty", department.Name, members, below);
        }

        db.Remove(department);
        await db.SaveChangesAsync(ct);
        return id;
    }, ct);

    /// <summary>
    /// Makes several members part of a department and returns how many were not before; a deregistered one is <c>Organizations.MemberDeregistered</c>.
    /// </summary>
    public Task<int> AddMembersAsync(
        long id, IReadOnlyCollection<long> memberIds, CancellationToken ct = default) => ChangeMembersAsync(id, async (db, department) =>
    {
        var members = await db.Members.Where(m => memberIds.Contains(m.Id)).ToListAsync(ct);
        if (memberIds.Except(members.Select(m => m.Id)).ToList() is [var unknown, ..])
        {
            throw new NotFoundException("member", unknown);
        }

        if (members.Find(m => m.Status == MemberStatus.Deregistered) is { } gone)
        {
            throw new RuleException("Organizations.MemberDeregistered", gone.UserName);
        }

        return members.Count(department.Add);
    }, ct);

    /// <summary>Takes several members out of a department, and their positions with it; returns how many were there.</summary>
    public Task<int> RemoveMembersAsync(long id, IReadOnlyCollection<long> memberIds, CancellationToken ct = default) =>
        ChangeMembersAsync(id, (_, department) => Task.FromResult(memberIds.Distinct().Count(department.Remove)), ct);

    /// <summary>
    /// Gives a member of the department a position, or takes it away with <see cref="Position.Staff"/>. The refusals name the department in which the
    /// member holds one already (<c>Organizations.PositionElsewhere</c>) and who manages this one (<c>Organizations.ManagerTaken</c>) [R-ORG-5].
    /// </summary>
    public Task AppointAsync(long id, long memberId, Position position, CancellationToken ct = default) => ChangeMembersAsync(id, async (db, department) =>
    {
        var seat = department.Members.FirstOrDefault(s => s.MemberId == memberId) ?? throw new NotFoundException("member", memberId);
        var elsewhere = await db.DepartmentMembers.Where(s => s.MemberId == memberId && s.DepartmentId != id && s.Position != Position.Staff)
            .Select(s => s.Department).FirstOrDefaultAsync(ct);
        seat.Appoint(position, elsewhere, department.Members.FirstOrDefault(s => s.Position == Position.Manager && s.MemberId != memberId)?.Member);
        return 1;
    }, ct);

    private static Department? Find(IReadOnlyCollection<Department> all, long? id) =>
        id is null ? null : all.FirstOrDefault(d => d.Id == id) ?? throw new NotFoundException("department", id);

    private static void DemandName(IReadOnlyCollection<Department> all, Department department, long? parentId)
    {
        if (all.Any(d => d.Id != department.Id && d.ParentId == parentId && NormalText.Key(d.Name) == NormalText.Key(department.Name)))
        {
            throw new RuleException("Organizations.DepartmentNameTaken", department.Name) { Field = "name" };
        }
    }

    private async Task<long> ChangeTreeAsync(Func<KBossDbContext, IReadOnlyCollection<Department>, Actor, Task<long>> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.DepartmentsManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            await MemberService.MeetAsync(db, me, ct);
            return await act(db, await db.Departments.ToListAsync(ct), me);
        }, ct);
    }

    private async Task<int> ChangeMembersAsync(long id, Func<KBossDbContext, Department, Task<int>> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.DepartmentsManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            // Who fills a department while another window deletes it, or a member, meets that window here.
            await MemberService.MeetAsync(db, me, ct);
            var department = await db.Departments.Include(d => d.Members).ThenInclude(s => s.Member).FirstOrDefaultAsync(d => d.Id == id, ct)
                ?? throw new NotFoundException("department", id);
            var done = await act(db, department);
            await db.SaveChangesAsync(ct);
            return done;
        }, ct);
    }
}
