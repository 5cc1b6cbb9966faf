using KBoss.Web.Common;

namespace KBoss.Tests.Common.Lists;

/// <summary>Rows are chosen by their keys, on this page and on others.</summary>
public sealed class GridSelectionTests
{
    private readonly GridSelection<string> selection = new(row => row[..1]);

    [Fact]
    public void A_page_is_chosen_as_a_whole_and_given_up_as_a_whole_and_other_pages_stay()
    {
        selection.Toggle("X1");
        selection.Toggle("A1");
        Assert.False(selection.HasAll(["A1", "B1"]));

        selection.TogglePage(["A2", "B1"]);
        Assert.Equal("A2 B1 X1", Chosen);
        Assert.True(selection.HasAll(["A3", "B3"]));

        selection.TogglePage(["A2", "B1"]);
        Assert.Equal("X1", Chosen);
        selection.Toggle("X2");
        Assert.Empty(Chosen);
    }

    [Fact]
    public void Of_a_page_without_rows_not_all_are_chosen()
    {
        Assert.False(selection.HasAll(null));
        Assert.False(selection.HasAll([]));
        selection.Toggle("A1");
        selection.Clear();
        Assert.Empty(Chosen);
    }

    private string Chosen => string.Join(' ', selection.Rows.Values.Order(StringComparer.Ordinal));
}
