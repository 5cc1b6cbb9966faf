using KBoss.Domain.Common;
using static KBoss.Domain.Access.Permissions;

namespace KBoss.Domain.Access;

/// <summary>A distributor sells and keeps books; a customer buys.</summary>
public enum OrganizationKind
{
    Distributor,
    Customer,
}

/// <summary>What a member is trusted with; which permissions that means depends on the kind of the organization.</summary>
public enum Role
{
    Admin,
    Finance,
    Sales,
    Operations,
    Maintenance,
    Buyer,
}

/// <summary>The one table from roles to permissions; pages, menu and services all ask it.</summary>
public static class RolePermissions
{
    private static readonly Dictionary<(OrganizationKind Kind, Role Role), string[]> Table = new()
    {
        [(OrganizationKind.Distributor, Role.Admin)] =
        [
            MembersManage, MembersViewSensitive, DepartmentsManage, ListViewsShare,
            SchedulesView, SchedulesRun, BackupsManage, SettingsManage, SettingsPlatform, AuditView, MessagesView, MessagesConfigure, ConnectorsView,
            CustomersView, CustomersViewAll, CustomersViewSensitive, CustomersViewIdentity, CustomersVerifyIdentity, CustomersManageMembers,
            OrdersOfCustomers, OrdersOfAllCustomers,
            ReportsAttribution, CampaignsManage, LeadsHandle, ConversationsAnswer, ZhongjinManage,
            TicketsView, TicketsTake, TicketsConfigure,
            ApprovalsConfigure, ApprovalsUse, HomeView,
        ],
        [(OrganizationKind.Distributor, Role.Operations)] =
        [
            SuppliersView, SuppliersManage, CatalogManage, CatalogImport, DeliveryPlansManage,
            PricesView, PricesSetPublic, PricesSetCustomer, PricesSetDistributor, CostsView,
            CustomersView, CustomersViewAll, CustomersManage, CustomersAssign, CustomersManageMembers,
            OrdersOfCustomers, OrdersOfAllCustomers,
            ChecklistsManage,
            PromotionsView, PromotionsManage, ReportsAttribution, CampaignsManage, LeadsHandle, ConversationsAnswer,
            StockView, StockSell,
            ZhongjinManage, JinanManage, JinanReveal, JinanBills,
            TicketsView, TicketsTake,
            ApprovalsUse, HomeView, ListViewsShare,
        ],
        [(OrganizationKind.Distributor, Role.Sales)] =
        [
            PricesView, PricesSetCustomer,
            CustomersView, CustomersServe, CustomersManage, CustomersViewSensitive,
            OrdersOfCustomers,
            CashView,
            InvitesManage, PromotionsView, ReportsAttribution, CampaignsManage, LeadsHandle, ConversationsAnswer,
            ZhongjinManage, JinanManage, JinanReveal, JinanBills,
            CashView,
            TicketsView, TicketsTake,
            ApprovalsUse, HomeView,
        ],
        [(OrganizationKind.Distributor, Role.Finance)] =
        [
            LedgerView, LedgerVerify,
            OrdersOfCustomers, OrdersOfAllCustomers,
            CashView, CashViewAll, WalletRechargeOffline, WalletReverse, WalletSetCredit,
            StockView, StockPurchases, UndeliveredView, JinanBills,
            TicketsView, TicketsTake,
            ApprovalsUse, HomeView, ListViewsShare,
        ],
        [(OrganizationKind.Distributor, Role.Maintenance)] =
        [
            FulfilmentView, FulfilmentPerform, ChecklistsManage, ConnectorsView,
            OrdersOfCustomers, OrdersOfAllCustomers,
            StockView, StockManage,
            TicketsView, TicketsAnswer, TicketsTake, TicketsConfigure,
            ApprovalsUse, HomeView, ListViewsShare,
        ],
        [(OrganizationKind.Customer, Role.Admin)] =
        [
            MembersManage, MembersViewSensitive, OrganizationViewIdentity, OrganizationEditIdentity, OrganizationEditRecord, OrdersView, WalletView,
            ResourcesView, TicketsView, TicketsWrite, ConversationsWrite, SupplierProfilesView, SupplierProfilesEdit, ListViewsShare,
        ],
        [(OrganizationKind.Customer, Role.Buyer)] =
        [
            OrdersPlace, OrdersView, OrdersPay, WalletView, WalletRechargeOnline, ResourcesView, ResourcesReveal, ResourcesManage, TicketsView, TicketsWrite,
            ConversationsWrite, SupplierProfilesView,
        ],
    };

    /// <summary>What concerns every organization of the platform: the roles hold it in the root distributor alone.</summary>
    private static readonly HashSet<string> RootOnly = [SchedulesView, SchedulesRun, MessagesConfigure, BackupsManage, SettingsPlatform];

    /// <summary>Whether the permission is for the root distributor alone.</summary>
    public static bool IsForRoot(string permission) => RootOnly.Contains(permission);

    /// <summary>The roles that an organization of this kind can give to its members.</summary>
    public static IEnumerable<Role> RolesOf(OrganizationKind kind) => Table.Keys.Where(k => k.Kind == kind).Select(k => k.Role);

    /// <summary>Every permission that the roles hold together.</summary>
    public static IReadOnlySet<string> Of(OrganizationKind kind, IEnumerable<Role> roles) =>
        roles.SelectMany(role => Table.GetValueOrDefault((kind, role), [])).ToHashSet();

    /// <summary>The roles that hold a permission, for the page that says which role is needed.</summary>
    public static IReadOnlyList<(OrganizationKind Kind, Role Role)> Holding(string permission) =>
        [.. Table.Where(row => row.Value.Contains(permission)).Select(row => row.Key)];
}

/// <summary>What a member who has signed in must do before anything else.</summary>
public enum SignInDuty
{
    /// <summary>The password is one that somebody else made.</summary>
    ChangePassword,

    /// <summary>The member never consented to the agreement and the privacy policy, or to an older version.</summary>
    Consent,
}

/// <summary>The signed-in member on whose behalf a use case runs.</summary>
public sealed record Actor(long MemberId, long OrganizationId, OrganizationKind Kind, string Name, IReadOnlySet<Role> Roles)
{
    private readonly IReadOnlySet<string> permissions = RolePermissions.Of(Kind, Roles);

    /// <summary>The member as whoever did something.</summary>
    public By By => new(MemberId, Name);

    /// <summary>The session in which the member acts; null where nobody has signed in, as in a schedule.</summary>
    public long? SessionId { get; init; }

    /// <summary>What the member must do before anything else, or null; until it is done the session acts without any role.</summary>
    public SignInDuty? Duty { get; init; }

    /// <summary>Whether the member is of the root distributor, which runs the platform.</summary>
    public bool IsOfRoot { get; init; }

    /// <summary>Whether one of the actor's roles holds the permission, in an organization that it is for.</summary>
    public bool Has(string permission) => permissions.Contains(permission) && (IsOfRoot || !RolePermissions.IsForRoot(permission));

    /// <summary>Goes on only with the permission; otherwise <see cref="PermissionException"/>.</summary>
    public void Demand(string permission)
    {
        if (!Has(permission))
        {
            throw new PermissionException(permission);
        }
    }
}
