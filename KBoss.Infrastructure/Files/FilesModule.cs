using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Files;

/// <summary>Registers what the module Files offers.</summary>
public static class FilesModule
{
    /// <summary>Adds the store of files and the removal of those whose rows are gone.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<FileStore>();
        services.AddSingleton<IOutboxHandler, FileRemoval>();
        return services;
    }
}
