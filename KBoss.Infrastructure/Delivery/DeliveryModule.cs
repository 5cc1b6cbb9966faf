using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Delivery;

/// <summary>Registers what the module Delivery offers.</summary>
public static class DeliveryModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<FulfilmentService>();
        services.AddScoped<IOrderPaid>(provider => provider.GetRequiredService<FulfilmentService>());
        services.AddScoped<FulfilmentQueries>();
        services.AddScoped<ResourceService>();
        services.AddScoped<ICustomerBusiness, ResourceBusiness>();
        return services;
    }
}
