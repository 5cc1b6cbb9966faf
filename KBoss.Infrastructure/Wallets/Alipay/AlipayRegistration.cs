using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>Registers the Alipay client.</summary>
public static class AlipayRegistration
{
    private const int Retries = 2;

    private static readonly TimeSpan WaitingBetween = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds <see cref="AlipayClient"/> and its options. Queries and closings are safe to repeat, so a network failure, a time-out
    /// and Alipay's own "service unavailable" are tried again before the caller hears of them.
    /// </summary>
    public static IServiceCollection AddAlipay(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AlipayOptions>().Bind(configuration.GetSection(AlipayOptions.Section));
        services.AddHttpClient<AlipayClient>(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = 1 << 20;
            })
            // A client may live as long as a circuit, so connections are renewed below it; what is signed for one address is not sent to another.
            .UseSocketsHttpHandler((handler, _) => (handler.PooledConnectionLifetime, handler.AllowAutoRedirect) = (TimeSpan.FromMinutes(5), false))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddResilienceHandler("alipay", (pipeline, context) =>
            {
                var attempt = context.ServiceProvider.GetRequiredService<IOptionsMonitor<AlipayOptions>>().CurrentValue.AttemptTimeout;
                pipeline
                    .AddTimeout((attempt * (Retries + 1)) + WaitingBetween)
                    .AddRetry(new HttpRetryStrategyOptions
                    {
                        MaxRetryAttempts = Retries,
                        BackoffType = DelayBackoffType.Exponential,
                        Delay = TimeSpan.FromMilliseconds(300),
                        UseJitter = true,
                        ShouldHandle = async arguments =>
                            HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                            || await IsServiceUnavailableAsync(arguments.Outcome.Result, arguments.Context.CancellationToken),
                    })
                    .AddTimeout(attempt);
            });
        return services;
    }

    /// <summary>Alipay says "service unavailable" with HTTP 200; only the body tells.</summary>
    private static async ValueTask<bool> IsServiceUnavailableAsync(HttpResponseMessage? response, CancellationToken cancellationToken)
    {
        if (response is not { IsSuccessStatusCode: true, RequestMessage: { } request }
            || !request.Options.TryGetValue(AlipayClient.MethodKey, out var method))
        {
            return false;
        }

        await response.Content.LoadIntoBufferAsync(1 << 20, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return AlipayClient.IsTransientAnswer(body, method);
    }
}
