using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Common;

public sealed class FilterBarTests : ComponentTest
{
    public FilterBarTests() => Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 1, 0, 0, TimeSpan.Zero)));

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Theory]
    [InlineData("zh-CN", "结束日期早于开始日期。")]
    [InlineData("en", "The last day lies before the first.")]
    public void A_range_that_ends_before_it_begins_is_answered_at_its_field_and_the_list_stays(string language, string message)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Navigation.NavigateTo("journal?q=x");
        var bar = RenderBar();
        bar.Find("[data-testid=field-from]").Change("2026-03-02");
        bar.Find("[data-testid=field-to]").Change("2026-03-01");

        bar.Find("form").Submit();

        Assert.EndsWith("/journal?q=x", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(message, bar.Find("[data-testid=error-to]").TextContent);
        Assert.Equal("true", bar.Find("[data-testid=field-to]").GetAttribute("aria-invalid"));
        Assert.Equal("2026-03-01", bar.Find("[data-testid=field-to]").GetAttribute("value"));
    }

    [Fact]
    public void An_address_with_such_a_range_says_so_at_once_and_what_is_mended_is_searched()
    {
        Navigation.NavigateTo("journal?from=2026-03-02&to=2026-03-01");
        var bar = RenderBar();
        Assert.Single(bar.FindAll("[data-testid=error-to]"));

        bar.Find("[data-testid=field-to]").Change("2026-03-02");
        bar.Find("form").Submit();

        Assert.Empty(bar.FindAll("[data-testid=error-to]"));
        Assert.EndsWith("/journal?from=2026-03-02&to=2026-03-02", Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=yesterday", "from", "yesterday", "请按 2026-11-22 或 11/22 的格式填写日期。")]
    [InlineData("to=2026-02-30", "to", "2026-02-30", "请按 2026-11-22 或 11/22 的格式填写日期。")]
    [InlineData("from=11/2&to=11/1", "to", "2026-11-01", "结束日期早于开始日期。")]
    public void An_unreadable_or_reversed_day_in_an_address_is_answered_at_its_field_and_stays_as_it_was_written(string query, string field, string shown, string message)
    {
        Navigation.NavigateTo($"journal?{query}");
        var bar = RenderBar();

        Assert.Equal(message, bar.Find($"[data-testid=error-{field}]").TextContent);
        Assert.Equal(shown, bar.Find($"[data-testid=field-{field}]").GetAttribute("value"));
    }

    [Fact]
    public void A_day_without_a_year_is_read_in_an_address_as_it_is_where_it_is_typed()
    {
        Navigation.NavigateTo("journal?from=11/1&to=1.11");
        var bar = RenderBar();
        Assert.Equal(("2026-11-01", "2026-01-11"), (Value("from"), Value("to")));

        bar.Find("[data-testid=field-to]").Change("12/1");
        Assert.Equal("2025-12-01", Value("to"));
        bar.Find("[data-testid=field-to]").Change("11-30");
        bar.Find("form").Submit();
        Assert.EndsWith("/journal?from=2026-11-01&to=2026-11-30", Navigation.Uri, StringComparison.Ordinal);

        Navigation.NavigateTo("journal?from=12/1");
        Assert.Equal("2026-12-01", RenderBar(ahead: true).Find("[data-testid=field-from]").GetAttribute("value"));

        string? Value(string name) => bar.Find($"[data-testid=field-{name}]").GetAttribute("value");
    }

    [Theory]
    [InlineData("status=Gone", "Gone", true)]
    [InlineData("status=paid", null, false)]
    [InlineData("q=x", null, false)]
    public void A_choice_that_there_is_no_longer_stands_there_as_it_was_written_and_says_so(string query, string? kept, bool wrong)
    {
        Navigation.NavigateTo($"journal?{query}");
        var bar = Render<FilterBar>(parameters => parameters.AddChildContent<FilterField>(field => field
            .Add(f => f.Name, "status").Add(f => f.Label, "status").Add(f => f.Options, [("Paid", "已支付"), ("Open", "未付")])));

        Assert.Equal(wrong ? "没有“Gone”这个选项，它可能已改名或删除。" : null, bar.FindAll("[data-testid=error-status]").SingleOrDefault()?.TextContent);
        Assert.Equal(kept, bar.FindAll("option").Skip(3).SingleOrDefault()?.GetAttribute("value"));
    }

    [Theory]
    [InlineData("zh-CN", "", "筛选", null)]
    [InlineData("en", "q=x", "Filters", null)]
    [InlineData("zh-CN", "q=x&status=paid&to=11/22", "筛选 (2)", "状态：已支付 · 到：2026-11-22")]
    [InlineData("en", "status=Open", "Filters (1)", "状态: 未付")]
    public void What_a_phone_folds_away_says_how_many_filters_are_set_and_which(string language, string query, string button, string? set)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Navigation.NavigateTo($"journal?{query}");
        var bar = RenderFolded();

        Assert.Equal(button, bar.Find("[data-testid=action-filters]").TextContent.Trim());
        Assert.Equal(set, bar.FindAll("[data-testid=value-filters]").SingleOrDefault()?.TextContent);
        Assert.False(bar.Find(".k-fold").HasAttribute("open"));
        // What is searched by stands before it, and everything that it folds behind it, whether a circuit is there or not.
        Assert.Equal(
            ["field-q", "action-filters", "field-status", "field-from", "field-to"],
            bar.FindAll("input, select, summary[data-testid=action-filters]").Select(part => part.GetAttribute("data-testid")));
    }

    [Theory]
    [InlineData("status=Gone")]
    [InlineData("to=tomorrow")]
    [InlineData("from=2026-03-02&to=2026-03-01")]
    public void It_stands_open_while_a_filter_in_it_is_refused(string query)
    {
        Navigation.NavigateTo($"journal?{query}");
        Assert.True(RenderFolded().Find(".k-fold").HasAttribute("open"));
    }

    [Fact]
    public void A_refused_search_opens_it_and_the_next_one_closes_it()
    {
        Navigation.NavigateTo("journal?q=x");
        var bar = RenderFolded();
        bar.Find("[data-testid=field-to]").Change("tomorrow");
        bar.Find("form").Submit();
        Assert.True(bar.Find(".k-fold").HasAttribute("open"));

        bar.Find("[data-testid=field-to]").Change("2026-11-22");
        bar.Find("form").Submit();
        Assert.False(bar.Find(".k-fold").HasAttribute("open"));
        Assert.Equal("筛选 (1)", bar.Find("[data-testid=action-filters]").TextContent.Trim());
    }

    [Fact]
    public void A_filter_or_two_are_not_folded_away() => Assert.Empty(RenderBar().FindAll("[data-testid=action-filters]"));

    [Fact]
    public void What_a_phone_shows_of_filters_is_what_one_searches_by()
    {
        var bars = Architecture.LayerTests.SourceFiles("KBoss.Web").Where(f => f.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "<FilterBar.*?</FilterBar>", RegexOptions.Singleline))
            .Select(bar => Regex.Matches(bar.Value, "<Filter(?:Field|Range) [^\n]*").Select(field => field.Value).ToList()).ToList();

        Assert.True(bars.Count > 40);
        Assert.Empty(bars.Where(fields => fields.Skip(1).Any(IsSearch) && !IsText(fields[0])).Select(fields => fields[0]));

        static bool IsSearch(string field) => field.StartsWith("<FilterField", StringComparison.Ordinal)
            && !field.Contains(" Options=", StringComparison.Ordinal) && !field.Contains(" Type=", StringComparison.Ordinal);
        static bool IsText(string field) => IsSearch(field) || field.Contains(" Type=\"text\"", StringComparison.Ordinal);
    }

    [Fact]
    public void Days_of_a_list_are_a_range_whose_days_stand_together()
    {
        var lines = Architecture.LayerTests.SourceFiles("KBoss.Web")
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) && Path.GetFileName(f) != "FilterRange.razor").SelectMany(File.ReadLines).ToList();
        var ranges = lines.Where(line => line.Contains("<FilterRange", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(ranges);
        Assert.All(ranges, line => Assert.Matches("First=\"((?:[a-z]+-)?)from\".* Last=\"\\1to\"", line));
        Assert.DoesNotContain(lines, line => line.Contains("<FilterField", StringComparison.Ordinal) && line.Contains("Type=\"date\"", StringComparison.Ordinal));

        var range = RenderBar().Find(".k-filter-range");
        Assert.Equal(["field-from", "field-to"], range.QuerySelectorAll("input").Select(day => day.GetAttribute("data-testid")));
        Assert.NotNull(range.QuerySelector("[data-testid=action-range-to]"));
    }

    private IRenderedComponent<FilterBar> RenderFolded() => Render<FilterBar>(parameters => parameters
        .AddChildContent<FilterField>(field => field.Add(f => f.Name, "q").Add(f => f.Label, "搜索"))
        .AddChildContent<FilterField>(field => field.Add(f => f.Name, "status").Add(f => f.Label, "状态").Add(f => f.Options, [("Paid", "已支付"), ("Open", "未付")]))
        .AddChildContent<FilterRange>(range => range.Add(r => r.First, "from").Add(r => r.FirstLabel, "从").Add(r => r.Last, "to").Add(r => r.LastLabel, "到")));

    private IRenderedComponent<FilterBar> RenderBar(bool ahead = false) => Render<FilterBar>(parameters => parameters
        .AddChildContent<FilterRange>(range => range
            .Add(r => r.First, "from").Add(r => r.FirstLabel, "from").Add(r => r.Last, "to").Add(r => r.LastLabel, "to").Add(r => r.Ahead, ahead)));
}
