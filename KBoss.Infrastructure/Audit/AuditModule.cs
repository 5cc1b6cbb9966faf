using KBoss.Infrastructure.Common.Things;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Audit;

/// <summary>Registers what the module Audit offers.</summary>
public static class AuditModule
{
    /// <summary>Adds the module's queries, and what tells of changes on the pages of things.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<CustomerMemberNames>();
        services.AddSingleton<AuditReading>();
        services.AddSingleton<IThingChanges>(provider => provider.GetRequiredService<AuditReading>());
        services.AddScoped(typeof(Timeline<>));
        return services.AddScoped<AuditQueries>();
    }
}
