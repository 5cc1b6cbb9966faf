using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Wallets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Orders;

/// <summary>Registers what the module Orders offers.</summary>
public static class OrdersModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ShopDoor>();
        services.AddScoped<CartService>();
        services.AddScoped<CartQueries>();
        services.AddCounts<CartLine>();
        services.AddScoped<OrderService>();
        services.AddScoped<OrderQueries>();
        services.AddScoped<PaymentService>();
        services.AddScoped<ICustomerBusiness, OrderBusiness>();
        services.AddSingleton<IChangeListener, OrderMetrics>();
        services.AddScoped<OrderPayment>();
        services.AddScoped<IRechargePurpose>(provider => provider.GetRequiredService<OrderPayment>());
        services.AddSchedule<CancelUnpaidOrdersJob>("cancel-unpaid-orders", "5 * * * * ?");
        return services;
    }
}
