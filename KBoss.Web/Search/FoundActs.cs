using System.Reflection;
using KBoss.Domain.Access;
using KBoss.Web.Common;
using MudBlazor;

namespace KBoss.Web.Search;

/// <summary>The acts that the box offers, each to those who may open its page and do it.</summary>
internal sealed class FoundActs
{
    public static IReadOnlyList<FoundAct> All { get; } =
    [
        new("NewSupplier", "/operations/suppliers", Permissions.SuppliersManage, Icons.Material.Outlined.Factory, "create-supplier"),
        new("UploadPriceList", "/operations/suppliers", Permissions.CatalogImport, Icons.Material.Outlined.UploadFile),
        new("ImportPublicPrices", "/operations/terms/import", Permissions.PricesSetPublic, Icons.Material.Outlined.UploadFile),
        new("NewPromotion", "/operations/promotions", Permissions.PromotionsManage, Icons.Material.Outlined.LocalOffer, "create-promotion"),
        new("NewDeviceProduct", "/stock/products", Permissions.StockSell, Icons.Material.Outlined.DevicesOther, "make-product"),
        new("NewCampaign", "/sales/campaigns/new", Permissions.CampaignsManage, Icons.Material.Outlined.Campaign),
        new("NewInvite", "/sales/invites", Permissions.InvitesManage, Icons.Material.Outlined.QrCode2, "create-invite"),
        new("AddJinanAccount", "/sales/jinan", Permissions.JinanManage, Icons.Material.Outlined.Memory, "add-account"),
        new("RecordRecharge", "/finance/recharge", Permissions.WalletRechargeOffline, Icons.Material.Outlined.AddCard),
        new("RegisterDevice", "/stock/devices", Permissions.StockManage, Icons.Material.Outlined.Dns, "register-device"),
        new("AddDeviceKind", "/stock/kinds", Permissions.StockManage, Icons.Material.Outlined.Category, "add-kind"),
        new("AddCentre", "/stock/places", Permissions.StockManage, Icons.Material.Outlined.Warehouse, "add-centre"),
        new("OpenStocktake", "/stock/stocktakes", Permissions.StockManage, Icons.Material.Outlined.FactCheck, "open-stocktake"),
        new("AddMember", "/admin/members", Permissions.MembersManage, Icons.Material.Outlined.PersonAdd, "add-member"),
        new("ImportMembers", "/admin/members/import", Permissions.MembersManage, Icons.Material.Outlined.UploadFile),
        new("AddDepartment", "/admin/departments", Permissions.DepartmentsManage, Icons.Material.Outlined.AccountTree, "add-department"),
        new("AddQuickReply", "/maintenance/ticket-setup", Permissions.TicketsConfigure, Icons.Material.Outlined.Quickreply, "add-reply"),
        new("AddTicketCategory", "/maintenance/ticket-setup", Permissions.TicketsConfigure, Icons.Material.Outlined.Category, "add-category"),
        new("BeAway", "/approvals", Permissions.ApprovalsUse, Icons.Material.Outlined.EventBusy, "away"),
        new("OpenTicket", "/tickets", Permissions.TicketsWrite, Icons.Material.Outlined.AddComment, "open-ticket"),
        new("Recharge", "/me", Permissions.WalletRechargeOnline, Icons.Material.Outlined.AddCard),
        new("AddMember", "/team", Permissions.MembersManage, Icons.Material.Outlined.PersonAdd, "add-member"),
        new("ImportMembers", "/team/import", Permissions.MembersManage, Icons.Material.Outlined.UploadFile),
    ];

    /// <summary>The acts for this member.</summary>
    public static IEnumerable<FoundAct> For(Actor me) => All.Where(act => me.Has(act.Permission) && IsLetIn(me, FoundPages.PagesByRoute[act.Route]));

    private static bool IsLetIn(Actor me, Type page) =>
        page.GetCustomAttribute<RequirePermissionAttribute>() is not { } rule || (me.Has(rule.Permission) && (rule.Only is null || rule.Only == me.Kind));
}

/// <summary>
/// An act that people begin often. Title is a key of these texts, and with <c>.Words</c> what else people call it; Begins is the button of the page that opens
/// its form (<see cref="Beginning"/>), null where the page is the form.
/// </summary>
internal sealed record FoundAct(string Title, string Route, string Permission, string Icon, string? Begins = null)
{
    /// <summary>Where the act begins.</summary>
    public string Address => Beginning.AddressOf(Route, Begins);
}
