using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery.Resources;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>On which Shanghai days it is reminded that a resource ends.</summary>
public sealed class EndingMarksTests
{
    [Theory]
    // The end of a month, half an hour before and after midnight.
    [InlineData("2026-03-31 10:00", "2026-02-28 23:30", null, null)]
    [InlineData("2026-03-31 10:00", "2026-03-01 00:30", 30, 30)]
    [InlineData("2026-03-31 10:00", "2026-03-23 23:30", 30, 8)]
    [InlineData("2026-03-31 10:00", "2026-03-24 00:30", 7, 7)]
    [InlineData("2026-03-31 10:00", "2026-03-27 23:30", 7, 4)]
    [InlineData("2026-03-31 10:00", "2026-03-28 00:30", 3, 3)]
    [InlineData("2026-03-31 10:00", "2026-03-29 23:30", 3, 2)]
    [InlineData("2026-03-31 10:00", "2026-03-30 00:30", 1, 1)]
    [InlineData("2026-03-31 10:00", "2026-03-31 09:59", 1, 0)]
    [InlineData("2026-03-31 10:00", "2026-03-31 10:00", null, null)]
    // The end itself beside midnight.
    [InlineData("2026-03-31 23:30", "2026-03-30 23:30", 1, 1)]
    [InlineData("2026-04-01 00:30", "2026-03-30 23:30", 3, 2)]
    [InlineData("2026-04-01 00:30", "2026-03-31 00:30", 1, 1)]
    // A leap day counts, and the one that there is not does not.
    [InlineData("2028-02-29 12:00", "2028-02-28 00:30", 1, 1)]
    [InlineData("2028-03-01 12:00", "2028-02-28 12:00", 3, 2)]
    [InlineData("2027-03-01 12:00", "2027-02-28 12:00", 1, 1)]
    [InlineData("2028-03-07 12:00", "2028-02-29 00:30", 7, 7)]
    [InlineData("2028-03-30 12:00", "2028-02-29 00:30", 30, 30)]
    [InlineData("2028-03-30 12:00", "2028-02-28 23:30", null, null)]
    public void One_mark_fits_an_instant(string end, string now, int? days, int? left)
    {
        var mark = EndingMarks.At(EndingMarks.SoonFrom(Utc("2025-01-01 00:00"), Utc(end)), Utc(end), Utc(now));
        Assert.Equal((days, left), (mark?.Days, mark?.Left));
    }

    [Theory]
    // February has 28 days, June 30: neither is reminded of on the day on which it was bought; what runs for a day not at all.
    [InlineData("2026-02-01 10:00", "2026-03-01 10:00", "2026-02-01 10:01", null)]
    [InlineData("2026-06-01 10:00", "2026-07-01 10:00", "2026-06-01 10:01", null)]
    [InlineData("2026-06-01 10:00", "2026-07-01 10:00", "2026-06-24 00:30", 7)]
    [InlineData("2026-06-01 10:00", "2026-06-02 10:00", "2026-06-01 23:30", null)]
    [InlineData("2026-06-01 10:00", "2026-06-03 10:00", "2026-06-02 00:30", 1)]
    [InlineData("2026-07-01 10:00", "2026-08-01 10:00", "2026-07-02 10:00", null)]
    [InlineData("2026-04-01 10:00", "2026-07-01 10:00", "2026-06-01 10:00", 30)]
    public void What_began_inside_a_mark_is_not_reminded_of_at_it(string start, string end, string now, int? days) =>
        Assert.Equal(days, EndingMarks.At(EndingMarks.SoonFrom(Utc(start), Utc(end)), Utc(end), Utc(now))?.Days);

    [Theory]
    // A month, the longest and the shortest; two months, a quarter, a year; some days, one day, some hours.
    [InlineData("2026-07-01 10:00", "2026-08-01 10:00", "2026-07-25 10:00")]
    [InlineData("2026-02-01 10:00", "2026-03-01 10:00", "2026-02-22 10:00")]
    [InlineData("2026-01-01 10:00", "2026-03-01 10:00", "2026-01-30 10:00")]
    [InlineData("2026-04-01 10:00", "2026-07-01 10:00", "2026-06-01 10:00")]
    [InlineData("2026-01-01 10:00", "2027-01-01 10:00", "2026-12-02 10:00")]
    [InlineData("2026-06-01 10:00", "2026-06-06 10:00", "2026-06-03 10:00")]
    [InlineData("2026-06-01 10:00", "2026-06-02 10:00", "2026-06-02 10:00")]
    [InlineData("2026-06-01 10:00", "2026-06-01 12:00", "2026-06-01 12:00")]
    public void Nothing_ends_soon_in_the_first_third_of_its_term(string begins, string ends, string soon) =>
        Assert.Equal(Utc(soon), EndingMarks.SoonFrom(Utc(begins), Utc(ends)));

    private static DateTime Utc(string shanghai) => ChinaTime.ToUtc(DateTime.ParseExact(shanghai, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
}
