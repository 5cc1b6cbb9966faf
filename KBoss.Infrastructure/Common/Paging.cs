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

    /// <summary>
    /// The value of a filter that holds the name of an enum member, or null when it is empty or one of the other words of its list; any other text is
    /// <c>Common.ChoiceUnknown</c>, for a list that left it out would show everything.
    /// </summary>
    public TEnum? Filter<TEnum>(string name, params ReadOnlySpan<string> others) where TEnum : struct, Enum =>
        Filter(name) is not { } text || others.Contains(text) ? null
        : !text.Contains(',', StringComparison.Ordinal) && Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw Unknown(name);

    /// <summary>One of the words of a filter, or null when it is empty; any other text is <c>Common.ChoiceUnknown</c>.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> words) =>
        Filter(name) is not { } text ? null : words.Contains(text) ? text : throw Unknown(name);

    /// <summary>Whether a filter that has one word holds it; any other text than that is <c>Common.ChoiceUnknown</c>.</summary>
    public bool Is(string name, string word) => Choice(name, word) is not null;

    /// <summary>The id that a filter holds, or null when it is empty; any other text is <c>Common.ChoiceUnknown</c>.</summary>
    public long? Id(string name) =>
        Filter(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw Unknown(name);

    /// <summary>
    /// The Shanghai days of two filters, in every form in which people write days (<see cref="DayText"/>). What is no day is <c>Common.DayUnreadable</c>, and
    /// a last day before the first <c>Common.DaysReversed</c>, each at its filter.
    /// </summary>
    /// <param name="now">The present (UTC), by which a day without a year is known (<see cref="DayRange.Read"/>).</param>
    /// <param name="ahead">Whether the list is also about days to come.</param>
    public DayRange Days(DateTime now, string first = "from", string last = "to", bool ahead = false)
    {
        var days = new DayRange(Day(first), Day(last));
        return days.Last < days.First ? throw new RuleException("Common.DaysReversed") { Field = last } : days;

        DateOnly? Day(string name) => Filter(name) is not { } text ? null
            : DayRange.Read(text, ChinaTime.Day(now), ahead) ?? throw new RuleException("Common.DayUnreadable", text) { Field = name };
    }

    /// <summary>The refusal of a filter whose text the list does not know.</summary>
    public RuleException Unknown(string name) => new("Common.ChoiceUnknown", Filter(name)) { Field = name };
}

/// <summary>The days of Shanghai from which and up to which a list is asked for, both included; null for an open end.</summary>
public readonly record struct DayRange(DateOnly? First, DateOnly? Last)
{
    /// <summary>The instant (UTC) at which the first day begins.</summary>
    public DateTime? From => First is { } day ? ChinaTime.Start(day) : null;

    /// <summary>The instant (UTC) at which the last day is over.</summary>
    public DateTime? Until => Last is { } day ? ChinaTime.End(day) : null;

    /// <summary>
    /// A day as the filter of a list reads it: without a year it is the last such day up to today, as lists look back, or the nearest one where the list is
    /// also about days to come. Null for an empty text and for what is no day.
    /// </summary>
    public static DateOnly? Read(string? text, DateOnly today, bool ahead) => DayText.Read(text, today, max: ahead ? null : today);
}

/// <summary>One page of a list and how many rows there are in all.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Total)
{
    /// <summary>What everything that was found adds up to, in yuan or counted, by the name that a column gives its sum; empty where nothing is added up.</summary>
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
