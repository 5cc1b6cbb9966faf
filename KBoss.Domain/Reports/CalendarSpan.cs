using KBoss.Domain.Common;

namespace KBoss.Domain.Reports;

/// <summary>By what a report counts.</summary>
public enum CalendarStep
{
    Day,

    /// <summary>From Monday to Sunday.</summary>
    Week,
    Month,
}

/// <summary>Shanghai days that are counted together, first and last included, and the whole day, week or month that they are of.</summary>
public sealed record CalendarSpan(DateOnly First, DateOnly Last, DateOnly WholeFirst, DateOnly WholeLast)
{
    /// <summary>Whether some of its days lie outside of what was asked for.</summary>
    public bool IsCut => First != WholeFirst || Last != WholeLast;

    /// <summary>The first and the last day of the whole day, week or month in which a Shanghai day lies.</summary>
    public static (DateOnly First, DateOnly Last) Whole(CalendarStep step, DateOnly day) => ChinaTime.DaysOf(
        step switch { CalendarStep.Week => CalendarPeriod.Week, CalendarStep.Month => CalendarPeriod.Month, _ => CalendarPeriod.Day }, day);

    /// <summary>The spans of a range of Shanghai days, the oldest first; the first and the last one may be cut. None where the range is reversed.</summary>
    public static IEnumerable<CalendarSpan> Between(CalendarStep step, DateOnly first, DateOnly last)
    {
        for (var day = first; day <= last;)
        {
            var whole = Whole(step, day);
            var span = new CalendarSpan(day, whole.Last < last ? whole.Last : last, whole.First, whole.Last);
            yield return span;
            day = ChinaTime.AddDays(span.Last, 1);
        }
    }

    /// <summary>
    /// The Shanghai days with which a range is compared: where it begins with a month as many months before, as far as it has come; otherwise as many days
    /// right before it. None where there is no such time.
    /// </summary>
    public static (DateOnly First, DateOnly Last)? Before(DateOnly first, DateOnly last)
    {
        var days = last.DayNumber - first.DayNumber + 1;
        var months = (12 * (last.Year - first.Year)) + last.Month - first.Month + 1;
        if (first.Day > 1)
        {
            return first.DayNumber < days ? null : (ChinaTime.AddDays(first, -days), ChinaTime.AddDays(first, -1));
        }

        if ((12 * (first.Year - 1)) + first.Month <= months)
        {
            return null;
        }

        var isWhole = last == Whole(CalendarStep.Month, last).Last;
        return (ChinaTime.AddMonths(first, -months), isWhole ? ChinaTime.AddDays(first, -1) : ChinaTime.AddMonths(last, -months));
    }
}
