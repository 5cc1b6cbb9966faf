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
}
