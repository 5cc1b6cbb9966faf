using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>Checks of the numbers by which the state knows people and companies.</summary>
public static class IdentityNumber
{
    private static readonly int[] PersonWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string PersonCheck = "10X98765432";
    private static readonly int[] CompanyWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    private const string CompanyAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Who registers an organization, by the first character of its code, and as which categories, by the second (GB 32100-2015).</summary>
    private static readonly Dictionary<char, string> CompanyCategories = new()
    {
        ['1'] = "1239",
        ['2'] = "19",
        ['3'] = "123459",
        ['4'] = "19",
        ['5'] = "1239",
        ['6'] = "129",
        ['7'] = "129",
        ['8'] = "19",
        ['9'] = "123",
        ['A'] = "19",
        ['N'] = "1239",
        ['Y'] = "1",
    };

    /// <summary>
    /// The ID-card number of a person in its normal form (18 characters, birth date and checksum of GB 11643-1999), however it was spelled;
    /// otherwise <c>Organizations.IdNumberInvalid</c>.
    /// </summary>
    public static string Person(string? value, DateTime now)
    {
        var number = Require.Number(value, "id-number");
        var valid = number.Length == 18
            && number[..17].All(char.IsAsciiDigit)
            && DateTime.TryParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            && birth.Year >= 1900 && birth <= now
            && PersonCheck[PersonWeights.Select((weight, i) => weight * (number[i] - '0')).Sum() % 11] == number[17];
        return valid ? number : throw new RuleException("Organizations.IdNumberInvalid") { Field = "id-number" };
    }

    /// <summary>
    /// The unified social credit code of a company in its normal form (18 characters of GB 32100-2015: who registers and as what, the six digits of a place,
    /// the organization and a checksum), however it was spelled; otherwise <c>Organizations.CreditCodeInvalid</c>.
    /// </summary>
    public static string Company(string? value)
    {
        var code = Require.Number(value, "credit-code");
        var digits = code.Select(c => CompanyAlphabet.IndexOf(c, StringComparison.Ordinal)).ToArray();
        var valid = digits.Length == 18
            && digits.All(d => d >= 0)
            && CompanyCategories.GetValueOrDefault(code[0], "").Contains(code[1], StringComparison.Ordinal)
            && code[2] != '0' && code[2..8].All(char.IsAsciiDigit)
            && code[8..17].Any(c => c != '0')
            && (31 - (CompanyWeights.Select((weight, i) => weight * digits[i]).Sum() % 31)) % 31 == digits[17];
        return valid ? code : throw new RuleException("Organizations.CreditCodeInvalid") { Field = "credit-code" };
    }
}
