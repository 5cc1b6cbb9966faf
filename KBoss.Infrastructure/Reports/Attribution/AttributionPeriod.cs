using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;

namespace KBoss.Infrastructure.Reports.Attribution;

/// <summary>The periods that the report offers, in Shanghai days up to and including today, unless they say otherwise.</summary>
public enum PeriodPreset
{
    Days30,
    Days7,
    Days90,
    ThisMonth,
    LastMonth,
    ThisYear,
    Always,
}

/// <summary>From (inclusive) to (exclusive), UTC; the days that it was asked for are those of Shanghai, both included, and none for an open end.</summary>
public sealed record AttributionPeriod(DateOnly? First, DateOnly? Last, DateTime From, DateTime To)
{
    /// <summary>Whether an instant (UTC) lies in it.</summary>
    public bool Holds(DateTime at) => at >= From && at < To;

    /// <summary>What the filters <c>from</c> and <c>to</c> (Shanghai days) say, or where both are empty the filter <c>period</c>, or thirty days.</summary>
    public static AttributionPeriod Of(PageRequest request, DateTime now)
    {
        var days = request.Days(now);
        if (days.First is not null || days.Last is not null)
        {
            return new(days.First, days.Last, days.From ?? Beginning, days.Until ?? ChinaTime.End(ChinaTime.Day(now)));
        }

        var today = ChinaTime.Day(now);
        var month = ChinaTime.FirstOfMonth(today);
        var (first, last) = (request.Filter<PeriodPreset>("period") ?? PeriodPreset.Days30) switch
        {
            PeriodPreset.Days7 => (ChinaTime.AddDays(today, -6), today),
            PeriodPreset.Days90 => (ChinaTime.AddDays(today, -89), today),
            PeriodPreset.ThisMonth => (month, today),
            PeriodPreset.LastMonth => (ChinaTime.AddMonths(month, -1), ChinaTime.AddDays(month, -1)),
            PeriodPreset.ThisYear => (new DateOnly(today.Year, 1, 1), today),
            PeriodPreset.Always => ((DateOnly?)null, today),
            _ => (ChinaTime.AddDays(today, -29), today),
        };
        return new(first, last, first is { } from ? ChinaTime.Start(from) : Beginning, ChinaTime.End(last));
    }

    private static DateTime Beginning { get; } = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
}
