using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>Source is read side by side and in reviews.</summary>
public sealed class LineTests
{
    /// <summary>People break a line at 160 (<c>.editorconfig</c>); what is a little longer and would not gain by a break may stay.</summary>
    private const int Longest = 180;

    private const int LongestMarkup = 220;

    [Fact]
    public void Lines_can_be_taken_in()
    {
        var offenders = new[] { "KBoss.Domain", "KBoss.Infrastructure", "KBoss.Web", "KBoss.Tests" }
            .SelectMany(project => Project.Files(project, "*.cs", "*.razor"))
            .Where(file => !LayerTests.Short(file).StartsWith("KBoss.Infrastructure/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file)
                .Select((line, i) => (line.Length, Place: $"{LayerTests.Short(file)}:{i + 1}"))
                .Where(line => line.Length > (file.EndsWith(".razor", StringComparison.Ordinal) ? LongestMarkup : Longest)))
            .Select(line => $"{line.Place} ({line.Length})");

        Assert.Empty(offenders);
    }

    /// <summary>Those of the framework first, each group by the alphabet; what is static, and then what is renamed, follows.</summary>
    [Fact]
    public void Usings_stand_in_order()
    {
        var offenders = new[] { "KBoss.Domain", "KBoss.Infrastructure", "KBoss.Web", "KBoss.Tests" }
            .SelectMany(project => Project.Files(project, "*.cs"))
            .Where(file => !LayerTests.Short(file).StartsWith("KBoss.Infrastructure/Migrations/", StringComparison.Ordinal))
            .Where(file =>
            {
                var usings = File.ReadLines(file).TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
                    .Where(line => line.StartsWith("using ", StringComparison.Ordinal)).ToList();
                return !usings.SequenceEqual(usings.OrderBy(Place, StringComparer.OrdinalIgnoreCase));
            })
            .Select(LayerTests.Short);

        Assert.Empty(offenders);
    }

    private static string Place(string line)
    {
        var name = line["using ".Length..].TrimEnd(';');
        var group = name.Contains('=', StringComparison.Ordinal) ? 2 : name.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0;
        var framework = name.Split(' ')[^1].Split('.')[0] == "System" && group < 2 ? 0 : 1;
        // The end of a name comes before its next part, and both before any letter.
        return $"{group}{framework}{name.Replace('.', '\u0001')}\0";
    }
}
