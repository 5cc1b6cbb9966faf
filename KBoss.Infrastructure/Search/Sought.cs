using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;

namespace KBoss.Infrastructure.Search;

/// <summary>
/// What somebody looks for, as each kind of thing understands it: <see cref="Key"/> for codes, <see cref="Pattern"/> for names, <see cref="Phone"/> when it is a whole one,
/// <see cref="Number"/> when it may be the beginning of a number, without blanks and dashes.
/// </summary>
internal sealed partial record Sought(string Key, string Pattern, string? Phone, string? Number)
{
    /// <summary>The pattern of what begins with it: that stands first.</summary>
    public string Begin => Pattern[1..];

    /// <summary>No number goes on with this: digits and letters come before it in either database.</summary>
    private const string End = "zz";

    /// <summary>The text as it is understood; null when it is too short to find anything by.</summary>
    public static Sought? Of(string? text)
    {
        text = NormalText.Sought(text?.Trim() ?? "");
        if (text.Length is < 2 or > SearchQueries.MostCharacters)
        {
            return null;
        }

        var plain = Blanks().Replace(text, "").ToUpperInvariant();
        return new Sought(text, SearchText.Anywhere(text), Phones.Contact(text) is { Length: > 0 } phone ? phone : null, Numbers().IsMatch(plain) ? plain : null);
    }

    /// <summary>
    /// The first and the last number of a kind that begin so, with or without its two letters; null when it is no beginning of one. Between the two its index finds
    /// them.
    /// </summary>
    public (string From, string To)? Range(string prefix)
    {
        if (Number is null)
        {
            return null;
        }

        var from = char.IsAsciiDigit(Number[0]) ? prefix + Number : Number;
        return from.StartsWith(prefix, StringComparison.Ordinal) ? (from, from + End) : null;
    }

    [GeneratedRegex(@"[\s\-]")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^([A-Z]{2})?\d{4,22}$")]
    private static partial Regex Numbers();
}
