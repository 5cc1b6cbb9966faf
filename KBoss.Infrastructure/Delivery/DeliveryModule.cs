using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery.Checklists;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Delivery;

/// <summary>Registers what the module Delivery offers.</summary>
public static class DeliveryModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WorkingHours>();
        services.Configure<DeliveryOptions>(configuration.GetSection(DeliveryOptions.Section));
        services.AddSingleton<DaysOfGrace>();
        services.AddScoped<FulfilmentService>();
        services.AddScoped<IOrderPaid>(provider => provider.GetRequiredService<FulfilmentService>());
        services.AddScoped<FulfilmentQueries>();
        services.AddScoped<FulfilmentHomeQueries>();
        services.AddScoped<OrderDeliveryQueries>();
        services.AddSingleton<IOrderShortfalls, OrderShortfalls>();
        services.AddSingleton<IBuyersOfLines, BuyersOfLines>();
        services.AddSingleton<IThingTimeline<OrderStory>, DeliveryTimeline>();
        services.AddSingleton<IThingTimeline<TaskStory>, TaskTimeline>();
        services.AddScoped<UndeliveredQueries>();
        services.AddScoped<ChecklistService>();
        services.AddScoped<IProductTypeUse, RenamedChecklists>();
        services.AddScoped<DeliverySteps>();
        services.AddScoped<LatePieceService>();
        services.AddScoped<IOutboxHandler, DeliverByInterface>();
        services.AddScoped<IOutboxHandler, ReturnByInterface>();
        services.AddScoped<IOutboxHandler, TellOfTask>();
        services.AddSchedule<ResumeDeliveriesJob>("resume-deliveries", "50 */10 * * * ?");
        services.AddScoped<ResourceService>();
        services.AddScoped<ResourceSuppliers>();
        services.AddScoped<ResourceDesk>();
        services.AddScoped<RenewalQuotes>();
        services.AddScoped<RenewalService>();
        services.AddScoped<IOrderPaid, RenewalPaid>();
        services.AddScoped<ResourceTaskService>();
        services.AddScoped<IOutboxHandler, ResourceByInterface>();
        services.AddScoped<IOutboxHandler, TellOfResourceTask>();
        services.AddScoped<IOutboxHandler, TellOfDeviceTakenBack>();
        services.AddScoped<ResourceLife>();
        services.AddScoped<AutoRenewalService>();
        services.AddScoped<ResourceReminders>();
        services.AddSingleton<IReminderCause, ResourceEndingCause>();
        services.AddScoped<DoorService>();
        services.AddScoped<ResourceCalendar>();
        services.AddSchedule<EndResourcesJob>("end-resources", "35 */5 * * * ?");
        services.AddSchedule<RenewResourcesJob>("renew-resources", "15 20 9-21 * * ?");
        services.AddSchedule<RemindOfEndsJob>("remind-of-ends", "45 25 9-20 * * ?");
        services.AddScoped<ICustomerBusiness, ResourceBusiness>();
        services.AddNumberedSubject("FulfilmentTask", Thing.Task).AddNumberedSubject("ResourceTask", Thing.ResourceTask);
        services.AddNumberedSubject("Resource", Thing.Resource).AddNumberedSubject("ResourceLabel", Thing.Resource).AddNumberedSubject("AutoRenewal", Thing.Resource);
        services.AddNumberedSubject("UndeliveredPart", Thing.Order);
        services.AddScoped<ResourceDeskQueries>();
        services.AddSingleton<IThingTimeline<ResourceStory>, ResourceTimeline>();
        services.AddSingleton<IThingTimeline<CustomerStory>, ResourceTimeline>();
        return services;
    }
}
