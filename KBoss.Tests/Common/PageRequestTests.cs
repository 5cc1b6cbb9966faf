using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

/// <summary>What a list understands of the filters of an address, and that what it does not understand is never as if it were not there.</summary>
public sealed class PageRequestTests
{
    /// <summary>Half past seven in the morning of 30 November in Shanghai, still the 29th in UTC.</summary>
    private static readonly DateTime Now = new(2026, 11, 29, 23, 30, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("2026-11-01", "2026-11-30", "2026-11-01", "2026-11-30")]
    [InlineData("2026/11/1", "20261130", "2026-11-01", "2026-11-30")]
    [InlineData("11/1", "11/30", "2026-11-01", "2026-11-30")]
    [InlineData("12/1", "1/11", "2025-12-01", "2026-01-11")]
    [InlineData("１１月１日", "", "2026-11-01", null)]
    [InlineData(null, "12.31", null, "2025-12-31")]
    [InlineData(null, "2027-12-31", null, "2027-12-31")]
    [InlineData(null, null, null, null)]
    public void A_range_is_read_as_people_write_days_and_one_without_a_year_is_the_last_such(string? from, string? to, string? first, string? last)
    {
        var days = Request(from, to).Days(Now);

        Assert.Equal((Day(first), Day(last)), (days.First, days.Last));
        Assert.Equal(Day(first) is { } begin ? ChinaTime.Start(begin) : null, days.From);
        Assert.Equal(Day(last) is { } end ? ChinaTime.End(end) : null, days.Until);
    }

    [Theory]
    [InlineData("1/11", "2027-01-11")]
    [InlineData("11/1", "2026-11-01")]
    [InlineData("12/1", "2026-12-01")]
    public void Where_a_list_is_also_about_days_to_come_it_is_the_nearest(string from, string first) =>
        Assert.Equal(Day(first), Request(from, null).Days(Now, ahead: true).First);

    [Theory]
    [InlineData("yesterday", null, "Common.DayUnreadable", "from")]
    [InlineData("2026-02-30", null, "Common.DayUnreadable", "from")]
    [InlineData(null, "13/1", "Common.DayUnreadable", "to")]
    [InlineData("2026-11-02", "2026-11-01", "Common.DaysReversed", "to")]
    [InlineData("11/2", "11/1", "Common.DaysReversed", "to")]
    public void What_is_no_range_is_refused_at_its_filter(string? from, string? to, string code, string field) =>
        Refused(code, field, () => Request(from, to).Days(Now));

    [Theory]
    [InlineData("Paid", OrderStatus.Paid)]
    [InlineData("paid", OrderStatus.Paid)]
    [InlineData("", null)]
    [InlineData("open", null)]
    public void A_choice_is_one_of_its_words_or_none(string text, OrderStatus? status) => Assert.Equal(status, Of("status", text).Filter<OrderStatus>("status", "open"));

    [Theory]
    [InlineData("Bogus")]
    [InlineData("99")]
    [InlineData("Paid,Unpaid")]
    public void A_status_that_there_is_not_is_refused(string text) => Refused("Common.ChoiceUnknown", "status", () => Of("status", text).Filter<OrderStatus>("status"));

    [Fact]
    public void So_is_any_other_choice_or_id()
    {
        Assert.Equal((true, false), (Of("mine", "yes").Is("mine", "yes"), Of("mine", "").Is("mine", "yes")));
        Assert.Equal(("no", null), (Of("set", "no").Choice("set", "yes", "no"), Of("q", "x").Choice("set", "yes", "no")));
        Assert.Equal((7, null), (Of("supplier", "7").Id("supplier"), Of("q", "x").Id("supplier")));
        Refused("Common.ChoiceUnknown", "mine", () => Of("mine", "perhaps").Is("mine", "yes"));
        Refused("Common.ChoiceUnknown", "set", () => Of("set", "perhaps").Choice("set", "yes", "no"));
        Refused("Common.ChoiceUnknown", "supplier", () => Of("supplier", "-7").Id("supplier"));
    }

    /// <summary>A filter of few words that is compared by hand lists everything where the word is another; it is asked by <c>Is</c> or <c>Choice</c>.</summary>
    [Fact]
    public void No_list_compares_a_word_of_its_filters_by_hand()
    {
        string[] known =
        [
            "status\") == \"open", "status\") == Locked", "outcome\") == Failed", "result\") == \"Unsubscribed",
            "attention\") == \"low-balance", "active\") == \"none",
        ];
        var found = Project.Files("KBoss.Infrastructure", "*.cs").SelectMany(File.ReadLines)
            .Where(line => Regex.IsMatch(line, @"\.Filter\(""[a-z-]+""\) [=!]= ") && !known.Any(k => line.Contains(k, StringComparison.Ordinal))).ToList();

        Assert.Empty(found);
    }

    private static PageRequest Request(string? from, string? to) => new(
        1, 20, null, false, new[] { ("from", from), ("to", to) }.Where(f => f.Item2 is not null).ToDictionary(f => f.Item1, f => f.Item2!));

    private static PageRequest Of(string name, string text) => new(1, 20, null, false, new Dictionary<string, string> { [name] = text });

    private static void Refused(string code, string field, Func<object?> act)
    {
        var refusal = Assert.Throws<RuleException>(() => act());
        Assert.Equal((code, field), (refusal.Code, refusal.Field));
    }

    private static DateOnly? Day(string? text) => text is null ? null : DayText.Read(text);
}
