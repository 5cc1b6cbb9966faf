using System.Globalization;
using System.Text.RegularExpressions;

namespace KBoss.Infrastructure.Common;

/// <summary>Why a text is not the number that a field asks for.</summary>
public enum NumberProblem
{
    Unreadable,
    TooManyDigits,
    TooManyDecimals,
}

/// <summary>Reads numbers as people type and paste them: full-width digits, thousands apart by commas or blanks, a yuan sign; never guesses.</summary>
public static partial class NumberText
{
    /// <summary>A decimal holds so many digits without rounding.</summary>
    private const int ExactDigits = 28;

    /// <summary>
    /// The number of a field, null for an empty text, or why it is none. Nothing is rounded: a decimal too many is refused, trailing zeros are not counted.
    /// </summary>
    public static (decimal? Value, NumberProblem? Problem) Read(string? text, int digits, int decimals)
    {
        var plain = Plain(text ?? "");
        if (plain.Length == 0)
        {
            return (null, null);
        }

        if (Shape().Match(plain) is not { Success: true } match)
        {
            return (null, NumberProblem.Unreadable);
        }

        var (whole, fraction) = Digits(match);
        return whole.Length > digits ? (null, NumberProblem.TooManyDigits)
            : fraction.Length > decimals ? (null, NumberProblem.TooManyDecimals)
            : (Parse(match, whole, fraction), null);
    }

    /// <summary>
    /// The number of a cell, whose range its column checks; null if it is none, or one that lost its digits before or after the point on the way.
    /// </summary>
    public static decimal? ReadCell(string text)
    {
        if (Shape().Match(Plain(text)) is not { Success: true } match
            || match.Groups["whole"].Length == 0 || match.Groups["fraction"] is { Success: true, Length: 0 })
        {
            return null;
        }

        var (whole, fraction) = Digits(match);
        return whole.Length + fraction.Length <= ExactDigits ? Parse(match, whole, fraction) : null;
    }

    /// <summary>The text that a field begins with: money with two decimals, other numbers as short as they are.</summary>
    public static string Write(decimal? value, int decimals) =>
        value?.ToString(decimals == 2 ? "0.00" : "0.##########", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number without the unit that stands behind its field, which is typed all the same: <c>30%</c>.</summary>
    public static string WithoutUnit(string text, string? unit)
    {
        var plain = text.Trim();
        return unit?.Trim() is { Length: > 0 } sign && (plain.EndsWith(sign, StringComparison.OrdinalIgnoreCase) || (sign == "%" && plain.EndsWith('％')))
            ? plain[..^sign.Length]
            : plain;
    }

    private static (string Whole, string Fraction) Digits(Match match) =>
        (match.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).TrimStart('0'),
            match.Groups["fraction"].Value.TrimEnd('0'));

    private static decimal Parse(Match match, string whole, string fraction) =>
        decimal.Parse($"{match.Groups["sign"].Value}0{whole}.{fraction}", NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string Plain(string text) => string.Concat(text.Select(Narrow)).Trim();

    // Full-width forms lie at a fixed distance from ASCII. Unicode's own compatibility form would go too far: it reads 10² as 102.
    private static char Narrow(char c) => c switch
    {
        >= '！' and <= '～' => (char)(c - 0xFEE0),
        '　' or '\u00A0' or '\u2009' or '\u202F' => ' ',
        '￥' => '¥',
        '。' => '.',
        '−' => '-',
        _ => c,
    };

    // The sign stands before or after that of the yuan.
    [GeneratedRegex(
        @"^((?<sign>[+-]?) *¥?|¥ *(?<sign>-)) *(?=[0-9.])(?<whole>[0-9]{1,3}((,[0-9]{3})+|( [0-9]{3})+)|[0-9]*)(\.(?<fraction>[0-9]*))?(?<=[0-9]\.?) *元?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
