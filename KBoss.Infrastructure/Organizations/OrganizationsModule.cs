using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Organizations;

/// <summary>Registers what the module Organizations offers.</summary>
public static class OrganizationsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SellerDirectory>();
        return services;
    }
}
