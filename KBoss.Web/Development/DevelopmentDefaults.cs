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

    /// <summary>Where KBoss listens in Development unless somebody says otherwise.</summary>
    public const string Address = "http://localhost:5080";

    /// <summary>What says where to listen: <c>ASPNETCORE_URLS</c> or <c>--urls</c>, ports alone, or Kestrel's own section.</summary>
    private static readonly string[] Places = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];

    /// <summary>
    /// Lets KBoss listen at <see cref="Address"/> where nothing else is said. A launch profile that names an address would win over whoever sets one.
    /// </summary>
    public static void UseDevelopmentAddress(this WebApplicationBuilder builder)
    {
        if (Places.All(place => string.IsNullOrWhiteSpace(builder.Configuration[place])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(Address);
        }
    }

    /// <summary>Puts the values behind those of <c>appsettings.json</c>.</summary>
    public static void AddDevelopmentDefaults(this IConfigurationBuilder configuration)
    {
        var common = configuration.Sources.ToList().FindIndex(source => source is JsonConfigurationSource { Path: "appsettings.json" });
        configuration.Sources.Insert(common + 1, new MemoryConfigurationSource { InitialData = Values });
    }
}
