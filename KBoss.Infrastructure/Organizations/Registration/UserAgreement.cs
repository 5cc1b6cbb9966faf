namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// The user agreement and the privacy policy, two documents of one version, that every member consents to; their texts stand on the pages of
/// the same names.
/// </summary>
public static class UserAgreement
{
    /// <summary>
    /// The date of the texts in force, <c>yyyy-MM-dd</c>. It is kept with every consent and changes with the substance of the texts: whoever
    /// consented to an earlier one is then asked again.
    /// </summary>
    public const string Version = "2026-11-28";
}
