using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Leads;

/// <summary>Registers what the module Leads offers.</summary>
public static class LeadsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddLeads(this IServiceCollection services)
    {
        services.AddScoped<MessageBoard>();
        services.AddScoped<LeadService>();
        services.AddScoped<LeadQueries>();
        services.AddScoped<LeadFigureQueries>();
        services.AddScoped<ICustomerRemovalStep, LeadRemoval>();
        services.AddNumberedSubject("Lead", Thing.Lead);
        services.AddSchedule<ForgetLeadsJob>("forget-leads", "0 40 3 * * ?");
        return services;
    }
}

/// <summary>What a deleted customer has written is forgotten with it.</summary>
internal sealed class LeadRemoval : ICustomerRemovalStep
{
    /// <inheritdoc />
    public async Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct) => await ForgetLeadsJob.ForgetAsync(
        db, await db.Leads.Where(l => l.OrganizationId == customer.SellerId && l.BuyerId == customer.BuyerId).ToListAsync(ct), ct);
}
