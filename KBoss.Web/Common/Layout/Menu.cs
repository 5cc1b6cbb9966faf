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
        new("GroupSales", "MenuMyCustomers", "/sales/customers", Permissions.CustomersServe, Icons.Material.Outlined.Groups),
        new("GroupSales", "MenuInvites", "/sales/invites", Permissions.InvitesManage, Icons.Material.Outlined.QrCode2),
        new("GroupOperations", "MenuSuppliers", "/operations/suppliers", Permissions.SuppliersView, Icons.Material.Outlined.Factory),
        new("GroupOperations", "MenuPublicDiscounts", "/operations/discounts", Permissions.PricesSetPublic, Icons.Material.Outlined.Percent),
        new("GroupOperations", "MenuPublicPrices", "/operations/prices", Permissions.PricesSetPublic, Icons.Material.Outlined.Sell),
        new("GroupOperations", "MenuBelowCost", "/operations/below-cost", Permissions.CostsView, Icons.Material.Outlined.TrendingDown),
        new("GroupMaintenance", "MenuTasks", "/maintenance/tasks", Permissions.FulfilmentView, Icons.Material.Outlined.TaskAlt),
        new("GroupMaintenance", "MenuTickets", "/maintenance/tickets", Permissions.TicketsAnswer, Icons.Material.Outlined.SupportAgent),
        new("GroupFinance", "MenuJournal", "/finance/journal", Permissions.LedgerView, Icons.Material.Outlined.ReceiptLong),
        new("GroupFinance", "MenuAccounts", "/finance/accounts", Permissions.LedgerView, Icons.Material.Outlined.AccountTree),
        new("GroupFinance", "MenuTrialBalance", "/finance/trial-balance", Permissions.LedgerView, Icons.Material.Outlined.Balance),
        new("GroupAdmin", "MenuMembers", "/admin/members", Permissions.MembersManage, Icons.Material.Outlined.Group),
        new("GroupAdmin", "MenuDepartments", "/admin/departments", Permissions.DepartmentsManage, Icons.Material.Outlined.AccountTree),
        new("GroupAdmin", "MenuSchedules", "/admin/schedules", Permissions.SchedulesView, Icons.Material.Outlined.Schedule),
        new("GroupAdmin", "MenuAudit", "/admin/audit", Permissions.AuditView, Icons.Material.Outlined.ManageSearch),
        new("GroupCustomers", "MenuCustomers", "/operations/customers", Permissions.CustomersViewAll, Icons.Material.Outlined.Groups),
        new("GroupCustomers", "MenuPublicCustomers", "/operations/public-customers", Permissions.CustomersAssign, Icons.Material.Outlined.PersonAddAlt),
        new("GroupCustomers", "MenuIdentities", "/admin/identities", Permissions.CustomersVerifyIdentity, Icons.Material.Outlined.VerifiedUser),
        new("GroupCustomers", "MenuJoins", "/admin/join-claims", Permissions.CustomersVerifyIdentity, Icons.Material.Outlined.HowToReg),
        new("GroupCustomers", "MenuTransfer", "/operations/transfer", Permissions.CustomersAssign, Icons.Material.Outlined.SwapHoriz),
    ];

    /// <summary>The entries for this member, by group; the console belongs to distributors.</summary>
    public static IEnumerable<IGrouping<string, MenuItem>> For(Actor? actor) =>
        Items.Where(item => actor is { Kind: OrganizationKind.Distributor } && actor.Has(item.Permission)).GroupBy(item => item.Group);

    /// <summary>Where the member's work begins: the first entry of the menu, or the shop.</summary>
    public static string HomeOf(Actor? actor) => For(actor).SelectMany(group => group).FirstOrDefault()?.Route ?? "/";
}
