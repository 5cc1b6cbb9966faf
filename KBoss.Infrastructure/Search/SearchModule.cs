using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Search;

/// <summary>Registers what the module Search offers: one box that finds the things of all modules.</summary>
public static class SearchModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration) => services.AddScoped<SearchQueries>();
}
