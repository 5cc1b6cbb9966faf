using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Desk;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Desk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Tickets;

/// <summary>Registers what the module Tickets offers.</summary>
public static class TicketsModule
{
    /// <summary>Adds the module's services and queries.</summary>
    public static IServiceCollection AddTickets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<TicketService>();
        services.AddScoped<TicketDeskService>();
        services.AddScoped<TicketTextService>();
        services.AddSingleton<TicketPromises>();
        services.AddScoped<TicketQueries>();
        services.AddScoped<TicketFigureQueries>();
        services.AddScoped<TicketWarnings>();
        services.AddSingleton<IReminderCause, TicketDueCause>();
        services.AddSchedule<WarnTicketsJob>("warn-tickets", "25 */5 * * * ?");
        services.AddSingleton<IThingTimeline<OrderStory>, TicketTimeline>();
        services.AddScoped<TicketHomeQueries>();
        services.AddScoped<ICustomerBusiness, TicketBusiness>();
        services.AddNumberedSubject("Ticket", Thing.Ticket);
        services.AddNames<Ticket>(db => db.Tickets.Select(t => new NamedRow { Id = t.Id, Name = t.TicketNo, Thing = Thing.Ticket, Key = t.TicketNo }));
        services.AddSingleton<IThingTimeline<CustomerStory>, TicketTimeline>();
        services.AddSingleton<IThingTimeline<ResourceStory>, TicketTimeline>();
        services.AddSingleton<IThingTimeline<TaskStory>, TicketTimeline>();
        return services;
    }
}
