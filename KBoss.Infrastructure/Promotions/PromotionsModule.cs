using KBoss.Domain.Distribution;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Promotions;

/// <summary>Registers what the module Promotions offers.</summary>
public static class PromotionsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddPromotions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<IInvitations, Invitations>();
        services.AddScoped<IRegistrationStep, Invitations>();
        services.AddScoped<ICustomerRemovalStep, CustomerPromotions>();
        services.AddScoped<InviteService>();
        services.AddScoped<InviteQueries>();
        services.AddScoped<InviteEntryService>();
        services.AddSingleton<PromotionJoining>();
        services.AddScoped<PromotionService>();
        services.AddScoped<PromotionQueries>();
        services.AddScoped<PromotionEnds>();
        services.AddSchedule<WarnPromotionsEndJob>("warn-promotions-end", "20 */10 * * * ?");
        services.AddNames<Promotion>(db => db.Promotions.Select(p => new NamedRow { Id = p.Id, Name = p.Name, Thing = Thing.Promotion, Key = p.No }));
        services.AddNumberedSubject("Promotion", Thing.Promotion).AddNumberedSubject("InviteCode", Thing.InviteCode);
        services.AddSubjectOf("PromotionProduct", typeof(Promotion), typeof(Offer));
        return services;
    }
}
