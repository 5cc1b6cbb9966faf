using System.Globalization;
using CsCheck;
using KBoss.Domain.Common;

namespace KBoss.Tests.Common;

/// <summary>Working time by the Shanghai calendar, with holidays and the weekend days that are worked for them.</summary>
public sealed class WorkingCalendarTests
{
    /// <summary>The National Day of 2026: off from Thursday 1 to Wednesday 7 October, for which Saturday the 10th is worked.</summary>
    private static readonly WorkingCalendar Calendar = new(
        new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday },
        new TimeOnly(9, 0), new TimeOnly(18, 0), Enumerable.Range(1, 7).Select(d => new DateOnly(2026, 10, d)).ToHashSet(),
        new HashSet<DateOnly> { new(2026, 10, 10) });

    [Theory]
    [InlineData("2026-09-28 09:00", "2026-09-28 13:00", 4)]
    [InlineData("2026-09-28 07:00", "2026-09-28 10:30", 1.5)]
    [InlineData("2026-09-28 17:00", "2026-09-29 10:00", 2)]
    [InlineData("2026-09-30 17:00", "2026-10-08 10:00", 2)]
    [InlineData("2026-10-09 17:00", "2026-10-12 10:00", 11)]
    [InlineData("2026-10-17 10:00", "2026-10-18 10:00", 0)]
    [InlineData("2026-09-28 12:00", "2026-09-28 12:00", 0)]
    [InlineData("2026-09-28 13:00", "2026-09-28 12:00", 0)]
    public void Only_working_hours_count(string from, string to, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), Calendar.Between(Shanghai(from), Shanghai(to)));

    [Theory]
    [InlineData("2026-09-30 16:00", 4, "2026-10-08 11:00")]
    [InlineData("2026-09-28 03:00", 9, "2026-09-28 18:00")]
    [InlineData("2026-10-09 18:00", 1, "2026-10-10 10:00")]
    public void What_is_due_after_some_working_hours_is_due_in_a_working_hour(string from, double hours, string due)
    {
        Assert.Equal(Shanghai(due), Calendar.After(Shanghai(from), TimeSpan.FromHours(hours)));
        Assert.Equal(TimeSpan.FromHours(hours), Calendar.Between(Shanghai(from), Shanghai(due)));
    }

    [Fact]
    public void Whoever_waits_since_before_the_limit_has_waited_so_long_and_nobody_else() =>
        Gen.Select(Gen.Int[0, 60 * 24 * 40], Gen.Int[0, 60 * 24 * 40], Gen.Int[1, 60 * 40]).Sample((first, second, minutes) =>
        {
            var (start, now, work) = (Shanghai("2026-09-20 00:00").AddMinutes(first), Shanghai("2026-09-20 00:00").AddMinutes(second), TimeSpan.FromMinutes(minutes));
            Assert.Equal(Calendar.Between(start, now) >= work, start <= Calendar.Before(now, work));
            Assert.Equal(work, Calendar.Between(start, Calendar.After(start, work)));
        });

    [Fact]
    public void A_calendar_without_a_working_day_never_comes_to_an_end()
    {
        var never = Calendar with { Days = new HashSet<DayOfWeek>(), ExtraDays = new HashSet<DateOnly>() };
        Assert.Equal(DateTime.MaxValue.Ticks, never.After(Shanghai("2026-09-28 09:00"), TimeSpan.FromHours(1)).Ticks);
        Assert.Equal(TimeSpan.Zero, never.Between(Shanghai("2026-09-28 09:00"), Shanghai("2026-10-28 09:00")));
    }

    private static DateTime Shanghai(string local) => ChinaTime.ToUtc(DateTime.Parse(local, CultureInfo.InvariantCulture));
}
