using KBoss.Domain.Access;
using KBoss.Infrastructure.Search;
using KBoss.Web.Common;
using MudBlazor;

namespace KBoss.Web.Search;

/// <summary>On which page one reads about what was found, and its picture.</summary>
internal static class ThingPages
{
    /// <summary>The page of a thing for this reader; null where the reader has none.</summary>
    public static string? Of(Actor? reader, Hit hit) => hit.Thing switch
    {
        Thing.Order => PageLinks.Order(reader, hit.Key),
        Thing.Recharge => PageLinks.Recharge(reader, hit.Key),
        Thing.Customer => PageLinks.Customer(reader, hit.Key),
        Thing.Resource => PageLinks.Resource(reader, hit.Key, hit.Within),
        Thing.Task => PageLinks.Task(reader, hit.Key),
        Thing.ResourceTask => PageLinks.ResourceTask(reader, hit.Key),
        Thing.Ticket => PageLinks.Ticket(reader, hit.Key),
        Thing.Approval => PageLinks.Approval(reader, hit.Key),
        Thing.Product or Thing.Sku => $"/operations/suppliers/{hit.Within}/products?q={Uri.EscapeDataString(hit.Key)}",
        Thing.Supplier => $"/operations/suppliers/{hit.Key}",
        Thing.Member => $"/admin/members?q={Uri.EscapeDataString(hit.Key)}",
        Thing.Promotion => $"/operations/promotions/{Uri.EscapeDataString(hit.Key)}",
        Thing.Campaign => $"/sales/campaigns/{Uri.EscapeDataString(hit.Key)}",
        Thing.Device => $"/stock/devices/{Uri.EscapeDataString(hit.Key)}",
        _ => null,
    };

    public static string Icon(Thing thing) => thing switch
    {
        Thing.Order => Icons.Material.Outlined.ReceiptLong,
        Thing.Recharge => Icons.Material.Outlined.Payments,
        Thing.Customer => Icons.Material.Outlined.Groups,
        Thing.Resource => Icons.Material.Outlined.Memory,
        Thing.Task => Icons.Material.Outlined.TaskAlt,
        Thing.ResourceTask => Icons.Material.Outlined.Autorenew,
        Thing.Ticket => Icons.Material.Outlined.SupportAgent,
        Thing.Product or Thing.Sku => Icons.Material.Outlined.Sell,
        Thing.Supplier => Icons.Material.Outlined.Factory,
        Thing.Member => Icons.Material.Outlined.AccountCircle,
        Thing.Promotion => Icons.Material.Outlined.LocalOffer,
        Thing.Campaign => Icons.Material.Outlined.Campaign,
        Thing.Approval => Icons.Material.Outlined.FactCheck,
        _ => Icons.Material.Outlined.Dns,
    };
}
