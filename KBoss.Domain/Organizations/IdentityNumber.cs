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
    /// The unified social credit code of a company in its normal form (18 characters, checksum of GB 32100-2015), however it was spelled;
    /// otherwise <c>Organizations.CreditCodeInvalid</c>.
    /// </summary>
    public static string Company(string? value)
    {
        var code = Require.Number(value, "credit-code");
        var digits = code.Select(c => CompanyAlphabet.IndexOf(c, StringComparison.Ordinal)).ToArray();
        var valid = digits.Length == 18
            && digits.All(d => d >= 0)
            && (31 - (CompanyWeights.Select((weight, i) => weight * digits[i]).Sum() % 31)) % 31 == digits[17];
        return valid ? code : throw new RuleException("Organizations.CreditCodeInvalid") { Field = "credit-code" };
    }
}
