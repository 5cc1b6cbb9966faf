using PhoneNumbers;

namespace KBoss.Domain.Common;

/// <summary>Phone numbers as people write them, with blanks, hyphens, brackets or the number of the country before them.</summary>
public static class Phones
{
    private const string China = "CN";
    private const int CountryCode = 86;
    private const int Digits = 11;

    /// <summary>The 11 digits of a mobile number of mainland China; null for whatever is none.</summary>
    public static string? Mobile(string? text)
    {
        var number = NormalText.Number(text ?? "").Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
        // The library would look for a number in any text; here the text has to be one.
        if (number.Length is < Digits or > 20 || !number[(number[0] == '+' ? 1 : 0)..].All(char.IsAsciiDigit))
        {
            return null;
        }

        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var read = numbers.Parse(number, China);
            var digits = numbers.GetNationalSignificantNumber(read);
            return read.CountryCode == CountryCode && digits.Length == Digits && numbers.GetNumberType(read) == PhoneNumberType.MOBILE ? digits : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>A phone that somebody is reached by, of any kind and country: a mobile number in its 11 digits, any other as it is written.</summary>
    public static string Contact(string text) => Mobile(text) ?? NormalText.Code(text);
}
