using KBoss.Infrastructure.Common.Data;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Storefront;

/// <summary>Registers what the module Storefront offers.</summary>
public static class StorefrontModule
{
    /// <summary>Adds the module's queries.</summary>
    public static IServiceCollection AddStorefront(this IServiceCollection services)
    {
        services.AddSingleton<StorefrontShelves>();
        services.AddSingleton<StorefrontDates>();
        services.AddSingleton<StorefrontProducts>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<StorefrontProducts>());
        services.AddScoped<StorefrontQueries>();
        services.AddScoped<MyPromotionQueries>();
        return services;
    }
}
