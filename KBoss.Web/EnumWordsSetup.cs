using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Catalog;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Leads;
using KBoss.Domain.Ledger;
using KBoss.Domain.Marketing;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Approvals;
using KBoss.Web.Catalog;
using KBoss.Web.Common;
using KBoss.Web.Connectors.Jinan;
using KBoss.Web.Connectors.Standing;
using KBoss.Web.Customers;
using KBoss.Web.Customers.Identities;
using KBoss.Web.Delivery;
using KBoss.Web.Delivery.Resources;
using KBoss.Web.Leads;
using KBoss.Web.Ledger;
using KBoss.Web.Marketing;
using KBoss.Web.Messaging;
using KBoss.Web.Orders;
using KBoss.Web.Organizations.Members;
using KBoss.Web.Promotions;
using KBoss.Web.Schedules;
using KBoss.Web.Settings;
using KBoss.Web.Stock;
using KBoss.Web.Suppliers;
using KBoss.Web.Tickets;
using KBoss.Web.Wallets;

namespace KBoss.Web;

/// <summary>By which words of the pages the audit log and the timelines say the values of enums; what no page has stands in <see cref="ChangeWords"/>.</summary>
internal static class EnumWordsSetup
{
    public static IServiceCollection AddEnumWords(this IServiceCollection services) => services
        .Add<ApprovalKind, ApprovalTexts>("Kind.")
        .Add<ApprovalStatus, ApprovalTexts>("Status.")
        .Add<AccountKind, LedgerTexts>("Kind")
        .Add<Side, LedgerTexts>()
        .Add<AttributeType, StockTexts>("Type.")
        .Add<Audience, PromotionTexts>("Audience.")
        .Add<BillDifferenceKind, JinanTexts>("Kind.")
        .Add<BillingUnit, CatalogTexts>("Unit.")
        .Add<CampaignSource, CampaignTexts>("Source.")
        .Add<CampaignState, CampaignTexts>("State.")
        .Add<Connector, SupplierTexts>("Connector.")
        .Add<Door, ResourceTexts>("Door.")
        .Add<DeliveryState, DeliveryTexts>("State")
        .Add<DeviceState, StockTexts>("State.")
        .Add<FollowUpWay, CustomerFollowUps>("Way.")
        .Add<FulfilmentStatus, DeliveryTexts>("Status")
        .Add<JoinClaimStatus, IdentityTexts>("Join.")
        .Add<LeadKind, LeadTexts>("Kind.")
        .Add<LeadStatus, LeadTexts>("Status.")
        .Add<MemberStatus, MemberTexts>("Status.")
        .Add<TicketPriority, TicketTexts>("Priority.")
        .Add<OrderStatus, ShopTexts>("Status")
        .Add<ProductKind, WordTexts>("Kind.")
        .Add<WordList, WordTexts>("List.")
        .Add<PlaceKind, StockTexts>("PlaceKind.")
        .Add<Position, MemberTexts>("Position.")
        .Add<ProfileState, StandingTexts>("Profile.")
        .Add<RechargeChannel, WalletsTexts>("Way")
        .Add<RechargeStatus, WalletsTexts>("Status")
        .Add<ResourceStatus, DeliveryTexts>("Status")
        .Add<ResourceTaskKind, ResourceTexts>("Kind.")
        .Add<ResourceTaskState, ResourceTexts>("Task.")
        .Add<SalesMode, SupplierTexts>("Mode.")
        .Add<SettlementCycle, SupplierTexts>("Cycle.")
        .Add<SupplierKind, SupplierTexts>("Kind.")
        .Add<TicketStatus, TicketTexts>("Status.")
        .Add<Whitelisting, StandingTexts>("Whitelist.");

    /// <summary>The words of subjects that are called by codes of a module.</summary>
    public static IServiceCollection AddSubjectWords(this IServiceCollection services) => services
        .AddSingleton<ISubjectWords, SettingsSubject>()
        .AddSingleton<SettingsTexts>()
        .AddSingleton<ISubjectWords, ApprovalPolicySubject>()
        .AddSingleton<ISubjectWords, PostingRuleSubject>()
        .AddSingleton<ISubjectWords, ScheduleSubject>()
        .AddSingleton<ISubjectWords, SmsTemplateSubject>();

    private static IServiceCollection Add<TEnum, TTexts>(this IServiceCollection services, string start = "")
        where TEnum : struct, Enum => services.AddSingleton(new EnumWords(typeof(TEnum), typeof(TTexts), start));
}
