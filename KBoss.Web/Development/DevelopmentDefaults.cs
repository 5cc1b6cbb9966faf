using KBoss.Infrastructure.SignIn.Passwords;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace KBoss.Web.Development;

/// <summary>What Development sets otherwise than <c>appsettings.json</c>. Whatever a developer sets comes after it and wins.</summary>
public static class DevelopmentDefaults
{
    private static readonly Dictionary<string, string?> Values = new()
    {
        // The published password of the demo accounts is made of the product's name.
        [PasswordRules.WordsSetting] = "",
    };

    /// <summary>Puts the values behind those of <c>appsettings.json</c>.</summary>
    public static void AddDevelopmentDefaults(this IConfigurationBuilder configuration)
    {
        var common = configuration.Sources.ToList().FindIndex(source => source is JsonConfigurationSource { Path: "appsettings.json" });
        configuration.Sources.Insert(common + 1, new MemoryConfigurationSource { InitialData = Values });
    }
}
