using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Files;

/// <summary>Registers what the module Files offers.</summary>
public static class FilesModule
{
    /// <summary>Adds the store of files, the removal of those whose rows are gone or never came, and what all kinds of import share.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<IOutboxHandler, FileRemoval>();
        services.AddSingleton<FileSweep>();
        services.AddSchedule<RemoveUnkeptFilesJob>("remove-unkept-files", "0 50 3 * * ?");
        services.AddSingleton<ImportTurns>();
        services.AddSingleton<StagedSweep>();
        services.AddSchedule<RemoveStagedRowsJob>("remove-staged-rows", "0 20/30 * * * ?");
        services.AddScoped(typeof(ImportStaging<>));
        services.AddScoped(typeof(ImportService<>));
        services.AddScoped(typeof(ImportQueries<>));
        return services;
    }
}
