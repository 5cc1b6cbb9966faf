using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Settings;

namespace KBoss.Infrastructure.Common;

/// <summary>The working hours of each distributor as they are set now, for whoever says how long something has waited there.</summary>
public sealed class WorkingHours(SettingsStore settings)
{
    /// <summary>The calendar of a distributor; what cannot be read in its settings counts as not given.</summary>
    public async Task<WorkingCalendar> OfAsync(long distributorId, CancellationToken ct = default) =>
        Of(await settings.OfAsync<WorkingHoursSettings>(distributorId, WorkingHoursSettings.Section, ct));

    private static WorkingCalendar Of(WorkingHoursSettings o) => new(
        Parts(o.Days).Where(d => Enum.TryParse<DayOfWeek>(d, ignoreCase: true, out _)).Select(d => Enum.Parse<DayOfWeek>(d, ignoreCase: true)).ToHashSet(),
        Time(o.From, new TimeOnly(9, 0)), Time(o.To, new TimeOnly(18, 0)), Dates(o.Holidays), Dates(o.ExtraDays));

    private static TimeOnly Time(string text, TimeOnly otherwise) =>
        TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : otherwise;

    private static HashSet<DateOnly> Dates(string text) =>
        [.. Parts(text).Where(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            .Select(d => DateOnly.ParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture))];

    private static string[] Parts(string text) => text.Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
