using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Things;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Distribution;

/// <summary>Registers what the module Distribution offers.</summary>
public static class DistributionModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddDistribution(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ISkuOffers, SkuOffers>();
        services.AddSingleton<SupplyChain>();
        services.AddScoped<UpstreamSupply>();
        services.AddScoped<DownstreamSales>();
        services.AddNames<Offer>(db => db.Offers.Select(o => new NamedRow { Id = o.Id, Name = o.Sku.Code, Thing = Thing.Sku, Key = o.Sku.Code }));
        services.AddSubjectOf("Offer", typeof(Offer));
        return services;
    }
}
