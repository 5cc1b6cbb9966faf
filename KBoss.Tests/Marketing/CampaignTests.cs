using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;

namespace KBoss.Tests.Marketing;

/// <summary>What a campaign lets be done with it, and when.</summary>
public sealed class CampaignTests
{
    private static readonly DateTime Now = ChinaTime.ToUtc(new DateTime(2026, 1, 5, 10, 0, 0));
    private static readonly By Maker = new(7, "销售");

    private static readonly CampaignFacts Facts = new(
        "续费提醒", CampaignSource.Due, new Dictionary<string, string> { ["q"] = "云" }, Channels.Sms | Channels.Notice, "MarketingOffer",
        new Dictionary<string, string> { ["customer"] = CampaignFacts.Customer, ["content"] = "续费八折" }, "续费优惠", "{customer}，续费八折");

    [Fact]
    public void Everything_that_is_wrong_is_said_at_its_field()
    {
        var empty = new CampaignFacts("", CampaignSource.Customers, new Dictionary<string, string>(), Channels.None, "", new Dictionary<string, string>());
        Assert.Equal(["name", "sms"], empty.Faults(["content"]).Select(f => f.Field));
        var all = empty with { Channels = Channels.Sms | Channels.Mail };
        Assert.Equal(["name", "customer", "content", "title", "text"], all.Faults(["customer", "content"]).Select(f => f.Field));
        var tooLong = Facts with { Values = new Dictionary<string, string> { ["customer"] = "a", ["content"] = new string('长', CampaignFacts.MaxValue + 1) } };
        Assert.Equal(["Common.TextTooLong"], tooLong.Faults(["customer", "content"]).Select(f => f.Code));
        Assert.Empty(Facts.Faults(["customer", "content"]));
        var braces = Facts with { Values = new Dictionary<string, string> { ["customer"] = CampaignFacts.Customer, ["content"] = "{nope}" }, Title = "{Customer}" };
        Assert.Equal(
            [("content", "Marketing.UnknownPlaceholder"), ("title", "Marketing.UnknownPlaceholder")],
            braces.Faults(["customer", "content"]).Select(f => (f.Field, f.Code)));
    }

    [Fact]
    public void Its_text_has_lines_and_its_title_has_none()
    {
        var lines = Facts with { Channels = Channels.Mail, Text = "{customer}：\r\n\r\n续费八折" };
        Assert.Empty(lines.Faults([]));
        var campaign = Make();
        campaign.Change(lines, []);
        Assert.Equal("{customer}：\n\n续费八折", campaign.Text);
        Assert.Equal(["title"], (lines with { Title = "续费\n优惠" }).Faults([]).Select(f => f.Field));
    }

    [Fact]
    public void It_keeps_what_it_was_given_and_only_what_its_channels_need()
    {
        var campaign = Make();
        Assert.Equal("云", campaign.Filters["q"]);
        Assert.Equal(("{customer}", "续费八折"), (campaign.Values["customer"], campaign.Values["content"]));
        campaign.Change(Facts with { Channels = Channels.Sms }, ["customer", "content"]);
        Assert.Equal(("", ""), (campaign.Title, campaign.Text));
        campaign.Change(Facts with { Channels = Channels.Notice }, []);
        Assert.Equal(("", 0), (campaign.Template, campaign.Values.Count));
    }

    [Fact]
    public void It_is_confirmed_once_for_a_time_that_is_to_come_and_then_stands()
    {
        var campaign = Make();
        Assert.Equal("Marketing.NotCancellable", RuleException.Of(() => campaign.Cancel(Now))?.Code);
        Assert.Equal("Marketing.SendInThePast", RuleException.Of(() => campaign.Confirm(Maker, Now.AddSeconds(-1), 0.05m, Now))?.Code);
        Assert.Equal("Marketing.SendTooLate", RuleException.Of(() => campaign.Confirm(Maker, Now.AddDays(91), 0.05m, Now))?.Code);
        campaign.Confirm(Maker, null, 0.05m, Now);
        Assert.Equal((CampaignState.Scheduled, Now), (campaign.State, campaign.SendAt));
        Assert.Equal("Marketing.NotDraft", RuleException.Of(() => campaign.Confirm(Maker, null, 0.05m, Now))?.Code);
        Assert.Equal("Marketing.NotDraft", RuleException.Of(() => campaign.Change(Facts, ["customer", "content"]))?.Code);
    }

    [Fact]
    public void It_goes_out_between_eight_and_nine_in_the_evening_and_not_once_it_was_cancelled()
    {
        var campaign = Make();
        Assert.False(campaign.IsDue(Now));
        campaign.Confirm(Maker, At(5, 20, 30), 0.05m, Now);
        Assert.False(campaign.IsDue(At(5, 20, 29)));
        Assert.True(campaign.IsDue(At(5, 20, 30)));
        Assert.False(campaign.IsDue(At(5, 21)));
        Assert.False(campaign.IsDue(At(6, 7, 59)));
        Assert.True(campaign.IsDue(At(6, 8)));
        campaign.Start(At(6, 8));
        campaign.Start(At(6, 9));
        Assert.Equal((CampaignState.Sending, At(6, 8)), (campaign.State, campaign.StartedAt));
        campaign.Cancel(At(6, 10));
        Assert.False(campaign.IsDue(At(6, 11)));
        Assert.Throws<InvalidOperationException>(() => campaign.Finish(At(6, 11)));
        Assert.Equal("Marketing.NotCancellable", RuleException.Of(() => campaign.Cancel(At(6, 12)))?.Code);
    }

    [Fact]
    public void A_recipient_is_dealt_with_once_and_has_a_phone_only_where_it_is_written_to()
    {
        var campaign = Make();
        var reached = new CampaignRecipient(campaign, 3, 4, "13900000001", Channels.Sms | Channels.Notice, LeftOut.None);
        Assert.Equal((RecipientState.Waiting, "13900000001"), (reached.State, reached.Phone));
        reached.Hand(Channels.Notice, LeftOut.Unsubscribed, "key", Now);
        Assert.Equal((RecipientState.Handed, LeftOut.Unsubscribed, ""), (reached.State, reached.Why, reached.SmsKey));
        Assert.Throws<InvalidOperationException>(() => reached.LeaveOut(LeftOut.NotServed));
        var told = new CampaignRecipient(campaign, 3, 5, "13900000002", Channels.Notice, LeftOut.NoConsent);
        Assert.Equal((RecipientState.Waiting, null), (told.State, told.Phone));
        Assert.Equal(RecipientState.LeftOut, new CampaignRecipient(campaign, 3, null, null, Channels.None, LeftOut.Nobody).State);
    }

    private static Campaign Make() => new(1, "CP1", Maker, ofAll: false, Facts, ["customer", "content"], Now);

    private static DateTime At(int day, int hour, int minute = 0) => ChinaTime.ToUtc(new DateTime(2026, 1, day, hour, minute, 0));
}
