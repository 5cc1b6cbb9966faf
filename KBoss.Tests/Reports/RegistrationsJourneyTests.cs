using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Reports;

/// <summary>From the report of registrations to the customers behind its numbers, and to a workbook; for who sees all customers and for a salesperson.</summary>
[BrowserTest]
public sealed class RegistrationsJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("operations", "13800000004", "page-operations-customers")]
    [InlineData("sales", "13800000003", "page-sales-customers")]
    public async Task A_number_leads_to_as_many_customers_and_the_rows_to_a_workbook(string account, string phone, string list)
    {
        await using var window = await browser.OpenAsync(app);
        await window.SignInAsync(account, phone);
        await window.GoAsync("/reports/registrations");
        await Expect(window.Id("row-registrations")).ToHaveCountAsync(20);
        await window.ChooseAsync("field-by", "Month");
        await window.ChooseAsync("field-period", "Always");
        await window.ClickAsync("action-search");
        await window.Page.WaitForURLAsync("**by=Month&period=Always**");
        await window.SettledAsync();
        await window.PictureAsync($"registrations-{account}-1440");

        var sum = await window.Id("value-sum-customers").TextContentAsync();
        await Expect(window.Id("value-foot-customers")).ToHaveTextAsync(sum!);
        var newest = window.Id("row-registrations").Filter(new() { Has = window.Page.Locator("a[data-testid='value-customers']") }).First;
        var customers = int.Parse((await newest.GetByTestId("value-customers").TextContentAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        var sheet = await window.DownloadAsync("action-export");
        Assert.Equal(sum, sheet[^1][3]);

        await window.FollowAsync(newest.GetByTestId("value-customers"), list);
        await window.SettledAsync();
        Assert.InRange(customers, 1, 20);
        await Expect(window.Id("row-customers")).ToHaveCountAsync(customers);

        foreach (var language in new[] { "zh-CN", "en" })
        {
            await window.SpeakAsync(language);
            foreach (var width in new[] { 1440, 390 })
            {
                await window.ResizeAsync(width);
                await window.GoAsync("/reports/registrations?by=Week");
                await window.SettledAsync();
                await window.PictureAsync($"registrations-{account}-weeks-{language}-{width}");
                await window.FitsAsync();
                Assert.Empty(await Accessibility.ProblemsAsync(window.Page));
            }
        }
    }
}
