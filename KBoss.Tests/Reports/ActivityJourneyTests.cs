using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Reports;

/// <summary>An Admin sees on the home who is active, and by organization and name behind it; in the root and below it.</summary>
[BrowserTest]
public sealed class ActivityJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("admin", "13800000001", "company", "13800000011")]
    [InlineData("north-admin", "13700000021", "north-company", "13700000025")]
    public async Task From_the_home_to_the_members_who_were_there(string account, string phone, string customer, string customerPhone)
    {
        await using (var buyer = await browser.OpenAsync(app))
        {
            await buyer.SignInAsync(customer, customerPhone);
        }

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync(account, phone);
        await admin.GoAsync("/home");
        var figure = admin.Id("action-home-active-customers");
        Assert.NotEqual("0", await admin.Id("value-home-active-customers").TextContentAsync());
        await figure.ClickAsync();
        await Expect(admin.Id("page-reports-activity-members")).ToBeVisibleAsync();
        await Expect(admin.Page.GetByText(customer, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(admin.Page.GetByText(account, new() { Exact = true })).ToHaveCountAsync(0);
        await admin.PictureAsync($"activity-members-{account}");

        foreach (var width in new[] { 1440, 390 })
        {
            await admin.ResizeAsync(width);
            await admin.GoAsync("/reports/activity");
            await admin.SettledAsync();
            await Expect(admin.Id("value-sums")).ToBeVisibleAsync();
            await admin.PictureAsync($"activity-{account}-{width}");
            Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        }

        await admin.ResizeAsync(1440);
        await admin.GoAsync("/reports/activity?of=Staff");
        await Expect(admin.Id("row-activity")).ToHaveCountAsync(1);
        var today = await admin.Id("row-activity").GetByTestId("value-day").TextContentAsync();
        await admin.Id("row-activity").GetByTestId("value-day").ClickAsync();
        await Expect(admin.Id("row-active-members")).ToHaveCountAsync(int.Parse(today!, System.Globalization.CultureInfo.InvariantCulture));
        await Expect(admin.Page.GetByText(account, new() { Exact = true }).First).ToBeVisibleAsync();
    }
}
