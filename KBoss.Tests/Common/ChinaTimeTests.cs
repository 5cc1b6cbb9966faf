using System.Text.RegularExpressions;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common;
using KBoss.Tests.Architecture;

namespace KBoss.Tests.Common;

public sealed class ChinaTimeTests
{
    [Theory]
    // Half an hour before and after midnight in Shanghai, where UTC is still on the day before.
    [InlineData("2026-02-28 23:30", BillingUnit.Month, 1, "2026-03-28 23:30")]
    [InlineData("2026-03-01 00:30", BillingUnit.Month, 1, "2026-04-01 00:30")]
    [InlineData("2026-01-01 00:30", BillingUnit.Month, 1, "2026-02-01 00:30")]
    // Half an hour before and after midnight in UTC.
    [InlineData("2026-03-01 07:30", BillingUnit.Month, 1, "2026-04-01 07:30")]
    [InlineData("2026-03-01 08:30", BillingUnit.Month, 1, "2026-04-01 08:30")]
    // Month ends: the day comes back in a longer month, because each end is counted from the beginning.
    [InlineData("2026-01-31 10:00", BillingUnit.Month, 1, "2026-02-28 10:00")]
    [InlineData("2026-01-31 10:00", BillingUnit.Month, 2, "2026-03-31 10:00")]
    [InlineData("2026-03-31 00:30", BillingUnit.Month, 1, "2026-04-30 00:30")]
    [InlineData("2026-10-31 23:30", BillingUnit.Month, 1, "2026-11-30 23:30")]
    // Leap years and the end of the year.
    [InlineData("2028-01-31 00:30", BillingUnit.Month, 1, "2028-02-29 00:30")]
    [InlineData("2028-02-29 00:30", BillingUnit.Year, 1, "2029-02-28 00:30")]
    [InlineData("2028-02-29 23:30", BillingUnit.Year, 4, "2032-02-29 23:30")]
    [InlineData("2026-12-31 23:30", BillingUnit.Month, 2, "2027-02-28 23:30")]
    [InlineData("2026-12-31 23:30", BillingUnit.Year, 1, "2027-12-31 23:30")]
    [InlineData("2026-12-31 23:30", BillingUnit.Hour, 1, "2027-01-01 00:30")]
    public void A_period_ends_at_the_same_time_of_the_day_in_Shanghai(string start, BillingUnit unit, int periods, string end) =>
        Assert.Equal(Utc(end), ServicePeriod.End(unit, periods, Utc(start)));

    [Fact]
    public void What_is_bought_outright_never_ends() => Assert.Null(ServicePeriod.End(BillingUnit.Piece, 1, Utc("2026-01-01 00:00")));

    [Theory]
    [InlineData("2026-02-28T15:59:59Z", "2026-02-28")]
    [InlineData("2026-02-28T16:00:00Z", "2026-03-01")]
    [InlineData("2026-12-31T16:30:00Z", "2027-01-01")]
    public void An_instant_lies_in_the_day_that_Shanghai_has_then(string utc, string day) => Assert.Equal(
        DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
        ChinaTime.Day(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal)));

    [Theory]
    [InlineData("2026-12-01 11:00", "2026-12-04 10:59", 3)]
    [InlineData("2026-12-01 23:59", "2026-12-02 00:01", 1)]
    [InlineData("2026-12-01 00:00", "2026-12-01 23:59", 0)]
    [InlineData("2026-12-01 07:59", "2026-12-01 08:01", 0)]
    [InlineData("2027-01-01 00:30", "2026-12-30 23:30", -2)]
    public void Days_between_two_instants_are_those_that_the_calendar_shows(string from, string to, int days) =>
        Assert.Equal(days, ChinaTime.DaysBetween(Utc(from), Utc(to)));

    [Fact]
    public void Nobody_else_counts_the_days_between_two_instants() => Assert.Equal(
        ["KBoss.Domain/Common/ChinaTime.cs"],
        new[] { "KBoss.Domain", "KBoss.Infrastructure", "KBoss.Web" }.SelectMany(LayerTests.SourceFiles)
            .Where(f => File.ReadAllText(f).Contains(").DayNumber", StringComparison.Ordinal)).Select(LayerTests.Short));

    [Fact]
    public void A_day_goes_from_midnight_to_midnight_and_the_last_one_that_there_is_has_no_end()
    {
        var day = new DateOnly(2026, 3, 1);
        Assert.Equal((Utc("2026-03-01 00:00"), Utc("2026-03-02 00:00")), (ChinaTime.Start(day), ChinaTime.End(day)));
        Assert.Equal(DateTime.MaxValue, ChinaTime.End(DateOnly.MaxValue));
        // Clocks were put forward at midnight that day.
        Assert.Equal(ChinaTime.Start(new DateOnly(1940, 6, 1)), ChinaTime.End(new DateOnly(1940, 5, 31)));
    }

    [Fact]
    public void Days_months_and_years_are_counted_by_the_one_calendar_alone() => Assert.Equal(
        ["KBoss.Domain/Common/ChinaTime.cs"],
        new[] { "KBoss.Domain", "KBoss.Infrastructure", "KBoss.Web" }.SelectMany(LayerTests.SourceFiles)
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"(?<!ChinaTime)\.Add(Days|Months|Years)\(|FindSystemTimeZoneById")).Select(LayerTests.Short));

    private static DateTime Utc(string shanghai) =>
        DateTime.SpecifyKind(DateTime.Parse(shanghai, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc).AddHours(-8);

    [Theory]
    [InlineData("2026-11-30", CalendarPeriod.Day, "2026-11-30", "2026-11-30")]
    [InlineData("2026-11-30", CalendarPeriod.Week, "2026-11-30", "2026-12-06")]
    [InlineData("2026-11-29", CalendarPeriod.Week, "2026-11-23", "2026-11-29")]
    [InlineData("2024-02-29", CalendarPeriod.Month, "2024-02-01", "2024-02-29")]
    [InlineData("2026-01-15", CalendarPeriod.MonthBefore, "2025-12-01", "2025-12-31")]
    [InlineData("2026-03-31", CalendarPeriod.MonthBefore, "2026-02-01", "2026-02-28")]
    [InlineData("2026-03-31", CalendarPeriod.Quarter, "2026-01-01", "2026-03-31")]
    [InlineData("2026-11-30", CalendarPeriod.Quarter, "2026-10-01", "2026-12-31")]
    [InlineData("2026-11-30", CalendarPeriod.Year, "2026-01-01", "2026-12-31")]
    public void A_period_has_its_first_and_its_last_day(string today, CalendarPeriod period, string first, string last) =>
        Assert.Equal((Day(first), Day(last)), ChinaTime.DaysOf(period, Day(today)));

    [Theory]
    [InlineData("2026-03-01")]
    [InlineData("2026-3-1")]
    [InlineData("2026/03/1")]
    [InlineData("2026.3.1")]
    [InlineData("20260301")]
    [InlineData("２０２６年３月１日")]
    [InlineData(" 2026 年 3 月 1 日 ")]
    public void One_day_is_written_in_many_ways(string text) => Assert.Equal(Day("2026-03-01"), DayText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2026-02-30")]
    [InlineData("3/1/2026")]
    [InlineData("26-3-1")]
    [InlineData("昨天")]
    public void What_is_no_day_is_none(string? text) => Assert.Null(DayText.Read(text));

    [Theory]
    [InlineData("11/1", "2026-11-30", "2026-11-01")]
    [InlineData("11-1", "2026-11-30", "2026-11-01")]
    [InlineData("1.11", "2026-11-30", "2027-01-11")]
    [InlineData("11月1日", "2026-11-30", "2026-11-01")]
    [InlineData("１２／３１", "2026-01-02", "2025-12-31")]
    [InlineData("2/29", "2027-05-01", "2028-02-29")]
    [InlineData("2/29", "2025-05-01", "2024-02-29")]
    [InlineData("2/29", "2026-05-01", null)]
    [InlineData("13/1", "2026-11-30", null)]
    [InlineData("2026/11/1", "2020-01-01", "2026-11-01")]
    [InlineData("20261101", "2020-01-01", "2026-11-01")]
    [InlineData("11", "2026-11-30", null)]
    public void A_day_without_a_year_is_the_nearest(string text, string today, string? day) => Assert.Equal(day is null ? null : Day(day), DayText.Read(text, Day(today)));

    [Fact]
    public void A_day_without_a_year_lies_between_the_bounds_where_it_can()
    {
        Assert.Equal(Day("2027-11-01"), DayText.Read("11/1", Day("2026-11-30"), min: Day("2026-11-30")));
        Assert.Equal(Day("2025-12-31"), DayText.Read("12-31", Day("2026-11-30"), max: Day("2026-11-30")));
        Assert.Equal(Day("2026-11-01"), DayText.Read("11/1", Day("2026-11-30"), min: Day("2030-01-01")));
        Assert.Null(DayText.Read("11/1"));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
