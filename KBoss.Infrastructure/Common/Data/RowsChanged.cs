namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Rows were added, changed or deleted: each entry is a kind of rows and whose they are, 0 where they are nobody's. Every commit says so by itself, so that a
/// list that is open can follow its kinds without a change of its own.
/// </summary>
public sealed record RowsChanged(string[] Rows)
{
    /// <summary>Whether rows of a kind have changed that an organization can see: its own, or what is nobody's.</summary>
    public bool Concerns(Type kind, long organizationId) => Rows.Contains(Entry(kind.Name, organizationId)) || Rows.Contains(Entry(kind.Name, 0));

    /// <summary>A kind of rows and whose they are, as <see cref="Rows"/> holds it.</summary>
    internal static string Entry(string kind, long organizationId) => FormattableString.Invariant($"{kind} {organizationId}");
}
