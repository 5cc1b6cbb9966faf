using System.Globalization;
using System.Text;

namespace KBoss.Bench;

/// <summary>The measurements as Markdown, printed or put between the part's markers in <c>docs/performance.md</c>.</summary>
internal static class Report
{
    public static string Table(IEnumerable<Measurement> rows, Machine machine)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{machine.Date:yyyy-MM-dd}, {machine.Cores} cores, {machine.System}, {machine.Runtime}").AppendLine();
        text.AppendLine("| Measured | Result | Aim | Met |").AppendLine("| --- | ---: | ---: | --- |");
        foreach (var row in rows)
        {
            var met = row.Met switch { true => "yes", false => "**no**", null => "" };
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.What} | {row.ValueText} | {row.AimText} | {met} |");
        }

        return text.ToString();
    }

    /// <summary>Replaces what stands between <c>bench:part:begin</c> and <c>bench:part:end</c>.</summary>
    public static async Task WriteAsync(string part, string table)
    {
        var file = Path.Combine(Repository(), "docs", "performance.md");
        var text = await File.ReadAllTextAsync(file);
        var (begin, end) = ($"<!-- bench:{part}:begin -->", $"<!-- bench:{part}:end -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < begin.Length || to < from)
        {
            throw new InvalidOperationException($"docs/performance.md has no place for '{part}': {begin} and {end} are missing.");
        }

        await File.WriteAllTextAsync(file, $"{text[..from]}\n{table.ReplaceLineEndings("\n")}{text[to..]}");
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KBoss.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("KBoss.sln was not found above the bench.");
    }
}
