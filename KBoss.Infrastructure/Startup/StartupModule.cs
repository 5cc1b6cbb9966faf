using KBoss.Infrastructure.Startup.Demo;
using KBoss.Infrastructure.Startup.Demo.Year;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Startup;

/// <summary>Registers what fills an empty database: the first Admin, or the demo data.</summary>
public static class StartupModule
{
    /// <summary>Adds the first Admin and the steps of the demo data in their order.</summary>
    public static IServiceCollection AddStartup(this IServiceCollection services)
    {
        services.AddScoped<FirstAdmin>();
        services.AddScoped<IDemoStep, DemoYear>();
        services.AddScoped<IDemoStep, DemoOrganizations>();
        services.AddScoped<IDemoStep, DemoCustomers>();
        services.AddScoped<IDemoStep, DemoIdentities>();
        services.AddScoped<IDemoStep, DemoCatalog>();
        services.AddScoped<IDemoStep, DemoDistributor>();
        services.AddScoped<IDemoStep, DemoPromotions>();
        services.AddScoped<IDemoStep, DemoInvites>();
        services.AddScoped<IDemoStep, DemoTickets>();
        services.AddScoped<IDemoStep, DemoDevices>();
        services.AddScoped<LargeDemo>();
        return services;
    }
}
