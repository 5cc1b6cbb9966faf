using KBoss.Infrastructure.Common.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Registers what keeps and shows the calls to outside parties.</summary>
public static class VendorsModule
{
    /// <summary>
    /// Adds the log of calls. To be called before every module: what is added first stops last, and then writes what the others have called at their end.
    /// </summary>
    public static IServiceCollection AddVendorLog(this IServiceCollection services)
    {
        services.TryAddSingleton<VendorCallQueue>();
        services.TryAddSingleton<VendorBreakers>();
        services.AddSingleton<VendorCallWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<VendorCallWriter>());
        services.AddScoped<VendorDesk>();
        return services.AddSchedule<ForgetVendorCallsJob>("forget-vendor-calls", "0 40 3 * * ?");
    }
}
