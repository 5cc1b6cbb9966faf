using System.Globalization;
using Bunit;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class FilterBarTests : ComponentTest
{
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

    [Fact]
    public void Every_last_day_of_a_list_names_its_first()
    {
        var filters = Architecture.LayerTests.SourceFiles("KBoss.Web").Where(f => f.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Where(line => line.Contains("<FilterField", StringComparison.Ordinal) && line.Contains("Type=\"date\"", StringComparison.Ordinal)).ToList();
        var last = filters.Where(line => line.Contains("Name=\"to\"", StringComparison.Ordinal)).ToList();

        Assert.Equal(filters.Count, 2 * last.Count);
        Assert.All(last, line => Assert.Contains("First=\"from\"", line, StringComparison.Ordinal));
    }

    private IRenderedComponent<FilterBar> RenderBar() => Render<FilterBar>(parameters => parameters.AddChildContent(builder =>
    {
        Add("from", null);
        Add("to", "from");

        void Add(string name, string? first)
        {
            builder.OpenComponent<FilterField>(0);
            builder.AddComponentParameter(1, nameof(FilterField.Name), name);
            builder.AddComponentParameter(2, nameof(FilterField.Label), name);
            builder.AddComponentParameter(3, nameof(FilterField.Type), "date");
            builder.AddComponentParameter(4, nameof(FilterField.First), first);
            builder.CloseComponent();
        }
    }));
}
