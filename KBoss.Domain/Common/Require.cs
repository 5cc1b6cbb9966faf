namespace KBoss.Domain.Common;

/// <summary>The checks that every entity makes of what it is given; each refuses with a message that names the field.</summary>
public static class Require
{
    /// <summary>
    /// A trimmed text of 1 to <paramref name="max"/> characters, without any that nobody sees (<see cref="VisibleText"/>), as a
    /// <see cref="NormalText.Name"/> without letters that pass for others (<see cref="LookAlikes"/>) unless it is <paramref name="free"/>; otherwise
    /// <c>Common.TextRequired</c>, <c>Common.TextTooLong</c>, <c>Common.CharacterHidden</c> or <c>Common.LetterMixed</c>.
    /// </summary>
    public static string Text(string? value, string field, int max = 200, bool free = false) => Given(Optional(value, field, max, free), field);

    /// <summary>
    /// As <see cref="Text"/>, but empty if none was given. A <paramref name="free"/> text has lines, which end in <c>\n</c> wherever it was written.
    /// </summary>
    public static string Optional(string? value, string field, int max = 200, bool free = false) =>
        Checked((free ? (value ?? "").ReplaceLineEndings("\n") : value ?? "").Trim(), field, max, free, free ? text => text : NormalText.Name);

    /// <summary>As <see cref="Text"/>, in the form of a <see cref="NormalText.Code"/>.</summary>
    public static string Code(string? value, string field, int max = 200) =>
        Given(Checked((value ?? "").Trim(), field, max, free: false, NormalText.Code), field);

    /// <summary>A <see cref="NormalText.Number"/>, empty if none was given; <c>Common.CharacterHidden</c> if it holds what nobody sees.</summary>
    public static string Number(string? value, string field)
    {
        var number = NormalText.Number(value ?? "");
        return VisibleText.Hidden(number, free: false) is { } hidden ? throw new RuleException("Common.CharacterHidden", hidden) { Field = field } : number;
    }

    private static string Given(string text, string field) => text.Length > 0 ? text : throw new RuleException("Common.TextRequired") { Field = field };

    private static string Checked(string text, string field, int max, bool free, Func<string, string> normal)
    {
        if (text.Length <= max && VisibleText.Hidden(text, free) is { } hidden)
        {
            throw new RuleException("Common.CharacterHidden", hidden) { Field = field };
        }

        // A normal form may be longer than what was typed, and it is the one that is kept.
        var kept = text.Length <= max ? normal(text) : text;
        return kept.Length <= max ? (free ? kept : LookAlikes.Refuse(kept, field)) : throw new RuleException("Common.TextTooLong", max) { Field = field };
    }

    /// <summary>An amount in yuan: above zero, below a trillion, two decimals at most; otherwise <c>Common.AmountInvalid</c>.</summary>
    public static decimal Amount(decimal value, string field) =>
        value > 0 && value < 1_000_000_000_000m && decimal.Round(value, 2) == value
            ? value
            : throw new RuleException("Common.AmountInvalid", value) { Field = field };

    /// <summary>A unit price in yuan: above zero, below a trillion, four decimals at most; otherwise <c>Common.PriceInvalid</c>.</summary>
    public static decimal Price(decimal value, string field) =>
        value > 0 && value < 1_000_000_000_000m && decimal.Round(value, 4) == value
            ? value
            : throw new RuleException("Common.PriceInvalid", value) { Field = field };

    /// <summary>A rate: 0 &lt; rate ≤ 1, four decimals at most; otherwise <c>Common.RateInvalid</c>.</summary>
    public static decimal Rate(decimal value, string field) =>
        value is > 0 and <= 1 && decimal.Round(value, 4) == value
            ? value
            : throw new RuleException("Common.RateInvalid", value) { Field = field };

    /// <summary>A count between <paramref name="min"/> and <paramref name="max"/>; otherwise <c>Common.CountInvalid</c>.</summary>
    public static int Count(int value, string field, int min = 1, int max = 10_000) =>
        value >= min && value <= max ? value : throw new RuleException("Common.CountInvalid", min, max) { Field = field };

    /// <summary>An instant in UTC; a local or unspecified one is a programming error.</summary>
    public static DateTime Utc(DateTime value) =>
        value.Kind == DateTimeKind.Utc ? value : throw new ArgumentException("A time must be UTC.", nameof(value));
}
