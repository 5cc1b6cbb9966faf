using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Tests.Messaging;

public sealed class SmsTextsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    [InlineData(150, 3)]
    [InlineData(201, 3)]
    [InlineData(202, 4)]
    public void Up_to_seventy_characters_are_one_message_and_each_part_of_a_longer_one_has_sixty_seven(int length, int parts) =>
        Assert.Equal(parts, SmsTexts.Parts(new string('云', length)));

    [Fact]
    public void Every_template_has_a_text_whose_sample_fills_it_and_that_fits_one_message()
    {
        Assert.Equal(Enum.GetValues<SmsTemplate>(), SmsTexts.All.Select(text => text.Template));
        foreach (var text in SmsTexts.All)
        {
            Assert.Equal(text.Variables.Order(), text.Sample.Keys.Order());
            var filled = text.Fill("开元云", text.Sample);
            Assert.DoesNotContain("{", filled, StringComparison.Ordinal);
            Assert.Equal(1, SmsTexts.Parts(filled));
            Assert.Equal(text.Variables.Count, text.Numbered.Count(c => c == '{'));
        }
    }

    [Fact]
    public void Advertising_says_how_it_is_ended()
    {
        Assert.All(SmsTexts.All.Where(text => text.Kind == TextMessageKind.Marketing), text => Assert.EndsWith("拒收请回复R", text.Text, StringComparison.Ordinal));
        Assert.Equal("{1}将于{2}", SmsTexts.Of(SmsTemplate.ResourceExpiring).Numbered[2..10]);
    }

    [Theory]
    [InlineData("R", true)]
    [InlineData(" td ", true)]
    [InlineData("Ｒ", true)]
    [InlineData("退订", true)]
    [InlineData("t.", true)]
    [InlineData("好的", false)]
    [InlineData("Right", false)]
    [InlineData("", false)]
    public void An_answer_ends_advertising_when_it_says_so(string reply, bool ends) => Assert.Equal(ends, MarketingConsent.IsWithdrawal(reply));
}
