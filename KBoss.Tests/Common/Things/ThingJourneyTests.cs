using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common.Things;

/// <summary>From the audit log, the search and the lists to the page of each thing, at the root and below it.</summary>
[BrowserTest]
public sealed class ThingJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Things_are_reached_by_their_numbers_and_tell_their_story()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/suppliers");
        await operations.SettledAsync();
        await operations.FollowAsync("action-open", "page-operations-suppliers-detail");
        await operations.LookAsync("supplier");
        await operations.FollowAsync("action-products", "page-operations-suppliers-products");
        await operations.SettledAsync();
        await operations.FollowAsync("action-sku", "page-operations-skus-detail");
        await Expect(operations.Id("value-list-price").First).ToBeVisibleAsync();
        await operations.LookAsync("sku");
        await operations.ClickAsync("action-why-price");
        await Expect(operations.Id("dialog-price-why")).ToBeVisibleAsync();
        await operations.ClickAsync("action-confirm");
        await operations.FollowAsync("action-supplier", "page-operations-suppliers-detail");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/members");
        await admin.SettledAsync();
        await admin.FollowAsync(admin.Row("members", "sales").GetByTestId("action-member"), "page-admin-members-detail");
        await admin.LookAsync("member");
        await admin.GoAsync("/operations/customers");
        await admin.SettledAsync();
        await admin.FollowAsync("action-open", "page-sales-customers-detail");
        await admin.ClickAsync("action-tab-history");
        await Expect(admin.Id("tab-history")).ToBeVisibleAsync();
        await Expect(admin.Id("row-story").First).ToBeVisibleAsync();
        await admin.LookAsync("customer-history");
        await admin.ClickAsync("action-tab-members");
        await admin.SettledAsync();
        await admin.LookAsync("customer-members");
        await admin.ClickAsync("action-add-member");
        await admin.FillAsync("field-user-name", "kehu.xin");
        await admin.FillAsync("field-name", "新用户");
        await admin.FillAsync("field-phone", "13712340001");
        // A role is the customer's own Admin's to give.
        await Expect(admin.Id("field-role-buyer")).ToHaveCountAsync(0);
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("dialog-temporary-password")).ToBeVisibleAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Row("members", "kehu.xin")).ToContainTextAsync("137****0001");
        await admin.Row("members", "kehu.xin").GetByTestId("action-edit").ClickAsync();
        await Expect(admin.Id("field-name")).ToBeVisibleAsync();
        await Expect(admin.Id("field-phone")).ToHaveCountAsync(0);
        await admin.ClickAsync("action-cancel");

        await admin.GoAsync("/admin/audit");
        await admin.SettledAsync();
        await Expect(admin.Id("row-audit").First).ToBeVisibleAsync();
        await admin.LookAsync("audit");
        await admin.SpeakAsync("zh-CN");
        await admin.ResizeAsync(1440);
        await admin.GoAsync("/admin/audit?subject=示例科技");
        await admin.SettledAsync();
        Assert.Empty(await UnreadAsync(admin));
        await admin.FollowAsync("action-thing", "page-sales-customers-detail");
    }

    [Fact]
    public async Task Below_the_root_every_page_is_there_too()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("north-operations", "13700000022");
        await operations.GoAsync("/reports/prices");
        await operations.SettledAsync();
        await operations.FollowAsync("action-sku", "page-operations-skus-detail");
        await Expect(operations.Id("value-cost").First).ToBeVisibleAsync();
        await operations.LookAsync("north-sku");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("north-admin", "13700000021");
        await admin.GoAsync("/admin/members");
        await admin.SettledAsync();
        await admin.FollowAsync(admin.Row("members", "north-sales").GetByTestId("action-member"), "page-admin-members-detail");
        await Expect(admin.Id("row-story").First).ToBeVisibleAsync();
        await admin.GoAsync("/admin/members/sales");
        await Expect(admin.Id("page-admin-members-detail")).ToHaveCountAsync(0);
    }

    /// <summary>Cells of the log that still say a code: an English property name or word in a Chinese page.</summary>
    private static async Task<IReadOnlyList<string>> UnreadAsync(Window window) => await window.Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('[data-testid=value-change] strong, [data-testid=value-action]')].map(e => e.textContent.trim()).filter(t => /^[A-Za-z.]+$/.test(t))");
}

/// <summary>How a page of a thing is looked at: in both languages, wide and narrow, with nothing that axe minds.</summary>
internal static class Looks
{
    public static async Task LookAsync(this Window window, string name)
    {
        var address = window.Page.Url;
        foreach (var (language, width) in new[] { ("zh-CN", 1440), ("en", 1440), ("en", 390), ("zh-CN", 390) })
        {
            await window.SpeakAsync(language);
            await window.ResizeAsync(width);
            await window.GoAsync(new Uri(address).PathAndQuery);
            await window.SettledAsync();
            await window.PictureAsync($"{name}-{language}-{width}");
            Assert.Empty(await Accessibility.ProblemsAsync(window.Page));
            await window.FitsAsync();
        }

        await window.SpeakAsync("zh-CN");
        await window.ResizeAsync(1440);
        await window.GoAsync(new Uri(address).PathAndQuery);
        await window.SettledAsync();
    }
}
