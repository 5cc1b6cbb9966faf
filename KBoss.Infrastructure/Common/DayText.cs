using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common;

/// <summary>
/// Reads days as people type and paste them: <c>2026-03-01</c>, <c>2026/3/1</c>, <c>20260301</c>, <c>2026年3月1日</c>, in full-width digits too.
/// </summary>
public static class DayText
{
    private const string Form = "yyyy-MM-dd";

    private static readonly string[] Forms = [Form, "yyyy-M-d", "yyyyMMdd"];

    /// <summary>The day; null for an empty text and for what is none.</summary>
    public static DateOnly? Read(string? text)
    {
        var plain = NormalText.Code(text ?? "").Replace("年", "-", StringComparison.Ordinal).Replace("月", "-", StringComparison.Ordinal)
            .Replace("日", "", StringComparison.Ordinal).Replace('/', '-').Replace('.', '-').Replace(" ", "", StringComparison.Ordinal);
        return DateOnly.TryParseExact(plain, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>A day as addresses and fields say it: <c>2026-03-01</c>.</summary>
    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
