using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common;

/// <summary>What happened at an instant (UTC), with up to three amounts that are added up by the period in which it lies.</summary>
internal sealed class Dated
{
    public required DateTime At { get; init; }

    public required decimal One { get; init; }

    public required decimal Two { get; init; }

    public required decimal Three { get; init; }
}

/// <summary>Three amounts added up over some days of Shanghai, both included.</summary>
public sealed record PeriodSum(DateOnly First, DateOnly Last, decimal One, decimal Two, decimal Three);

/// <summary>
/// The last months of Shanghai, the oldest first and the present one as far as it has come; <see cref="Before"/> is the month before as far as it had come
/// on the same day at the same time, with which the present one is compared.
/// </summary>
public sealed record MonthSums(IReadOnlyList<PeriodSum> Months, PeriodSum Before)
{
    public PeriodSum Present => Months[^1];

    /// <summary>Whether there was anything at all.</summary>
    public bool IsEmpty => Months.All(m => m is { One: 0, Two: 0, Three: 0 });
}

/// <summary>Has the database add up what happened by months or days of Shanghai: one query, over a range that is as long however much lies before it.</summary>
internal static class PeriodSums
{
    /// <summary>How many months are looked at, the present one included.</summary>
    public const int Months = 6;

    /// <summary>How many days are looked at, today included.</summary>
    public const int Days = 7;

    /// <summary>By months, until an instant (UTC).</summary>
    public static async Task<MonthSums> ByMonthAsync(this IQueryable<Dated> rows, DateTime now, CancellationToken ct)
    {
        var month = ChinaTime.FirstOfMonth(ChinaTime.Day(now));
        List<DateOnly> first = [.. Enumerable.Range(1 - Months, Months).Select(back => ChinaTime.AddMonths(month, back))];
        var same = MonthBefore(now);
        var starts = first.ConvertAll(ChinaTime.Start);
        // The month before counts twice: all of it, and as far as it had come.
        var sums = await AddUpAsync(rows, [.. starts.Take(Months - 1), same, starts[^1]], ct);
        var before = sums[Months - 2];
        return new MonthSums(
            [
                .. Enumerable.Range(0, Months).Select(i => Sum(
                    first[i], i == Months - 1 ? ChinaTime.Day(now) : ChinaTime.AddDays(first[i + 1], -1),
                    i < Months - 2 ? [sums[i]] : i == Months - 2 ? [before, sums[Months - 1]] : [sums[Months]])),
            ],
            Sum(first[^2], ChinaTime.Day(same), [before]));
    }

    /// <summary>By days, today being the last.</summary>
    public static async Task<IReadOnlyList<PeriodSum>> ByDayAsync(this IQueryable<Dated> rows, DateTime now, CancellationToken ct)
    {
        var today = ChinaTime.Day(now);
        List<DateOnly> days = [.. Enumerable.Range(1 - Days, Days).Select(back => ChinaTime.AddDays(today, back))];
        var sums = await AddUpAsync(rows, [.. days.Select(ChinaTime.Start)], ct);
        return [.. days.Select((day, i) => Sum(day, day, [sums[i]]))];
    }

    /// <summary>The same time a month before, which is not later than the end of that month.</summary>
    public static DateTime MonthBefore(DateTime now) => ChinaTime.AddMonths(now, -1);

    /// <summary>The beginning (UTC) of the month in which an instant lies.</summary>
    public static DateTime MonthOf(DateTime now) => ChinaTime.Start(ChinaTime.FirstOfMonth(ChinaTime.Day(now)));

    private static PeriodSum Sum(DateOnly first, DateOnly last, IReadOnlyList<Sums> parts) =>
        new(first, last, parts.Sum(p => p.One), parts.Sum(p => p.Two), parts.Sum(p => p.Three));

    /// <summary>Between seven instants (UTC), each from one to the next, and from the last on.</summary>
    private static async Task<Sums[]> AddUpAsync(IQueryable<Dated> rows, IReadOnlyList<DateTime> starts, CancellationToken ct)
    {
        var (a, b, c, d, e, f, g) = (starts[0], starts[1], starts[2], starts[3], starts[4], starts[5], starts[6]);
        var found = await rows.Where(r => r.At >= a)
            .GroupBy(r => r.At >= g ? 6 : r.At >= f ? 5 : r.At >= e ? 4 : r.At >= d ? 3 : r.At >= c ? 2 : r.At >= b ? 1 : 0)
            .Select(p => new { p.Key, Sums = new Sums(p.Sum(r => r.One), p.Sum(r => r.Two), p.Sum(r => r.Three)) })
            .ToDictionaryAsync(p => p.Key, p => p.Sums, ct);
        return [.. Enumerable.Range(0, starts.Count).Select(i => found.GetValueOrDefault(i) ?? new Sums(0, 0, 0))];
    }

    private sealed record Sums(decimal One, decimal Two, decimal Three);
}
