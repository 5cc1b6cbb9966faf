using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Registers the clients of outside parties, all in the same way.</summary>
public static class VendorRegistration
{
    /// <summary>
    /// Adds a client with its options, which stand in the section that <paramref name="calls"/> names: time-outs and repetitions as it says, a circuit
    /// breaker, no redirects, and a log of every call without its secrets.
    /// </summary>
    /// <param name="inner">Adds handlers that see every single attempt, such as one that signs it.</param>
    public static IServiceCollection AddVendor<TService, TClient, TOptions>(
        this IServiceCollection services, IConfiguration configuration, VendorCalls calls, Action<IHttpClientBuilder>? inner = null)
        where TService : class
        where TClient : class, TService
        where TOptions : VendorOptions
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VendorCallQueue>();
        services.TryAddSingleton<VendorBreakers>();
        services.AddOptions<TOptions>().Bind(configuration.GetSection(calls.Section));
        var client = services
            .AddHttpClient<TService, TClient>((provider, http) =>
            {
                // What the pipeline does not see is the reading of a long answer.
                http.Timeout = calls.Longest(PerAttempt<TOptions>(provider)) + PerAttempt<TOptions>(provider);
                http.MaxResponseContentBufferSize = calls.MaxAnswer;
            })
            // A client may live as long as a circuit, so connections are renewed below it; what is signed for one address is not sent to another.
            .UseSocketsHttpHandler((handler, _) => (handler.PooledConnectionLifetime, handler.AllowAutoRedirect) = (TimeSpan.FromMinutes(5), false))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The factory's own logs write addresses, and addresses hold codes and signatures.
            .RemoveAllLoggers();
        client.AddHttpMessageHandler(() => new VendorDoor(calls.Name));
        if (calls.Retries > 0)
        {
            client.AddResilienceHandler($"{calls.Name}-retry", (pipeline, context) =>
            {
                pipeline.TimeProvider = TimeProvider.System;
                Repeat(pipeline, calls, PerAttempt<TOptions>(context.ServiceProvider));
            });
        }

        client.AddResilienceHandler($"{calls.Name}-breaker", (pipeline, context) =>
        {
            // The waits of repetitions pass in real time; how long a vendor is left alone goes by the clock of the business, which can be moved.
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                SamplingDuration = VendorBreakers.Window,
                MinimumThroughput = VendorBreakers.LeastCalls,
                FailureRatio = 0.5,
                BreakDuration = VendorBreakers.Break,
                StateProvider = context.ServiceProvider.GetRequiredService<VendorBreakers>().New(calls.Name),
            });
        });
        client.AddResilienceHandler($"{calls.Name}-attempt", (pipeline, context) =>
        {
            pipeline.TimeProvider = TimeProvider.System;
            pipeline.AddTimeout(PerAttempt<TOptions>(context.ServiceProvider));
        });
        client.AddHttpMessageHandler(provider => new VendorLog(
            calls with { Patience = PerAttempt<TOptions>(provider) }, provider.GetRequiredService<VendorCallQueue>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VendorLog>>()));
        inner?.Invoke(client);
        return services;
    }

    private static void Repeat(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, VendorCalls calls, TimeSpan perAttempt) => pipeline
        .AddTimeout(calls.Longest(perAttempt))
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = calls.Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(300),
            UseJitter = true,
            ShouldHandle = async arguments => !IsOnce(arguments.Context) && (HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                || (arguments.Outcome.Result is { IsSuccessStatusCode: true } answer && await calls.SaysLater(answer, arguments.Context.CancellationToken))),
        });

    private static bool IsOnce(ResilienceContext context) => context.GetRequestMessage()?.Options.TryGetValue(VendorLog.Once, out var once) == true && once;

    private static TimeSpan PerAttempt<TOptions>(IServiceProvider provider)
        where TOptions : VendorOptions => provider.GetRequiredService<IOptionsMonitor<TOptions>>().CurrentValue.PerAttempt;
}
