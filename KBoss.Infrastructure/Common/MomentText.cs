using System.Globalization;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// Reads a day and a time as people type and paste them: a day as <see cref="DayText"/> reads it, and behind it <c>9:30</c>, <c>09:30</c>, <c>9点</c>,
/// <c>9点30分</c> or <c>9时30分</c>, after a blank or a <c>T</c>, in full-width characters too. A day alone is its beginning, and 24:00 its end.
/// </summary>
public static partial class MomentText
{
    private const string Form = "yyyy-MM-dd HH:mm";

    /// <summary>The wall-clock time; null for an empty text and for what is none. A day without a year is read as <see cref="DayText"/> does.</summary>
    public static DateTime? Read(string? text, DateOnly today, DateOnly? min = null)
    {
        var plain = NormalText.Code(text ?? "").Trim();
        if (Moment().Match(plain) is not { Success: true } match || DayText.Read(match.Groups["day"].Value, today, min) is not { } day)
        {
            return null;
        }

        var (hour, minute) = (Number(match.Groups["hour"]), Number(match.Groups["minute"]));
        if (minute > 59 || hour > 24 || (hour == 24 && (minute > 0 || day == DateOnly.MaxValue)))
        {
            return null;
        }

        return day.ToDateTime(TimeOnly.MinValue) + new TimeSpan(hour, minute, 0);
    }

    /// <summary>A wall-clock time as fields say it: <c>2026-03-01 09:30</c>.</summary>
    public static string Write(DateTime wall) => wall.ToString(Form, CultureInfo.InvariantCulture);

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<day>(?:(?![0-9]\s+[0-9])[^T:点时])*?[0-9日])"
        + @"(?:(?:\s*T\s*|\s+|(?<=日))(?<hour>[0-9]{1,2})(?::(?<minute>[0-9]{2})(?::00)?|[点时](?:(?<minute>[0-9]{1,2})分?)?))?$")]
    private static partial Regex Moment();
}
