using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Net.Http.Headers;

namespace KBoss.Web.Common;

/// <summary>
/// Builds the models of the database beside the rest of the start, and asks for the pages that visitors come to first before the node calls itself ready:
/// what is compiled at the first use is then there. Nothing of it can keep a node from becoming ready.
/// </summary>
internal sealed class WarmUp(IHttpContextFactory contexts, IServiceScopeFactory scopes, KBossDatabase database, ILogger<WarmUp> log)
    : IHostedLifecycleService, IHealthCheck, IDisposable
{
    private static readonly string[] Pages = ["/products", "/", "/account/login"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource stopping = new();
    private RequestDelegate pipeline = _ => Task.CompletedTask;
    private Task models = Task.CompletedTask;
    private Task pages = Task.CompletedTask;
    private volatile bool done;

    /// <summary>Ends when there is nothing left to be made.</summary>
    internal Task Finished => pages;

    /// <summary>Has the requests of the warm-up go the way of all others, from here on.</summary>
    public void Through(IApplicationBuilder app) => app.Use(next => pipeline = next);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(done ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The first pages are being made."));

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        models = Task.Run(database.BuildModels, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        pages = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await pages.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync()
    {
        try
        {
            foreach (var page in Pages)
            {
                await AskAsync(page).WaitAsync(Longest);
            }

            await models.WaitAsync(Longest);
        }
#pragma warning disable CA1031 // Whoever comes first finds out what is wrong, and waits as long as without a warm-up.
        catch (Exception failure) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "The first pages could not be made beforehand");
        }
        finally
        {
            done = true;
        }
    }

    /// <summary>A visitor's request that came over no wire; what is answered goes nowhere.</summary>
    private async Task AskAsync(string path)
    {
        await using var scope = scopes.CreateAsyncScope();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = HttpMethods.Get, Scheme = Uri.UriSchemeHttps, Path = path, RawTarget = path });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        var http = contexts.Create(features);
        try
        {
            http.RequestServices = scope.ServiceProvider;
            http.RequestAborted = stopping.Token;
            http.Request.Host = new HostString("localhost");
            http.Request.Headers[HeaderNames.Accept] = "text/html";
            await pipeline(http);
            if (http.Response.StatusCode != StatusCodes.Status200OK)
            {
                throw new InvalidOperationException($"{path} was answered with {http.Response.StatusCode}.");
            }
        }
        finally
        {
            contexts.Dispose(http);
        }
    }
}
