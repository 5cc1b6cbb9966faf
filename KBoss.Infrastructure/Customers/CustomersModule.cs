using KBoss.Infrastructure.Organizations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Customers;

/// <summary>Registers what the module Customers offers.</summary>
public static class CustomersModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<CustomerQueries>();
        services.AddScoped<IRegistrationStep, CustomerRegistration>();
        return services;
    }
}
