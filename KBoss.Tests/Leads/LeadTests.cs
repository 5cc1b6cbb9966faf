using KBoss.Domain.Common;
using KBoss.Domain.Leads;

namespace KBoss.Tests.Leads;

public sealed class LeadTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 2, 0, 0, DateTimeKind.Utc);
    private static readonly LeadMessage Good = new(LeadKind.Purchase, "王先生", "", "138 0000-1234", "", "想买一百核时");
    private static readonly By One = new(1, "甲");
    private static readonly By Two = new(2, "乙");

    [Theory]
    [InlineData("138 0000-1234", "13800001234")]
    [InlineData("+86 13800001234", "13800001234")]
    [InlineData("１３８００００１２３４", "13800001234")]
    [InlineData("010-12345678", "010-12345678")]
    [InlineData("", "")]
    public void A_phone_is_kept_in_one_spelling(string typed, string kept) =>
        Assert.Equal(kept, Lead(Good with { Phone = typed, Mail = "a@example.com" }).Phone);

    [Fact]
    public void Everything_that_is_wrong_is_refused_at_once()
    {
        var refused = Assert.Throws<RuleException>(() => Lead(new LeadMessage(null, " ", new string('长', 201), "call me", "nobody", "")));
        Assert.Equal(
            [("kind", "Leads.KindRequired"), ("name", "Common.TextRequired"), ("company", "Common.TextTooLong"), ("phone", "Leads.PhoneInvalid"),
                ("mail", "Leads.MailInvalid"), ("message", "Common.TextRequired")],
            refused.All.Select(r => (r.Field!, r.Code)));
    }

    [Theory]
    [InlineData("", "", "phone", "Leads.ReachRequired")]
    [InlineData("13800001234", "name@example.com x", "mail", "Leads.MailInvalid")]
    public void Somebody_can_be_reached(string phone, string mail, string field, string code)
    {
        var refused = Assert.Throws<RuleException>(() => Lead(Good with { Phone = phone, Mail = mail }));
        Assert.Equal((field, code), (refused.Field, refused.Code));
    }

    [Fact]
    public void A_message_holds_two_links_at_most()
    {
        Lead(Good with { Text = "见 https://a.example 和 www.b.example" });
        Assert.Equal("Leads.TooManyLinks", Assert.Throws<RuleException>(() => Lead(Good with { Text = "http://a http://b HTTP://c" })).Code);
    }

    [Fact]
    public void It_is_taken_once_handed_over_closed_with_what_came_of_it_and_taken_up_again()
    {
        var lead = Lead(Good);
        lead.Take(One, Now);
        Assert.Equal("Leads.TakenAlready", Assert.Throws<RuleException>(() => lead.Take(Two, Now)).Code);
        Assert.Equal("Leads.SameAssignee", Assert.Throws<RuleException>(() => lead.HandOver(Two, One, "", Now)).Code);
        Assert.Equal("乙\n请今天回电", lead.HandOver(One, Two, "请今天回电", Now).Text);
        Assert.Equal((LeadStatus.InHand, Two), (lead.Status, lead.Assignee));
        Assert.Equal("Leads.OutcomeRequired", Assert.Throws<RuleException>(() => lead.Close(Two, null, "", null, Now)).Code);
        Assert.Equal("Leads.OutcomeRequired", Assert.Throws<RuleException>(() => lead.Close(Two, LeadStatus.New, "", null, Now)).Code);
        lead.Close(Two, LeadStatus.Done, "已签约", 7, Now);
        Assert.Equal((LeadStatus.Done, 7L, Now), (lead.Status, lead.BuyerId, lead.ClosedAt));
        Assert.All(
            new Action[] { () => lead.Take(One, Now), () => lead.HandOver(One, Two, "", Now), () => lead.Close(One, LeadStatus.Lost, "", null, Now) },
            act => Assert.Equal("Leads.Closed", Assert.Throws<RuleException>(act).Code));
        lead.Reopen(One, Now);
        Assert.Equal((LeadStatus.InHand, One, null), (lead.Status, lead.Assignee, lead.ClosedAt));
        Assert.Equal("Leads.NotClosed", Assert.Throws<RuleException>(() => lead.Reopen(One, Now)).Code);
    }

    [Fact]
    public void Once_forgotten_nothing_is_left_of_whoever_wrote_it_and_nobody_takes_it_up_again()
    {
        var lead = Lead(Good with { Company = "某公司", Mail = "a@example.com" });
        lead.Close(One, LeadStatus.Spam, "", null, Now);
        lead.Forget(Now);
        Assert.Equal("", lead.Name + lead.Company + lead.Phone + lead.Mail + lead.Text);
        Assert.Equal((LeadKind.Purchase, LeadStatus.Spam), (lead.Kind, lead.Status));
        Assert.Equal("Leads.Forgotten", Assert.Throws<RuleException>(() => lead.Reopen(One, Now)).Code);
    }

    private static Lead Lead(LeadMessage message) => new(1, "LD1", "form", message, null, Now);
}
