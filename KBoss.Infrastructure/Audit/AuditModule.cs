using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Audit;

/// <summary>Registers what the module Audit offers.</summary>
public static class AuditModule
{
    /// <summary>Adds the module's queries.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddScoped<AuditQueries>();
}
