using Bunit;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

/// <summary>A day and a time as people type them, in text and in the field.</summary>
public sealed class MomentTextTests : ComponentTest
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("2026-11-22 09:30", "2026-11-22 09:30")]
    [InlineData(" 2026/11/22  9:30 ", "2026-11-22 09:30")]
    [InlineData("2026-11-22T09:30", "2026-11-22 09:30")]
    [InlineData("2026-11-22T09:30:00", "2026-11-22 09:30")]
    [InlineData("20261122 0930", null)]
    [InlineData("20261122 9:30", "2026-11-22 09:30")]
    [InlineData("２０２６-１１-２２　９：３０", "2026-11-22 09:30")]
    [InlineData("11/22 9:30", "2026-11-22 09:30")]
    [InlineData("11月22日9点", "2026-11-22 09:00")]
    [InlineData("2026年11月22日 9点5分", "2026-11-22 09:05")]
    [InlineData("11/22 21时30", "2026-11-22 21:30")]
    [InlineData("1/2 0:00", "2027-01-02 00:00")]
    [InlineData("2026-11-22", "2026-11-22 00:00")]
    [InlineData("2026-11-22 24:00", "2026-11-23 00:00")]
    [InlineData("2026-11-22 24:01", null)]
    [InlineData("2026-11-22 25:00", null)]
    [InlineData("2026-11-22 9:60", null)]
    [InlineData("2026-11-22 9:3", null)]
    [InlineData("2026-11-2 2", null)]
    [InlineData("2026-11-22 9", null)]
    [InlineData("2026-02-30 9:00", null)]
    [InlineData("9999-12-31 24:00", null)]
    [InlineData("9:30", null)]
    [InlineData("明天 9:30", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void It_is_read_in_the_ways_that_people_write_it_and_never_guessed(string? text, string? read) =>
        Assert.Equal(read, MomentText.Read(text, Today) is { } wall ? MomentText.Write(wall) : null);

    [Fact]
    public void A_field_shows_it_back_in_full_refuses_what_is_none_at_itself_and_keeps_the_time_when_another_day_is_chosen()
    {
        DateTime? value = null;
        var field = Render<DateTimeField>(p => p.Add(f => f.Name, "from").Add(f => f.Label, "开始时间").Add(f => f.ValueChanged, wall => value = wall));
        Assert.Equal(("text", "年-月-日 时:分"), (field.Find("input").GetAttribute("type"), field.Find("input").GetAttribute("placeholder")));

        field.Find("[data-testid=field-from]").Change("2031/11/1 9点");
        Assert.Equal(new DateTime(2031, 11, 1, 9, 0, 0), value);
        Assert.Equal("2031-11-01 09:00", field.Find("input").GetAttribute("value"));

        field.Find("[data-testid=field-from]").Change("下周一");
        Assert.Equal("下周一", field.Find("input").GetAttribute("value"));
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.Contains("11/22 9:30", field.Find("[data-testid=error-from]").TextContent, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2031, 11, 1, 9, 0, 0), value);

        field.InvokeAsync(() => field.FindComponent<DayMenu>().Instance.OnPick.InvokeAsync(new DateOnly(2031, 12, 24)));
        Assert.Equal(new DateTime(2031, 12, 24, 9, 0, 0), value);
        Assert.Equal("2031-12-24 09:00", field.Find("input").GetAttribute("value"));
        Assert.Empty(field.FindAll("[data-testid=error-from]"));

        field.Find("[data-testid=field-from]").Change(" ");
        Assert.Null(value);
    }

    [Fact]
    public void What_the_page_says_anew_stands_in_the_field()
    {
        var field = Render<DateTimeField>(p => p.Add(f => f.Name, "to").Add(f => f.Label, "结束时间").Add(f => f.Value, new DateTime(2026, 3, 1)));
        Assert.Equal("2026-03-01 00:00", field.Find("input").GetAttribute("value"));

        field.Render(p => p.Add(f => f.Value, new DateTime(2026, 4, 1, 8, 5, 0)));
        Assert.Equal("2026-04-01 08:05", field.Find("input").GetAttribute("value"));
    }

    [Theory]
    [InlineData("0.8", "0.80")]
    [InlineData("0.88", "0.88")]
    [InlineData("0.855", "0.855")]
    [InlineData("0.8550", "0.855")]
    [InlineData("1", "1.00")]
    public void Every_discount_is_written_with_two_decimals_at_least(string discount, string written)
    {
        var value = decimal.Parse(discount, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(written, DiscountText.Write(value));
        Assert.Equal(written, Web.Pricing.Workbench.TermsInput.Write(value));
    }
}
