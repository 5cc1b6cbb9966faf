using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Marketing;

/// <summary>From an opportunity to what became of the campaign, in a browser: at the root, and at a distributor below it.</summary>
[BrowserTest]
public sealed class CampaignJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("zh-CN", 1440, "sales", "13800000003", "company")]
    [InlineData("en", 390, "north-sales", "13700000023", "north-company")]
    public async Task Sales_wins_a_customer_back_from_an_opportunity_to_the_report_of_the_carrier(
        string language, int width, string account, string accountPhone, string customerAccount)
    {
        await MorningAsync();
        var (customer, phone) = await IdleAsync(customerAccount);
        await using var sales = await browser.OpenAsync(app, width, 900);
        await sales.SpeakAsync(language);
        await sales.SignInAsync(account, accountPhone);
        await sales.GoAsync("/reports/opportunities");
        await sales.PictureAsync($"opportunities-due-{language}-{width}");
        await sales.ClickAsync("action-tab-unused");
        await Expect(sales.Row("unused", customer)).ToBeVisibleAsync();
        await sales.PictureAsync($"opportunities-unused-{language}-{width}");
        await sales.FollowAsync("action-campaign", "page-sales-campaigns-new");
        await Expect(sales.Id("field-source")).ToHaveValueAsync("Unused");
        await Expect(sales.Id("value-in-list")).ToBeVisibleAsync();
        await sales.PictureAsync($"campaign-whom-{language}-{width}");
        await sales.ClickAsync("action-next");
        await Expect(sales.Id("error-name")).ToBeVisibleAsync();
        await sales.FillAsync("field-name", "老客户回访");
        await sales.ClickAsync("action-next");
        await sales.ClickAsync("action-save-campaign");
        await Expect(sales.Id("error-content")).ToBeVisibleAsync();
        await Expect(sales.Id("error-title")).ToBeVisibleAsync();
        await sales.PictureAsync($"campaign-new-{language}-{width}");
        await sales.FillAsync("field-content", "云主机续费八折，限本周");
        await sales.FillAsync("field-title", "老客户优惠");
        await sales.FillAsync("field-text", "{customer}，本周续费云主机享八折。");
        await sales.ClickAsync("action-save-campaign");
        await sales.SeeAsync("page-sales-campaigns-detail");
        await Expect(sales.Id("value-by-sms")).ToHaveTextAsync("1");
        await Expect(sales.Id("value-sample-sms")).ToContainTextAsync("续费八折");
        await sales.PictureAsync($"campaign-draft-{language}-{width}");

        // Back in the text everything stands as it was, and what is changed there is what is looked over next.
        await sales.ClickAsync("action-back");
        await Expect(sales.Id("field-content")).ToHaveValueAsync("云主机续费八折，限本周");
        await sales.FillAsync("field-title", "老客户专享优惠");
        await sales.ClickAsync("action-back");
        await Expect(sales.Id("field-name")).ToHaveValueAsync("老客户回访");
        await sales.ClickAsync("action-next");
        await Expect(sales.Id("field-title")).ToHaveValueAsync("老客户专享优惠");
        await sales.ClickAsync("action-save-campaign");
        await Expect(sales.Id("value-sample-notice")).ToContainTextAsync("老客户专享优惠");
        await sales.FitsAsync();

        // A time that has passed is said at its field, and nobody is asked about it.
        await sales.FillAsync("field-send-at", "2026-01-01T10:00");
        await Expect(sales.Id("error-send-at")).ToBeVisibleAsync();
        await sales.ClickAsync("action-send-campaign");
        await Expect(sales.Id("error-send-at")).ToBeVisibleAsync();
        await Expect(sales.Id("dialog-send-campaign")).ToHaveCountAsync(0);
        await Expect(sales.Id("toast-error")).ToHaveCountAsync(0);
        await sales.FillAsync("field-send-at", "");
        await Expect(sales.Id("error-send-at")).ToHaveCountAsync(0);

        await sales.ClickAsync("action-send-campaign");
        await Expect(sales.Id("dialog-send-campaign")).ToBeVisibleAsync();
        await sales.PictureAsync($"campaign-confirm-{language}-{width}");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("value-handed-over")).ToHaveTextAsync("1", new() { Timeout = 60_000 });
        Assert.Equal("MarketingOffer", await app.TemplateAsync(phone, "MarketingOffer"));

        // What carrier and customer say appears by itself.
        var biz = await BizAsync(phone);
        await PostAsync($"/dev/messages/{biz}/report?delivered=true");
        await Expect(sales.Id("value-delivered")).ToHaveTextAsync("1", new() { Timeout = 30_000 });
        await PostAsync($"/dev/messages/{biz}/reply?text=R");
        await Expect(sales.Id("value-unsubscribed").First).ToHaveTextAsync("1", new() { Timeout = 30_000 });
        await sales.PictureAsync($"campaign-results-{language}-{width}");
        await sales.FollowAsync("value-delivered", "page-sales-campaigns-detail");
        await Expect(sales.Id("row-recipients").First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Delivered");
        await sales.GoAsync("/sales/campaigns");
        await Expect(sales.Id("row-campaigns").First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");
        await sales.PictureAsync($"campaigns-{language}-{width}");
        await sales.FitsAsync();
    }

    /// <summary>The clock stands at an hour in which advertising may be sent, and will for the next one.</summary>
    private async Task MorningAsync()
    {
        var now = ChinaTime.FromUtc(await app.NowAsync());
        if (now.Hour is < 8 or >= 19)
        {
            var morning = now.Date.AddHours(9) is var today && today > now ? today : today.AddDays(1);
            await app.AdvanceAsync(morning - now);
        }
    }

    /// <summary>The customer of an account of the demo registered long ago, and the phone of its buyer has consented to advertising.</summary>
    private async Task<(string Code, string Phone)> IdleAsync(string userName)
    {
        await using var db = app.Services.GetRequiredService<KBossDatabase>().OpenToWrite(OrganizationScope.Everything);
        var member = await db.Members.SingleAsync(m => m.UserName == userName);
        var customer = await db.Customers.SingleAsync(c => c.BuyerId == member.OrganizationId);
        db.Entry(customer).Property(c => c.CreatedAt).CurrentValue = customer.CreatedAt.AddDays(-100);
        db.Add(new MarketingConsent(member.OrganizationId, member.Phone, true, ConsentWay.Preferences, new By(member.Id, member.Name), await app.NowAsync()));
        await db.SaveChangesAsync();
        return (await db.Organizations.Where(o => o.Id == member.OrganizationId).Select(o => o.Code).SingleAsync(), member.Phone);
    }

    private async Task PostAsync(string path)
    {
        using var answer = await app.Http.PostAsync(new Uri(app.Address, path), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The vendor's number of the newest message to a phone.</summary>
    private async Task<string> BizAsync(string phone)
    {
        var page = await app.Http.GetStringAsync(new Uri(app.Address, $"/dev/messages?phone={phone}"));
        const string mark = "data-key=\"";
        var from = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return Uri.EscapeDataString(page[from..page.IndexOf('"', from)]);
    }
}
