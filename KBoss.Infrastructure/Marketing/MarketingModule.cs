using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Marketing;

/// <summary>Registers what the module Marketing offers.</summary>
public static class MarketingModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddMarketing(this IServiceCollection services)
    {
        services.AddScoped<CampaignCustomers>();
        services.AddScoped<CampaignAudience>();
        services.AddScoped<CampaignPreviews>();
        services.AddScoped<CampaignService>();
        services.AddScoped<CampaignQueries>();
        services.AddScoped<CampaignResultQueries>();
        services.AddScoped<CampaignSending>();
        services.AddSingleton<IReminderCause, CampaignCause>();
        services.AddScoped<ICustomerRemovalStep, CampaignRemoval>();
        services.AddSchedule<SendCampaignsJob>("send-campaigns", "0/10 * * * * ?");
        services.AddNumberedSubject("Campaign", Thing.Campaign);
        return services;
    }
}
