using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>A join claim waits for the seller's staff, who pass it on or refuse it once.</summary>
public enum JoinClaimStatus
{
    Waiting,
    PassedOn,
    Refused,
}

/// <summary>Who registered with a number that is verified for another organization: account, password by its hash, and what the form said.</summary>
public sealed record Applicant(string? UserName, string? Phone, string? Name, string PasswordHash, string ConsentVersion, string Language);

/// <summary>
/// Somebody registered with the number of a verified organization. A number is known to many, so before that organization hears of it, the staff of its
/// seller look at the document that came with it; until then, and if they refuse, it is the seller's alone.
/// </summary>
public sealed class JoinClaim : Entity, IOrganizationOwned
{
    /// <summary>A reason for refusing goes out in a text message.</summary>
    public const int MaxReason = 30;

    private JoinClaim()
    {
    }

    /// <summary>A claim of <paramref name="applicant"/> to belong to the buyer, which gave this name for the organization.</summary>
    public JoinClaim(
        Parties parties, Applicant applicant, string? organizationName, IdentityKind kind, string numberProtected, string documentFileKey, DateTime now)
    {
        OrganizationId = parties.SellerId;
        BuyerId = parties.BuyerId;
        UserName = Member.UserNameOf(applicant.UserName);
        Phone = Member.PhoneOf(applicant.Phone);
        Name = Require.Text(applicant.Name, "name", 50);
        PasswordHash = Require.Text(applicant.PasswordHash, "password", 500);
        ConsentVersion = Require.Text(applicant.ConsentVersion, "consent", 20);
        Language = Require.Text(applicant.Language, "language", 10);
        OrganizationName = Require.Text(organizationName, "name", 100);
        Kind = kind;
        NumberProtected = Require.Text(numberProtected, "number", 500);
        DocumentFileKey = documentFileKey;
        CreatedAt = Require.Utc(now);
    }

    /// <summary>The seller, whose staff decide.</summary>
    public long OrganizationId { get; private set; }

    /// <summary>The organization that the number belongs to.</summary>
    public long BuyerId { get; private set; }

    public string UserName { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Empty once the claim is decided.</summary>
    public string PasswordHash { get; private set; } = "";

    public string ConsentVersion { get; private set; } = "";

    public string Language { get; private set; } = "";

    /// <summary>The name of the organization as it was typed, for comparing it with the document.</summary>
    public string OrganizationName { get; private set; } = "";

    public IdentityKind Kind { get; private set; }

    /// <summary>Empty once the claim is decided.</summary>
    public string NumberProtected { get; private set; } = "";

    /// <summary>The key of the stored document; empty where there was none, and once the claim is decided.</summary>
    public string DocumentFileKey { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public JoinClaimStatus Status { get; private set; }

    /// <summary>Why it was refused; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Nobody while it waits.</summary>
    public By DecidedBy { get; private set; } = By.Nobody;

    public DateTime? DecidedAt { get; private set; }

    public bool HasDocument => DocumentFileKey.Length > 0;

    /// <summary>What the audit log calls it.</summary>
    public string AuditSubject => $"JoinClaim {UserName}";

    /// <summary>
    /// Passes the claim on: the request to the organization's Admin. Without a document there is nothing to go by,
    /// <c>Organizations.IdentityWithoutDocument</c>; a decided claim is <c>Organizations.JoinDecided</c>.
    /// </summary>
    public JoinRequest PassOn(By by, DateTime now)
    {
        DemandWaiting();
        if (!HasDocument)
        {
            throw new RuleException("Organizations.IdentityWithoutDocument");
        }

        // The consent was given when the form was sent.
        var request = new JoinRequest(BuyerId, UserName, Phone, Name, PasswordHash, ConsentVersion, Language, CreatedAt);
        Decide(JoinClaimStatus.PassedOn, "", by, now);
        return request;
    }

    /// <summary>Turns the applicant away, who is told why; a decided claim is refused with <c>Organizations.JoinDecided</c>.</summary>
    public void Refuse(string? reason, By by, DateTime now)
    {
        DemandWaiting();
        Decide(JoinClaimStatus.Refused, Require.Text(reason, "reason", MaxReason), by, now);
    }

    private void Decide(JoinClaimStatus status, string reason, By by, DateTime now)
    {
        (Status, Reason, DecidedBy, DecidedAt) = (status, reason, by, Require.Utc(now));
        (PasswordHash, NumberProtected, DocumentFileKey) = ("", "", "");
    }

    private void DemandWaiting()
    {
        if (Status != JoinClaimStatus.Waiting)
        {
            throw new RuleException("Organizations.JoinDecided", Name);
        }
    }
}
