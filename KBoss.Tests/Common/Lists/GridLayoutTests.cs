using KBoss.Web.Common;

namespace KBoss.Tests.Common.Lists;

/// <summary>What is kept of a list's columns, and what its address says.</summary>
public sealed class GridLayoutTests
{
    [Theory]
    [InlineData("order=b,a;widths=a:120,b:80;hidden=c", "order=b,a;widths=a:120,b:80;hidden=c")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("widths=a:1,b:99999", "widths=a:56,b:1200")]
    [InlineData("widths=a:x,:5,b;order=;nonsense;hidden=,,", "")]
    [InlineData("order=a,a,b", "order=a,b")]
    public void What_is_kept_is_read_as_it_was_written_and_nonsense_as_nothing(string? text, string written) =>
        Assert.Equal(written, GridLayout.Read(text).Write());

    [Theory]
    [InlineData("a", "c", true, "b,c,a,d")]
    [InlineData("d", "a", false, "d,a,b,c")]
    [InlineData("b", "c", false, "")]
    [InlineData("a", "a", true, "")]
    [InlineData("a", "unknown", true, "")]
    public void A_column_goes_beside_another_one_and_nowhere_else(string column, string target, bool behind, string order)
    {
        var moved = GridLayout.AsThePageHasIt.Moved(["a", "b", "c", "d"], column, target, behind);
        Assert.Equal(order.Length == 0 && column == "b" ? "a,b,c,d" : order, string.Join(',', moved.Order));
    }

    [Theory]
    [InlineData("?size=scroll&page=7", 1, GridState.Window, true, null, null)]
    [InlineData("?group=customer", 1, 20, false, "customer", "customer")]
    [InlineData("?group=customer&sort=-customer", 1, 20, false, "customer", "-customer")]
    [InlineData("?group=customer&sort=total", 1, 20, false, null, "total")]
    [InlineData("?size=200", 1, 200, false, null, null)]
    public void The_address_says_whether_rows_are_scrolled_and_grouped(string query, int page, int size, bool scrolls, string? group, string? sort)
    {
        var state = GridState.Read($"https://kboss.test/orders{query}", null, 20);
        Assert.Equal((page, size, scrolls, group, sort ?? ""), (state.Page, state.Size, state.Scrolls, state.Group, state.SortText));
    }

    [Fact]
    public void A_view_keeps_filters_sort_size_and_groups_but_neither_the_page_nor_the_choice_among_lists()
    {
        var state = GridState.Read("https://kboss.test/orders?page=3&size=50&group=customer&sort=-customer&q=so&tab=open&columns=c1&view=7", "created", 20);

        var kept = state.ForView("created", 20, "tab");
        var shown = state.Of(kept, 8, GridLayout.Read("hidden=c2"), "created", 20, "tab");

        Assert.Equal((1, 50, "customer", "-customer", 8), (shown.Page, shown.Size, shown.Group, shown.SortText, shown.View));
        Assert.Equal(("so", "open"), (shown.Filters["q"], shown.Filters["tab"]));
        Assert.Equal("c2", Assert.Single(shown.Toggles));
        Assert.DoesNotContain("tab=", kept, StringComparison.Ordinal);
        Assert.Equal(kept, shown.ForView("created", 20, "tab"));
        Assert.Equal(("", null), (shown.SortedBy("total").Group ?? "", shown.GroupedBy("").Group));
    }
}
