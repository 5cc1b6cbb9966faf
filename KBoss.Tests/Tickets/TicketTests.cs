using KBoss.Domain.Common;
using KBoss.Domain.Talk;
using KBoss.Domain.Tickets;
using KBoss.Web.SignIn;

namespace KBoss.Tests.Tickets;

public sealed class TicketTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly TicketAuthor Buyer = new(TicketSide.Customer, new By(11, "采购"));
    private static readonly TicketAuthor Desk = new(TicketSide.Seller, new By(21, "运维"));

    [Theory]
    [InlineData("", null)]
    [InlineData("1:3:9", 1L)]
    [InlineData("1:3:4 2:1:9", 1L)]
    [InlineData("1:1:4 2:3:3", 2L)]
    [InlineData("1:2:4 2:2:9", 2L)]
    [InlineData("1:2:9 2:2:4 3:1:10", 1L)]
    public void Whoever_has_answered_most_is_credited_with_the_end_of_a_ticket_and_of_equals_the_last(string answerers, long? credited) =>
        Assert.Equal(credited, TicketAnswerer.Credited(answerers.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(a => a.Split(':').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToList()).Select(a => new TicketAnswerer(a[0], a[1], a[2]))));

    [Theory]
    [InlineData("{customer} 您好，工单 {TICKET} 已收到。", null)]
    [InlineData("没有要替换的", null)]
    [InlineData("只有一半 { 的", null)]
    [InlineData("{name} 您好", "{name}")]
    [InlineData("{customer}，{phone}，{Phone}，{ }", "{phone} { }")]
    [InlineData("｛customer｝您好", "｛customer｝")]
    [InlineData("{ customer }", "{ customer }")]
    public void A_quick_reply_has_no_braces_that_nobody_fills_in(string text, string? unknown)
    {
        var refused = Record.Exception(() => new QuickReply(1, "问好", text)) as RuleException;
        Assert.Equal(unknown is null ? null : "Tickets.ReplyPlaces", refused?.Code);
        Assert.Equal(unknown is null ? null : [unknown, "{customer} {ticket}"], refused?.Args);
    }

    [Fact]
    public void A_ticket_waits_for_the_side_that_did_not_write_last()
    {
        var ticket = Opened();
        Assert.Equal((TicketStatus.Open, 1, TicketSide.Customer), (ticket.Status, ticket.Messages, ticket.LastSide));

        var answer = ticket.Say(Desk, " 请重启 ", 0, Now.AddHours(1));

        Assert.Equal((2, "请重启", TicketSide.Seller, "运维"), (answer.Number, answer.Text, answer.Side, answer.By.Name));
        Assert.Equal((2, TicketSide.Seller, "运维", Now.AddHours(1)), (ticket.Messages, ticket.LastSide, ticket.LastBy.Name, ticket.LastAt));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(7 * 24 * 60, true)]
    [InlineData((7 * 24 * 60) + 1, false)]
    public void A_closed_ticket_is_opened_again_by_a_message_within_seven_days(int minutesLater, bool taken)
    {
        var ticket = Opened();
        ticket.Close(Desk, Now);
        var later = Now.AddMinutes(minutesLater);
        Assert.Equal(taken, ticket.TakesMessages(later));
        if (taken)
        {
            ticket.Say(Buyer, "还是不行", 0, later);
            Assert.Equal((TicketStatus.Open, null, ""), (ticket.Status, ticket.ClosedAt, ticket.ClosedBy.Name));
        }
        else
        {
            Assert.Equal("Tickets.ClosedForGood", Assert.Throws<RuleException>(() => ticket.Say(Buyer, "还是不行", 0, later)).Code);
            Assert.Equal((TicketStatus.Closed, 1), (ticket.Status, ticket.Messages));
        }
    }

    [Theory]
    [InlineData(null, 0, "Common.TextRequired")]
    [InlineData("   ", 0, "Common.TextRequired")]
    [InlineData(null, 1, null)]
    [InlineData("文字", 5, null)]
    public void A_message_has_text_or_a_file(string? text, int files, string? refused)
    {
        var ticket = Opened();
        var said = Record.Exception(() => ticket.Say(Buyer, text, files, Now));
        Assert.Equal(refused, (said as RuleException)?.Code);
        Assert.Equal(refused is null ? 2 : 1, ticket.Messages);
    }

    [Fact]
    public void A_ticket_needs_a_title_and_is_closed_once()
    {
        Assert.Equal(("Common.TextRequired", "title"), RefusalOf(() => new Ticket(new Parties(1, 2), "客户", "TK1", " ", null, Buyer, Now)));
        Assert.Equal(("Common.TextTooLong", "title"), RefusalOf(() => new Ticket(new Parties(1, 2), "客户", "TK1", new string('长', 101), null, Buyer, Now)));
        Assert.Equal(("Common.TextTooLong", "message"), RefusalOf(() => Opened().Say(Buyer, new string('长', TalkText.MaxLength + 1), 0, Now)));

        var ticket = Opened();
        ticket.Close(Buyer, Now);
        Assert.Equal((TicketStatus.Closed, "采购", Now), (ticket.Status, ticket.ClosedBy.Name, ticket.ClosedAt));
        Assert.Equal(("Tickets.ClosedAlready", null), RefusalOf(() => ticket.Close(Desk, Now)));
    }

    private static (string Code, string? Field) RefusalOf(Func<object> act)
    {
        var refusal = Assert.Throws<RuleException>(() => { act(); });
        return (refusal.Code, refusal.Field);
    }

    private static (string Code, string? Field) RefusalOf(Action act) => RefusalOf(() =>
    {
        act();
        return new object();
    });

    private static Ticket Opened()
    {
        var ticket = new Ticket(new Parties(1, 2), "客户", "TK1", "打不开的主机", null, Buyer, Now);
        ticket.Say(Buyer, "从昨晚起连不上", 0, Now);
        return ticket;
    }
}
