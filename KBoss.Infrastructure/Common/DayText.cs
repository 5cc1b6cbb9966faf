using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// Reads days as people type and paste them: <c>2026-03-01</c>, <c>2026/3/1</c>, <c>20260301</c>, <c>2026年3月1日</c>, in full-width digits too; and without
/// a year, <c>3/1</c>, <c>3-1</c>, <c>3.1</c>, <c>3月1日</c>, where it is known from when on one looks. The month always comes first.
/// </summary>
public static class DayText
{
    private const string Form = "yyyy-MM-dd";

    private static readonly string[] Forms = [Form, "yyyy-M-d", "yyyyMMdd"];

    /// <summary>The day; null for an empty text, for what is none, and for a day without a year.</summary>
    public static DateOnly? Read(string? text) => Full(Plain(text));

    /// <summary>As above; a day without a year is the one nearest to today, of those between the bounds where one lies there.</summary>
    public static DateOnly? Read(string? text, DateOnly today, DateOnly? min = null, DateOnly? max = null)
    {
        var plain = Plain(text);
        if (Full(plain) is { } day)
        {
            return day;
        }

        var years = Enumerable.Range(today.Year - 1, 3).Where(year => year is > 0 and < 10_000)
            .Select(year => Full(string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{plain}"))).OfType<DateOnly>().ToList();
        var within = years.Where(d => (min is null || d >= min) && (max is null || d <= max)).ToList();
        return (within.Count > 0 ? within : years).OrderBy(d => Math.Abs(d.DayNumber - today.DayNumber)).Select(d => (DateOnly?)d).FirstOrDefault();
    }

    /// <summary>A day as addresses and fields say it: <c>2026-03-01</c>.</summary>
    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    private static string Plain(string? text) => NormalText.Code(text ?? "")
        .Replace("年", "-", StringComparison.Ordinal).Replace("月", "-", StringComparison.Ordinal)
        .Replace("日", "", StringComparison.Ordinal).Replace('/', '-').Replace('.', '-').Replace(" ", "", StringComparison.Ordinal);

    private static DateOnly? Full(string plain) =>
        DateOnly.TryParseExact(plain, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
