using System.Collections.Immutable;
using System.Globalization;

namespace KBoss.Web.Common;

/// <summary>
/// How the columns of a list stand: their order, their widths in pixels, and which of them are hidden or shown against what the page has at first. Written as
/// <c>order=a,b;widths=a:120;hidden=c</c>; what makes no sense is as if it were not.
/// </summary>
public sealed record GridLayout(ImmutableArray<string> Order, ImmutableSortedDictionary<string, int> Widths, ImmutableSortedSet<string> Toggles)
{
    /// <summary>The narrowest column, and the widest, in pixels.</summary>
    public const int Narrowest = 56;

    /// <summary>The widest column, in pixels.</summary>
    public const int Widest = 1200;

    /// <summary>As the page has them.</summary>
    public static GridLayout AsThePageHasIt { get; } = new([], ImmutableSortedDictionary<string, int>.Empty, []);

    /// <summary>Whether the reader has changed nothing.</summary>
    public bool IsAsThePageHasIt => Order.IsEmpty && Widths.IsEmpty && Toggles.IsEmpty;

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static GridLayout Read(string? text)
    {
        var parts = (text ?? "").Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .GroupBy(part => part[0]).ToDictionary(part => part.Key, part => part.First()[1].Split(',', StringSplitOptions.RemoveEmptyEntries));
        return new GridLayout(
            [.. parts.GetValueOrDefault("order", []).Distinct()],
            parts.GetValueOrDefault("widths", []).Select(WidthOf).OfType<(string Key, int Width)>().DistinctBy(w => w.Key)
                .ToImmutableSortedDictionary(w => w.Key, w => w.Width, StringComparer.Ordinal),
            [.. parts.GetValueOrDefault("hidden", [])]);
    }

    /// <summary>As a text that can be kept; empty as the page has it.</summary>
    public string Write()
    {
        var parts = new List<string>();
        if (!Order.IsEmpty)
        {
            parts.Add($"order={string.Join(',', Order)}");
        }

        if (!Widths.IsEmpty)
        {
            parts.Add($"widths={string.Join(',', Widths.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key}:{w.Value}")))}");
        }

        if (!Toggles.IsEmpty)
        {
            parts.Add($"hidden={string.Join(',', Toggles)}");
        }

        return string.Join(';', parts);
    }

    /// <summary>With the widths that a text names (<c>a:120,b:80</c>), those of other columns as they are.</summary>
    public GridLayout Sized(string widths) =>
        this with { Widths = Widths.SetItems(widths.Split(',').Select(WidthOf).OfType<(string Key, int Width)>().Select(w => KeyValuePair.Create(w.Key, w.Width))) };

    /// <summary>With a column moved beside another one of those shown, in front of it or behind it.</summary>
    public GridLayout Moved(IReadOnlyList<string> shown, string column, string target, bool behind)
    {
        if (column == target || !shown.Contains(column) || !shown.Contains(target))
        {
            return this;
        }

        var order = shown.Where(key => key != column).ToList();
        order.Insert(order.IndexOf(target) + (behind ? 1 : 0), column);
        return this with { Order = [.. order] };
    }

    private static (string Key, int Width)? WidthOf(string text) =>
        text.Split(':') is [{ Length: > 0 } key, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            ? (key, Math.Clamp(width, Narrowest, Widest)) : null;
}
