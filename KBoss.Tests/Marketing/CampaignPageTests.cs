using Bunit;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Reports.Opportunities;
using KBoss.Tests.Support;
using KBoss.Web.Marketing;
using KBoss.Web.Reports.Opportunities;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Marketing;

/// <summary>The pages of opportunities and campaigns.</summary>
public sealed class CampaignPageTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_new_campaign_begins_with_the_list_that_it_comes_from_and_says_all_that_is_missing()
    {
        await using var world = await CampaignWorld.StartAsync();
        await world.CustomerAsync(world.First);
        await using var pages = new PageTest(world.Boss, world.First);
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo("/sales/campaigns/new?source=Unused&days=90&money=yes");
        var page = pages.Open<NewCampaignPage>();
        page.WaitForAssertion(() => Assert.Equal("Unused", page.ById("field-source").GetAttribute("value")), Soon);
        Assert.Equal("90", page.ById("field-days").GetAttribute("value"));
        Assert.True(page.ById("field-money").HasAttribute("checked"));
        Assert.Equal("0", page.ById("value-in-list").GetAttribute("data-count"));
        page.ById("field-source").Change("Customers");
        page.WaitForAssertion(() => Assert.Equal("1", page.ById("value-in-list").GetAttribute("data-count")), Soon);
        page.ById("field-source").Change("Unused");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.True(page.Has("error-name")), Soon);
        Assert.False(page.Has("field-content"));
        page.ById("field-name").Change("春季活动");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.True(page.Has("field-content")), Soon);
        page.ById("field-customer").Change("");
        page.Find("form").Submit();
        page.WaitForAssertion(
            () => Assert.All(["customer", "content", "title", "text"], field => Assert.True(page.Has($"error-{field}"), field)), Soon);
        page.ById("field-customer").Change("{customer}");
        page.ById("field-content").Change("续费八折");
        // Back and forth nothing that was typed is lost, by the button and by the steps above.
        foreach (var back in new[] { "action-back", "action-step" })
        {
            page.ById(back).Click();
            page.WaitForAssertion(() => Assert.Equal("春季活动", page.ById("field-name").GetAttribute("value")), Soon);
            Assert.Equal("90", page.ById("field-days").GetAttribute("value"));
            page.Find("form").Submit();
            page.WaitForAssertion(() => Assert.Equal("续费八折", page.ById("field-content").GetAttribute("value")), Soon);
        }

        page.ById("field-notice").Change(false);
        page.Find("form").Submit();
        page.WaitForAssertion(
            () => Assert.Contains("/sales/campaigns/CP", pages.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal), Soon);
        var row = Assert.Single((await world.As<CampaignQueries>(world.First).ListAsync(CampaignWorld.All)).Rows);
        Assert.Equal((CampaignSource.Unused, Channels.Sms), (row.Source, row.Channels));
    }

    [Fact]
    public async Task A_draft_shows_whom_it_reaches_what_it_costs_and_why_it_cannot_be_sent()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (customer, _, _) = await world.CustomerAsync(world.First);
        await world.CustomerAsync(world.First, consent: null);
        var no = await world.As<CampaignService>(world.First).CreateAsync(CampaignWorld.Facts());
        world.Vendor.State = Infrastructure.Messaging.Sms.TemplateState.Refused;
        await using var pages = new PageTest(world.Boss, world.First);
        var page = pages.Open<CampaignPage>(p => p.Add(c => c.No, no));
        page.WaitForAssertion(() => Assert.Equal("1", page.ById("value-members").TextContent), Soon);
        Assert.Equal(("2", "1"), (page.ById("value-found").TextContent, page.ById("value-nothing").TextContent));
        Assert.Contains(customer.Name, page.ById("value-sample-sms").TextContent, StringComparison.Ordinal);
        Assert.Equal("NoConsent", page.ById("row-left-out").GetAttribute("data-key"));
        Assert.Contains("缺少退订方式", page.ById("value-approval").TextContent, StringComparison.Ordinal);
        Assert.True(page.ById("action-send-campaign").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Results_follow_what_vendors_and_people_say()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (_, _, phone) = await world.CustomerAsync(world.First);
        var no = await world.ConfirmedAsync(world.First);
        await using var pages = new PageTest(world.Boss, world.First);
        var page = pages.Open<CampaignPage>(p => p.Add(c => c.No, no));
        page.WaitForAssertion(() => Assert.Equal("1", page.ById("value-waiting").TextContent), Soon);
        await world.SendAsync();
        await world.DispatchAsync();
        world.Boss.Time.Advance(TimeSpan.FromSeconds(10));
        page.WaitForAssertion(() => Assert.Equal("1", page.ById("value-handed-over").TextContent), Soon);
        await world.Boss.Get<MarketingConsents>().ReplyAsync(phone, "R", default);
        world.Boss.Time.Advance(TimeSpan.FromSeconds(10));
        page.WaitForAssertion(() => Assert.Equal("1", page.FindAll("[data-testid='value-unsubscribed']")[0].TextContent), Soon);
        // Another organization's news is none.
        world.Boss.Get<Changes>().Publish(new CampaignChanged(world.Seller.Id + 1, no));
    }

    [Theory]
    [InlineData("", "grid-due")]
    [InlineData("unused", "grid-unused")]
    [InlineData("growing", "grid-growing")]
    public async Task The_tab_stands_in_the_address_and_its_campaign_begins_with_it(string tab, string grid)
    {
        await using var world = await CampaignWorld.StartAsync();
        await using var pages = new PageTest(world.Boss, world.First);
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo($"/reports/opportunities?tab={tab}&q=云");
        var page = pages.Open<OpportunitiesPage>();
        page.WaitForAssertion(() => Assert.True(page.Has(grid)), Soon);
        var source = Enum.TryParse<Opportunity>(tab, ignoreCase: true, out var named) ? named : Opportunity.Due;
        Assert.Contains($"source={source}", page.ById("action-campaign").GetAttribute("href")!, StringComparison.Ordinal);
        Assert.False(page.Has("field-salesperson"));
        // From one to the next and back.
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo("/reports/opportunities?tab=growing");
        page.WaitForAssertion(() => Assert.True(page.Has("grid-growing")), Soon);
        pages.Services.GetRequiredService<NavigationManager>().NavigateTo("/reports/opportunities");
        page.WaitForAssertion(() => Assert.True(page.Has("grid-due")), Soon);
    }
}
