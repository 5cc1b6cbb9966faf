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

    /// <summary>Agree terms of its own with a customer: Sales with those assigned to them [R-ISO-2], Operations with all.</summary>
    public const string PricesSetCustomer = "Prices.SetCustomer";

    /// <summary>Agree with a distributor directly below on which terms it buys.</summary>
    public const string PricesSetDistributor = "Prices.SetDistributor";
    public const string CostsView = "Costs.View";

    /// <summary>See own devices, where they stand and who has them.</summary>
    public const string StockView = "Stock.View";

    /// <summary>Keep places and devices: register, move, check and count them.</summary>
    public const string StockManage = "Stock.Manage";

    /// <summary>Make products of own devices and load devices into them.</summary>
    public const string StockSell = "Stock.Sell";

    /// <summary>See and note what was paid for own devices.</summary>
    public const string StockPurchases = "Stock.Purchases";

    public const string OrdersPlace = "Orders.Place";
    public const string OrdersView = "Orders.View";
    public const string OrdersPay = "Orders.Pay";

    /// <summary>To see the orders of customers and note something about them: of those that the member sees, or all with <see cref="OrdersOfAllCustomers"/>.</summary>
    public const string OrdersOfCustomers = "Orders.OfCustomers";

    /// <summary>To see the orders of all of the organization's customers.</summary>
    public const string OrdersOfAllCustomers = "Orders.OfAllCustomers";
    public const string WalletView = "Wallet.View";
    public const string WalletRechargeOnline = "Wallet.RechargeOnline";

    /// <summary>To credit money that a customer has brought in another way than online.</summary>
    public const string WalletRechargeOffline = "Wallet.RechargeOffline";

    /// <summary>To take back an offline recharge that was a mistake.</summary>
    public const string WalletReverse = "Wallet.Reverse";

    /// <summary>To say how far below zero a customer's wallet may go.</summary>
    public const string WalletSetCredit = "Wallet.SetCredit";

    /// <summary>To see what moved in the wallets of customers: those that the member sees, or all of them with <see cref="CashViewAll"/>.</summary>
    public const string CashView = "Cash.View";
    public const string CashViewAll = "Cash.ViewAll";
    public const string ResourcesView = "Resources.View";
    public const string ResourcesReveal = "Resources.Reveal";
    public const string ResourcesManage = "Resources.Manage";

    /// <summary>To see how the outside parties stand and what they were asked, and to test them.</summary>
    public const string ConnectorsView = "Connectors.View";

    /// <summary>To say by which parameters a supplier's Sku is opened there.</summary>
    public const string DeliveryPlansManage = "DeliveryPlans.Manage";

    /// <summary>As a customer, to see what its account at Tencent Cloud is and how it stands with the other suppliers.</summary>
    public const string SupplierProfilesView = "SupplierProfiles.View";

    /// <summary>As a customer, to say what its account at Tencent Cloud is, and to ask for what other suppliers demand.</summary>
    public const string SupplierProfilesEdit = "SupplierProfiles.Edit";

    /// <summary>To see where customers stand at 中金 and to tell 中金 of them: one's own, or all of them with <see cref="CustomersViewAll"/>.</summary>
    public const string ZhongjinManage = "Zhongjin.Manage";

    /// <summary>To keep the accounts of the supercomputing centre and bind them to customers: one's own, or all of them with <see cref="CustomersViewAll"/>.</summary>
    public const string JinanManage = "Jinan.Manage";

    /// <summary>To see the password of an account of the supercomputing centre, one at a time and audited.</summary>
    public const string JinanReveal = "Jinan.Reveal";

    /// <summary>To read and sync the bills of the supercomputing centre, and to say what is with a difference.</summary>
    public const string JinanBills = "Jinan.Bills";

    public const string FulfilmentView = "Fulfilment.View";
    public const string FulfilmentPerform = "Fulfilment.Perform";

    /// <summary>To say what is looked at before something of a product type is handed over.</summary>
    public const string ChecklistsManage = "Checklists.Manage";

    /// <summary>To see what was paid and cannot be delivered.</summary>
    public const string UndeliveredView = "Undelivered.View";

    /// <summary>Read tickets: a customer its own, its seller's people those of the customers that they see, or all with <see cref="TicketsAnswer"/>.</summary>
    public const string TicketsView = "Tickets.View";

    /// <summary>Ask the seller, as a customer: open tickets, reply, close them.</summary>
    public const string TicketsWrite = "Tickets.Write";

    /// <summary>Answer customers: reply to all tickets of the organization and close them.</summary>
    public const string TicketsAnswer = "Tickets.Answer";

    /// <summary>
    /// Work at the ticket desk: answer tickets that were forwarded to one's role or handed over to oneself, or all with <see cref="TicketsAnswer"/>, and
    /// write internal notes in those that one sees.
    /// </summary>
    public const string TicketsTake = "Tickets.Take";

    /// <summary>
    /// Keep the ticket desk: its categories and quick replies, who works on the tickets that one sees and how urgent they are, and how its members answer.
    /// </summary>
    public const string TicketsConfigure = "Tickets.Configure";

    /// <summary>As a customer, to talk to its seller in the one lasting conversation.</summary>
    public const string ConversationsWrite = "Conversations.Write";

    /// <summary>
    /// Talk to customers: to those that one serves, and with <see cref="CustomersViewAll"/> to those whom no salesperson serves [R-ISO-2].
    /// </summary>
    public const string ConversationsAnswer = "Conversations.Answer";

    /// <summary>See customers: one's own, or all of them with <see cref="CustomersViewAll"/> [R-ISO-2].</summary>
    public const string CustomersView = "Customers.View";
    public const string CustomersViewAll = "Customers.ViewAll";

    /// <summary>Be somebody's salesperson and work with customers of one's own.</summary>
    public const string CustomersServe = "Customers.Serve";
    public const string CustomersManage = "Customers.Manage";
    public const string CustomersAssign = "Customers.Assign";

    /// <summary>To see the members of customers, add them, change names and roles, stop them and give them a temporary password.</summary>
    public const string CustomersManageMembers = "Customers.ManageMembers";
    public const string CustomersViewSensitive = "Customers.ViewSensitive";

    /// <summary>To see the identity number of a customer in full and open its licence or ID card, one at a time and audited.</summary>
    public const string CustomersViewIdentity = "Customers.ViewIdentity";

    /// <summary>To say whether number and document of a customer are its own, and whether somebody may ask to join it.</summary>
    public const string CustomersVerifyIdentity = "Customers.VerifyIdentity";
    public const string InvitesManage = "Invites.Manage";

    /// <summary>See the distributor's promotions and the coming price events.</summary>
    public const string PromotionsView = "Promotions.View";
    public const string PromotionsManage = "Promotions.Manage";

    /// <summary>See what invite codes have brought: of one's own codes and customers, or of all with <see cref="CustomersViewAll"/>.</summary>
    public const string ReportsAttribution = "Reports.Attribution";

    /// <summary>Handle what visitors and customers leave on the message board; of customers only what those have written that the member sees.</summary>
    public const string LeadsHandle = "Leads.Handle";

    /// <summary>Write to customers by campaigns: to one's own, or to all of them with <see cref="CustomersViewAll"/>.</summary>
    public const string CampaignsManage = "Campaigns.Manage";

    public const string LedgerView = "Ledger.View";
    public const string LedgerVerify = "Ledger.Verify";

    /// <summary>See what became of text messages to the own people and to those of customers and distributors.</summary>
    public const string MessagesView = "Messages.View";

    /// <summary>See the templates of text messages and what the vendors say of them, and send a test to the own phone.</summary>
    public const string MessagesConfigure = "Messages.Configure";

    public const string SchedulesView = "Schedules.View";
    public const string SchedulesRun = "Schedules.Run";

    /// <summary>To see the back-ups of the platform and to make one.</summary>
    public const string BackupsManage = "Backups.Manage";

    /// <summary>To say what holds for the own distributor: company, footer of the shop, working hours, thresholds.</summary>
    public const string SettingsManage = "Settings.Manage";

    /// <summary>To say what holds for the whole platform: accounts at vendors and suppliers.</summary>
    public const string SettingsPlatform = "Settings.Platform";
    /// <summary>To share a view of a list with everybody of the organization; each member keeps views of its own.</summary>
    public const string ListViewsShare = "ListViews.Share";
    public const string MembersManage = "Members.Manage";

    /// <summary>To see the phone numbers of members in full, one at a time and audited, or in an export.</summary>
    public const string MembersViewSensitive = "Members.ViewSensitive";

    /// <summary>To see the identity of the own organization: the number masked, and in full or the document when asked for, audited.</summary>
    public const string OrganizationViewIdentity = "Organization.ViewIdentity";

    /// <summary>To put another number or document in the place of those by which the own organization proved who it is.</summary>
    public const string OrganizationEditIdentity = "Organization.EditIdentity";

    /// <summary>As a customer, to say whom its seller talks to.</summary>
    public const string OrganizationEditRecord = "Organization.EditRecord";
    public const string DepartmentsManage = "Departments.Manage";
    public const string AuditView = "Audit.View";

    /// <summary>To see one's home: what waits, and figures; each part of it asks for its own permission.</summary>
    public const string HomeView = "Home.View";

    /// <summary>To say what the organization wants consent for, and whose; and to see every request.</summary>
    public const string ApprovalsConfigure = "Approvals.Configure";

    /// <summary>To see and follow the requests that one has made or decides, and to decide those for which one is an approver.</summary>
    public const string ApprovalsUse = "Approvals.Use";
}
