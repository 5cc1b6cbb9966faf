using System.Text.RegularExpressions;

namespace KBoss.Domain.Common;

/// <summary>What of a number a person may show who may not see it whole: its first three and its last four characters.</summary>
public static partial class Masked
{
    /// <summary>A phone, as in <c>138****0001</c>; one of less than eight characters is hidden whole.</summary>
    public static string Phone(string phone) => Middle(phone, 8);

    /// <summary>The number of an ID card or the code of a company; one of less than eleven characters is hidden whole.</summary>
    public static string Number(string number) => Middle(number, 11);

    /// <summary>A text with the middle of every phone in it hidden, as in an address that names whoever receives.</summary>
    public static string PhonesIn(string text) => Phones().Replace(text, phone => Phone(phone.Value));

    /// <summary>Mobile numbers, also in groups, and numbers of the fixed network with their area code.</summary>
    [GeneratedRegex(@"((?<![\d.])|(?<=\+86))1[3-9]\d(?<gap>[ -]?)\d{4}\k<gap>\d{4}(?!\d)|(?<![\d.])0\d{2,3}[ -]?\d{7,8}(?!\d)")]
    private static partial Regex Phones();

    private static string Middle(string text, int shortest) =>
        text.Length >= shortest ? $"{text[..3]}{new string('*', text.Length - 7)}{text[^4..]}" : new string('*', text.Length);
}
