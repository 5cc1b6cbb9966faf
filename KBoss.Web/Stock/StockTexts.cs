using KBoss.Domain.Stock;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Stock;

/// <summary>Marks the words of the pages of devices, places and their products.</summary>
public sealed class StockTexts;

/// <summary>States and events of devices, in the language of the page.</summary>
internal static class StockNames
{
    /// <summary>What a state means for whoever keeps the devices.</summary>
    public static Tone Tone(this DeviceState state) => state switch
    {
        DeviceState.Free => Common.Tone.Success,
        DeviceState.Reserved or DeviceState.InUse => Common.Tone.Info,
        DeviceState.InCheck => Common.Tone.Warning,
        DeviceState.Faulty => Common.Tone.Danger,
        _ => Common.Tone.Neutral,
    };

    /// <summary>What stood before or stands after an event: the name of a state, or the text itself.</summary>
    public static string Value(this IStringLocalizer<StockTexts> words, string value) =>
        Enum.TryParse<DeviceState>(value, out var state) && Enum.IsDefined(state) && !char.IsDigit(value[0]) ? words[$"State.{state}"].Value : value;

    /// <summary>A share as whole percent; a dash where there is nothing to share.</summary>
    public static string Percent(decimal? share) => share is { } part ? FormattableString.Invariant($"{decimal.Round(part * 100)}%") : "—";
}
