using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Search;
using KBoss.Web.Common;
using MudBlazor;

namespace KBoss.Web.Search;

/// <summary>On which page one reads about what was found, and its picture.</summary>
internal static class ThingPages
{
    /// <summary>The page of a thing for this reader; null where the reader has none.</summary>
    public static string? Of(Actor? reader, Hit hit) => PageLinks.Of(reader, new ThingRef(hit.Thing, hit.Key, hit.Name, hit.Within));

    public static string Icon(Thing thing) => thing switch
    {
        Thing.Order => Icons.Material.Outlined.ReceiptLong,
        Thing.Distributor => Icons.Material.Outlined.Hub,
        Thing.Recharge => Icons.Material.Outlined.Payments,
        Thing.Customer => Icons.Material.Outlined.Groups,
        Thing.Resource => Icons.Material.Outlined.Memory,
        Thing.Task => Icons.Material.Outlined.TaskAlt,
        Thing.ResourceTask => Icons.Material.Outlined.Autorenew,
        Thing.Ticket => Icons.Material.Outlined.SupportAgent,
        Thing.Conversation => Icons.Material.Outlined.Forum,
        Thing.Product or Thing.ShopProduct or Thing.Sku => Icons.Material.Outlined.Sell,
        Thing.Supplier => Icons.Material.Outlined.Factory,
        Thing.Member => Icons.Material.Outlined.AccountCircle,
        Thing.Promotion => Icons.Material.Outlined.LocalOffer,
        Thing.Campaign => Icons.Material.Outlined.Campaign,
        Thing.Approval => Icons.Material.Outlined.FactCheck,
        _ => Icons.Material.Outlined.Dns,
    };
}
