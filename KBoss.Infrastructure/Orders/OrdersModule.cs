using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Promotions;
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
        services.AddScoped<OrderDeskQueries>();
        services.AddScoped<OrderNoteService>();
        services.AddSingleton<IOrderTimeline, OrderTimeline>();
        services.AddSingleton<IOrderTimeline, MoneyTimeline>();
        services.AddSingleton<PromotionBudgets>();
        services.AddSingleton<IPromotionSales, OrderedByPromotion>();
        services.AddScoped<ISoldLines, SoldLines>();
        services.AddScoped<PaymentService>();
        services.AddScoped<ICustomerBusiness, OrderBusiness>();
        services.AddScoped<ICustomerTrade, OrderTrade>();
        services.AddSingleton<IChangeListener, OrderMetrics>();
        services.AddScoped<OrderPayment>();
        services.AddScoped<PurchaseDemands>();
        services.AddSingleton<ProductConnectors>();
        services.AddScoped<IRechargePurpose>(provider => provider.GetRequiredService<OrderPayment>());
        services.AddSchedule<CancelUnpaidOrdersJob>("cancel-unpaid-orders", "5 * * * * ?");
        return services;
    }
}
