using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>Whether a customer is a person or a company.</summary>
public enum IdentityKind
{
    Individual,
    Company,
}

/// <summary>
/// The proof of who a customer is: the ID-card number of a person, with a photo of the card if one was given, or the unified social credit
/// code and licence of a company. The number is kept encrypted; its keyed hash makes a second registration visible without reading it.
/// </summary>
public sealed class OrganizationIdentity : Entity, IOrganizationOwned
{
    private OrganizationIdentity()
    {
    }

    public OrganizationIdentity(long organizationId, IdentityKind kind, string numberHash, string numberProtected, string documentFileKey)
    {
        OrganizationId = organizationId;
        Kind = kind;
        NumberHash = Require.Text(numberHash, "number", 100);
        NumberProtected = Require.Text(numberProtected, "number", 500);
        DocumentFileKey = documentFileKey;
    }

    public long OrganizationId { get; private set; }

    public IdentityKind Kind { get; private set; }

    public string NumberHash { get; private set; } = "";

    public string NumberProtected { get; private set; } = "";

    /// <summary>The key of the stored file: a company's licence, a person's photo of the ID card; empty where a person gave none.</summary>
    public string DocumentFileKey { get; private set; } = "";
}
