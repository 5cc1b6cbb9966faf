using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KBoss.Web.Common;

/// <summary>What one version brought; <see cref="Lead"/> and the texts of its parts are Markdown.</summary>
public sealed record ReleaseNotesVersion(string Name, string Lead, IReadOnlyList<ReleaseNotesPart> Parts);

/// <summary>What stands under one bold heading of a version.</summary>
public sealed record ReleaseNotesPart(string Title, string Text);

/// <summary>The changelog that this build was made with, as those read it who use KBoss.</summary>
public static partial class ReleaseNotes
{
    private static readonly Lazy<string> Whole = new(Read);
    private static readonly Lazy<IReadOnlyList<ReleaseNotesVersion>> ByVersion = new(() => Parted(Text));
    private static readonly Lazy<string> Hash = new(() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..12]);

    /// <summary>It as Markdown, from its first heading on and without the test ids, which are for whoever builds on them.</summary>
    public static string Text => Whole.Value;

    /// <summary>It by version and bold heading, newest first.</summary>
    public static IReadOnlyList<ReleaseNotesVersion> Versions => ByVersion.Value;

    /// <summary>Another one whenever it says something else.</summary>
    public static string Mark => Hash.Value;

    /// <summary>Leaves the brackets out that name test ids; the addresses in them stay.</summary>
    public static string ForPeople(string changelog) => Bracket().Replace(changelog, bracket =>
    {
        if (!TestId().IsMatch(bracket.Value))
        {
            return bracket.Value;
        }

        var addresses = string.Join(", ", Code().Matches(bracket.Value).Select(code => code.Value).Where(code => code[1] is '/' or '?'));
        return addresses.Length > 0 ? $" ({addresses})" : "";
    });

    /// <summary>Markdown with second-level headings for versions and lines in bold for the parts of one.</summary>
    public static IReadOnlyList<ReleaseNotesVersion> Parted(string text) =>
    [
        .. Version().Split(text).Skip(1).Chunk(2).Select(version =>
        {
            var parts = Heading().Split(version[1]);
            return new ReleaseNotesVersion(
                version[0].Trim(), parts[0].Trim(), [.. parts.Skip(1).Chunk(2).Select(part => new ReleaseNotesPart(part[0].Trim(), part[1].Trim()))]);
        }),
    ];

    private static string Read()
    {
        using var stream = typeof(ReleaseNotes).Assembly.GetManifestResourceStream("CHANGELOG.md")
            ?? throw new InvalidOperationException("The changelog is not part of this build.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return ForPeople(text[text.IndexOf("## ", StringComparison.Ordinal)..].Trim());
    }

    [GeneratedRegex(@" ?\([^()]*\)")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\*\*(.+)\*\*\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    /// <summary>The test ids of pages, by how they begin.</summary>
    [GeneratedRegex("`(?:(?:page|row|field|action|dialog|grid|value|form|error|toast|source|import|dingtalk|mark|evidence|conflict|data|status|demand|supply|option)-|tab=)[^`]*`")]
    public static partial Regex TestId();
}
