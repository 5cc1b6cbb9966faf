using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>Only Active members sign in [R-ORG-3]; Deregistered is final.</summary>
public enum MemberStatus
{
    Active,
    Disabled,
    Deregistered,
}

/// <summary>A person's account inside one organization, with the roles it was given; without a role it can do nothing.</summary>
public sealed class Member : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private readonly List<MemberRole> roles = [];

    private Member()
    {
    }

    public Member(long organizationId, string userName, string phone, string name, DateTime now)
    {
        OrganizationId = organizationId;
        Refusals.All(() => UserName = UserNameOf(userName), () => Phone = PhoneOf(phone), () => Name = Require.Text(name, "name", 50));
        UserNameKey = UserNames.Key(UserName);
        CreatedAt = Require.Utc(now);
        RenewStamp();
    }

    public long OrganizationId { get; private set; }

    /// <summary>Lower case, unique inside the organization and among all accounts that are not deregistered, by <see cref="UserNameKey"/>.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>What the user name is compared by: letters that look alike are one.</summary>
    [Compared]
    [NotAudited]
    public string UserNameKey { get; private set; } = "";

    /// <summary>Mainland mobile number of 11 digits, unique among all accounts that are not deregistered.</summary>
    public string Phone { get; private set; } = "";

    public string Name { get; private set; } = "";

    public MemberStatus Status { get; private set; } = MemberStatus.Active;

    [NotAudited]
    public string PasswordHash { get; set; } = "";

    /// <summary>
    /// Changes with everything that takes access from the member: its sessions end with the change, and a sign-in that is half done begins anew.
    /// </summary>
    [NotAudited]
    public string SecurityStamp { get; private set; } = "";

    [NotAudited]
    public int AccessFailedCount { get; set; }

    public DateTime? LockoutEnd { get; set; }

    /// <summary>The language the member chose (<c>zh-CN</c> or <c>en</c>), used for messages sent to them.</summary>
    public string Language { get; private set; } = "zh-CN";

    /// <summary>The version of the user agreement and privacy policy the member consented to, and when (UTC).</summary>
    public string ConsentVersion { get; private set; } = "";

    public DateTime? ConsentAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Who added the account; nobody for one that registered itself.</summary>
    public By CreatedBy { get; private set; } = By.Nobody;

    /// <summary>Until when (UTC) the password that somebody else made for the member opens the account; null once the member has chosen its own.</summary>
    public DateTime? TemporaryPasswordUntil { get; private set; }

    /// <summary>The member signs in with a password that somebody else knows and can do nothing before it has chosen its own.</summary>
    public bool MustChangePassword => TemporaryPasswordUntil is not null;

    public IReadOnlyCollection<MemberRole> Roles => roles;

    public string AuditSubject => $"Member {UserName}";

    /// <summary>
    /// A user name in its normal form, lower case: 3 to 50 letters, digits, dots, dashes; otherwise <c>Organizations.UserNameInvalid</c>. Letters that could
    /// be taken for others are <c>Organizations.UserNameMixed</c>, characters that nobody sees <c>Common.CharacterHidden</c>.
    /// </summary>
    public static string UserNameOf(string? value) => UserNames.Checked(value);

    /// <summary>A mainland mobile number of 11 digits, however it was spelled; otherwise <c>Organizations.PhoneInvalid</c>.</summary>
    public static string PhoneOf(string? value) =>
        Phones.Mobile(Require.Number(value, "phone")) ?? throw new RuleException("Organizations.PhoneInvalid") { Field = "phone" };

    /// <summary>What is typed to sign in, as it is looked for: a phone in its 11 digits, or a user name as it is compared, with what stands behind its @.</summary>
    public static string AccountOf(string? value) => Phones.Mobile(value) ?? UserNames.Key(UserNames.Normal(value));

    /// <summary>Gives a role; one that the organization's kind does not have is refused with <c>Organizations.RoleNotForKind</c>.</summary>
    public void Give(Role role, OrganizationKind kind)
    {
        if (!RolePermissions.RolesOf(kind).Contains(role))
        {
            throw new RuleException("Organizations.RoleNotForKind", role);
        }

        if (roles.All(r => r.Role != role))
        {
            roles.Add(new MemberRole(this, role));
        }
    }

    /// <summary>Takes a role away, and with it the access under that role [R-ORG-3]; a role the member does not hold changes nothing.</summary>
    public void Take(Role role)
    {
        if (roles.Find(r => r.Role == role) is { } held)
        {
            held.TakenFrom(this);
            roles.Remove(held);
            RenewStamp();
        }
    }

    /// <summary>
    /// Takes the member's access until it is restored [R-ORG-3]; only an Active member can be disabled, otherwise <c>Organizations.MemberNotActive</c>.
    /// </summary>
    public void Disable()
    {
        if (Status != MemberStatus.Active)
        {
            throw new RuleException("Organizations.MemberNotActive", UserName);
        }

        Status = MemberStatus.Disabled;
        RenewStamp();
    }

    /// <summary>Lets a disabled member sign in again; otherwise <c>Organizations.MemberNotDisabled</c>.</summary>
    public void Restore()
    {
        if (Status != MemberStatus.Disabled)
        {
            throw new RuleException("Organizations.MemberNotDisabled", UserName);
        }

        Status = MemberStatus.Active;
    }

    /// <summary>Ends the account for good [R-ORG-3]; a second time is refused with <c>Organizations.MemberDeregistered</c>.</summary>
    public void Deregister()
    {
        DemandNotDeregistered();
        Status = MemberStatus.Deregistered;
        RenewStamp();
    }

    /// <summary>Keeps who added the account.</summary>
    public void AddedBy(By by) => CreatedBy = by;

    /// <summary>Changes the user name and the name; a deregistered account is refused with <c>Organizations.MemberDeregistered</c>.</summary>
    public void Edit(string? userName, string? name)
    {
        DemandNotDeregistered();
        Refusals.All(() => UserName = UserNameOf(userName), () => Name = Require.Text(name, "name", 50));
        UserNameKey = UserNames.Key(UserName);
    }

    /// <summary>Moves the account to another phone, where its codes go from now on; the same phone changes nothing.</summary>
    public void ChangePhone(string? phone)
    {
        DemandNotDeregistered();
        var number = PhoneOf(phone);
        if (number != Phone)
        {
            Phone = number;
            RenewStamp();
        }
    }

    /// <summary>Gives exactly these roles and takes every other one. Refuses as <see cref="Give"/> does.</summary>
    public void SetRoles(IReadOnlyCollection<Role> wanted, OrganizationKind kind)
    {
        DemandNotDeregistered();
        foreach (var role in roles.Select(r => r.Role).Except(wanted).ToList())
        {
            Take(role);
        }

        foreach (var role in wanted)
        {
            Give(role, kind);
        }
    }

    /// <summary>Gives the member, by its hash, a password that somebody else made: it opens the account until it is changed, for so long at most.</summary>
    public void GiveTemporaryPassword(string hash, DateTime until)
    {
        DemandNotDeregistered();
        ChangePassword(hash);
        TemporaryPasswordUntil = Require.Utc(until);
    }

    /// <summary>Whether the member may try to sign in now: Active, and not with a temporary password that has run out.</summary>
    public bool MaySignIn(DateTime now) => Status == MemberStatus.Active && !(TemporaryPasswordUntil <= now);

    /// <summary>Lets a sign-in that is half done begin anew.</summary>
    public void RenewStamp() => SecurityStamp = RandomNumberGenerator.GetHexString(32);

    /// <summary>Gives the member a new password by its hash and unlocks the account.</summary>
    public void ChangePassword(string hash)
    {
        PasswordHash = Require.Text(hash, "password", 500);
        AccessFailedCount = 0;
        LockoutEnd = null;
        TemporaryPasswordUntil = null;
        RenewStamp();
    }

    /// <summary>Keeps the consent to the version of agreement and policy that the member was shown.</summary>
    public void Consent(string version, DateTime now)
    {
        ConsentVersion = Require.Text(version, "consent", 20);
        ConsentAt = Require.Utc(now);
    }

    /// <summary>Whether the member consented to this version or a later one; versions are dates, <c>yyyy-MM-dd</c>.</summary>
    public bool HasConsentedTo(string version) => string.CompareOrdinal(ConsentVersion, version) >= 0;

    /// <summary>Remembers the language the member works in.</summary>
    public void Speak(string language) => Language = Require.Text(language, "language", 10);

    private void DemandNotDeregistered()
    {
        if (Status == MemberStatus.Deregistered)
        {
            throw new RuleException("Organizations.MemberDeregistered", UserName);
        }
    }
}

/// <summary>One role of one member.</summary>
public sealed class MemberRole : Entity, IOrganizationOwned, IGoesWithMember, IAuditedFromBirth
{
    /// <summary>Whose role it is, for the audit log; known while it is given and taken.</summary>
    private string? whose;

    private MemberRole()
    {
    }

    internal MemberRole(Member member, Role role)
    {
        OrganizationId = member.OrganizationId;
        Role = role;
        whose = member.UserName;
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public Role Role { get; private set; }

    public string AuditSubject => $"Role {whose ?? Role.ToString()}";

    internal void TakenFrom(Member member) => whose = member.UserName;
}
