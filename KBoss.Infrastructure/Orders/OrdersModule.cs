using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders.Demands;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Desk;
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
        services.AddScoped<SuppliedQueries>();
        services.AddScoped<OrderQueries>();
        services.AddScoped<OrderDeskQueries>();
        services.AddScoped<OrderNoteService>();
        services.AddSingleton<IThingTimeline<OrderStory>, OrderTimeline>();
        services.AddSingleton<IThingTimeline<OrderStory>, MoneyTimeline>();
        services.AddSingleton<IThingTimeline<EntryStory>, OrderOfEntryTimeline>();
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
        services.AddNames<Order>(db => db.Orders.Select(o => new NamedRow { Id = o.Id, Name = o.OrderNo, Thing = Thing.Order, Key = o.OrderNo }));
        services.AddNumberedSubject("Order", Thing.Order).AddNumberedSubject("OrderNote", Thing.Order);
        services.AddSingleton<IThingTimeline<CustomerStory>, SalesTimeline>();
        services.AddSingleton<IThingTimeline<SkuStory>, SalesTimeline>();
        return services;
    }
}
