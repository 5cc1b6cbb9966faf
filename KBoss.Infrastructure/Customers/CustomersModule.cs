using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Customers;

/// <summary>Registers what the module Customers offers.</summary>
public static class CustomersModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddCustomers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<IRegistrationStep, CustomerRegistration>();
        services.AddScoped<CustomerService>();
        services.AddScoped<CustomerRemoval>();
        services.AddScoped<CustomerIdentityService>();
        services.AddScoped<CustomerIdentityQueries>();
        services.AddScoped<CustomerJoinService>();
        services.AddScoped<AssignmentService>();
        services.AddScoped<CustomerQueries>();
        return services;
    }
}
