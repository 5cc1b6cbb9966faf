using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Things;
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
        services.AddScoped<CustomerMemberService>();
        services.AddScoped<OwnRecordService>();
        services.AddScoped<CustomerRecordQueries>();
        services.AddScoped<CustomerRemoval>();
        services.AddScoped<CustomerIdentityService>();
        services.AddScoped<CustomerIdentityQueries>();
        services.AddScoped<CustomerJoinService>();
        services.AddScoped<AssignmentService>();
        services.AddScoped<CustomerQueries>();
        services.AddNames<FollowUp>(db => db.FollowUps.Select(f => new NamedRow
        {
            Id = f.Id,
            Name = db.Customers.Where(c => c.BuyerId == f.BuyerId).Select(c => c.Name).FirstOrDefault() ?? "",
            Thing = Thing.Customer,
            Key = db.Organizations.Where(o => o.Id == f.BuyerId).Select(o => o.Code).FirstOrDefault() ?? "",
        }));
        services.AddNames<CustomerNote>(db => db.CustomerNotes.Select(n => new NamedRow
        {
            Id = n.Id,
            Name = db.Customers.Where(c => c.BuyerId == n.BuyerId).Select(c => c.Name).FirstOrDefault() ?? "",
            Thing = Thing.Customer,
            Key = db.Organizations.Where(o => o.Id == n.BuyerId).Select(o => o.Code).FirstOrDefault() ?? "",
        }));
        services.AddSubjectOf("Customer", typeof(Organization)).AddSubjectOf("FollowUp", typeof(FollowUp)).AddSubjectOf("CustomerNote", typeof(CustomerNote));
        services.AddScoped<CustomerStoryQueries>();
        services.AddSingleton<IThingTimeline<CustomerStory>, CustomerTimeline>();
        return services;
    }
}
