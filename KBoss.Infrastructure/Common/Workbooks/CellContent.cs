using System.Globalization;
using System.Text;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Workbooks;

internal enum CellKind
{
    Blank,
    Text,
    Number,
    Date,
    Boolean,
    Formula,
    Error,

    /// <summary>A number that its format spells as a code, with zeros and words around its digits.</summary>
    Spelled,

    /// <summary>A number or text that its format shows as something else.</summary>
    ShownOtherwise,
}

/// <summary>
/// What one cell holds, free of the library that read it; with its <paramref name="Format"/> and what that shows as text, if it shows something else.
/// </summary>
internal readonly record struct CellContent(CellKind Kind, string Text, double Number, string Format = "")
{
    /// <summary>Excel keeps 15 digits; a longer integer has already lost its last ones.</summary>
    private const double ExactIntegers = 1e15;

    public static readonly CellContent Blank = new(CellKind.Blank, "", 0);

    public static readonly CellContent Formula = new(CellKind.Formula, "", 0);

    public static readonly CellContent Date = new(CellKind.Date, "", 0);

    public static readonly CellContent Boolean = new(CellKind.Boolean, "", 0);

    /// <summary>A cell that shows an error, known or not.</summary>
    public static CellContent Error(string literal) => new(CellKind.Error, Trim(literal) is { Length: > 0 } text ? Shorten(text) : "#", 0);

    public static CellContent Of(double number) => new(CellKind.Number, "", number);

    public static CellContent Of(string text)
    {
        var trimmed = Trim(text);
        return trimmed.Length == 0 ? Blank : new(CellKind.Text, trimmed, 0);
    }

    /// <summary>What people see in the cell, cut to what a page can show; null where that is not known, as of a formula.</summary>
    public string? Shown => Kind switch
    {
        CellKind.Number => Number.ToString(CultureInfo.InvariantCulture),
        _ => Text.Length > 0 ? Shorten(Text) : null,
    };

    /// <summary>Why no column can take the cell, whatever its type.</summary>
    private CellRefusal? Unusable() => Kind switch
    {
        CellKind.Formula => new(WorkbookErrors.Formula),
        CellKind.Boolean => new(WorkbookErrors.BooleanValue),
        CellKind.Date => new(WorkbookErrors.DateValue),
        CellKind.Error => new(WorkbookErrors.ErrorValue, Text),
        _ => null,
    };

    /// <summary>
    /// The cell as text: an integer of up to 15 digits stands for its digits, any other number has been altered by Excel. Free text may have lines.
    /// </summary>
    public CellRefusal? AsText(bool free, int maxLength, out string text)
    {
        text = "";
        if (Unusable() is { } unusable)
        {
            return unusable;
        }

        if (Kind == CellKind.ShownOtherwise)
        {
            return new(WorkbookErrors.ShownOtherwise, Shorten(Format));
        }

        if (Kind == CellKind.Number)
        {
            if (Math.Abs(Number) >= ExactIntegers || Math.Truncate(Number) != Number)
            {
                return new(WorkbookErrors.NumberInText, Number.ToString(CultureInfo.InvariantCulture));
            }

            text = ((long)Number).ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            // The same rules as for what is typed by hand, so that an export read again changes nothing.
            text = free ? Text.ReplaceLineEndings("\n") : Text;
            if (VisibleText.Hidden(text, free) is { } hidden)
            {
                text = "";
                return new(WorkbookErrors.InvisibleCharacter, hidden);
            }
        }

        if (text.Length > maxLength)
        {
            var length = text.Length;
            text = "";
            return new(WorkbookErrors.TextTooLong, maxLength, length);
        }

        return null;
    }

    /// <summary>The cell as a number: a number, or a text such as "¥1,234.50", full-width digits included.</summary>
    public CellRefusal? AsDecimal(out decimal value)
    {
        value = 0;
        if (Unusable() is { } unusable)
        {
            return unusable;
        }

        if (Kind is CellKind.Spelled or CellKind.ShownOtherwise && !(Text.Length > 0 && CellFormat.IsShown(Number, Text)))
        {
            return new(WorkbookErrors.ShownOtherwise, Shorten(Format));
        }

        if (Kind == CellKind.Text)
        {
            if (NumberText.ReadCell(Text) is not { } read)
            {
                return new(WorkbookErrors.NotANumber, Shorten(Text));
            }

            value = read;
            return null;
        }

        // Beyond the exact integers only the sign and the size matter: every column's range ends before.
        value = Number >= ExactIntegers ? (decimal)ExactIntegers
            : Number <= -ExactIntegers ? -(decimal)ExactIntegers
            : (decimal)Number;
        return null;
    }

    /// <summary>
    /// A text as people compare it: full-width forms folded, no white space, no letter case. Names are compared so, never numbers: 10² would be 102.
    /// </summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in NormalText.Compatible(text))
        {
            if (!char.IsWhiteSpace(character) && !IsZeroWidth(character))
            {
                folded.Append(char.ToLowerInvariant(character));
            }
        }

        return folded.ToString();
    }

    /// <summary>A text cut to what a message can show.</summary>
    public static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 39), "…");

    private static string Trim(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsPadding(text[start]))
        {
            start++;
        }

        while (end > start && IsPadding(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsPadding(char character) => char.IsWhiteSpace(character) || IsZeroWidth(character);

    private static bool IsZeroWidth(char character) => character is '\u200B' or '\u2060' or '\uFEFF';
}
