using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Things;

namespace KBoss.Web.Common;

/// <summary>
/// The one place that says on which page a reader reads about a thing, by its number and the reader's permissions; null where the reader has no page of it.
/// Whether the thing is the reader's to see is asked by that page.
/// </summary>
public static class PageLinks
{
    /// <summary>An order: a customer's own, or the seller's. <paramref name="sellerId"/>, where it is known: the people of any other distributor have no page of it.</summary>
    public static string? Order(Actor? reader, string? orderNo, long? sellerId = null) => (reader, orderNo) switch
    {
        (null, _) or (_, null or "") => null,
        ({ Kind: OrganizationKind.Customer }, _) => If(reader, Permissions.OrdersView, $"/orders/{Escape(orderNo)}"),
        _ => sellerId is { } seller && seller != reader.OrganizationId ? null : If(reader, Permissions.OrdersOfCustomers, $"/orders-desk/{Escape(orderNo)}"),
    };

    /// <summary>
    /// A resource: its own page for the customer, and one for the seller's people. <paramref name="sellerId"/>, where it is known: the people of any other
    /// distributor have no page of it.
    /// </summary>
    public static string? Resource(Actor? reader, string? resourceNo, long? sellerId = null) => (reader, resourceNo) switch
    {
        (null, _) or (_, null or "") => null,
        ({ Kind: OrganizationKind.Customer }, _) => If(reader, Permissions.ResourcesView, $"/resources/{Escape(resourceNo)}"),
        _ => sellerId is { } seller && seller != reader.OrganizationId ? null : If(reader, Permissions.OrdersOfCustomers, $"/resources-desk/{Escape(resourceNo)}"),
    };

    /// <summary>A Sku, by its code, as the reader's distributor sells it.</summary>
    public static string? Sku(Actor? reader, string? code) => Staff(reader, Permissions.PricesView, code, "/operations/skus/");

    /// <summary>A product in the reader's shop, by its id, with one of its Skus chosen where a code is given.</summary>
    public static string? ShopProduct(Actor? reader, string? id, string skuCode = "") => (reader, id) switch
    {
        (null, _) or (_, null or "") => null,
        _ => $"/products/{Escape(id)}{(skuCode.Length > 0 ? $"?sku={Escape(skuCode)}" : "")}",
    };

    /// <summary>A supplier of the reader's distributor, by its id.</summary>
    public static string? Supplier(Actor? reader, long? supplierId) =>
        Staff(reader, Permissions.SuppliersView, supplierId?.ToString(CultureInfo.InvariantCulture), "/operations/suppliers/");

    /// <summary>What a distributor may buy of a supplier that only a distributor above it knows.</summary>
    public static string? ProductsOfSupplier(Actor? reader, long supplierId) =>
        Supplier(reader, supplierId) is { } page ? $"{page}/products" : null;

    /// <summary>A member of the reader's organization, by its account name: its page, or the list of a customer's own.</summary>
    public static string? Member(Actor? reader, string? userName) =>
        Of(reader, Permissions.MembersManage, userName, reader is { Kind: OrganizationKind.Customer } ? "/team?q=" : "/admin/members/");

    /// <summary>A member of the reader's distributor, by the id that who did something is kept with; a customer's reader has no such page.</summary>
    public static string? Member(Actor? reader, long? memberId) =>
        Staff(reader, Permissions.MembersManage, memberId?.ToString(CultureInfo.InvariantCulture), "/admin/members/id/");

    /// <summary>A promotion, by its number.</summary>
    public static string? Promotion(Actor? reader, string? no) => Staff(reader, Permissions.PromotionsView, no, "/operations/promotions/");

    /// <summary>A device of the reader's organization, by its number.</summary>
    public static string? Device(Actor? reader, string? deviceNo) => Staff(reader, Permissions.StockView, deviceNo, "/stock/devices/");

    /// <summary>A stocktake, by its number.</summary>
    public static string? Stocktake(Actor? reader, string? stocktakeNo) => Staff(reader, Permissions.StockView, stocktakeNo, "/stock/stocktakes/");

    /// <summary>Any thing, by its kind and what it is known by.</summary>
    public static string? Of(Actor? reader, ThingRef thing) => thing.Thing switch
    {
        Thing.Order => Order(reader, thing.Key),
        Thing.Recharge => Recharge(reader, thing.Key),
        Thing.Customer => Customer(reader, thing.Key),
        Thing.Distributor => Staff(reader, Permissions.PricesSetDistributor, thing.Key, "/operations/distributors/") is { } page ? $"{page}/terms" : null,
        Thing.Resource => Resource(reader, thing.Key),
        Thing.Task => Task(reader, thing.Key),
        Thing.ResourceTask => ResourceTask(reader, thing.Key),
        Thing.Ticket => Ticket(reader, thing.Key),
        Thing.Conversation => Staff(reader, Permissions.ConversationsAnswer, thing.Key, "/sales/conversations/"),
        Thing.Approval => Approval(reader, thing.Key),
        Thing.Product => Staff(reader, Permissions.SuppliersView, thing.Key, $"/operations/suppliers/{thing.Within}/products?q="),
        Thing.ShopProduct => ShopProduct(reader, thing.Key, thing.Within),
        Thing.Sku => Sku(reader, thing.Key),
        Thing.Supplier => Staff(reader, Permissions.SuppliersView, thing.Key, "/operations/suppliers/"),
        Thing.Member => Member(reader, thing.Key),
        Thing.Promotion => Promotion(reader, thing.Key),
        Thing.Campaign => Staff(reader, Permissions.CampaignsManage, thing.Key, "/sales/campaigns/"),
        Thing.Device => Device(reader, thing.Key),
        Thing.Entry => Entry(reader, thing.Key, thing.Within),
        Thing.InviteCode => Staff(reader, Permissions.InvitesManage, thing.Key, "/sales/invites?q="),
        Thing.Lead => Staff(reader, Permissions.LeadsHandle, thing.Key, "/sales/leads/"),
        Thing.Department => Staff(reader, Permissions.DepartmentsManage, thing.Key, "/admin/departments?department="),
        Thing.Stocktake => Stocktake(reader, thing.Key),
        Thing.Place => Staff(reader, Permissions.StockView, thing.Key, "/stock/places?place="),
        Thing.Account => Of(reader, Permissions.LedgerView, thing.Key, "/finance/accounts/"),
        _ => null,
    };

    /// <summary>
    /// What the audit log knows by its kind and what it is called there, where that is no thing with a number: the page on which it is kept, found by its name
    /// where that page can be searched.
    /// </summary>
    public static string? OfKind(Actor? reader, string kind, string name) => kind switch
    {
        "ProductType" or "ProductRegion" => Staff(reader, Permissions.CatalogManage, "lists", "/operations/"),
        "Checklist" => Staff(reader, Permissions.ChecklistsManage, "checklists", "/operations/"),
        "ApprovalPolicy" => Staff(reader, Permissions.ApprovalsConfigure, "approvals", "/admin/"),
        "DeviceKind" or "DeviceAttribute" => Staff(reader, Permissions.StockView, "kinds", "/stock/"),
        "TicketCategory" or "QuickReply" => Staff(reader, Permissions.TicketsConfigure, "ticket-setup", "/maintenance/"),
        "SmsTemplate" => Staff(reader, Permissions.MessagesConfigure, "templates", "/admin/messages/"),
        "Schedule" => Staff(reader, Permissions.SchedulesView, name, "/admin/schedules/"),
        "JoinRequest" => Of(reader, Permissions.MembersManage, "waiting", reader is { Kind: OrganizationKind.Customer } ? "/team?joining=" : "/admin/members?joining="),
        "JoinClaim" => Staff(reader, Permissions.CustomersVerifyIdentity, name, "/admin/join-claims?q="),
        "JinanAccount" or "JinanBinding" => Staff(reader, Permissions.JinanManage, name, "/sales/jinan?q="),
        "BillDifference" => Staff(reader, Permissions.JinanBills, name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..], "/sales/jinan-differences?q="),
        "LatePiece" => Task(reader, name.Split(' ')[0]),
        "DepartmentMember" => Member(reader, name.Split(" @ ")[0]),
        "Backups" => Staff(reader, Permissions.BackupsManage, "backups", "/admin/"),
        "Settings" => Staff(reader, Permissions.SettingsManage, "settings", "/admin/"),
        "Audit" => Staff(reader, Permissions.AuditView, "audit", "/admin/"),
        "Members" => If(reader, Permissions.MembersManage, reader is { Kind: OrganizationKind.Customer } ? "/team" : "/admin/members"),
        "Customers" => Staff(reader, Permissions.CustomersViewAll, "customers", "/operations/"),
        "Offers" => Staff(reader, Permissions.PricesView, "prices", "/reports/"),
        "Public" => Staff(reader, Permissions.PricesSetPublic, "prices", "/operations/"),
        "Attribution" => Staff(reader, Permissions.ReportsAttribution, "attribution", "/reports/"),
        "Registrations" => Staff(reader, Permissions.CustomersView, "registrations", "/reports/"),
        "Opportunities" => Staff(reader, Permissions.CustomersView, "opportunities", "/reports/"),
        "JinanAccounts" => Staff(reader, Permissions.JinanManage, "jinan", "/sales/"),
        "Journal" => Staff(reader, Permissions.LedgerView, "journal", "/finance/"),
        "TrialBalance" => Staff(reader, Permissions.LedgerView, "trial-balance", "/finance/"),
        _ => null,
    };

    /// <summary>A task of the fulfilment queue.</summary>
    public static string? Task(Actor? reader, string? taskNo) => Of(reader, Permissions.FulfilmentView, taskNo, "/maintenance/tasks/");

    /// <summary>A task with a resource at its supplier: the list, which finds it.</summary>
    public static string? ResourceTask(Actor? reader, string? taskNo) => Of(reader, Permissions.FulfilmentView, taskNo, "/maintenance/resource-tasks?q=");

    /// <summary>A ticket, from either side.</summary>
    public static string? Ticket(Actor? reader, string? ticketNo) =>
        Of(reader, Permissions.TicketsView, ticketNo, reader is { Kind: OrganizationKind.Customer } ? "/tickets/" : "/maintenance/tickets/");

    /// <summary>A recharge, from either side.</summary>
    public static string? Recharge(Actor? reader, string? rechargeNo) => reader is { Kind: OrganizationKind.Customer }
        ? Of(reader, Permissions.WalletView, rechargeNo, "/me/recharge/")
        : Of(reader, Permissions.CashView, rechargeNo, "/finance/recharges/");

    /// <summary>A customer, by the code of its organization: its page, or its wallet for those who see money and no customers.</summary>
    public static string? Customer(Actor? reader, string? code, string? tab = null) =>
        Of(reader, Permissions.CustomersView, code, "/sales/customers/") is { } page ? tab is null ? page : $"{page}?tab={tab}"
        : reader is { Kind: OrganizationKind.Distributor } ? Of(reader, Permissions.CashView, code, "/finance/wallets/")
        : null;

    /// <summary>An entry of the reader's own book, by its kind of event and the number that it is about.</summary>
    public static string? Entry(Actor? reader, string? eventKind, string? reference) =>
        reference is { Length: > 0 } ? Of(reader, Permissions.LedgerView, eventKind, "/finance/journal/") is { } page ? $"{page}/{Escape(reference)}" : null : null;

    /// <summary>A request for consent.</summary>
    public static string? Approval(Actor? reader, string? no) => Of(reader, Permissions.ApprovalsUse, no, "/approvals/");

    private static string? Staff(Actor? reader, string permission, string? number, string start) =>
        reader is { Kind: OrganizationKind.Distributor } ? Of(reader, permission, number, start) : null;

    private static string? Of(Actor? reader, string permission, string? number, string start) =>
        number is { Length: > 0 } ? If(reader, permission, $"{start}{Escape(number)}") : null;

    private static string? If(Actor? reader, string permission, string page) => reader?.Has(permission) == true ? page : null;

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
