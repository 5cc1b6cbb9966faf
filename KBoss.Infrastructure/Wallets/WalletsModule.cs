using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Wallets.Alipay;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Registers what the module Wallets offers.</summary>
public static class WalletsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddWallets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAlipay(configuration);
        services.AddSingleton<IChangeListener, WalletMetrics>();
        services.AddScoped<RechargeService>();
        services.AddScoped<WalletQueries>();
        services.AddScoped<ICustomerBusiness, WalletBusiness>();
        services.AddScoped<BookVerification>();
        services.AddScoped<IBookVerification>(provider => provider.GetRequiredService<BookVerification>());
        services.AddSchedule<VerifyLedgerJob>("verify-ledger", "0 30 2 * * ?");
        services.AddSchedule<QueryPendingTradesJob>("query-pending-trades", "20 * * * * ?");
        services.AddScoped<IRegistrationStep, WalletRegistration>();
        return services;
    }
}
