namespace KBoss.Infrastructure.Data;

/// <summary>
/// The organizations whose rows a context may see and write. Empty by default, so forgetting it shows nothing.
/// More than one, or everything, is asked for only in the files that the architecture tests list.
/// </summary>
public sealed class OrganizationScope
{
    private OrganizationScope(IEnumerable<long> ids, bool everything)
    {
        Ids = [.. ids.Distinct()];
        IsEverything = everything;
    }

    /// <summary>Nothing at all.</summary>
    public static OrganizationScope Empty { get; } = new([], false);

    /// <summary>Every organization: schedules, sign-in before the organization is known, and the start of the application.</summary>
    public static OrganizationScope Everything { get; } = new([], true);

    public IReadOnlyList<long> Ids { get; }

    public bool IsEverything { get; }

    /// <summary>The organizations named, such as the parties of one sale.</summary>
    public static OrganizationScope Of(params IEnumerable<long> ids) => new(ids, false);

    /// <summary>One organization, as most use cases have it: asked for by equality, which is the cheapest filter there is.</summary>
    public bool IsSingle => Ids.Count == 1;

    /// <summary>Whether the scope covers an organization.</summary>
    public bool Covers(long organizationId) => IsEverything || Ids.Contains(organizationId);
}
