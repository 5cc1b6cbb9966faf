using System.Globalization;

namespace KBoss.Web.Common;

/// <summary>
/// Fills texts in, and chooses a word by a number: in <c>{0} {0:line was|lines were}</c> the first one is for exactly 1, the second for any other number.
/// Chinese needs none of it. A count is written in groups (<see cref="Numbers"/>); what is a number and no count, such as a year, is given as text.
/// </summary>
public sealed class PluralFormat(CultureInfo culture) : IFormatProvider, ICustomFormatter
{
    /// <summary>The text in the language of the page.</summary>
    public static string Fill(string text, params object?[] arguments) =>
        string.Format(new PluralFormat(CultureInfo.CurrentCulture), text, arguments);

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : culture.GetFormat(formatType ?? typeof(CultureInfo));

    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        // Of the arguments of a notice nothing is left but their texts.
        if (format?.Split('|') is [var one, var many])
        {
            return (arg as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) == "1" || arg is "1" ? one : many;
        }

        return (format, arg) switch
        {
            (null, int count) => count.Grouped(),
            (null, long count) => count.Grouped(),
            (_, IFormattable value) => value.ToString(format, culture),
            _ => arg?.ToString() ?? "",
        };
    }
}
