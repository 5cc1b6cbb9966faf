using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Files;

/// <summary>Registers what the module Files offers.</summary>
public static class FilesModule
{
    /// <summary>Adds the store of files, the removal of those whose rows are gone, and what all kinds of import share.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<IOutboxHandler, FileRemoval>();
        services.AddSingleton<ParsedWorkbooks>();
        services.AddScoped(typeof(ImportService<>));
        services.AddScoped(typeof(ImportQueries<>));
        return services;
    }
}
