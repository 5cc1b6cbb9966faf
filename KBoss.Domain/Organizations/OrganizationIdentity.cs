using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>Whether a customer is a person or a company.</summary>
public enum IdentityKind
{
    Individual,
    Company,
}

/// <summary>Whether the seller's staff have looked at an identity, and what they found.</summary>
public enum IdentityStatus
{
    Waiting,
    Verified,
    Refused,
}

/// <summary>
/// The proof of who a customer is: the ID-card number of a person, with a photo of the card if one was given, or the unified social credit
/// code and licence of a company. The number is kept encrypted; its keyed hash makes a second registration visible without reading it.
/// Until the seller's staff have looked at the document it is no more than a claim, which others may make as well; of one number one is verified at most.
/// </summary>
public sealed class OrganizationIdentity : SharedEntity
{
    private OrganizationIdentity()
    {
    }

    public OrganizationIdentity(Parties parties, IdentityKind kind, string numberHash, string numberProtected, string documentFileKey, DateTime now)
        : base(parties)
    {
        Kind = kind;
        Claim(numberHash, numberProtected, documentFileKey, now);
    }

    public IdentityKind Kind { get; private set; }

    public string NumberHash { get; private set; } = "";

    public string NumberProtected { get; private set; } = "";

    /// <summary>The key of the stored file: a company's licence, a person's photo of the ID card; empty where a person gave none.</summary>
    public string DocumentFileKey { get; private set; } = "";

    /// <summary>When number and document were given as they stand (UTC).</summary>
    public DateTime SubmittedAt { get; private set; }

    public IdentityStatus Status { get; private set; }

    /// <summary>Why it was refused; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Nobody while it waits.</summary>
    public By DecidedBy { get; private set; } = By.Nobody;

    public DateTime? DecidedAt { get; private set; }

    /// <summary>Whether there is a document to look at; without one nothing can be verified.</summary>
    public bool HasDocument => DocumentFileKey.Length > 0;

    /// <summary>
    /// Says that number and document are the customer's; refuses with <c>Organizations.IdentityWithoutDocument</c>, or with
    /// <c>Organizations.IdentityDecided</c> when that has been said.
    /// </summary>
    public void Verify(By by, DateTime now)
    {
        if (!HasDocument)
        {
            throw new RuleException("Organizations.IdentityWithoutDocument");
        }

        Decide(IdentityStatus.Verified, "", by, now);
    }

    /// <summary>
    /// Says why number or document are not the customer's, also of what was verified before; a second time is refused with
    /// <c>Organizations.IdentityDecided</c>.
    /// </summary>
    public void Refuse(string? reason, By by, DateTime now) => Decide(IdentityStatus.Refused, Require.Text(reason, "reason"), by, now);

    /// <summary>Puts another number or document in their place; whatever was found before, they wait to be looked at.</summary>
    public void Replace(string numberHash, string numberProtected, string documentFileKey, DateTime now)
    {
        Claim(numberHash, numberProtected, documentFileKey, now);
        (Status, Reason, DecidedBy, DecidedAt) = (IdentityStatus.Waiting, "", By.Nobody, null);
    }

    private void Claim(string numberHash, string numberProtected, string documentFileKey, DateTime now)
    {
        NumberHash = Require.Text(numberHash, "number", 100);
        NumberProtected = Require.Text(numberProtected, "number", 500);
        DocumentFileKey = documentFileKey;
        SubmittedAt = Require.Utc(now);
    }

    private void Decide(IdentityStatus status, string reason, By by, DateTime now)
    {
        if (Status == status)
        {
            throw new RuleException("Organizations.IdentityDecided");
        }

        (Status, Reason, DecidedBy, DecidedAt) = (status, reason, by, Require.Utc(now));
    }
}
