using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Settings.Backups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Settings;

/// <summary>Registers what the module Settings offers.</summary>
public static class SettingsModule
{
    /// <summary>Adds the settings that Admins type, the tests of vendors, and the back-ups.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var section in SettingsSections.All)
        {
            services.AddSingleton(section);
        }

        services.AddScoped<SettingsService>();
        services.AddHostedService<SettingsWatch>();
        services.Configure<BackupOptions>(configuration.GetSection(BackupOptions.Section));
        services.AddSingleton<BackupWriter>();
        services.AddSingleton<BackupMaker>();
        services.AddSingleton<BackupRestore>();
        services.AddScoped<BackupService>();
        services.AddSchedule<BackupJob>(BackupJob.Name, "0 15 2 * * ?");
        return services;
    }
}
