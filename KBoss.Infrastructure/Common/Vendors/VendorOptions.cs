namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>The account at an outside party, from a section of the configuration of its own. What is missing there is said by name.</summary>
public abstract class VendorOptions
{
    /// <summary>The keys of the configuration that must be set before the vendor can be used.</summary>
    public IReadOnlyList<string> Missing =>
        [.. Required.Where(setting => string.IsNullOrWhiteSpace(setting.Value)).Select(setting => $"{SectionName}:{setting.Name}")];

    /// <summary>Whether the vendor can be used.</summary>
    public bool IsConfigured => Missing.Count == 0;

    /// <summary>Whether a simulator stands in for the vendor; said by whoever points the settings at one.</summary>
    public bool Simulated { get; set; }

    /// <summary>How long one attempt of a call may take.</summary>
    public abstract TimeSpan PerAttempt { get; }

    /// <summary>The section of the configuration.</summary>
    protected abstract string SectionName { get; }

    /// <summary>The settings without which nothing goes, below the section.</summary>
    protected abstract IEnumerable<(string Name, string? Value)> Required { get; }
}
