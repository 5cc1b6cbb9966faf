namespace KBoss.Infrastructure.Organizations;

/// <summary>The user agreement and privacy policy that a new member consents to; the text stands on the pages of the same names.</summary>
public static class UserAgreement
{
    /// <summary>The date of the text in force; it is kept with every consent and changes with the text.</summary>
    public const string Version = "2026-11-01";
}
