using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>How a vendor is called.</summary>
/// <param name="Name">The vendor's name in logs and in the configuration.</param>
/// <param name="MaxAnswer">How many bytes an answer may have.</param>
public sealed record VendorCalls(string Name, int MaxAnswer)
{
    private static readonly TimeSpan WaitingBetween = TimeSpan.FromSeconds(5);

    /// <summary>How often a call is tried again; none where the vendor does not recognise a repetition, and then only the caller can decide.</summary>
    public int Retries { get; init; }

    /// <summary>Whether a successful answer says that it should be asked again; network failures, time-outs and HTTP 5xx are tried again anyhow.</summary>
    public Func<HttpResponseMessage, CancellationToken, ValueTask<bool>> SaysLater { get; init; } = (_, _) => ValueTask.FromResult(false);

    internal TimeSpan Longest(TimeSpan perAttempt) => Retries == 0 ? perAttempt : (perAttempt * (Retries + 1)) + WaitingBetween;
}

/// <summary>Registers the clients of outside parties, all in the same way.</summary>
public static class VendorRegistration
{
    /// <summary>
    /// Adds a client with its options, which stand in the section of the vendor's name: time-outs and repetitions as <paramref name="calls"/> says,
    /// no redirects, and a log of every call without its secrets.
    /// </summary>
    public static IServiceCollection AddVendor<TService, TClient, TOptions>(this IServiceCollection services, IConfiguration configuration, VendorCalls calls)
        where TService : class
        where TClient : class, TService
        where TOptions : VendorOptions
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<TOptions>().Bind(configuration.GetSection(calls.Name));
        var client = services
            .AddHttpClient<TService, TClient>((provider, http) =>
            {
                http.Timeout = calls.Retries > 0 ? Timeout.InfiniteTimeSpan : PerAttempt<TOptions>(provider);
                http.MaxResponseContentBufferSize = calls.MaxAnswer;
            })
            // A client may live as long as a circuit, so connections are renewed below it; what is signed for one address is not sent to another.
            .UseSocketsHttpHandler((handler, _) => (handler.PooledConnectionLifetime, handler.AllowAutoRedirect) = (TimeSpan.FromMinutes(5), false))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The factory's own logs write addresses, and addresses hold codes and signatures.
            .RemoveAllLoggers();
        if (calls.Retries > 0)
        {
            client.AddResilienceHandler(calls.Name, (pipeline, context) => Configure(pipeline, calls, PerAttempt<TOptions>(context.ServiceProvider)));
        }

        client.AddHttpMessageHandler(provider => new VendorLog(calls.Name, provider.GetRequiredService<ILogger<VendorLog>>()));
        return services;
    }

    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, VendorCalls calls, TimeSpan perAttempt) => pipeline
        .AddTimeout(calls.Longest(perAttempt))
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = calls.Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(300),
            UseJitter = true,
            ShouldHandle = async arguments => HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                || (arguments.Outcome.Result is { IsSuccessStatusCode: true } answer && await calls.SaysLater(answer, arguments.Context.CancellationToken)),
        })
        .AddTimeout(perAttempt);

    private static TimeSpan PerAttempt<TOptions>(IServiceProvider provider)
        where TOptions : VendorOptions => provider.GetRequiredService<IOptionsMonitor<TOptions>>().CurrentValue.PerAttempt;
}
