using KBoss.Domain.Orders;
using KBoss.Infrastructure.Orders;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Orders;

/// <summary>The words that the shop's pages share.</summary>
public sealed class ShopTexts(IStringLocalizer<ShopTexts> words)
{
    /// <summary>A type of product by its name in the language of the page; one that a supplier has brought stays as it is.</summary>
    public string Type(string type) => words[$"Type.{type}"] is { ResourceNotFound: false } known ? known.Value : type;

    public string Status(OrderStatus status) => words[$"Status{status}"];

    /// <summary>The status of an order, or what is missing of one that is completed.</summary>
    public string Status(OrderStatus status, OrderShortfall shortfall) =>
        status == OrderStatus.Completed && shortfall != OrderShortfall.None ? words[$"Shortfall{shortfall}"] : Status(status);

    /// <summary>What of an order that is still being delivered will not come; null where nothing is known to be missing.</summary>
    public string? Missing(OrderDetails order) =>
        order is { Status: OrderStatus.Fulfilling, Missing: { } missing } ? words["MissingSoFar", missing.Undeliverable.Grouped(), missing.Pieces.Grouped()].Value : null;

    /// <summary>What the status means for the customer.</summary>
    public static Tone Tone(OrderStatus status, OrderShortfall shortfall) => status switch
    {
        OrderStatus.Completed when shortfall == OrderShortfall.NotDelivered => Common.Tone.Danger,
        OrderStatus.Completed when shortfall == OrderShortfall.PartlyDelivered => Common.Tone.Warning,
        OrderStatus.Unpaid => Common.Tone.Warning,
        OrderStatus.Paid or OrderStatus.Fulfilling or OrderStatus.Refunding => Common.Tone.Info,
        OrderStatus.Completed => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };
}
