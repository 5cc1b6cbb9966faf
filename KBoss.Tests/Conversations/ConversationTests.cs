using KBoss.Domain.Common;
using KBoss.Domain.Conversations;
using KBoss.Domain.Talk;

namespace KBoss.Tests.Conversations;

public sealed class ConversationTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly Speaker Buyer = new(ConversationSide.Customer, new By(1, "采购"));
    private static readonly Speaker Sales = new(ConversationSide.Seller, new By(2, "销售"));

    [Theory]
    [InlineData("", 0, 0, null)]
    [InlineData("c", 1, 0, 1)]
    [InlineData("cc", 2, 0, 1)]
    [InlineData("ccs", 2, 3, null)]
    [InlineData("scc", 3, 1, 2)]
    [InlineData("cscs", 3, 4, null)]
    [InlineData("cssc", 4, 3, 4)]
    public void A_customer_waits_from_its_first_message_until_the_seller_says_something(string said, int customer, int seller, int? since)
    {
        var talk = Talked(said);

        Assert.Equal((said.Length, customer, seller), (talk.Messages, talk.CustomerUpTo, talk.SellerUpTo));
        Assert.Equal(since is { } number ? Now.AddMinutes(number) : null, talk.WaitingSince);
    }

    [Theory]
    [InlineData("ccs", ConversationSide.Customer, 0, 3)]
    [InlineData("ccs", ConversationSide.Customer, 3, 4)]
    [InlineData("ccs", ConversationSide.Seller, 0, 4)]
    [InlineData("sscc", ConversationSide.Seller, 0, 3)]
    [InlineData("sscc", ConversationSide.Seller, 3, 4)]
    [InlineData("sscc", ConversationSide.Seller, 4, 5)]
    [InlineData("sscc", ConversationSide.Seller, 99, 5)]
    [InlineData("", ConversationSide.Seller, 0, 1)]
    public void What_the_own_side_has_answered_counts_as_read(string said, ConversationSide reader, int readUpTo, int firstUnread) =>
        Assert.Equal(firstUnread, Talked(said).FirstUnread(reader, readUpTo));

    [Theory]
    [InlineData("", 0, "Common.TextRequired")]
    [InlineData("  ", 0, "Common.TextRequired")]
    [InlineData("", 1, null)]
    [InlineData("长", 0, null)]
    [InlineData("too long", 1, "Common.TextTooLong")]
    public void A_message_has_a_text_or_files(string text, int files, string? code)
    {
        var talk = Talked("");
        var typed = text == "too long" ? new string('长', TalkText.MaxLength + 1) : text;
        var refused = Record.Exception(() => talk.Say(Buyer, "key", typed, files, Now)) as RuleException;

        Assert.Equal((code, code is null ? null : "message"), (refused?.Code, refused?.Field));
        Assert.Equal(code is null ? 1 : 0, talk.Messages);
    }

    [Fact]
    public void A_reader_never_reads_backwards()
    {
        var reading = new ConversationReading(1, 2, 3);
        reading.Read(5);
        reading.Read(3);
        Assert.Equal(5, reading.UpTo);
    }

    private static Conversation Talked(string said)
    {
        var talk = new Conversation(new Parties(1, 2), Now);
        foreach (var (who, number) in said.Select((who, i) => (who, i + 1)))
        {
            talk.Say(who == 'c' ? Buyer : Sales, $"key-{number}", "话", 0, Now.AddMinutes(number));
        }

        return talk;
    }
}
