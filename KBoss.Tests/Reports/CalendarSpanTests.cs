using KBoss.Domain.Common;
using KBoss.Domain.Reports;

namespace KBoss.Tests.Reports;

/// <summary>How a period is cut into days, weeks and months, and with which days it is compared.</summary>
public sealed class CalendarSpanTests
{
    [Theory]
    [InlineData(CalendarStep.Day, "2026-12-01", "2026-12-03", "2026-12-01..2026-12-01 2026-12-02..2026-12-02 2026-12-03..2026-12-03")]
    // 30 November 2026 is a Monday.
    [InlineData(CalendarStep.Week, "2026-11-30", "2026-12-06", "2026-11-30..2026-12-06")]
    [InlineData(CalendarStep.Week, "2026-12-01", "2026-12-07", "2026-12-01..2026-12-06! 2026-12-07..2026-12-07!")]
    [InlineData(CalendarStep.Week, "2026-12-06", "2026-12-13", "2026-12-06..2026-12-06! 2026-12-07..2026-12-13")]
    [InlineData(CalendarStep.Month, "2026-01-31", "2026-03-31", "2026-01-31..2026-01-31! 2026-02-01..2026-02-28 2026-03-01..2026-03-31")]
    [InlineData(CalendarStep.Month, "2028-02-01", "2028-02-28", "2028-02-01..2028-02-28!")]
    [InlineData(CalendarStep.Month, "2026-12-02", "2026-12-01", "")]
    public void A_period_is_cut_at_Mondays_and_first_days_of_months(CalendarStep step, string first, string last, string spans) => Assert.Equal(
        spans, string.Join(' ', CalendarSpan.Between(step, Day(first), Day(last)).Select(s => $"{s.First:yyyy-MM-dd}..{s.Last:yyyy-MM-dd}{(s.IsCut ? "!" : "")}")));

    [Fact]
    public void Every_day_of_a_period_lies_in_one_span_and_in_the_week_or_month_of_that_span()
    {
        var random = new Random(20261201);
        foreach (var step in Enum.GetValues<CalendarStep>())
        {
            for (var i = 0; i < 200; i++)
            {
                var first = ChinaTime.AddDays(Day("2023-12-25"), random.Next(800));
                var last = ChinaTime.AddDays(first, random.Next(100));
                var spans = CalendarSpan.Between(step, first, last).ToList();
                Assert.Equal(
                    Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(day => ChinaTime.AddDays(first, day)),
                    spans.SelectMany(s => Enumerable.Range(0, s.Last.DayNumber - s.First.DayNumber + 1).Select(day => ChinaTime.AddDays(s.First, day))));
                Assert.All(spans, s => Assert.Equal((s.WholeFirst, s.WholeLast), CalendarSpan.Whole(step, s.First)));
                Assert.All(spans.Skip(1).SkipLast(1), s => Assert.False(s.IsCut));
                Assert.All(spans.Where(_ => step == CalendarStep.Week), s => Assert.Equal(DayOfWeek.Monday, s.WholeFirst.DayOfWeek));
            }
        }
    }

    [Theory]
    [InlineData("2026-11-02", "2026-12-01", "2026-10-03", "2026-11-01")]
    [InlineData("2026-12-01", "2026-12-01", "2026-11-01", "2026-11-01")]
    [InlineData("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31")]
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28")]
    [InlineData("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28")]
    [InlineData("2026-10-01", "2026-12-15", "2026-07-01", "2026-09-15")]
    [InlineData("2026-01-01", "2026-12-01", "2025-01-01", "2025-12-01")]
    [InlineData("2026-11-30", "2026-12-06", "2026-11-23", "2026-11-29")]
    public void A_period_is_compared_with_as_many_months_or_days_before(string first, string last, string before, string until) =>
        Assert.Equal((Day(before), Day(until)), CalendarSpan.Before(Day(first), Day(last)));

    [Theory]
    [InlineData("0001-01-01", "2026-12-01")]
    [InlineData("0001-01-02", "2026-12-01")]
    [InlineData("1000-01-01", "2026-12-01")]
    public void There_is_nothing_before_the_first_day_that_there_is(string first, string last) => Assert.Null(CalendarSpan.Before(Day(first), Day(last)));

    [Fact]
    public void The_hours_that_a_database_adds_are_those_of_Shanghai()
    {
        for (var at = new DateTime(1992, 1, 1, 0, 0, 0, DateTimeKind.Utc); at.Year < 2100; at = at.AddDays(17).AddHours(5))
        {
            Assert.Equal(at.AddHours(ChinaTime.HoursAhead), DateTime.SpecifyKind(ChinaTime.FromUtc(at), DateTimeKind.Utc));
        }
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
