using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;

namespace KBoss.Tests.Messaging;

public sealed class QuietHoursTests
{
    [Theory]
    // By the Shanghai clock; the last column is when it may come.
    [InlineData("22:00", "08:00", "2026-01-05 21:59:59", "2026-01-05 21:59:59")]
    [InlineData("22:00", "08:00", "2026-01-05 22:00:00", "2026-01-06 08:00:00")]
    [InlineData("22:00", "08:00", "2026-01-05 23:59:59", "2026-01-06 08:00:00")]
    [InlineData("22:00", "08:00", "2026-01-06 00:00:00", "2026-01-06 08:00:00")]
    [InlineData("22:00", "08:00", "2026-01-06 07:59:59", "2026-01-06 08:00:00")]
    [InlineData("22:00", "08:00", "2026-01-06 08:00:00", "2026-01-06 08:00:00")]
    [InlineData("22:00", "08:00", "2026-01-31 22:30:00", "2026-02-01 08:00:00")]
    [InlineData("22:00", "08:00", "2026-02-28 23:00:00", "2026-03-01 08:00:00")]
    [InlineData("22:00", "08:00", "2028-02-28 23:00:00", "2028-02-29 08:00:00")]
    [InlineData("22:00", "08:00", "2026-12-31 22:00:00", "2027-01-01 08:00:00")]
    [InlineData("12:00", "14:00", "2026-01-05 12:00:00", "2026-01-05 14:00:00")]
    [InlineData("12:00", "14:00", "2026-01-05 14:00:00", "2026-01-05 14:00:00")]
    [InlineData("12:00", "14:00", "2026-01-05 23:00:00", "2026-01-05 23:00:00")]
    [InlineData("00:00", "06:00", "2026-01-31 23:59:59", "2026-01-31 23:59:59")]
    [InlineData("00:00", "06:00", "2026-02-01 00:00:00", "2026-02-01 06:00:00")]
    [InlineData("20:00", "00:00", "2026-01-31 20:00:00", "2026-02-01 00:00:00")]
    [InlineData("08:00", "08:00", "2026-01-05 08:00:00", "2026-01-05 08:00:00")]
    [InlineData("08:00", "08:00", "2026-01-05 23:00:00", "2026-01-05 23:00:00")]
    public void What_falls_into_quiet_hours_comes_at_their_end(string from, string to, string at, string over)
    {
        var quiet = new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture));
        Assert.Equal(Utc(over), quiet.Over(Utc(at)));
    }

    [Theory]
    [InlineData("ResourceExpiring", NewsGroups.Resources)]
    [InlineData("ResourceEndingAuto", NewsGroups.Resources)]
    [InlineData("AutoRenewalMoneyShort", NewsGroups.Resources)]
    [InlineData("CustomerMoneyShort", NewsGroups.Resources)]
    [InlineData("CustomersAssigned", NewsGroups.Account)]
    [InlineData("ApprovalReminder", NewsGroups.Approvals)]
    [InlineData("TicketSaid", NewsGroups.Tickets)]
    [InlineData("ConversationSaid", NewsGroups.Tickets)]
    [InlineData("OwnTermsEnding", NewsGroups.Prices)]
    [InlineData("LowBalance", NewsGroups.Account)]
    [InlineData("RechargePaid", NewsGroups.Account)]
    [InlineData("TaskNew", NewsGroups.Work)]
    [InlineData("ResourceTaskFailed", NewsGroups.Work)]
    [InlineData("LeadNew", NewsGroups.Work)]
    [InlineData("JinanBound", NewsGroups.Suppliers)]
    [InlineData("TencentProfileConfirmed", NewsGroups.Suppliers)]
    [InlineData("ZhongjinAcceptedCustomer", NewsGroups.Suppliers)]
    [InlineData("SomethingNew", NewsGroups.Account)]
    [InlineData("CampaignOffer", NewsGroups.Marketing)]
    public void Every_kind_of_news_has_a_group(string kind, NewsGroups group) => Assert.Equal(group, News.GroupOf(kind));

    [Fact]
    public void A_customer_is_asked_only_about_what_customers_are_told()
    {
        Assert.Equal([NewsGroups.Approvals, NewsGroups.Work], News.All.Except(News.For(OrganizationKind.Customer)));
        Assert.Equal(News.All, News.For(OrganizationKind.Distributor));
    }

    [Fact]
    public void A_notice_of_what_must_be_known_cannot_be_turned_off()
    {
        var preferences = new MessagePreferences(1, 2);
        preferences.Choose(NewsGroups.None, NewsGroups.None, NewsGroups.None, QuietHours.Default);
        Assert.All(News.All, group => Assert.Equal((News.Always & group) != 0 ? Channels.Notice : Channels.None, preferences.For(group)));
    }

    private static DateTime Utc(string shanghai) =>
        ChinaTime.ToUtc(DateTime.ParseExact(shanghai, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
}
