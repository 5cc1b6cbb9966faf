using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>Numbers look alike on every page: amounts are written by <c>MoneyText</c>, counts and shares by <c>Numbers</c>, and nowhere by a format of one's own.</summary>
public sealed partial class NumberTextTests
{
    /// <summary>Where a number with decimals or in groups is formatted besides, and why.</summary>
    private static readonly Dictionary<string, string> Besides = new()
    {
        ["Common/Fields/FileField.razor"] = "sizes of files",
        ["Common/Text/MoneyText.razor"] = "amounts",
        ["Common/Text/Numbers.cs"] = "counts, shares and changes",
        ["Common/Text/RuleMessages.cs"] = "numbers in refusals, which say themselves what they are of",
        ["Common/Things/ChangeTexts.cs"] = "numbers that are neither amount nor share",
        ["Development/AlipayEndpoints.cs"] = "the page of a vendor, simulated",
        ["Development/DemoCommand.cs"] = "for the console",
        ["Pricing/Workbench/TermsInput.cs"] = "the text of a field, as it is typed",
        ["Reports/Opportunities/OpportunitiesPage.razor"] = "a change in percent, with its sign",
        ["Talk/TalkLog.razor"] = "sizes of files",
        ["Tickets/Desk/TicketFiguresPage.razor"] = "stars",
        ["Tickets/Desk/TicketsHomePart.razor"] = "stars",
    };

    [Fact]
    public void Amounts_counts_and_shares_are_written_in_one_way()
    {
        var found = Project.Files("KBoss.Web", "*.razor").Concat(Project.Files("KBoss.Web", "*.cs")).Where(file => Format().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Path.Combine(Project.Root, "KBoss.Web"), file).Replace('\\', '/')).ToList();
        var own = found.Except(Besides.Keys).ToList();
        Assert.True(own.Count == 0, $"Write these by MoneyText or Numbers:{Environment.NewLine}{string.Join(Environment.NewLine, own)}");
        Assert.Empty(Besides.Keys.Except(found));
    }

    /// <summary>Decimals that are always there, thousands in groups, and the formats of a culture; what is written after a colon in a text counts, too.</summary>
    [GeneratedRegex(@"(?:ToString\(""|\{[^{}""]+:)[+]?(?:[#,]*0\.0|#,##0|[CFNcfn]\d[""}])")]
    private static partial Regex Format();
}
