using KBoss.Domain.Common;

namespace KBoss.Domain.SignIn;

/// <summary>What a code sent by SMS lets a member do.</summary>
public enum CodePurpose
{
    SignIn,
    ResetPassword,

    /// <summary>Sent to the phone that the account is about to leave.</summary>
    LeavePhone,

    /// <summary>Sent to the phone that the account is about to move to.</summary>
    TakePhone,
}

/// <summary>A code sent for a member; each purpose has a quota of its own.</summary>
public sealed class VerificationCode : OneTimeCode, IOrganizationOwned, IGoesWithMember
{
    private VerificationCode()
    {
    }

    public VerificationCode(long organizationId, long memberId, string phone, CodePurpose purpose, string codeHash, DateTime now)
        : base(phone, codeHash, now)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Purpose = purpose;
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public CodePurpose Purpose { get; private set; }
}
