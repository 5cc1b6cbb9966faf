using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>A list that is open shows what others add and change: it follows its kinds of rows or hears of a change, or stands here with the reason why it need not.</summary>
public sealed partial class OpenListTests
{
    /// <summary>Lists in which nothing appears that somebody else has done, or in which it would be in the way.</summary>
    private static readonly Dictionary<string, string> Still = new()
    {
        ["Catalog/SupplierProductsPage.razor products"] = "uploads of a whole catalogue come through the page itself, and discounts are typed into the rows",
        ["Files/Import/ImportPanel.razor import-rows"] = "the preview of the reader's own upload, which nobody else changes",
        ["Pricing/Above/PriceLookupPage.razor prices"] = "the answer to a question about an instant",
        ["Pricing/Workbench/TermsDialog.razor preview"] = "what the reader's own change would do",
        ["Pricing/Workbench/TermsWorkbench.razor @Name"] = "prices are typed into the rows; who saves over somebody else's is told",
        ["Reports/Activity/ActivityPage.razor activity"] = "a report of days; sessions are seen again every few minutes",
        ["Reports/Activity/ActiveMembersPage.razor active-members"] = "a report of days; sessions are seen again every few minutes",
        ["Reports/Attribution/BehindPage.razor customers"] = "what stood behind a figure when it was opened; the report itself follows",
        ["Reports/Attribution/BehindPage.razor orders"] = "what stood behind a figure when it was opened; the report itself follows",
        ["Reports/TransferPage.razor customers"] = "from which the reader is choosing; what was handed over meanwhile is refused",
    };

    [Fact]
    public void Every_list_follows_what_others_do_or_says_why_it_need_not()
    {
        var lists = Project.Files("KBoss.Web", "*.razor").Where(file => Path.GetFileName(file) != "DataGrid.razor").SelectMany(ListsOf).ToList();
        Assert.True(lists.Count > 70, $"Found {lists.Count} lists only.");
        var still = lists.Where(list => !list.Follows).Select(list => list.Name).ToList();
        var unexplained = still.Except(Still.Keys).ToList();
        Assert.True(unexplained.Count == 0, $"Say by Follows of which rows these are made, or why they stand still: {string.Join(Environment.NewLine, unexplained)}");
        Assert.Empty(Still.Keys.Except(still));
    }

    private static IEnumerable<(string Name, bool Follows)> ListsOf(string file)
    {
        var text = File.ReadAllText(file);
        var name = Path.GetRelativePath(Path.Combine(Project.Root, "KBoss.Web"), file).Replace('\\', '/');
        foreach (Match list in List().Matches(text))
        {
            var known = Reference().Match(list.Value).Groups[1].Value;
            var hears = known.Length > 0 && Regex.IsMatch(text, $@"\b{known}\??\.NewsAsync\b");
            yield return ($"{name} {Called().Match(list.Value).Groups[1].Value}", hears || list.Value.Contains("Follows=", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"<DataGrid\b(?:[^>""]|""[^""]*"")*>")]
    private static partial Regex List();

    [GeneratedRegex(@"\bName=""([^""]*)""")]
    private static partial Regex Called();

    [GeneratedRegex(@"@ref=""(\w+)""")]
    private static partial Regex Reference();
}
