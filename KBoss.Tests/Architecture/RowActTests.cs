using System.Text.RegularExpressions;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>An act in the row of a list is said in words; an icon alone has to be guessed.</summary>
public sealed partial class RowActTests
{
    /// <summary>Acts that are an icon alone, and why.</summary>
    private static readonly Dictionary<string, string> Alone = new()
    {
        ["Organizations/Members/MemberList.razor hide-phone"] = "the eye beside a masked number, as at every one",
        ["Organizations/Members/MemberList.razor show-phone"] = "the eye beside a masked number, as at every one",
    };

    [Fact]
    public void An_act_in_a_row_has_words()
    {
        var files = Project.Files("KBoss.Web", "*.razor").Select(file => (
            Name: Path.GetRelativePath(Path.Combine(Project.Root, "KBoss.Web"), file).Replace('\\', '/'), Text: File.ReadAllText(file))).ToList();
        Assert.True(files.Sum(file => Columns().Count(file.Text)) > 70);
        // What the cells of the workbench are made of stands in files of its own.
        var found = files.SelectMany(file => file.Name == "Pricing/Workbench/TermsVisible.razor" ? Acts(file.Name, file.Text)
            : Columns().Matches(file.Text).SelectMany(columns => Acts(file.Name, columns.Value))).ToList();
        var wordless = found.Except(Alone.Keys).ToList();
        Assert.True(wordless.Count == 0, $"Give these words, or put them into the menu of the row with words:{Environment.NewLine}{string.Join(Environment.NewLine, wordless)}");
        Assert.Empty(Alone.Keys.Except(found));
    }

    private static IEnumerable<string> Acts(string file, string markup) => Act().Matches(markup).Select(act => $"{file} {Named().Match(act.Value).Groups[1].Value}");

    [GeneratedRegex(@"<Columns>.*?</Columns>", RegexOptions.Singleline)]
    private static partial Regex Columns();

    /// <summary>An act without anything in it; what an attribute is given may hold a word of the resources in quotes.</summary>
    [GeneratedRegex(@"<ActionButton\b(?:(?!</ActionButton>|<ActionButton)[^>]|=>)*/>")]
    private static partial Regex Act();

    [GeneratedRegex(@"\bName=""([^""]*)""")]
    private static partial Regex Named();
}
