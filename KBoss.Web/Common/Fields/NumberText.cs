using System.Globalization;
using System.Text.RegularExpressions;

namespace KBoss.Web.Common;

/// <summary>Why a text is not the number that a field asks for.</summary>
public enum NumberProblem
{
    Unreadable,
    TooManyDigits,
    TooManyDecimals,
}

/// <summary>Reads numbers as people type and paste them: full-width digits, thousands separators, a yuan sign; never guesses.</summary>
public static partial class NumberText
{
    /// <summary>The number, null for an empty text, or why it is none. Nothing is rounded: a decimal too many is refused, trailing zeros are not counted.</summary>
    public static (decimal? Value, NumberProblem? Problem) Read(string? text, int digits, int decimals)
    {
        var plain = Normalize(text ?? "");
        if (plain.Length == 0)
        {
            return (null, null);
        }

        if (Shape().Match(plain) is not { Success: true } match)
        {
            return (null, NumberProblem.Unreadable);
        }

        var whole = match.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal).TrimStart('0');
        var fraction = match.Groups["fraction"].Value.TrimEnd('0');
        if (whole.Length > digits)
        {
            return (null, NumberProblem.TooManyDigits);
        }

        return fraction.Length > decimals
            ? (null, NumberProblem.TooManyDecimals)
            : (decimal.Parse($"{match.Groups["sign"].Value}0{whole}.{fraction}", NumberStyles.Number, CultureInfo.InvariantCulture), null);
    }

    /// <summary>The text that a field begins with: money with two decimals, other numbers as short as they are.</summary>
    public static string Write(decimal? value, int decimals) =>
        value?.ToString(decimals == 2 ? "0.00" : "0.##########", CultureInfo.InvariantCulture) ?? "";

    private static string Normalize(string text)
    {
        var plain = string.Concat(text.Select(Narrow)).Trim();
        plain = plain.StartsWith('¥') ? plain[1..] : plain;
        plain = plain.EndsWith('元') ? plain[..^1] : plain;
        return plain.Trim();
    }

    // Full-width forms lie at a fixed distance from ASCII. Unicode's own compatibility form would go too far: it reads 10² as 102.
    private static char Narrow(char c) => c switch
    {
        >= '！' and <= '～' => (char)(c - 0xFEE0),
        '　' => ' ',
        '￥' => '¥',
        '。' => '.',
        '−' => '-',
        _ => c,
    };

    [GeneratedRegex(@"^(?<sign>-?)(?=[0-9.])(?<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]*)(\.(?<fraction>[0-9]*))?(?<=[0-9]\.?)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
