using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Settings;

/// <summary>
/// Which back-ups stay: the newest of each of the last 7 Shanghai days that have one, of the last 4 weeks (from Monday) and of the last 12 months.
/// </summary>
public static class BackupRotation
{
    public const int Days = 7;
    public const int Weeks = 4;
    public const int Months = 12;

    /// <summary>Those of the moments (UTC) at which good back-ups began that stay; the newest always does.</summary>
    public static IReadOnlySet<DateTime> Kept(IEnumerable<DateTime> good)
    {
        var newestFirst = good.OrderDescending().ToList();
        return Newest(newestFirst, Days, day => day.DayNumber)
            .Concat(Newest(newestFirst, Weeks, day => (ISOWeek.GetYear(day) * 100) + ISOWeek.GetWeekOfYear(day)))
            .Concat(Newest(newestFirst, Months, day => (day.Year * 100) + day.Month))
            .ToHashSet();
    }

    private static IEnumerable<DateTime> Newest(IEnumerable<DateTime> newestFirst, int most, Func<DateOnly, int> span) =>
        newestFirst.GroupBy(at => span(ChinaTime.Day(at))).Take(most).Select(group => group.First());
}
