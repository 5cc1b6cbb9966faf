using System.Text.RegularExpressions;

namespace KBoss.Tests.Architecture;

/// <summary>Nothing is written outside the frame of a use case. That a context opened for reading refuses to save is tested where the frame is.</summary>
public sealed partial class WriteTests
{
    /// <summary>Where a context comes from or is handed on.</summary>
    [GeneratedRegex(@"InTransactionAsync|KBossDbContext db\b|\(db[,)]|\bdb =>|\.Open\(")]
    private static partial Regex Context { get; }

    [Fact]
    public void Contexts_that_save_are_made_by_the_frame_alone() =>
        Assert.Equal(["KBoss.Infrastructure/Common/Data/KBossDatabase.cs", "KBoss.Infrastructure/Common/Data/KBossDbContextFactory.cs"], Files("OpenToWrite"));

    [Fact]
    public void Transactions_are_begun_by_the_frame_alone() =>
        Assert.Equal(["KBoss.Infrastructure/Common/Data/KBossDbContextFactory.cs"], Files("BeginTransaction"));

    [Fact]
    public void Nothing_is_saved_but_in_a_context_of_the_frame()
    {
        var offenders = new List<string>();
        foreach (var file in Sources().Where(f => !f.EndsWith("/KBossDbContext.cs", StringComparison.Ordinal)))
        {
            var origin = "";
            foreach (var (line, number) in File.ReadAllLines(file).Select((line, i) => (line, i + 1)))
            {
                origin = Context.Matches(line).LastOrDefault()?.Value ?? origin;
                if (line.Contains(".SaveChanges", StringComparison.Ordinal) && origin is ("" or ".Open("))
                {
                    offenders.Add($"{LayerTests.Short(file)}:{number}");
                }
            }
        }

        Assert.True(offenders.Count == 0, $"Saved outside InTransactionAsync: {string.Join(", ", offenders)}");
    }

    private static IEnumerable<string> Sources() => LayerTests.SourceFiles("KBoss.Infrastructure").Concat(LayerTests.SourceFiles("KBoss.Web"))
        .Where(f => !f.Contains("Migrations", StringComparison.Ordinal));

    private static List<string> Files(string word) =>
        [.. Sources().Where(f => File.ReadAllText(f).Contains(word, StringComparison.Ordinal)).Select(LayerTests.Short).Order()];
}
