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

    [Theory]
    [InlineData("济南市示例路 1 号 王先生 13800000001", "济南市示例路 1 号 王先生 138****0001")]
    [InlineData("王先生13800000001收，或 138 0000 0001、138-0000-0001", "王先生138****0001收，或 138******0001、138******0001")]
    [InlineData("电话：0531-88889999，+86 13800000001", "电话：053******9999，+86 138****0001")]
    [InlineData("+8613800000001", "+86138****0001")]
    [InlineData("邮编 250000，统一编号 91370100MA3TESTX1K，10.20.30.40", "邮编 250000，统一编号 91370100MA3TESTX1K，10.20.30.40")]
    [InlineData("", "")]
    public void Phones_in_a_text_are_masked_and_nothing_else(string text, string masked) => Assert.Equal(masked, Masked.PhonesIn(text));
}
