using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>What a member is in a department; Manager and Deputy are positions, of which a member holds one in all [R-ORG-5].</summary>
public enum Position
{
    Staff,
    Deputy,
    Manager,
}

/// <summary>A part of a distributor, in a tree; it is deleted only when it has neither members nor departments below it.</summary>
public sealed class Department : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>How many levels the tree has at most.</summary>
    public const int MaxDepth = 10;

    private readonly List<DepartmentMember> members = [];

    private Department()
    {
    }

    public Department(long organizationId, long? parentId, string? name, DateTime now)
    {
        OrganizationId = organizationId;
        ParentId = parentId;
        Name = Require.Text(name, "name", 50);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>The department above it; none at the top.</summary>
    public long? ParentId { get; private set; }

    public string Name { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public IReadOnlyCollection<DepartmentMember> Members => members;

    public string AuditSubject => $"Department {Name}";

    /// <summary>Gives the department another name.</summary>
    public void Rename(string? name) => Name = Require.Text(name, "name", 50);

    /// <summary>
    /// Puts the department below another one, or at the top; <paramref name="all"/> are the departments of the organization.
    /// Below itself is refused with <c>Organizations.DepartmentCycle</c>, too deep with <c>Organizations.DepartmentTooDeep</c>.
    /// </summary>
    public void MoveTo(Department? parent, IReadOnlyCollection<Department> all)
    {
        if (parent is not null && Above(parent, all).Append(parent).Any(d => d.Id == Id))
        {
            throw new RuleException("Organizations.DepartmentCycle", Name, parent.Name) { Field = "parent" };
        }

        DemandDepth(parent, HeightOf(this, all), all);
        ParentId = parent?.Id;
    }

    /// <summary>Goes on only if so many levels have room below the parent; otherwise <c>Organizations.DepartmentTooDeep</c>.</summary>
    public static void DemandDepth(Department? parent, int height, IReadOnlyCollection<Department> all)
    {
        var above = parent is null ? 0 : Above(parent, all).Count() + 1;
        if (above + height > MaxDepth)
        {
            throw new RuleException("Organizations.DepartmentTooDeep", MaxDepth) { Field = "parent" };
        }
    }

    /// <summary>Makes a member part of the department, without a position; a member that is there already changes nothing.</summary>
    public bool Add(Member member)
    {
        if (members.Any(m => m.MemberId == member.Id))
        {
            return false;
        }

        members.Add(new DepartmentMember(this, member));
        return true;
    }

    /// <summary>Takes a member out of the department, and its position with it; one that is not there changes nothing.</summary>
    public bool Remove(long memberId) => members.RemoveAll(m => m.MemberId == memberId) > 0;

    private static IEnumerable<Department> Above(Department department, IReadOnlyCollection<Department> all)
    {
        var id = department.ParentId;
        // The count ends the walk even if a damaged tree should hold a circle.
        for (var steps = all.Count; id is not null && steps > 0 && all.FirstOrDefault(d => d.Id == id) is { } above; steps--)
        {
            yield return above;
            id = above.ParentId;
        }
    }

    private static int HeightOf(Department department, IReadOnlyCollection<Department> all)
    {
        var height = 0;
        for (List<long> level = [department.Id]; level.Count > 0 && height <= all.Count; height++)
        {
            level = [.. all.Where(d => d.ParentId is { } parent && level.Contains(parent)).Select(d => d.Id)];
        }

        return height;
    }
}

/// <summary>That a member sits in a department, and with which position.</summary>
public sealed class DepartmentMember : Entity, IOrganizationOwned, IGoesWithMember, IAuditedFromBirth
{
    private DepartmentMember()
    {
    }

    internal DepartmentMember(Department department, Member member)
    {
        OrganizationId = department.OrganizationId;
        DepartmentId = department.Id;
        MemberId = member.Id;
        Department = department;
        Member = member;
    }

    public long OrganizationId { get; private set; }

    public long DepartmentId { get; private set; }

    public long MemberId { get; private set; }

    public Position Position { get; private set; }

    public Department? Department { get; private set; }

    public Member? Member { get; private set; }

    public string AuditSubject => $"DepartmentMember {Member?.UserName} @ {Department?.Name}";

    /// <summary>
    /// Gives the member a position in the department, or takes it away with <see cref="Position.Staff"/>. <paramref name="elsewhere"/> is the
    /// department in which the member holds one already (<c>Organizations.PositionElsewhere</c>), <paramref name="manager"/> another member who
    /// manages this one (<c>Organizations.ManagerTaken</c>) [R-ORG-5].
    /// </summary>
    public void Appoint(Position position, Department? elsewhere, Member? manager)
    {
        if (position != Position.Staff && elsewhere is not null)
        {
            throw new RuleException("Organizations.PositionElsewhere", Member?.Name, elsewhere.Name);
        }

        if (position == Position.Manager && manager is not null)
        {
            throw new RuleException("Organizations.ManagerTaken", Department?.Name, manager.Name);
        }

        Position = position;
    }
}
