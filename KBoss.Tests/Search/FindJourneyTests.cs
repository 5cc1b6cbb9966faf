using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Search;

/// <summary>Ctrl+K: one box over pages, acts and things, by the keyboard alone.</summary>
[BrowserTest]
public sealed class FindJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Staff_find_a_customer_a_page_in_the_other_language_and_what_they_opened_last()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");

        await admin.Page.Keyboard.PressAsync("Control+k");
        await Expect(admin.Id("field-anything")).ToBeFocusedAsync();
        await admin.Page.Keyboard.TypeAsync("示例科技");
        await Expect(admin.Id("list-anything")).ToHaveAttributeAsync("data-for", "示例科技");
        var customer = admin.Page.Locator("[data-testid=row-anything][data-thing]").First;
        await Expect(customer).ToContainTextAsync("示例科技有限公司");
        await Expect(customer).ToHaveAttributeAsync("aria-selected", "true");
        await admin.PictureAsync("find");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-sales-customers-detail");
        await Expect(admin.Id("dialog-find-anything")).Not.ToBeVisibleAsync();

        // The answer that Enter waited for is opened when it comes.
        await admin.Page.Keyboard.PressAsync("Control+k");
        await Expect(admin.Id("row-recent")).ToContainTextAsync("示例科技有限公司");
        await admin.Page.Keyboard.TypeAsync("audit");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-admin-audit");

        // The second, and out again by Esc without going anywhere.
        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.Page.Keyboard.TypeAsync("没有这样的东西");
        await Expect(admin.Id("value-anything")).ToContainTextAsync("没有这样的东西");
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(admin.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
        await admin.SeeAsync("page-admin-audit");

        await admin.Page.Keyboard.PressAsync("Control+k");
        await admin.Page.Keyboard.PressAsync("ArrowDown");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeeAsync("page-sales-customers-detail");
    }

    [Fact]
    public async Task On_a_phone_the_box_is_opened_by_its_button_and_fits()
    {
        await using var maintenance = await browser.OpenAsync(app, 390, 844);
        await maintenance.SignInAsync("maintenance", "13800000005");
        await maintenance.GoAsync("/maintenance/tickets");
        await maintenance.ClickAsync("action-find-anything");
        await maintenance.Page.Keyboard.TypeAsync("工单");
        await Expect(maintenance.Id("row-anything").First).ToBeVisibleAsync();
        await maintenance.PictureAsync("find-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(maintenance.Page));
        Assert.Equal(390, await maintenance.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await Expect(maintenance.Id("action-account")).ToBeInViewportAsync(new() { Ratio = 1 });
        await maintenance.ClickAsync("action-close-anything");
        await Expect(maintenance.Id("dialog-find-anything")).Not.ToBeVisibleAsync();
    }
}
