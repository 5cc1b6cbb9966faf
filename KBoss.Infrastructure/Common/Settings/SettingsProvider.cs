using Microsoft.Extensions.Configuration;

namespace KBoss.Infrastructure.Common.Settings;

/// <summary>
/// The part of the configuration that Admins have typed. It is empty until the database was read. What the server itself says (environment, files, command
/// line) and that is not blank wins over it, so that whoever runs the server can always mend what was typed.
/// </summary>
public sealed class SettingsProvider : ConfigurationProvider, IConfigurationSource
{
    private IConfigurationRoot? whole;

    /// <summary>Counts how often the values were replaced.</summary>
    internal int Round { get; private set; }

    /// <summary>Makes the provider of a configuration that is still being put together; a finished one has none, and its settings are all the server's.</summary>
    public static SettingsProvider AddTo(IConfiguration configuration)
    {
        var provider = new SettingsProvider { whole = configuration as IConfigurationRoot };
        if (configuration is IConfigurationBuilder builder)
        {
            builder.Add(provider);
        }

        return provider;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override bool TryGet(string key, out string? value) => base.TryGet(key, out value) && ServerValue(key) is null;

    /// <summary>What the server's own configuration says of a key; null when it says nothing, or a blank.</summary>
    public string? ServerValue(string key)
    {
        foreach (var provider in (whole?.Providers ?? []).Reverse().Where(provider => provider != this))
        {
            if (provider.TryGet(key, out var value))
            {
                return string.IsNullOrWhiteSpace(value) ? null : value;
            }
        }

        return null;
    }

    /// <summary>Puts what Admins have typed, by whole keys, in the place of what was there, and tells whoever listens for changes of the configuration.</summary>
    internal void Replace(IReadOnlyDictionary<string, string> values)
    {
        Data = values.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase);
        Round++;
        OnReload();
    }
}
