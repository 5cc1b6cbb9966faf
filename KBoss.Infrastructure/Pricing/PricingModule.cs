using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Suppliers;
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
        services.AddScoped<Losses>();
        services.AddScoped<LossQueries>();
        services.AddScoped<LossService>();
        services.AddScoped<SupplySales>();
        services.AddScoped<ISupplySales>(s => s.GetRequiredService<SupplySales>());
        services.AddScoped<AgreementStarts>();
        services.AddScoped<IOutboxHandler, DownstreamLosses>();
        services.AddSchedule<TellAgreementStartsJob>("tell-agreement-starts", "10 */5 * * * ?");
        return services;
    }
}
