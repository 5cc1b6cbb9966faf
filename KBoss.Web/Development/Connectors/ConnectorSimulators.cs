using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Connectors.Zhongjin;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Development.Connectors;

/// <summary>The simulated suppliers, and the settings that point the connectors at them.</summary>
internal static class ConnectorSimulators
{
    /// <summary>Adds the simulators; a connector whose settings name a real account stays with it.</summary>
    public static IServiceCollection AddConnectorSimulators(this IServiceCollection services)
    {
        services.AddSingleton<ConnectorFaults>();
        services.AddSingleton<TencentCloudSimulator>();
        services.AddSingleton<JinanSimulator>();
        services.AddSingleton<ZhongjinSimulator>();
        services.AddSingleton<IPostConfigureOptions<TencentCloudOptions>, UseTencentSimulator>();
        services.AddSingleton<IPostConfigureOptions<JinanOptions>>(provider => new UsePartnerSimulator<JinanOptions>(provider.GetRequiredService<JinanSimulator>(), provider));
        return services.AddSingleton<IPostConfigureOptions<ZhongjinOptions>>(provider =>
            new UsePartnerSimulator<ZhongjinOptions>(provider.GetRequiredService<ZhongjinSimulator>(), provider));
    }

    private sealed class UseTencentSimulator(DevelopmentKeys keys, DevelopmentAddress address) : IPostConfigureOptions<TencentCloudOptions>
    {
        public void PostConfigure(string? name, TencentCloudOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.SecretId))
            {
                return;
            }

            options.Simulated = true;
            options.SecretId = DevelopmentKeys.TencentSecretId;
            options.SecretKey = keys.TencentSecretKey;
            options.Endpoint = $"{address.PublicUrl}/dev/connectors/tencent/{{service}}";
            options.ConsoleUrl = $"{address.PublicUrl}/dev/connectors?region={{region}}&instance={{id}}";
        }
    }

    private sealed class UsePartnerSimulator<TOptions>(PartnerSimulator partner, IServiceProvider provider) : IPostConfigureOptions<TOptions>
        where TOptions : PartnerOptions
    {
        public void PostConfigure(string? name, TOptions options)
        {
            if (!string.IsNullOrWhiteSpace(options.AccessKey))
            {
                return;
            }

            options.Simulated = true;
            options.AccessKey = partner.AccessKey;
            options.Secret = partner.Secret;
            options.BaseUrl = $"{provider.GetRequiredService<DevelopmentAddress>().PublicUrl}/dev/connectors/{partner.Name.ToLowerInvariant()}";
        }
    }
}
