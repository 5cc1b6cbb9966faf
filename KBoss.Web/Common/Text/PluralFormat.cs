using System.Globalization;

namespace KBoss.Web.Common;

/// <summary>
/// Fills texts in, and chooses a word by a number: in <c>{0} {0:line was|lines were}</c> the first one is for exactly 1, the second for any other number.
/// Chinese needs none of it.
/// </summary>
public sealed class PluralFormat(CultureInfo culture) : IFormatProvider, ICustomFormatter
{
    /// <summary>The text in the language of the page.</summary>
    public static string Fill(string text, params object?[] arguments) =>
        string.Format(text.Contains('|', StringComparison.Ordinal) ? new PluralFormat(CultureInfo.CurrentCulture) : CultureInfo.CurrentCulture, text, arguments);

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : culture.GetFormat(formatType ?? typeof(CultureInfo));

    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        // Of the arguments of a notice nothing is left but their texts.
        if (format?.Split('|') is [var one, var many])
        {
            return (arg as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) == "1" || arg is "1" ? one : many;
        }

        return arg is IFormattable value ? value.ToString(format, culture) : arg?.ToString() ?? "";
    }
}
