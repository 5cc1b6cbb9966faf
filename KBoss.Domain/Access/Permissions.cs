namespace KBoss.Domain.Access;

/// <summary>The names of everything that may be allowed; <c>RolePermissions</c> says which role holds which.</summary>
public static class Permissions
{
    public const string SuppliersView = "Suppliers.View";
    public const string SuppliersManage = "Suppliers.Manage";
    public const string CatalogManage = "Catalog.Manage";
    public const string CatalogImport = "Catalog.Import";
    public const string PricesView = "Prices.View";
    public const string PricesSetPublic = "Prices.SetPublic";
    public const string CostsView = "Costs.View";

    public const string OrdersPlace = "Orders.Place";
    public const string OrdersView = "Orders.View";
    public const string OrdersPay = "Orders.Pay";
    public const string WalletView = "Wallet.View";
    public const string WalletRechargeOnline = "Wallet.RechargeOnline";
    public const string ResourcesView = "Resources.View";
    public const string ResourcesReveal = "Resources.Reveal";

    public const string FulfilmentView = "Fulfilment.View";
    public const string FulfilmentPerform = "Fulfilment.Perform";

    /// <summary>Read tickets: a customer its own, its seller's people those of the customers that they see, or all with <see cref="TicketsAnswer"/>.</summary>
    public const string TicketsView = "Tickets.View";

    /// <summary>Ask the seller, as a customer: open tickets, reply, close them.</summary>
    public const string TicketsWrite = "Tickets.Write";

    /// <summary>Answer customers: reply to all tickets of the organization and close them.</summary>
    public const string TicketsAnswer = "Tickets.Answer";

    /// <summary>See customers: one's own, or all of them with <see cref="CustomersViewAll"/> [R-ISO-2].</summary>
    public const string CustomersView = "Customers.View";
    public const string CustomersViewAll = "Customers.ViewAll";

    /// <summary>Be somebody's salesperson and work with customers of one's own.</summary>
    public const string CustomersServe = "Customers.Serve";
    public const string CustomersManage = "Customers.Manage";
    public const string CustomersAssign = "Customers.Assign";
    public const string CustomersViewSensitive = "Customers.ViewSensitive";

    /// <summary>To see the identity number of a customer in full and open its licence or ID card, one at a time and audited.</summary>
    public const string CustomersViewIdentity = "Customers.ViewIdentity";

    /// <summary>To say whether number and document of a customer are its own, and whether somebody may ask to join it.</summary>
    public const string CustomersVerifyIdentity = "Customers.VerifyIdentity";
    public const string InvitesManage = "Invites.Manage";

    public const string LedgerView = "Ledger.View";
    public const string LedgerVerify = "Ledger.Verify";

    public const string SchedulesView = "Schedules.View";
    public const string SchedulesRun = "Schedules.Run";
    public const string MembersManage = "Members.Manage";

    /// <summary>To see the phone numbers of members in full, one at a time and audited, or in an export.</summary>
    public const string MembersViewSensitive = "Members.ViewSensitive";

    /// <summary>To see the identity of the own organization: the number masked, and in full or the document when asked for, audited.</summary>
    public const string OrganizationViewIdentity = "Organization.ViewIdentity";

    /// <summary>To put another number or document in the place of those by which the own organization proved who it is.</summary>
    public const string OrganizationEditIdentity = "Organization.EditIdentity";
    public const string DepartmentsManage = "Departments.Manage";
    public const string AuditView = "Audit.View";
}
