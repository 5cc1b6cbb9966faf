using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace KBoss.Web.Common;

/// <summary>What the people who run KBoss look at: health, structured logs, metrics.</summary>
public static class OperationsSetup
{
    private const string Ready = "ready";

    /// <summary>
    /// JSON logs outside Development; metrics of KBoss, ASP.NET Core, outgoing calls and the runtime, exported by OTLP when
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.
    /// </summary>
    public static WebApplicationBuilder AddKBossOperations(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders().AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }

        var health = builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [Ready]).AddCheck<DiskHealth>("disk", tags: [Ready]);
        if (!builder.Environment.IsDevelopment())
        {
            builder.Services.AddSingleton<WarmUp>();
            builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
            health.AddCheck<WarmUp>("first pages", tags: [Ready]);
        }

        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("kboss"))
                .WithMetrics(metrics => metrics
                    .AddMeter(
                        KBossMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime")
                    .AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: its database answers and is migrated, there is space left on the disk, and nobody
    /// waits for the first pages any more.
    /// </summary>
    public static void MapKBossHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        var ready = new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) };
        ready.ResultStatusCodes[HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable;
        endpoints.MapHealthChecks("/health/ready", ready).AllowAnonymous();
    }

    /// <summary>Whether what people send can still be kept: below the limit a process should get no visitors.</summary>
    private sealed class DiskHealth(DataDirectory directory, IConfiguration configuration) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var free = directory.FreeBytes() / (1024 * 1024);
            var least = configuration.GetValue("Health:MinFreeMegabytes", 200L);
            return Task.FromResult(free < least
                ? HealthCheckResult.Unhealthy($"The disk of the data directory has {free} MB left; {least} are needed.")
                : HealthCheckResult.Healthy());
        }
    }

    private sealed class DatabaseHealth(KBossDatabase database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await database.IsMigratedAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The database waits for a migration.");
    }
}
