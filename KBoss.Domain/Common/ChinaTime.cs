namespace KBoss.Domain.Common;

/// <summary>
/// Asia/Shanghai, the zone in which people read times and business counts days, months and years; everything stored is UTC. All arithmetic of the
/// calendar is done here, because a day or month counted in UTC is another one for eight hours of every day.
/// </summary>
public static class ChinaTime
{
    /// <summary>By how many hours Shanghai is ahead of UTC, at any time since 1992: what a database adds to an instant where it counts by Shanghai days.</summary>
    public const int HoursAhead = 8;

    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>The Shanghai wall clock of a UTC instant.</summary>
    public static DateTime FromUtc(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>
    /// The UTC instant of a Shanghai wall clock time, such as a date picked on a page; an hour that the clocks skipped counts as the next one.
    /// </summary>
    public static DateTime ToUtc(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall, Zone);
    }

    /// <summary>The Shanghai day in which a UTC instant lies.</summary>
    public static DateOnly Day(DateTime utc) => DateOnly.FromDateTime(FromUtc(utc));

    /// <summary>The UTC instant at which a Shanghai day begins.</summary>
    public static DateTime Start(DateOnly day) => ToUtc(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The UTC instant at which a Shanghai day is over; the last day that there is never ends.</summary>
    public static DateTime End(DateOnly day) => day < DateOnly.MaxValue ? Start(day.AddDays(1)) : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>A number of days later, or earlier, by the Shanghai calendar, at the same time of the day.</summary>
    public static DateTime AddDays(DateTime utc, int days) => ToUtc(FromUtc(utc).AddDays(days));

    /// <summary>A Shanghai day a number of days later, or earlier.</summary>
    public static DateOnly AddDays(DateOnly day, int days) => day.AddDays(days);

    /// <summary>A number of months later by the Shanghai calendar: on the same day at the same time, or on the last day of a shorter month.</summary>
    public static DateTime AddMonths(DateTime utc, int months) => ToUtc(FromUtc(utc).AddMonths(months));

    /// <summary>A Shanghai day a number of months later: the same day, or the last one of a shorter month.</summary>
    public static DateOnly AddMonths(DateOnly day, int months) => day.AddMonths(months);

    /// <summary>
    /// How many Shanghai days from one UTC instant to another, by the calendar: what ends tomorrow, at whatever hour, ends in 1; below zero where it lies before.
    /// </summary>
    public static int DaysBetween(DateTime from, DateTime to) => Day(to).DayNumber - Day(from).DayNumber;

    /// <summary>The first and the last Shanghai day of a period, counted from a day in it or, for the month before, after it. A week begins on Monday.</summary>
    public static (DateOnly First, DateOnly Last) DaysOf(CalendarPeriod period, DateOnly today)
    {
        var month = FirstOfMonth(today);
        var (first, after) = period switch
        {
            CalendarPeriod.Day => (today, AddDays(today, 1)),
            CalendarPeriod.Week when AddDays(today, -(((int)today.DayOfWeek + 6) % 7)) is var monday => (monday, AddDays(monday, 7)),
            CalendarPeriod.MonthBefore => (AddMonths(month, -1), month),
            CalendarPeriod.Quarter when AddMonths(month, -((today.Month - 1) % 3)) is var quarter => (quarter, AddMonths(quarter, 3)),
            CalendarPeriod.Year => (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year + 1, 1, 1)),
            _ => (month, AddMonths(month, 1)),
        };
        return (first, AddDays(after, -1));
    }

    /// <summary>The first day of the Shanghai month in which a day lies.</summary>
    public static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);
}

/// <summary>The periods that a list is often asked for.</summary>
public enum CalendarPeriod
{
    Day,
    Week,
    Month,
    MonthBefore,
    Quarter,
    Year,
}
