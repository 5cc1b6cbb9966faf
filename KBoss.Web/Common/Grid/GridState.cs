using System.Collections.Immutable;
using System.Globalization;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.Common;

/// <summary>
/// What a grid shows, as its query string says it: <c>?page=2&amp;size=50&amp;sort=-amount&amp;columns=region&amp;q=…</c>; every other name is a filter.
/// </summary>
public sealed record GridState(
    int Page, int Size, string? Sort, bool Descending, ImmutableSortedSet<string> Toggles, ImmutableSortedDictionary<string, string> Filters)
{
    private static readonly string[] Own = ["page", "size", "sort", "columns"];

    public static GridState Empty { get; } =
        new(1, 20, null, false, ImmutableSortedSet<string>.Empty, ImmutableSortedDictionary<string, string>.Empty);

    public PageRequest Request => new(Page, Size, Sort, Descending, Filters);

    /// <summary>The sort as the query string writes it: the key, with a leading minus for descending.</summary>
    public string SortText => Sort is null ? "" : Descending ? "-" + Sort : Sort;

    /// <summary>Reads a URL; what makes no sense there is as if it were not.</summary>
    public static GridState Read(string uri, string? defaultSort, int defaultSize)
    {
        var query = QueryHelpers.ParseQuery(uri.Length == 0 ? "" : new Uri(uri).Query);
        var sort = Text("sort") ?? defaultSort;
        return new GridState(
            Number("page", 1, int.MaxValue) ?? 1,
            Number("size", 1, PageRequest.MaxSize) ?? defaultSize,
            sort?.TrimStart('-') is { Length: > 0 } key ? key : null,
            sort is ['-', ..],
            [.. (Text("columns") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)],
            query.Where(pair => !Own.Contains(pair.Key) && !string.IsNullOrWhiteSpace(pair.Value))
                .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.ToString().Trim()));

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
        foreach (var (name, value) in Filters)
        {
            query[name] = value;
        }

        query["page"] = Page == 1 ? null : Page;
        query["size"] = Size == defaultSize ? null : Size;
        query["sort"] = SortText.Length == 0 || SortText == defaultSort ? null : SortText;
        query["columns"] = Toggles.IsEmpty ? null : string.Join(',', Toggles);
        return navigation.GetUriWithQueryParameters(query);
    }

    /// <summary>Whether the other state asks for the same rows.</summary>
    public bool Asks(GridState other) =>
        (Page, Size, Sort, Descending) == (other.Page, other.Size, other.Sort, other.Descending) && HasFiltersOf(other);

    public bool HasFiltersOf(GridState other) => Filters.SequenceEqual(other.Filters);

    public GridState At(int page) => this with { Page = Math.Max(1, page) };

    public GridState Sized(string? size) =>
        int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? this with { Size = number, Page = 1 } : this;

    public GridState SortedBy(string? sort) =>
        this with { Sort = sort?.TrimStart('-') is { Length: > 0 } key ? key : null, Descending = sort is ['-', ..], Page = 1 };

    /// <summary>A click on a column's head: ascending first, then descending.</summary>
    public GridState Toggled(string sort) => this with { Sort = sort, Descending = Sort == sort && !Descending, Page = 1 };

    public GridState WithToggled(string column) =>
        this with { Toggles = Toggles.SymmetricExcept([column]) };

    public GridState Unfiltered(string? but = null) => this with { Filters = Filters.RemoveRange(Filters.Keys.Where(name => name != but)), Page = 1 };
}
