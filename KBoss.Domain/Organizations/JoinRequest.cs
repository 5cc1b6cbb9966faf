using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>A join request waits for an Admin, who accepts or refuses it once.</summary>
public enum JoinStatus
{
    Waiting,
    Accepted,
    Refused,
}

/// <summary>
/// Somebody registered with the licence or ID number of a verified organization, whose seller has looked at the document that came with it
/// (<see cref="JoinClaim"/>), and asks its Admin to be let in.
/// It holds everything that the account needs, so that an accepted person signs in with the password that was chosen.
/// </summary>
public sealed class JoinRequest : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private JoinRequest()
    {
    }

    public JoinRequest(
        long organizationId, string? userName, string? phone, string? name, string passwordHash, string consentVersion, string language, DateTime now)
    {
        OrganizationId = organizationId;
        UserName = Member.UserNameOf(userName);
        Phone = Member.PhoneOf(phone);
        Name = Require.Text(name, "name", 50);
        PasswordHash = Require.Text(passwordHash, "password", 500);
        ConsentVersion = Require.Text(consentVersion, "consent", 20);
        Language = Require.Text(language, "language", 10);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string UserName { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Empty once the request is decided.</summary>
    [NotAudited]
    public string PasswordHash { get; private set; } = "";

    public string ConsentVersion { get; private set; } = "";

    public string Language { get; private set; } = "zh-CN";

    public DateTime CreatedAt { get; private set; }

    public JoinStatus Status { get; private set; }

    /// <summary>Nobody while it waits.</summary>
    public By DecidedBy { get; private set; } = By.Nobody;

    public DateTime? DecidedAt { get; private set; }

    public string AuditSubject => $"JoinRequest {UserName}";

    /// <summary>
    /// Lets the person in: the new account, without roles yet and with the password of the request. A decided request is refused with
    /// <c>Organizations.JoinDecided</c>.
    /// </summary>
    public Member Accept(By by, DateTime now)
    {
        DemandWaiting();
        var member = new Member(OrganizationId, UserName, Phone, Name, now);
        member.ChangePassword(PasswordHash);
        // The consent was given when the form was sent, not when the Admin read it.
        member.Consent(ConsentVersion, CreatedAt);
        member.Speak(Language);
        member.AddedBy(by);
        Decide(JoinStatus.Accepted, by, now);
        return member;
    }

    /// <summary>Turns the person away; a decided request is refused with <c>Organizations.JoinDecided</c>.</summary>
    public void Refuse(By by, DateTime now)
    {
        DemandWaiting();
        Decide(JoinStatus.Refused, by, now);
    }

    private void Decide(JoinStatus status, By by, DateTime now) =>
        (Status, DecidedBy, DecidedAt, PasswordHash) = (status, by, Require.Utc(now), "");

    private void DemandWaiting()
    {
        if (Status != JoinStatus.Waiting)
        {
            throw new RuleException("Organizations.JoinDecided", Name);
        }
    }
}
