using KBoss.Domain.Common;

namespace KBoss.Tests.Common;

public sealed class MaskedTests
{
    [Theory]
    [InlineData("13800000001", "138****0001")]
    [InlineData("010-6255666", "010****5666")]
    [InlineData("12345", "*****")]
    [InlineData("", "")]
    public void A_phone_is_masked_in_the_middle(string phone, string masked) => Assert.Equal(masked, Masked.Phone(phone));

    [Theory]
    [InlineData("110101199003074290", "110***********4290")]
    [InlineData("91350100M000100Y43", "913***********0Y43")]
    [InlineData("1234567890", "**********")]
    [InlineData("", "")]
    public void A_number_shows_its_first_three_and_last_four_characters(string number, string masked) => Assert.Equal(masked, Masked.Number(number));
}
