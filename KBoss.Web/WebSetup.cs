using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Web.Approvals;
using KBoss.Web.Approvals.DingTalk;
using KBoss.Web.Audit;
using KBoss.Web.Catalog;
using KBoss.Web.Common;
using KBoss.Web.Connectors;
using KBoss.Web.Connectors.Jinan;
using KBoss.Web.Connectors.Standing;
using KBoss.Web.Conversations;
using KBoss.Web.Customers;
using KBoss.Web.Delivery;
using KBoss.Web.Delivery.Resources;
using KBoss.Web.Delivery.Tasks;
using KBoss.Web.Files.Import;
using KBoss.Web.Leads;
using KBoss.Web.Ledger;
using KBoss.Web.Messaging;
using KBoss.Web.Orders;
using KBoss.Web.Orders.Desk;
using KBoss.Web.Organizations.Members;
using KBoss.Web.Pricing;
using KBoss.Web.Pricing.Below;
using KBoss.Web.Pricing.Own;
using KBoss.Web.Pricing.Workbench;
using KBoss.Web.Promotions;
using KBoss.Web.Reports;
using KBoss.Web.Reports.Activity;
using KBoss.Web.Reports.Attribution;
using KBoss.Web.Reports.Homes;
using KBoss.Web.Reports.Opportunities;
using KBoss.Web.Reports.Registrations;
using KBoss.Web.Reports.Sales;
using KBoss.Web.Schedules;
using KBoss.Web.Search;
using KBoss.Web.Settings;
using KBoss.Web.SignIn;
using KBoss.Web.Stock;
using KBoss.Web.Storefront.News;
using KBoss.Web.Tickets;
using KBoss.Web.Tickets.Desk;
using KBoss.Web.Wallets;
using KBoss.Web.Wallets.Cash;
using KBoss.Web.Wallets.Offline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using MudBlazor;
using MudBlazor.Services;

namespace KBoss.Web;

/// <summary>What the pages stand on: components, languages, authorization by permission, correlation, security headers; and every module's endpoints.</summary>
public static class WebSetup
{
    /// <summary>
    /// The largest message of a circuit, in bytes: the longest text with what goes around it. A character takes three bytes in UTF-8, and six where
    /// JSON has to write it as an escape.
    /// </summary>
    public const int LargestMessage = (6 * LongText.MaxLength) + (8 * 1024);

    public static WebApplicationBuilder AddKBossWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options => options.MaximumReceiveMessageSize = LargestMessage);
        services.Configure<ConnectionLimitOptions>(builder.Configuration.GetSection(ConnectionLimitOptions.Section));
        KeptTexts.Decorate(services);
        services.AddSingleton<ThemeStyle>();
        services.AddOutputCache();
        services.AddSingleton<CookieRules>();
        services.AddOptions<RequestLocalizationOptions>().Configure<CookieRules>(Preferences.Localize);
        services.AddHsts(options =>
        {
            options.MaxAge = TimeSpan.FromDays(365);
            options.IncludeSubDomains = true;
        });
        // Behind a proxy that ends TLS nothing here listens to https, and without a port nobody is led anywhere.
        services.AddHttpsRedirection(options => options.HttpsPort = builder.Configuration.GetValue<int?>("HTTPS_PORT") ?? 443);

        services.AddMudServices(options =>
        {
            // To the left: acts and pagers stand to the right and must not be covered.
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft;
            options.SnackbarConfiguration.ShowTransitionDuration = 150;
            options.SnackbarConfiguration.HideTransitionDuration = 150;
            options.SnackbarConfiguration.MaximumOpacity = 100;
        });
        services.AddTransient<MudLocalizer, ZhMudLocalizer>();

        services.AddAuthentication();
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddCascadingValue<Actor?>(provider => new CascadingActor(provider.GetRequiredService<AuthenticationStateProvider>()));
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();

        services.AddScoped<Correlation>();
        services.AddScoped<CircuitHandler, CorrelationCircuitHandler>();
        services.AddScoped<HeaderCounts>();
        services.AddScoped<HeaderFigures>();
        services.AddSingleton<BoardForm>();
        services.AddSingleton<PublicAddress>();
        services.AddScoped<Toast>();
        services.AddScoped<Confirm>();
        services.AddScoped<GridChoices>();
        services.AddSingleton<RuleMessages>();
        services.AddSingleton<ImportTexts>();
        services.AddSingleton<TermsInput>();
        services.AddSingleton<AuditTexts>();
        services.AddSingleton<ChangeTexts>();
        services.AddSingleton<StoryTexts>();
        services.AddEnumWords();
        services.AddSubjectWords();
        services.AddSettingsPages();
        AddParts(services);
        return builder;
    }

    public static WebApplication UseKBossWeb(this WebApplication app)
    {
        app.Services.GetService<WarmUp>()?.Through(app);
        app.UseMiddleware<CorrelationMiddleware>();
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error", createScopeForErrors: true);
            app.UseHsts();
            // A probe asks beside the proxy, where there is no TLS.
            app.UseWhen(http => !http.Request.Path.StartsWithSegments("/health"), people => people.UseHttpsRedirection());
        }

        app.UseRequestLocalization();
        // Pages for people only: a form or a machine gets the bare status.
        app.UseWhen(
            http => HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase),
            pages => pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        app.UseMiddleware<BusyAnswer>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<CircuitDoor>();
        app.UseMiddleware<SessionGate>();
        app.UseAuthorization();
        // After authentication: only visitors are served from the cache.
        app.UseOutputCache();
        app.UseAntiforgery();

        app.MapStaticAssets();
        Preferences.Map(app);
        app.MapAlipay();
        app.MapDingTalkCallback();
        app.MapSmsCallbacks();
        app.MapRecharges();
        app.MapCash();
        app.MapLedger();
        app.MapOrderDesk();
        app.MapCatalog();
        app.MapShopNews();
        app.MapMembers();
        app.MapAudit();
        app.MapCustomerLists();
        app.MapPricing();
        app.MapIdentity();
        app.MapStock();
        app.MapTickets();
        app.MapConversations();
        app.MapResources();
        app.MapInvites();
        app.MapAttribution();
        app.MapSalesReport();
        app.MapRegistrations();
        app.MapActivity();
        app.MapOpportunities();
        app.MapJinan();
        app.MapFind();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    /// <summary>What modules bring to the pages of the modules above them.</summary>
    private static void AddParts(IServiceCollection services)
    {
        services.AddSingleton<ICustomerTab, CustomerOverviewTab>();
        services.AddSingleton<ICustomerTab, CustomerHistoryTab>();
        services.AddSingleton<ICustomerTab, CustomerMembersTab>();
        services.AddSingleton<ICustomerTab, CustomerOrdersTab>();
        services.AddSingleton<ICustomerTab, CustomerResourcesTab>();
        services.AddSingleton<ICustomerTab, CustomerStandingTab>();
        services.AddSingleton<ICustomerTab, CustomerCashTab>();
        services.AddSingleton<ICustomerTab, CustomerTicketsTab>();
        services.AddSingleton<ICustomerTab, CustomerPricesTab>();
        services.AddSingleton<ICustomerTab, CustomerPromotionsTab>();
        services.AddSingleton<ICustomerTab, CustomerNotesTab>();
        services.AddSingleton<ICustomerTab, CustomerFollowUpsTab>();
        services.AddSingleton<IOrderAction, AskAboutOrderAction>();
        services.AddSingleton<IEntryPart, SuppliedOfEntryPart>();
        services.AddSingleton<IOrderPart, OrderDeliveryPart>();
        services.AddSingleton<IApprovalEvidence, OwnTermsEvidenceKind>();
        services.AddSingleton<IApprovalEvidence, DistributorTermsEvidenceKind>();
        services.AddSingleton<IPromotionProducts, PromotionProductsPart>();
        services.AddSingleton<IApprovalEvidence, RechargeEvidence>();
        services.AddConversationPages();
        services.AddSingleton<IHeaderPart, FindBoxPart>().AddSingleton<FoundPages>().AddScoped<Finder>();
        services.AddHomes();
    }

    /// <summary>The sections of the homes: one beside the other for members with several roles.</summary>
    public static IServiceCollection AddHomes(this IServiceCollection services)
    {
        services.AddHomeSection<ApprovalsHomePart>("approvals", 10, Permissions.ApprovalsUse, HomeBand.Waits);
        services.AddHomeSection<SalesHomePart>("sales", 20, Permissions.CustomersServe, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<ConversationsHomePart>("conversations", 22, Permissions.CustomersServe, HomeBand.Waits);
        services.AddHomeSection<LeadsHomePart>("leads", 25, Permissions.LeadsHandle, HomeBand.Waits);
        services.AddHomeSection<OperationsHomePart>("operations", 30, Permissions.PricesSetPublic, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<TasksHomePart>("tasks", 40, Permissions.FulfilmentView, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<TicketsHomePart>("tickets", 50, Permissions.TicketsAnswer, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<FinanceHomePart>("cash", 60, Permissions.CashViewAll, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<LedgerHomePart>("book", 70, Permissions.LedgerView, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<AdminHomePart>("members", 80, Permissions.AuditView, HomeBand.Waits, HomeBand.Figures);
        services.AddHomeSection<SchedulesHomePart>("schedules", 90, Permissions.SchedulesView, HomeBand.Waits);
        services.AddHomeSection<BackupsHomePart>("backups", 95, Permissions.BackupsManage, HomeBand.Waits);
        services.AddHomeSection<VendorsHomePart>("interfaces", 100, Permissions.ConnectorsView, HomeBand.Waits);
        services.AddHomeSection<CustomerHomePart>("customer", 10, Permissions.OrdersView, HomeBand.Waits, HomeBand.Figures);
        return services;
    }
}
