using KBoss.Domain.Common;

namespace KBoss.Domain.Ledger;

/// <summary>
/// How the last proof of a book ended [R-LED-1] [R-LED-3]: when (UTC), how much was compared, and how much did not agree. One for each book, which every
/// proof renews.
/// </summary>
public sealed class BookProof : Entity, IOrganizationOwned
{
    private BookProof()
    {
    }

    public BookProof(long organizationId) => OrganizationId = organizationId;

    public long OrganizationId { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>How many wallets were compared with the book.</summary>
    public int Wallets { get; private set; }

    /// <summary>How many entries were added up.</summary>
    public int Entries { get; private set; }

    /// <summary>How many wallets differ from the book.</summary>
    public int Mismatches { get; private set; }

    /// <summary>How many entries do not balance.</summary>
    public int Unbalanced { get; private set; }

    /// <summary>The book was proven once more, with this result; one that is older than what is kept changes nothing.</summary>
    public void Renew(int wallets, int entries, int mismatches, int unbalanced, DateTime at)
    {
        if (Require.Utc(at) >= At)
        {
            (Wallets, Entries, Mismatches, Unbalanced, At) = (wallets, entries, mismatches, unbalanced, at);
        }
    }
}
