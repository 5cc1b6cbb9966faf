using System.Globalization;
using System.Text.RegularExpressions;
using ExcelNumberFormat;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>
/// One number format: whether it shows a date, and when it shows something else than the cell holds, as <c>"HPC-"000</c> shows HPC-017 where 17 is held.
/// </summary>
internal sealed partial class CellFormat
{
    public static readonly CellFormat General = new("General");

    public static readonly CellFormat Date = new("yyyy-mm-dd");

    private readonly string code;

    /// <summary>How many decimals a number that is not below zero is shown with; null if it is not simply shown.</summary>
    private readonly int? decimals;

    /// <summary>For numbers above, below and equal to zero and for texts, as far as the format tells them apart, whether nothing is shown.</summary>
    private readonly bool[] hidden = [];

    /// <summary>Shows every digit of a whole number, with zeros and words around them: what people read there is a code.</summary>
    private readonly bool spells;

    private NumberFormat? renderer;

    private CellFormat(string code)
    {
        this.code = code;
        IsGeneral = code is "" or "@" || code.Equals("General", StringComparison.OrdinalIgnoreCase) || code == "G/通用格式";
        IsDate = !IsGeneral && ShowsDate(code);
        if (IsGeneral || IsDate)
        {
            return;
        }

        var sections = Dressing().Replace(code, "").Split(';');
        if (Plain().Match(sections[0]) is { Success: true } plain)
        {
            decimals = plain.Groups["decimals"].Length;
        }

        var outlines = Literal().Replace(code, "\0").Split(';');
        hidden = [.. outlines.Select(section => section.Trim().Length == 0)];
        spells = Spelling().IsMatch(Literal().Replace(code, ""));
        ChangesText = (outlines.Length > 3 || outlines[^1].Contains('@')) && sections[^1].Trim() is not ("@" or "General");
    }

    public bool IsDate { get; }

    /// <summary>Shows a text with something added, or not at all.</summary>
    public bool ChangesText { get; }

    private bool IsGeneral { get; }

    /// <summary>The format that a code stands for.</summary>
    public static CellFormat Of(string code) => new(code);

    /// <summary>A text that is shown otherwise.</summary>
    public CellContent OtherText() => new(CellKind.ShownOtherwise, "", 0, code);

    /// <summary>What a number is taken for that is shown otherwise; null if the number is what is shown.</summary>
    public CellContent? Other(double number)
    {
        if (IsGeneral || IsDate || (decimals is { } places && (number > 0 || (number == 0 && hidden.Length < 3)) && ShowsAll(number, places)))
        {
            return null;
        }

        var shown = Render(number);
        if (shown is not null && PlainNumber().IsMatch(shown) && IsShown(number, shown))
        {
            return null;
        }

        var spelled = spells && shown is not null && number is >= 0 and < 1e15 && Math.Truncate(number) == number;
        return new(spelled ? CellKind.Spelled : CellKind.ShownOtherwise, shown ?? "", number, code);
    }

    /// <summary>Whether what is shown says the same number, perhaps with zeros before it or a word for yuan after it.</summary>
    public static bool IsShown(double number, string shown) =>
        Math.Abs(number) < 1e15 && NumberText.ReadCell(shown) is { } read && read == (decimal)number;

    private static bool ShowsAll(double number, int places) =>
        number >= 1e15 || decimal.Round((decimal)number, Math.Min(places, 28)) == (decimal)number;

    private string? Render(double number)
    {
        var section = number < 0 ? 1 : number > 0 ? 0 : 2;
        if (hidden.Length > 1 && section < hidden.Length && hidden[section])
        {
            return null;
        }

        // Chinese numerals and other digits are not written here.
        if (OtherDigits().IsMatch(code))
        {
            return null;
        }

        try
        {
            renderer ??= new NumberFormat(code);
            return renderer.IsValid ? renderer.Format(number, CultureInfo.InvariantCulture).Trim() : null;
        }
        catch (Exception failure) when (
            failure is FormatException or ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Whether a format code has a part of a date outside of quotes, escapes and conditions such as [Red] or [$-804].</summary>
    private static bool ShowsDate(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            switch (char.ToLowerInvariant(format[i]))
            {
                case '"':
                    i = format.IndexOf('"', i + 1);
                    break;
                case '[' when (i + 1 < format.Length && char.ToLowerInvariant(format[i + 1]) is not ('h' or 'm' or 's'))
                    || format.AsSpan(i).StartsWith("[mag", StringComparison.OrdinalIgnoreCase):
                    i = format.IndexOf(']', i + 1);
                    break;
                case '\\' or '_' or '*':
                    i++;
                    break;
                case 'g' when format.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    i += "General".Length - 1;
                    break;
                case 'g' when format.AsSpan(i).StartsWith("G/通用格式", StringComparison.Ordinal):
                    i += "G/通用格式".Length - 1;
                    break;
                case 'e' when i + 1 < format.Length && format[i + 1] is '+' or '-':
                    break;
                // Years, months, days and times; weekdays; years and eras of other calendars.
                case 'y' or 'm' or 'd' or 'h' or 's' or 'a' or 'b' or 'e' or 'g':
                    return true;
                default:
                    break;
            }

            if (i < 0)
            {
                return false;
            }
        }

        return false;
    }

    // Colours, yuan, language, blanks as wide as a character, and fillers: what a number may wear and still be the number.
    [GeneratedRegex(
        @"\[(\$[¥￥]?(-[0-9A-F]{1,4})?|Red|Black|Blue|Green|Yellow|White|Cyan|Magenta|Color ?[0-9]+)\]|_.|\*.|\\[ ¥￥]|""[ ¥￥]*""|[ ¥￥]",
        RegexOptions.IgnoreCase)]
    private static partial Regex Dressing();

    [GeneratedRegex(@"^(#,##|#)?0(\.(?<decimals>[0#?]+))?$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"""[^""]*""|\\.|_.")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^[-() ]*[0#][-() 0#]*$")]
    private static partial Regex Spelling();

    [GeneratedRegex(@"^[-¥￥ ]*(0|[1-9][0-9,]*)(\.[0-9]+)?$")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"\[(DBNum|NatNum|\$[^\]]*-[0-9A-F]{5,})", RegexOptions.IgnoreCase)]
    private static partial Regex OtherDigits();
}
