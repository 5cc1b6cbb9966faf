using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>Whether a customer is a person or a company.</summary>
public enum IdentityKind
{
    Individual,
    Company,
}

/// <summary>
/// The proof of who a customer is: the ID-card number of a person, or the unified social credit code and licence file of a company.
/// The number is kept encrypted; its keyed hash makes a second registration visible without reading it.
/// </summary>
public sealed class OrganizationIdentity : Entity, IOrganizationOwned
{
    private OrganizationIdentity()
    {
    }

    public OrganizationIdentity(long organizationId, IdentityKind kind, string numberHash, string numberProtected, string licenceFileKey)
    {
        OrganizationId = organizationId;
        Kind = kind;
        NumberHash = Require.Text(numberHash, "number", 100);
        NumberProtected = Require.Text(numberProtected, "number", 500);
        LicenceFileKey = licenceFileKey;
    }

    public long OrganizationId { get; private set; }

    public IdentityKind Kind { get; private set; }

    public string NumberHash { get; private set; } = "";

    public string NumberProtected { get; private set; } = "";

    /// <summary>The key of the stored licence file; empty for a person.</summary>
    public string LicenceFileKey { get; private set; } = "";
}
