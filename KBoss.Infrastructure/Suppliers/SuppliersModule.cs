using KBoss.Infrastructure.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>Registers what the module Suppliers offers.</summary>
public static class SuppliersModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddSuppliers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ICounterpartyNames, SupplierNames>();
        services.AddScoped<SupplierService>();
        services.AddScoped<SupplierQueries>();
        return services;
    }
}
