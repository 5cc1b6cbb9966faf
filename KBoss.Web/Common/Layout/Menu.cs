using KBoss.Domain.Access;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>One entry of the console's menu. Group and Title are keys of the shared texts.</summary>
public sealed record MenuItem(string Group, string Title, string Route, string Permission, string Icon);

/// <summary>The menu of the console in one table; a member sees the entries that their roles allow.</summary>
public static class Menu
{
    public static IReadOnlyList<MenuItem> Items { get; } =
    [
        new("GroupHome", "MenuHome", "/home", Permissions.HomeView, Icons.Material.Outlined.Home),
        new("GroupSales", "MenuMyCustomers", "/sales/customers", Permissions.CustomersServe, Icons.Material.Outlined.Groups),
        new("GroupSales", "MenuInvites", "/sales/invites", Permissions.InvitesManage, Icons.Material.Outlined.QrCode2),
        new("GroupOperations", "MenuSuppliers", "/operations/suppliers", Permissions.SuppliersView, Icons.Material.Outlined.Factory),
        new("GroupOperations", "MenuLists", "/operations/lists", Permissions.CatalogManage, Icons.Material.Outlined.Category),
        new("GroupOperations", "MenuDeliveryPlans", "/operations/delivery-plans", Permissions.DeliveryPlansManage, Icons.Material.Outlined.Checklist),
        new("GroupOperations", "MenuPublicDiscounts", "/operations/discounts", Permissions.PricesSetPublic, Icons.Material.Outlined.Percent),
        new("GroupOperations", "MenuPublicPrices", "/operations/prices", Permissions.PricesSetPublic, Icons.Material.Outlined.Sell),
        new("GroupOperations", "MenuPromotions", "/operations/promotions", Permissions.PromotionsView, Icons.Material.Outlined.LocalOffer),
        new("GroupOperations", "MenuPriceEvents", "/operations/price-events", Permissions.PromotionsView, Icons.Material.Outlined.Event),
        new("GroupOperations", "MenuDistributors", "/operations/distributors", Permissions.PricesSetDistributor, Icons.Material.Outlined.Hub),
        new("GroupOperations", "MenuDeviceProducts", "/stock/products", Permissions.StockSell, Icons.Material.Outlined.DevicesOther),
        new("GroupOperations", "MenuOffers", "/operations/offers", Permissions.PricesSetPublic, Icons.Material.Outlined.Visibility),
        new("GroupOperations", "MenuBelowCost", "/operations/below-cost", Permissions.CostsView, Icons.Material.Outlined.TrendingDown),
        new("GroupMaintenance", "MenuTasks", "/maintenance/tasks", Permissions.FulfilmentView, Icons.Material.Outlined.TaskAlt),
        new("GroupMaintenance", "MenuResourceTasks", "/maintenance/resource-tasks", Permissions.FulfilmentView, Icons.Material.Outlined.Autorenew),
        new("GroupMaintenance", "MenuDevices", "/stock/devices", Permissions.StockManage, Icons.Material.Outlined.Dns),
        new("GroupMaintenance", "MenuPlaces", "/stock/places", Permissions.StockManage, Icons.Material.Outlined.Warehouse),
        new("GroupMaintenance", "MenuTickets", "/maintenance/tickets", Permissions.TicketsAnswer, Icons.Material.Outlined.SupportAgent),
        new("GroupMaintenance", "MenuChecklists", "/operations/checklists", Permissions.ChecklistsManage, Icons.Material.Outlined.Checklist),
        new("GroupFinance", "MenuRecharge", "/finance/recharge", Permissions.WalletRechargeOffline, Icons.Material.Outlined.AddCard),
        new("GroupFinance", "MenuRecharges", "/finance/recharges", Permissions.CashView, Icons.Material.Outlined.Payments),
        new("GroupFinance", "MenuCash", "/finance/cash", Permissions.CashView, Icons.Material.Outlined.AccountBalanceWallet),
        new("GroupFinance", "MenuUndelivered", "/finance/undelivered", Permissions.UndeliveredView, Icons.Material.Outlined.RemoveShoppingCart),
        new("GroupFinance", "MenuJournal", "/finance/journal", Permissions.LedgerView, Icons.Material.Outlined.ReceiptLong),
        new("GroupFinance", "MenuAccounts", "/finance/accounts", Permissions.LedgerView, Icons.Material.Outlined.AccountTree),
        new("GroupFinance", "MenuTrialBalance", "/finance/trial-balance", Permissions.LedgerView, Icons.Material.Outlined.Balance),
        new("GroupFinance", "MenuDevices", "/stock/devices", Permissions.StockPurchases, Icons.Material.Outlined.Dns),
        new("GroupAdmin", "MenuMembers", "/admin/members", Permissions.MembersManage, Icons.Material.Outlined.Group),
        new("GroupAdmin", "MenuDepartments", "/admin/departments", Permissions.DepartmentsManage, Icons.Material.Outlined.AccountTree),
        new("GroupAdmin", "MenuActivity", "/reports/activity", Permissions.AuditView, Icons.Material.Outlined.QueryStats),
        new("GroupAdmin", "MenuApprovalPolicies", "/admin/approvals", Permissions.ApprovalsConfigure, Icons.Material.Outlined.Rule),
        new("GroupAdmin", "MenuSettings", "/admin/settings", Permissions.SettingsManage, Icons.Material.Outlined.Settings),
        new("GroupAdmin", "MenuSchedules", "/admin/schedules", Permissions.SchedulesView, Icons.Material.Outlined.Schedule),
        new("GroupAdmin", "MenuMessages", "/admin/messages", Permissions.MessagesView, Icons.Material.Outlined.Sms),
        new("GroupAdmin", "MenuBackups", "/admin/backups", Permissions.BackupsManage, Icons.Material.Outlined.Backup),
        new("GroupAdmin", "MenuAudit", "/admin/audit", Permissions.AuditView, Icons.Material.Outlined.ManageSearch),
        new("GroupMaintenance", "MenuConnectors", "/maintenance/connectors", Permissions.ConnectorsView, Icons.Material.Outlined.Cable),
        // After their own work, for those who answer what was forwarded or handed over to them.
        new("GroupMaintenance", "MenuTickets", "/maintenance/tickets", Permissions.TicketsTake, Icons.Material.Outlined.SupportAgent),
        new("GroupMaintenance", "MenuTicketSetup", "/maintenance/ticket-setup", Permissions.TicketsConfigure, Icons.Material.Outlined.Quickreply),
        new("GroupMaintenance", "MenuTicketFigures", "/maintenance/ticket-figures", Permissions.TicketsConfigure, Icons.Material.Outlined.Insights),
        new("GroupCustomers", "MenuOrders", "/orders-desk", Permissions.OrdersOfCustomers, Icons.Material.Outlined.ShoppingBag),
        new("GroupCustomers", "MenuCustomers", "/operations/customers", Permissions.CustomersViewAll, Icons.Material.Outlined.Groups),
        new("GroupCustomers", "MenuPriceLookup", "/reports/prices", Permissions.PricesView, Icons.Material.Outlined.PriceCheck),
        new("GroupCustomers", "MenuPublicCustomers", "/operations/public-customers", Permissions.CustomersAssign, Icons.Material.Outlined.PersonAddAlt),
        new("GroupCustomers", "MenuIdentities", "/admin/identities", Permissions.CustomersVerifyIdentity, Icons.Material.Outlined.VerifiedUser),
        new("GroupCustomers", "MenuJoins", "/admin/join-claims", Permissions.CustomersVerifyIdentity, Icons.Material.Outlined.HowToReg),
        new("GroupCustomers", "MenuSalesReport", "/reports/sales", Permissions.OrdersOfCustomers, Icons.Material.Outlined.Leaderboard),
        new("GroupCustomers", "MenuRegistrations", "/reports/registrations", Permissions.CustomersView, Icons.Material.Outlined.GroupAdd),
        new("GroupCustomers", "MenuAttribution", "/reports/attribution", Permissions.ReportsAttribution, Icons.Material.Outlined.Insights),
        new("GroupCustomers", "MenuOpportunities", "/reports/opportunities", Permissions.CustomersView, Icons.Material.Outlined.Lightbulb),
        new("GroupCustomers", "MenuLeads", "/sales/leads", Permissions.LeadsHandle, Icons.Material.Outlined.ContactMail),
        new("GroupCustomers", "MenuCampaigns", "/sales/campaigns", Permissions.CampaignsManage, Icons.Material.Outlined.Campaign),
        new("GroupCustomers", "MenuTransfer", "/operations/transfer", Permissions.CustomersAssign, Icons.Material.Outlined.SwapHoriz),
        // Last, so that the day of Operations begins with the suppliers; for Sales they stand in its first group.
        new("GroupSales", "MenuConversations", "/sales/conversations", Permissions.ConversationsAnswer, Icons.Material.Outlined.Forum),
        new("GroupSales", "MenuCustomerDiscounts", "/sales/discounts", Permissions.PricesSetCustomer, Icons.Material.Outlined.Percent),
        new("GroupSales", "MenuCustomerPrices", "/sales/prices", Permissions.PricesSetCustomer, Icons.Material.Outlined.Sell),
        new("GroupSales", "MenuZhongjin", "/sales/zhongjin", Permissions.ZhongjinManage, Icons.Material.Outlined.PlaylistAddCheck),
        new("GroupSales", "MenuJinan", "/sales/jinan", Permissions.JinanManage, Icons.Material.Outlined.Memory),
        new("GroupFinance", "MenuJinanBills", "/sales/jinan-bills", Permissions.JinanBills, Icons.Material.Outlined.RequestQuote),
        new("GroupApprovals", "MenuApprovals", "/approvals", Permissions.ApprovalsUse, Icons.Material.Outlined.FactCheck),
    ];

    /// <summary>The entries for this member, by group; the console belongs to distributors.</summary>
    public static IEnumerable<IGrouping<string, MenuItem>> For(Actor? actor) =>
        Items.Where(item => actor is { Kind: OrganizationKind.Distributor } && actor.Has(item.Permission))
            .DistinctBy(item => item.Route).GroupBy(item => item.Group);

    /// <summary>Where the member's work begins: the home, which is the first entry of the menu, or the shop.</summary>
    public static string HomeOf(Actor? actor) => For(actor).SelectMany(group => group).FirstOrDefault()?.Route ?? "/";
}
