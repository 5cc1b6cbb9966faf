using KBoss.Domain.Catalog;
using KBoss.Domain.Delivery;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Delivery;

/// <summary>Marks the words that the pages of delivery share.</summary>
public sealed class DeliveryTexts;

/// <summary>Quantities and statuses of delivery, in the language of the page.</summary>
internal static class DeliveryNames
{
    /// <summary>How much was bought: 2 × 3 months.</summary>
    public static string Amount(this IStringLocalizer<DeliveryTexts> words, int quantity, int periods, BillingUnit unit) =>
        words[$"Amount{unit}", quantity, periods];

    public static Tone Tone(this FulfilmentStatus status) => status switch
    {
        FulfilmentStatus.Open => Common.Tone.Warning,
        FulfilmentStatus.Done => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };

    public static Tone Tone(this ResourceStatus status) => status switch
    {
        ResourceStatus.Active => Common.Tone.Success,
        ResourceStatus.Expired => Common.Tone.Warning,
        _ => Common.Tone.Neutral,
    };
}
