using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Delivery;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Delivery.Resources;

/// <summary>Marks the words that the pages of resources share.</summary>
public sealed class ResourceTexts;

/// <summary>States of resources and of the work on them, in the language of the page.</summary>
internal static class ResourceNames
{
    /// <summary>What a row of the customer's list is: its state, or how far its delivery is.</summary>
    public static string State(this IStringLocalizer<ResourceTexts> words, ResourceRow row) => row switch
    {
        { Delivery: { } delivery } => words[$"Delivery.{delivery}", Math.Min(row.Delivered + 1, row.Quantity), row.Quantity],
        _ => words[$"State.{row.State}"],
    };

    public static Tone Tone(this ResourceState state) => state switch
    {
        ResourceState.Running => Common.Tone.Success,
        ResourceState.Ending => Common.Tone.Warning,
        ResourceState.Grace => Common.Tone.Danger,
        _ => Common.Tone.Neutral,
    };

    public static Tone Tone(this ResourceTaskState state) => state switch
    {
        ResourceTaskState.Queued => Common.Tone.Info,
        ResourceTaskState.ByHand => Common.Tone.Warning,
        ResourceTaskState.Failed => Common.Tone.Danger,
        _ => Common.Tone.Success,
    };

    /// <summary>The page through which a resource is entered by a door.</summary>
    public static string Href(string resourceNo, Door door) => door == Door.Desktop
        ? $"/resources/{Uri.EscapeDataString(resourceNo)}/desktop"
        : $"/resources/{Uri.EscapeDataString(resourceNo)}/enter/{door.ToString().ToLowerInvariant()}";
}
