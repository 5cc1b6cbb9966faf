namespace KBoss.Domain.Common;

/// <summary>
/// What an Admin has typed into one section of the settings, encrypted as a whole because some of it opens accounts elsewhere. What is
/// <see cref="OfPlatform"/> reaches every component as configuration, the rest whoever asks for this organization.
/// </summary>
public sealed class StoredSettings : Entity, IOrganizationOwned
{
    public const int MaxLength = 60_000;

    private StoredSettings()
    {
    }

    public StoredSettings(long organizationId, string section, bool ofPlatform)
    {
        OrganizationId = organizationId;
        Section = Require.Text(section, "section", 60);
        OfPlatform = ofPlatform;
    }

    public long OrganizationId { get; private set; }

    /// <summary>The section of the configuration, such as <c>Sms</c>.</summary>
    public string Section { get; private set; } = "";

    /// <summary>Whether it belongs to the root distributor, which runs the platform.</summary>
    public bool OfPlatform { get; private set; }

    /// <summary>Values and when secrets were set, as encrypted JSON.</summary>
    public string Content { get; private set; } = "";

    public By ChangedBy { get; private set; } = By.Nobody;

    public DateTime ChangedAt { get; private set; }

    /// <summary>Puts other values in the place of those before; <c>Settings.TooMuch</c> when they are too long together.</summary>
    public void Change(string content, By by, DateTime now)
    {
        if (content.Length > MaxLength)
        {
            throw new RuleException("Settings.TooMuch");
        }

        (Content, ChangedBy, ChangedAt) = (content, by, Require.Utc(now));
    }
}
