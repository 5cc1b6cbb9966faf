using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Organizations.Registration;

namespace KBoss.Infrastructure.SignIn;

/// <summary>What a member who has signed in must do before anything else; until it is done the session acts without any role.</summary>
public enum SignInDuty
{
    /// <summary>The password is one that somebody else made.</summary>
    ChangePassword,

    /// <summary>The member never consented to the agreement and the privacy policy, or to an older version.</summary>
    Consent,
}

/// <summary>Says what a member must do, and in which order: the password first, so that the consent is given by the member itself.</summary>
public static class SignInDuties
{
    /// <summary>The first duty that is left, or null when the member may go on.</summary>
    public static SignInDuty? Of(Member member) =>
        member.MustChangePassword ? SignInDuty.ChangePassword
        : member.HasConsentedTo(UserAgreement.Version) ? null
        : SignInDuty.Consent;
}
