using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KBoss.Web.Common;

/// <summary>The changelog that this build was made with, as those read it who use KBoss.</summary>
public static partial class ReleaseNotes
{
    private static readonly Lazy<string> Whole = new(Read);
    private static readonly Lazy<string> Hash = new(() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..12]);

    /// <summary>It as Markdown, from its first heading on and without the test ids, which are for whoever builds on them.</summary>
    public static string Text => Whole.Value;

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

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    /// <summary>The test ids of pages, by how they begin.</summary>
    [GeneratedRegex("`(?:(?:page|row|field|action|dialog|grid|value|form|error|toast|source|import|dingtalk|mark|evidence|conflict|data|status|demand|supply|option)-|tab=)[^`]*`")]
    public static partial Regex TestId();
}
