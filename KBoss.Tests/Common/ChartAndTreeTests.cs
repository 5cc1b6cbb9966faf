using Bunit;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components.Web;

namespace KBoss.Tests.Common;

/// <summary>Charts over time, trees and the steps of a flow: what each says without a drawing, a mouse or a circuit.</summary>
public sealed class ChartAndTreeTests : ComponentTest
{
    private static readonly IReadOnlyList<TimeChart.Point> Months = [new("2026-09", "26-09"), new("2026-10", "26-10"), new("2026-11", "26-11")];

    private static readonly IReadOnlyList<Node> Nodes = [new("a", 0), new("a1", 1), new("a11", 2), new("a2", 1), new("b", 0)];

    [Fact]
    public void A_chart_says_its_numbers_in_a_table_as_they_are_written_everywhere_and_leads_to_the_lists()
    {
        var chart = Chart([new("收入", [12345.5m, 0, -7m], Href: at => $"/list?{at}"), new("成本", [1000, null, 3], Tone.Warning)], ChartUnit.Yuan);

        Assert.Equal(["2026-09", "2026-10", "2026-11"], chart.FindAll("[data-testid=row-chart]").Select(row => row.GetAttribute("data-key")));
        Assert.Equal(["¥12,345.50", "¥1,000.00", "¥0.00", "—", "-¥7.00", "¥3.00"], chart.FindAll("td").Select(cell => cell.TextContent.Trim()));
        Assert.Equal(["/list?0", "/list?1", "/list?2"], chart.FindAll("a").Select(a => a.GetAttribute("href")));
        Assert.Equal("true", chart.Find(".k-timechart-drawing").GetAttribute("aria-hidden"));
        Assert.Equal(["收入", "成本"], chart.FindAll(".k-timechart-names li").Select(name => name.TextContent));
    }

    [Theory]
    [InlineData(ChartUnit.Percent, "75%")]
    [InlineData(ChartUnit.Count, "75")]
    public void A_chart_writes_shares_and_counts_as_they_are(ChartUnit unit, string text)
    {
        var chart = Chart([new("及时", [75, null, null])], unit);

        Assert.Equal([text, "—", "—"], chart.FindAll("td").Select(cell => cell.TextContent.Trim()));
        Assert.Empty(chart.FindAll(".k-timechart-names"));
    }

    [Fact]
    public void A_tree_hides_what_is_folded_and_never_what_is_open()
    {
        var tree = Render<Tree<Node>>(p => p.Add(t => t.Name, "nodes").Add(t => t.Nodes, Nodes).Add(t => t.Key, n => n.Key).Add(t => t.Text, n => n.Key)
            .Add(t => t.Depth, n => n.Depth).Add(t => t.Count, _ => 15_011).Add(t => t.Href, n => $"/at/{n.Key}"));
        Assert.Equal(["a", "a1", "a11", "a2", "b"], Keys(tree));
        Assert.Equal("15,011", tree.Find(".k-number").TextContent);
        Assert.Equal("3", tree.Find("[data-key=a11]").GetAttribute("aria-level"));

        Fold(tree, "a1");
        Assert.Equal(["a", "a1", "a2", "b"], Keys(tree));
        Assert.Equal("false", tree.Find("[data-key=a1] button").GetAttribute("aria-expanded"));
        Fold(tree, "a");
        Assert.Equal(["a", "b"], Keys(tree));
        // What was folded inside stays folded.
        Fold(tree, "a");
        Assert.Equal(["a", "a1", "a2", "b"], Keys(tree));

        tree.Find("[data-testid=action-fold-nodes]").Click();
        Assert.Equal(["a", "b"], Keys(tree));
        // Who comes to one by its address sees where it stands.
        tree.Render(p => p.Add(t => t.Chosen, Nodes[2]));
        Assert.Equal(["a", "a1", "a11", "a2", "b"], Keys(tree));
        Assert.Equal("true", tree.Find("[data-key=a11] a").GetAttribute("aria-current"));
    }

    [Fact]
    public void What_is_dragged_onto_another_is_told_and_nothing_onto_itself()
    {
        var moved = new List<string>();
        var tree = Render<Tree<Node>>(p => p.Add(t => t.Name, "nodes").Add(t => t.Nodes, Nodes).Add(t => t.Key, n => n.Key).Add(t => t.Text, n => n.Key)
            .Add(t => t.Depth, n => n.Depth).Add(t => t.Count, _ => 0).Add(t => t.Href, n => $"/at/{n.Key}")
            .Add(t => t.OnMove, move => moved.Add($"{move.Node.Key} into {move.Into.Key}")));

        tree.Find("[data-key=b]").DragStart(new DragEventArgs());
        tree.Find("[data-key=b]").Drop(new DragEventArgs());
        tree.Find("[data-key=b]").DragStart(new DragEventArgs());
        tree.Find("[data-key=a1]").Drop(new DragEventArgs());
        tree.Find("[data-key=a]").Drop(new DragEventArgs());

        Assert.Equal(["b into a1"], moved);
    }

    [Fact]
    public void Steps_say_where_one_is_what_is_done_and_the_way_back()
    {
        var steps = Render<Steps>(p => p.Add(s => s.Name, "flow").Add(s => s.Titles, ["选择", "核对", "导入"]).Add(s => s.At, 1).Add(s => s.Back, at => $"/flow?{at}"));

        Assert.Equal("核对", steps.Find("[aria-current=step] > span:last-child").TextContent);
        Assert.Equal("/flow?0", steps.Find("[data-testid=action-step]").GetAttribute("href"));
        Assert.Single(steps.FindAll("[data-done]"));

        // Within a page it is a button.
        var gone = new List<int>();
        steps.Render(p => p.Add(s => s.At, 2).Add(s => s.Back, null).Add(s => s.Go, at => gone.Add(at)));
        steps.FindAll("button[data-testid=action-step]")[1].Click();
        Assert.Equal([1], gone);

        steps.Render(p => p.Add(s => s.At, 3).Add(s => s.Back, null).Add(s => s.Go, default(Microsoft.AspNetCore.Components.EventCallback<int>)));
        Assert.Equal(3, steps.FindAll("[data-done]").Count);
        Assert.Empty(steps.FindAll("a, [aria-current]"));
    }

    private static IEnumerable<string?> Keys(IRenderedComponent<Tree<Node>> tree) => tree.FindAll("[data-testid=row-nodes]").Select(row => row.GetAttribute("data-key"));

    private static void Fold(IRenderedComponent<Tree<Node>> tree, string key) => tree.Find($"[data-key={key}] [data-testid=action-fold]").Click();

    private IRenderedComponent<TimeChart> Chart(IReadOnlyList<TimeChart.Line> series, ChartUnit unit) => Render<TimeChart>(p => p
        .Add(c => c.Name, "test").Add(c => c.Title, "按月").Add(c => c.Period, "月份").Add(c => c.Points, Months).Add(c => c.Series, series).Add(c => c.Unit, unit));

    public sealed record Node(string Key, int Depth);
}
