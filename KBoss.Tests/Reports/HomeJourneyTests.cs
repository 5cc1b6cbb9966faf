using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Reports;

/// <summary>Each role begins at its home, follows a figure to the list behind it, and comes back.</summary>
[BrowserTest]
public sealed class HomeJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Theory]
    [InlineData("sales", "13800000003", "follow-ups", "page-sales-customers", "field-attention", "follow-up")]
    [InlineData("operations", "13800000004", "promotions-running", "page-operations-promotions", "field-status", "Active")]
    [InlineData("maintenance", "13800000005", "tasks-unclaimed", "page-maintenance-tasks", "field-mine", "nobody")]
    [InlineData("finance", "13800000002", "money-online", "page-finance-cash", "field-kind", "Recharge")]
    [InlineData("admin", "13800000001", "locked", "page-admin-members", "field-status", "Locked")]
    public async Task A_member_lands_at_home_follows_a_figure_to_its_list_and_comes_back(
        string account, string phone, string figure, string list, string filter, string value)
    {
        await using var window = await browser.OpenAsync(app);
        await window.SignInOnPagesAsync(account, phone);
        await window.SeeAsync("page-staff-home");
        await window.SettledAsync();
        await window.PictureAsync($"home-{account}-1440");
        await window.ResizeAsync(390);
        await window.PictureAsync($"home-{account}-390");
        await window.ResizeAsync(1440);

        await window.FollowAsync($"action-home-{figure}", list);
        await Expect(window.Id(filter)).ToHaveValueAsync(value);
        await window.SettledAsync();
        await window.Page.Locator("a.k-brand").First.ClickAsync();
        await window.SeeAsync("page-staff-home");
        await Expect(window.Id($"value-home-{figure}")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_customer_without_an_order_is_told_on_its_own_page_where_to_begin()
    {
        await using var buyer = await browser.OpenAsync(app, 390, 844);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/me");
        await buyer.SeeAsync("page-me");
        await buyer.Id("part-home-customer").WaitForAsync();
        await buyer.SettledAsync();
        await buyer.PictureAsync("home-customer-390");
        // It has not ordered anything yet and is told where to begin.
        await buyer.FollowAsync("action-to-products", "page-products");
        await buyer.Page.GoBackAsync();
        await buyer.SeeAsync("page-me");
        await Expect(buyer.Id("part-home-customer")).ToBeVisibleAsync();
    }
}
