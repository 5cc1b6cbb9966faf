namespace KBoss.Domain.Common;

/// <summary>
/// When people work, by the Shanghai calendar: on which days of the week, from when to when, but not on <paramref name="Holidays"/> and besides on
/// <paramref name="ExtraDays"/>, the weekend days that are worked for a holiday.
/// </summary>
public sealed record WorkingCalendar(
    IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeOnly To, IReadOnlySet<DateOnly> Holidays, IReadOnlySet<DateOnly> ExtraDays)
{
    /// <summary>Nothing is asked about more than so many days; a calendar without working days then ends too.</summary>
    private const int MaxDays = 4000;

    /// <summary>Whether people work on that day.</summary>
    public bool IsWorkingDay(DateOnly day) => ExtraDays.Contains(day) || (Days.Contains(day.DayOfWeek) && !Holidays.Contains(day));

    /// <summary>The working time between two instants (UTC); none when the second is not later.</summary>
    public TimeSpan Between(DateTime start, DateTime end)
    {
        var sum = TimeSpan.Zero;
        var days = 0;
        for (var day = ChinaTime.Day(start); start < end && day <= ChinaTime.Day(end) && days++ < MaxDays; day = ChinaTime.AddDays(day, 1))
        {
            var (from, to) = Hours(day);
            var (first, last) = (from > start ? from : start, to < end ? to : end);
            sum += last > first ? last - first : TimeSpan.Zero;
        }

        return sum;
    }

    /// <summary>When so much working time will have passed (UTC).</summary>
    public DateTime After(DateTime start, TimeSpan work)
    {
        var day = ChinaTime.Day(start);
        for (var days = 0; days < MaxDays; days++, day = ChinaTime.AddDays(day, 1))
        {
            var (from, to) = Hours(day);
            var first = from > start ? from : start;
            if (to > first)
            {
                if (to - first >= work)
                {
                    return first + work;
                }

                work -= to - first;
            }
        }

        return DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
    }

    /// <summary>The latest instant (UTC) since which so much working time has passed by <paramref name="end"/>: what waits since then or longer is late.</summary>
    public DateTime Before(DateTime end, TimeSpan work)
    {
        var day = ChinaTime.Day(end);
        for (var days = 0; days < MaxDays; days++, day = ChinaTime.AddDays(day, -1))
        {
            var (from, to) = Hours(day);
            var last = to < end ? to : end;
            if (last > from)
            {
                if (last - from >= work)
                {
                    return last - work;
                }

                work -= last - from;
            }
        }

        return DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
    }

    private (DateTime From, DateTime To) Hours(DateOnly day)
    {
        var start = ChinaTime.ToUtc(day.ToDateTime(From));
        return IsWorkingDay(day) && To > From ? (start, ChinaTime.ToUtc(day.ToDateTime(To))) : (start, start);
    }
}
