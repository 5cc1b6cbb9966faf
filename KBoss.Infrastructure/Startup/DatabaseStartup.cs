using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Startup.Demo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KBoss.Infrastructure.Startup;

/// <summary>Brings the database to where the application can start: migrated, and filled with the demo data or the first Admin.</summary>
public static class DatabaseStartup
{
    /// <summary>Runs the steps in order. The demo data comes in Development unless <c>Demo:Enabled</c> is false, and nowhere else.</summary>
    public static async Task RunAsync(IServiceProvider services, CancellationToken ct = default)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider;
        var database = provider.GetRequiredService<KBossDatabase>();
        await database.DemandAsync(ct);
        await database.MigrateAsync(ct);
        if (provider.GetRequiredService<IHostEnvironment>().IsDevelopment()
            && provider.GetRequiredService<IConfiguration>().GetValue("Demo:Enabled", defaultValue: true))
        {
            foreach (var step in provider.GetServices<IDemoStep>())
            {
                await step.SeedAsync(ct);
            }
        }
        else
        {
            await provider.GetRequiredService<FirstAdmin>().EnsureAsync(ct);
        }
    }
}
