using System.Collections.Immutable;
using System.Globalization;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.Common;

/// <summary>
/// What a grid shows, as its query string says it:
/// <c>?page=2&amp;size=50&amp;sort=-amount&amp;group=customer&amp;columns=region&amp;view=12&amp;q=…</c>; every other name is a filter.
/// </summary>
public sealed record GridState(
    int Page, int Size, string? Sort, bool Descending, ImmutableSortedSet<string> Toggles, ImmutableSortedDictionary<string, string> Filters)
{
    /// <summary>The size of a page that is scrolled instead of turned, as the query string writes it.</summary>
    public const string Scroll = "scroll";

    /// <summary>How many rows are read at once while they are scrolled.</summary>
    public const int Window = 100;

    /// <summary>The columns of the query string when each stands as the page has it, though the reader keeps others.</summary>
    private const string AsThePageHasThem = "-";

    private static readonly string[] Own = ["page", "size", "sort", "columns", "group", "view", Beginning.Query];

    public static GridState Empty { get; } =
        new(1, 20, null, false, ImmutableSortedSet<string>.Empty, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>Whether all rows are scrolled, read in windows, instead of turned by pages.</summary>
    public bool Scrolls { get; init; }

    /// <summary>The sort key of the column by which rows stand in groups; they are then sorted by it.</summary>
    public string? Group { get; init; }

    /// <summary>The id of the view that was chosen; what is shown may have left it since.</summary>
    public long? View { get; init; }

    /// <summary>Whether the query string says which columns are hidden; otherwise what the reader keeps holds.</summary>
    public bool SaysColumns { get; init; }

    /// <summary>The columns that the reader keeps hidden or shown against what the page has at first.</summary>
    public ImmutableSortedSet<string> Kept { get; init; } = [];

    public PageRequest Request => new(Page, Size, Sort, Descending, Filters);

    /// <summary>The sort as the query string writes it: the key, with a leading minus for descending.</summary>
    public string SortText => Sort is null ? "" : Descending ? "-" + Sort : Sort;

    /// <summary>Reads a URL; what makes no sense there is as if it were not.</summary>
    public static GridState Read(string uri, string? defaultSort, int defaultSize)
    {
        var query = QueryHelpers.ParseQuery(uri.Length == 0 ? "" : new Uri(uri).Query);
        var group = Text("group");
        var sort = Text("sort") ?? group ?? defaultSort;
        var scrolls = Text("size") == Scroll;
        var columns = Text("columns");
        return new GridState(
            scrolls ? 1 : Number("page", 1, int.MaxValue) ?? 1,
            scrolls ? Window : Number("size", 1, PageRequest.MaxSize) ?? defaultSize,
            sort?.TrimStart('-') is { Length: > 0 } key ? key : null,
            sort is ['-', ..],
            [.. columns is null or AsThePageHasThem ? [] : columns.Split(',', StringSplitOptions.RemoveEmptyEntries)],
            query.Where(pair => !Own.Contains(pair.Key) && !string.IsNullOrWhiteSpace(pair.Value))
                .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToString().Trim(), StringComparer.Ordinal))
        {
            Scrolls = scrolls,
            Group = group is not null && sort?.TrimStart('-') == group ? group : null,
            View = long.TryParse(Text("view"), NumberStyles.None, CultureInfo.InvariantCulture, out var view) ? view : null,
            SaysColumns = columns is not null,
        };

        string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
        int? Number(string name, int min, int max) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;
    }

    /// <summary>What an export is asked for: the filters and the order of the list from which it was called.</summary>
    public static PageRequest RequestOf(HttpContext http) => Read(http.Request.GetEncodedUrl(), null, Empty.Size).Request;

    /// <summary>The present URL with this state in it; what is at its default is left out.</summary>
    public string Write(NavigationManager navigation, string? defaultSort, int defaultSize)
    {
        var query = QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query).Keys.ToDictionary(name => name, _ => (object?)null);
        foreach (var (name, value) in Said(defaultSort, defaultSize))
        {
            query[name] = value;
        }

        return navigation.GetUriWithQueryParameters(query);
    }

    /// <summary>What a view keeps: filters, sort, size and groups, without the page and without what chooses among several lists.</summary>
    public string ForView(string? defaultSort, int defaultSize, string? choice) => QueryString.Create(
        (this with { Page = 1, View = null, Toggles = [], Kept = [] }).Said(defaultSort, defaultSize).Where(pair => pair.Key != choice)
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Value!.TrimStart('?');

    /// <summary>Shows a view: what it keeps, with the choice among several lists as it is.</summary>
    public GridState Of(string query, long view, GridLayout layout, string? defaultSort, int defaultSize, string? choice)
    {
        var kept = Read($"https://here.invalid/?{query}", defaultSort, defaultSize);
        var filters = choice is not null && Filters.TryGetValue(choice, out var chosen) ? kept.Filters.SetItem(choice, chosen) : kept.Filters;
        return kept with { Filters = filters, View = view, Toggles = layout.Toggles, Kept = layout.Toggles };
    }

    private IEnumerable<KeyValuePair<string, string>> Said(string? defaultSort, int defaultSize)
    {
        var said = new Dictionary<string, string>(Filters);
        Say("page", Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture));
        Say("size", Scrolls ? Scroll : Size == defaultSize ? null : Size.ToString(CultureInfo.InvariantCulture));
        Say("group", Group);
        Say("sort", SortText.Length == 0 || SortText == (Group ?? defaultSort) ? null : SortText);
        Say("columns", Toggles.IsEmpty ? Kept.IsEmpty ? null : AsThePageHasThem : string.Join(',', Toggles));
        Say("view", View?.ToString(CultureInfo.InvariantCulture));
        return said;

        void Say(string name, string? value)
        {
            if (value is not null)
            {
                said[name] = value;
            }
        }
    }

    /// <summary>Whether the other state asks for the same rows.</summary>
    public bool Asks(GridState other) =>
        (Page, Size, Sort, Descending, Scrolls) == (other.Page, other.Size, other.Sort, other.Descending, other.Scrolls) && HasFiltersOf(other);

    public bool HasFiltersOf(GridState other) => Filters.SequenceEqual(other.Filters);

    public GridState At(int page) => this with { Page = Math.Max(1, page) };

    /// <summary>Pages of so many rows, or all of them scrolled.</summary>
    public GridState Sized(string? size) =>
        size == Scroll ? this with { Size = Window, Scrolls = true, Page = 1 }
        : int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? this with { Size = number, Scrolls = false, Page = 1 } : this;

    /// <summary>Sorted by a key, with a leading minus for descending; groups by another column end.</summary>
    public GridState SortedBy(string? sort)
    {
        var key = sort?.TrimStart('-') is { Length: > 0 } named ? named : null;
        return this with { Sort = key, Descending = sort is ['-', ..], Page = 1, Group = Group == key ? Group : null };
    }

    /// <summary>A click on a column's head: ascending first, then descending.</summary>
    public GridState Toggled(string sort) => SortedBy(Sort == sort && !Descending ? "-" + sort : sort);

    /// <summary>In groups of what a column says, sorted by it; null ends them.</summary>
    public GridState GroupedBy(string? group) =>
        string.IsNullOrEmpty(group) ? this with { Group = null } : this with { Group = group, Sort = group, Descending = Sort == group && Descending, Page = 1 };

    public GridState WithToggled(string column) =>
        this with { Toggles = Toggles.SymmetricExcept([column]) };

    public GridState Unfiltered(string? but = null) => this with { Filters = Filters.RemoveRange(Filters.Keys.Where(name => name != but)), Page = 1 };
}
