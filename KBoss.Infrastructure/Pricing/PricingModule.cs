using KBoss.Infrastructure.Catalog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Registers what the module Pricing offers.</summary>
public static class PricingModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddPricing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<OfferTermsService>();
        services.AddScoped<OfferGridQueries>();
        services.AddScoped<ISkuVisibility, SkuVisibility>();
        services.AddScoped<CustomerTermsQueries>();
        services.AddSingleton<PricingQueries>();
        return services;
    }
}
