using KBoss.Infrastructure.Common;
using KBoss.Web.Common;

namespace KBoss.Tests.Common.Lists;

/// <summary>What a list shows after others have changed something, and what waits; a row is its key and what it says.</summary>
public sealed class GridNewsTests
{
    [Theory]
    [InlineData("A1 B1", "A1 B2", "A1 B2", null)]
    [InlineData("A1 B1", "A1 B1 C1", "A1 B1 C1", null)]
    [InlineData("A1 B1", "N1 A2 B1", "A2 B1", 1)]
    [InlineData("A1 B1", "B2 A2", "A2 B2", 0)]
    [InlineData("A1 B1", "A2", "A2 B1", 0)]
    [InlineData("A1 B1", "N1 M1", "A1 B1", 0)]
    [InlineData("A1 B1", "", "", null)]
    [InlineData("", "A1", "A1", null)]
    public void Rows_that_are_shown_stay_where_they_are_and_say_what_is_true(string shown, string read, string then, int? waiting)
    {
        var news = new GridNews<string>(Of(shown)).Told(Of(read), row => row[..1]);

        Assert.Equal((then, waiting), (string.Join(' ', news.Shown.Rows), news.Count));
        Assert.Equal(waiting is null ? null : read, news.Waiting is { } page ? string.Join(' ', page.Rows) : null);
    }

    [Fact]
    public void What_waits_is_counted_from_what_is_shown_however_often_others_add_something()
    {
        var news = new GridNews<string>(Of("A1 B1")).Told(Of("N1 A1 B1"), row => row[..1]).Told(Of("O1 N1 A1 B1"), row => row[..1]);

        Assert.Equal((2, "A1 B1"), (news.Count, string.Join(' ', news.Shown.Rows)));
        Assert.Null(news.Told(Of("A1 B1"), row => row[..1]).Count);
    }

    [Fact]
    public void Sums_stay_with_the_rows_that_are_shown()
    {
        var before = Of("A1") with { Sums = new Dictionary<string, decimal> { ["amount"] = 1m } };

        var news = new GridNews<string>(before).Told(Of("N1 A1") with { Sums = new Dictionary<string, decimal> { ["amount"] = 2m } }, row => row[..1]);

        Assert.Equal((1m, 2m), (news.Shown.Sums["amount"], news.Waiting!.Sums["amount"]));
    }

    private static Page<string> Of(string rows)
    {
        var split = rows.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Page<string>(split, split.Length);
    }
}
