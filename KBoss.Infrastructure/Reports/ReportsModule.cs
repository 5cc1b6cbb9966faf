using KBoss.Infrastructure.Reports.Activity;
using KBoss.Infrastructure.Reports.Attribution;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Reports.Opportunities;
using KBoss.Infrastructure.Reports.Registrations;
using KBoss.Infrastructure.Reports.Sales;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Reports;

/// <summary>Registers what the module Reports offers: reads that are composed of what several modules keep.</summary>
public static class ReportsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<CustomerListQueries>();
        services.AddScoped<CustomerOverviewQueries>();
        services.AddScoped<PriceEventQueries>();
        services.AddScoped<AttributionQueries>();
        services.AddScoped<OpportunityQueries>();
        services.AddScoped<SalesReportQueries>();
        services.AddScoped<RegistrationQueries>();
        services.AddScoped<ActivityQueries>();
        services.AddScoped<SalesHomeQueries>();
        services.AddScoped<OperationsHomeQueries>();
        services.AddScoped<FinanceHomeQueries>();
        services.AddScoped<AdminHomeQueries>();
        services.AddScoped<CustomerHomeQueries>();
        return services;
    }
}
