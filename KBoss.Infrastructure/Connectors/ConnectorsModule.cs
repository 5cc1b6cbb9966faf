using KBoss.Domain.Connectors;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Connectors.Demands;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Connectors.Jinan.Bills;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.Plans;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Connectors.TencentCloud.Profiles;
using KBoss.Infrastructure.Connectors.Zhongjin;
using KBoss.Infrastructure.Connectors.Zhongjin.Customers;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors;

/// <summary>Registers what the module Connectors offers.</summary>
public static class ConnectorsModule
{
    /// <summary>Adds the suppliers' interfaces, their checks, and the delivery plans that they go by.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TencentRoles>();
        services.AddVendor<TencentCloudClient, TencentCloudClient, TencentCloudOptions>(
            configuration, new VendorCalls(TencentCloudOptions.Vendor, TencentCloudApi.MaxAnswer)
            {
                Section = TencentCloudOptions.Section,
                Retries = 2,
                SaysLater = TencentCloudApi.SaysLaterAsync,
                FaultOf = TencentFaultAsync,
            });
        services.AddPartner<JinanClient, JinanOptions>(configuration, JinanOptions.Vendor, JinanOptions.Section);
        services.AddPartner<ZhongjinClient, ZhongjinOptions>(configuration, ZhongjinOptions.Vendor, ZhongjinOptions.Section);
        services.AddScoped<IVendorCheck, TencentCloudCheck>();
        services.AddScoped<IVendorCheck, JinanCheck>();
        services.AddScoped<IVendorCheck, ZhongjinCheck>();
        services.AddConnector<TencentCloudConnector>();
        services.AddConnector<JinanConnector>();
        services.AddConnector<ZhongjinConnector>();
        services.AddDemands();
        services.AddScoped<DeliveryPlans>();
        services.AddNames<JinanPoolAccount>(db => db.JinanAccounts.Select(a => new NamedRow { Id = a.Id, Name = a.Account }));
        services.AddSubjectOf("TencentProfile", typeof(Organization)).AddSubjectOf("ZhongjinAccess", typeof(Organization));
        services.AddSubjectOf("DeliveryPlan", typeof(Supplier));
        return services.AddScoped<DeliveryPlanService>();
    }

    private static void AddDemands(this IServiceCollection services)
    {
        services.AddSingleton<IPurchaseDemand, SupplierDemands>();
        services.AddScoped<TencentProfileService>();
        services.AddScoped<IOutboxHandler, TencentProfileCheck>();
        services.AddScoped<ZhongjinService>();
        services.AddScoped<ZhongjinQueries>();
        services.AddScoped<ZhongjinDesk>();
        services.AddScoped<IOutboxHandler>(provider => provider.GetRequiredService<ZhongjinDesk>());
        services.AddSchedule<PollZhongjinJob>("poll-zhongjin", "30 */10 * * * ?");
        services.AddScoped<JinanAccountNames>();
        services.AddScoped<JinanAccountService>();
        services.AddScoped<JinanTeller>();
        services.AddScoped<ICustomerRemovalStep, CustomerLeaves>();
        services.AddScoped<JinanAccountQueries>();
        services.AddScoped<ImportKind<JinanAccountSheetRow>, JinanAccountImport>();
        services.AddScoped<IOutboxHandler, JinanAccountDesk>();
        services.AddScoped<IJinanAccounts, JinanPool>();
        services.AddSingleton<BillComparison>();
        services.AddScoped<JinanBillSync>();
        services.AddScoped<JinanBillService>();
        services.AddSchedule<SyncJinanBillsJob>("sync-jinan-bills", "0 20 2 * * ?");
    }

    private static void AddConnector<T>(this IServiceCollection services)
        where T : class, IConnector, IPlanCheck
    {
        services.AddScoped<T>();
        services.AddScoped<IConnector>(provider => provider.GetRequiredService<T>());
        services.AddScoped<IPlanCheck>(provider => provider.GetRequiredService<T>());
    }

    private static void AddPartner<TClient, TOptions>(this IServiceCollection services, IConfiguration configuration, string vendor, string section)
        where TClient : PartnerClient
        where TOptions : PartnerOptions => services.AddVendor<TClient, TClient, TOptions>(
            configuration,
            new VendorCalls(vendor, PartnerClient.MaxAnswer) { Section = section, Retries = 2, FaultOf = PartnerClient.FaultAsync },
            client => client.AddHttpMessageHandler(provider =>
                new PartnerSigner<TOptions>(provider.GetRequiredService<IOptionsMonitor<TOptions>>(), provider.GetRequiredService<TimeProvider>())));

    /// <summary>A dry run says yes by an error.</summary>
    private static async ValueTask<string?> TencentFaultAsync(HttpResponseMessage answer, CancellationToken ct) =>
        await TencentCloudApi.FaultAsync(answer, ct) is { } code && code != "DryRunOperation" ? code : null;
}
