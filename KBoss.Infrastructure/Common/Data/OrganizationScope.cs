namespace KBoss.Infrastructure.Common.Data;

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

    /// <summary>Which filter the scope asks for.</summary>
    internal ScopeForm Form => IsEverything ? ScopeForm.Everything : Ids.Count switch
    {
        1 => ScopeForm.One,
        2 => ScopeForm.Two,
        _ => ScopeForm.Some,
    };

    /// <summary>Whether the scope covers an organization.</summary>
    public bool Covers(long organizationId) => IsEverything || Ids.Contains(organizationId);
}

/// <summary>
/// The forms of the isolation filter. One organization (most use cases) and two (a customer and its seller) are asked for by equality,
/// whose SQL is made once; a list of any length has its SQL made anew for every query.
/// </summary>
internal enum ScopeForm
{
    Everything,
    One,
    Two,
    Some,
}
