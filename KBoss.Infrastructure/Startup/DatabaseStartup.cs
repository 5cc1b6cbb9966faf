using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Startup.Demo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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
        if (database.IsSqlite)
        {
            provider.GetRequiredService<RunningMark>().Take();
        }

        await database.DemandAsync(ct);
        await database.MigrateAsync(ct);
        await PrepareFilesAsync(provider, ct);
        await provider.GetRequiredService<SettingsStore>().LoadAsync(ct);
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

    /// <summary>Keeps what lies in the data directory from others, and gives schedules on SQLite a file that can be used.</summary>
    internal static async Task PrepareFilesAsync(IServiceProvider services, CancellationToken ct)
    {
        var directory = services.GetRequiredService<DataDirectory>();
        if (services.GetRequiredService<KBossDatabase>().IsSqlite)
        {
            var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseStartup));
            await SchedulesFile.PrepareAsync(directory, services.GetRequiredService<TimeProvider>().UtcNow(), log, ct);
        }

        directory.KeepPrivate();
    }
}
