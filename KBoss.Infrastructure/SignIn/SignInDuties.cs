using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Organizations.Registration;

namespace KBoss.Infrastructure.SignIn;

/// <summary>Says what a member must do, and in which order: the password first, so that the consent is given by the member itself.</summary>
public static class SignInDuties
{
    /// <summary>The first duty that is left, or null when the member may go on.</summary>
    public static SignInDuty? Of(Member member) =>
        member.MustChangePassword ? SignInDuty.ChangePassword
        : member.HasConsentedTo(UserAgreement.Version) ? null
        : SignInDuty.Consent;
}
