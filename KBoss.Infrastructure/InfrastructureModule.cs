using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Data.Redis;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Distribution;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Schedules;
using KBoss.Infrastructure.Search;
using KBoss.Infrastructure.Settings;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Stock;
using KBoss.Infrastructure.Storefront;
using KBoss.Infrastructure.Suppliers;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure;

/// <summary>Registers everything below the pages, module by module.</summary>
public static class InfrastructureModule
{
    /// <summary>
    /// Adds data, keys, files and every module; <paramref name="contentRoot"/> is where the data directory lies unless <c>App:DataDirectory</c> names
    /// another.
    /// </summary>
    public static IServiceCollection AddKBossInfrastructure(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        var directory = new DataDirectory(Path.Combine(contentRoot, configuration["App:DataDirectory"] ?? "App_Data"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(SettingsProvider.AddTo(configuration));
        services.AddSingleton<SettingsStore>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<SettingsStore>());
        services.AddScoped(typeof(IOptionsSnapshot<>), typeof(LiveOptions<>));
        services.AddSingleton(directory);
        services.AddDataProtection().SetApplicationName(SecretProtector.Application).PersistKeysToFileSystem(DataDirectory.MakeFolder(directory.Combine("keys")));
        services.Configure<DatabaseOptions>(configuration.GetSection(DatabaseOptions.Section));
        services.AddSingleton<KBossDatabase>();
        services.AddSingleton<Changes>();
        services.Configure<RedisOptions>(configuration.GetSection(RedisOptions.Section));
        services.AddHostedService<RedisChanges>();
        services.AddSingleton<KBossDbContextFactory>();
        services.AddSingleton<SecretProtector>();
        services.AddScoped<ListViewService>();
        services.AddSingleton<RunningMark>();
        services.AddMetrics();
        services.AddSingleton<KBossMetrics>();
        return services
            .AddVendorLog()
            .AddMessaging(configuration)
            .AddFiles()
            .AddOrganizations()
            .AddSignIn(configuration)
            .AddAudit()
            .AddApprovals(configuration)
            .AddLedger(configuration)
            .AddCustomers(configuration)
            .AddSuppliers(configuration)
            .AddCatalog(configuration)
            .AddDistribution(configuration)
            .AddStock()
            .AddPromotions(configuration)
            .AddPricing(configuration)
            .AddWallets(configuration)
            .AddOrders(configuration)
            .AddStorefront()
            .AddDelivery(configuration)
            .AddConnectors(configuration)
            .AddTickets(configuration)
            .AddLeads()
            .AddConversations()
            .AddReports(configuration)
            .AddMarketing()
            .AddSearch(configuration)
            .AddSettings(configuration)
            .AddSchedules(configuration, directory)
            .AddScoped<ScheduleService>()
            .AddScoped<IScheduleWatcher, ScheduleWatcher>()
            .AddStartup();
    }
}
