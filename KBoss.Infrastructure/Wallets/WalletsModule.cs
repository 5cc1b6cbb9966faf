using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Infrastructure.Wallets.Cash;
using KBoss.Infrastructure.Wallets.Desk;
using KBoss.Infrastructure.Wallets.Offline;
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
        services.AddScoped<IApprovalKind, OfflineRechargePosting>();
        services.AddScoped<OfflineRechargeService>();
        services.AddScoped<OfflineRechargeQueries>();
        services.AddScoped<CashQueries>();
        services.AddScoped<CreditService>();
        services.AddScoped<StatementQueries>();
        services.AddScoped<ICustomerBusiness, WalletBusiness>();
        services.AddScoped<BookVerification>();
        services.AddScoped<IBookVerification>(provider => provider.GetRequiredService<BookVerification>());
        services.AddSchedule<VerifyLedgerJob>("verify-ledger", "0 30 2 * * ?");
        services.AddSchedule<QueryPendingTradesJob>("query-pending-trades", "20 * * * * ?");
        services.AddScoped<LowBalanceReminders>();
        services.AddSingleton<IReminderCause, LowBalanceCause>();
        services.AddSchedule<RemindOfLowBalancesJob>("remind-of-low-balances", "55 5/10 * * * ?");
        services.AddScoped<IRegistrationStep, WalletRegistration>();
        services.AddNumberedSubject("Recharge", Thing.Recharge).AddSubjectOf("Wallet", typeof(Organization));
        services.AddSingleton<IThingTimeline<RechargeStory>, RechargeTimeline>();
        services.AddSingleton<IThingTimeline<EntryStory>, RechargeTimeline>();
        services.AddSingleton<IThingTimeline<CustomerStory>, WalletTimeline>();
        return services;
    }
}
