using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Tests.Organizations;

public sealed class IdentityNumberTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("110101199003074290")]
    [InlineData("440524188001010014", false)]
    [InlineData("11010519491231002X")]
    [InlineData("11010519491231002x")]
    [InlineData(" 110101198505051238 ")]
    [InlineData("110101199003074291", false)]
    [InlineData("110101199013074290", false)]
    [InlineData("110101199002304292", false)]
    [InlineData("110101203003074296", false)]
    [InlineData("11010119900307429", false)]
    [InlineData("1101011990030742900", false)]
    [InlineData("11010119900307429A", false)]
    [InlineData("１１０１０１１９９００３０７４２９０")]
    [InlineData("110101 1990-0307 4290")]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_ID_number_needs_its_length_a_real_birth_date_and_its_check_character(string? number, bool valid = true)
    {
        var thrown = Record.Exception(() => IdentityNumber.Person(number, Now));
        Assert.Equal(valid ? null : "Organizations.IdNumberInvalid", (thrown as RuleException)?.Code);
    }

    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91110108MA01A2B3CF")]
    [InlineData("91310000607378936U")]
    [InlineData("91440300708461136t")]
    [InlineData("12100000400000624D")]
    [InlineData("11100000000013274Y")]
    [InlineData("93370100MA3C00001B")]
    [InlineData("N2370100MF0000001R")]
    [InlineData("51500000509000001W")]
    [InlineData("531000005000000014")]
    [InlineData("Y1110000000000010R")]
    [InlineData("000000000000000000", false)]
    [InlineData("00350100M000100Y4F", false)]
    [InlineData("01350100M000100Y4C", false)]
    [InlineData("22350100M000100Y47", false)]
    [InlineData("98350100M000100Y4D", false)]
    [InlineData("91050100M000100Y4Y", false)]
    [InlineData("9135010AM000100Y4K", false)]
    [InlineData("91350100000000000H", false)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100I000100Y43", false)]
    [InlineData("91350100M000100Y4", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_credit_code_needs_an_authority_that_issues_it_its_length_its_alphabet_and_its_check_character(string? code, bool valid = true)
    {
        var thrown = Record.Exception(() => IdentityNumber.Company(code));
        Assert.Equal(valid ? null : "Organizations.CreditCodeInvalid", (thrown as RuleException)?.Code);
    }
}
