using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common;

/// <summary>Which rows a list asks for: the page counted from 1, its size, a sort key from the query's own list, and the filters by name.</summary>
public sealed record PageRequest(int Page, int Size, string? Sort, bool Descending, IReadOnlyDictionary<string, string> Filters)
{
    /// <summary>The largest page that a query returns, whatever a URL asks for.</summary>
    public const int MaxSize = 200;

    /// <summary>The trimmed text of a filter, or null when it was left empty.</summary>
    public string? Filter(string name) =>
        Filters.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>The pattern of a filter that looks for a part of a text, for <see cref="SearchText.Finds"/>, or null when it was left empty.</summary>
    public string? Search(string name = "q") => Filter(name) is { } text ? SearchText.Anywhere(text) : null;

    /// <summary>The value of a filter that holds the name of an enum member, or null when it is empty or unknown.</summary>
    public TEnum? Filter<TEnum>(string name) where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(Filter(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>The instant (UTC) at which the Shanghai day of a filter (<c>yyyy-MM-dd</c>) begins; null when it is empty or no date.</summary>
    public DateTime? Day(string name) => DateOf(name) is { } day ? ChinaTime.Start(day) : null;

    /// <summary>The instant (UTC) at which the Shanghai day of a filter (<c>yyyy-MM-dd</c>) is over; null when it is empty or no date.</summary>
    public DateTime? DayEnd(string name) => DateOf(name) is { } day ? ChinaTime.End(day) : null;

    private DateOnly? DateOf(string name) =>
        DateOnly.TryParseExact(Filter(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>One page of a list and how many rows there are in all.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Total)
{
    /// <summary>What everything that was found adds up to, in yuan, by the name that a column gives its sum; empty where nothing is added up.</summary>
    public IReadOnlyDictionary<string, decimal> Sums { get; init; } = ImmutableDictionary<string, decimal>.Empty;
}

/// <summary>Server-side paging and sorting; a key that is not on the query's list falls back to the first one.</summary>
public static class Paging
{
    /// <summary>Sorts by the key that the request names, or by the first of <paramref name="keys"/>.</summary>
    public static IOrderedQueryable<T> Sorted<T>(
        this IQueryable<T> rows, PageRequest request, params (string Key, Expression<Func<T, object?>> By)[] keys)
    {
        var chosen = Array.Find(keys, k => k.Key == request.Sort);
        var by = chosen.By ?? keys[0].By;
        return request.Descending ? rows.OrderByDescending(by) : rows.OrderBy(by);
    }

    /// <summary>Counts all rows and reads the page that was asked for; beyond the end it is empty.</summary>
    public static async Task<Page<T>> ToPageAsync<T>(this IQueryable<T> rows, PageRequest request, CancellationToken cancellation = default) =>
        await rows.ToPageAsync(request, await rows.CountAsync(cancellation), cancellation);

    /// <summary>Reads the page that was asked for, where the rows were counted already, as by the query that adds them up.</summary>
    public static async Task<Page<T>> ToPageAsync<T>(this IQueryable<T> rows, PageRequest request, int total, CancellationToken cancellation = default)
    {
        var size = Math.Clamp(request.Size, 1, PageRequest.MaxSize);
        var skip = (long)(Math.Max(request.Page, 1) - 1) * size;
        return skip >= total
            ? new Page<T>([], total)
            : new Page<T>(await rows.Skip((int)skip).Take(size).ToListAsync(cancellation), total);
    }
}
