using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>Registers the sending of text messages.</summary>
public static class SmsRegistration
{
    /// <summary>Adds <see cref="ISmsSender"/> (Alibaba Cloud) and its options.</summary>
    public static IServiceCollection AddSms(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<SmsOptions>().Bind(configuration.GetSection(SmsOptions.Section));
        services.AddHttpClient<ISmsSender, AlibabaCloudSmsSender>((provider, http) =>
            {
                http.Timeout = provider.GetRequiredService<IOptionsMonitor<SmsOptions>>().CurrentValue.Timeout;
                http.MaxResponseContentBufferSize = 1 << 16;
            })
            // A client may live as long as a circuit, so connections are renewed below it; what is signed for one address is not sent to another.
            .UseSocketsHttpHandler((handler, _) => (handler.PooledConnectionLifetime, handler.AllowAutoRedirect) = (TimeSpan.FromMinutes(5), false))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The code travels in the query; no request line of this client may reach a log.
            .RemoveAllLoggers();
        return services;
    }
}
