using System.Xml.Linq;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

/// <summary>Holds the texts of the interface and the manual to the words of <c>docs/glossary.md</c>.</summary>
public sealed class GlossaryTests
{
    private static readonly string[] Glossary = File.ReadAllLines(Path.Combine(Project.Root, "docs", "glossary.md"));

    [Fact]
    public void No_term_has_two_rows() =>
        Assert.Empty(Rows("English", cells: 3).GroupBy(row => (row[0], row[1])).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Words_that_are_not_used_stand_nowhere()
    {
        var words = Rows("Not", cells: 3).Select(row => (Word: row[0], Except: row[2].Split('、', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.NotEmpty(words);

        // What people may type to find an act is theirs to word.
        var texts = Project.Files("KBoss.Web", "*.resx").SelectMany(file => XDocument.Load(file).Root!.Elements("data").Select(data =>
                (Where: $"{Path.GetFileName(file)} {data.Attribute("name")!.Value}", Text: data.Element("value")!.Value)))
            .Where(text => !(text.Where.StartsWith("FoundActs", StringComparison.Ordinal) && text.Where.EndsWith(".Words", StringComparison.Ordinal)))
            .Concat(Project.Files(Path.Combine("docs", "manual"), "*.md").SelectMany(file =>
                File.ReadLines(file).Select((line, number) => (Where: $"{Path.GetFileName(file)} {number + 1}", Text: line))));
        var found =
            from text in texts
            from word in words
            let rest = word.Except.Aggregate(text.Text, (left, except) => left.Replace(except, "", StringComparison.Ordinal))
            where Has(rest, word.Word)
            select $"{text.Where}: {word.Word}";
        Assert.Empty(found);
    }

    /// <summary>An English word stands for itself; a Chinese one has no blanks around it.</summary>
    private static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (!char.IsAscii(word[0]) || (!IsLetter(text, at - 1) && !IsLetter(text, at + word.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLetter(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetter(text[at]);

    /// <summary>The rows of all tables whose first column is called so.</summary>
    private static IEnumerable<string[]> Rows(string first, int cells)
    {
        var inside = false;
        foreach (var line in Glossary)
        {
            var row = line.Split('|', StringSplitOptions.TrimEntries);
            inside = line.StartsWith('|') && (inside || row[1] == first);
            if (inside && row[1] != first && !row[1].StartsWith("---", StringComparison.Ordinal))
            {
                Assert.True(row.Length == cells + 2, line);
                yield return row[1..^1];
            }
        }
    }
}
