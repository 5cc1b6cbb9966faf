using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Settings;

/// <summary>An Admin of the root sets up DingTalk, stops a schedule, makes a back-up and reads what is new.</summary>
[BrowserTest]
public sealed class AdminJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Secret = "Sec5ret-typed-in-a-journey-77";

    [Fact]
    public async Task An_Admin_mends_what_was_typed_wrong_tests_the_vendor_pauses_a_schedule_and_backs_up()
    {
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/settings");
        var section = admin.Row("settings", "DingTalk");
        await Expect(section.GetByTestId("value-appsecret")).ToHaveAttributeAsync("data-origin", "Unset");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("settings-zh");

        await section.GetByTestId("action-edit").ClickAsync();
        await admin.FillAsync("field-appsecret", Secret);
        await admin.FillAsync("field-encodingaeskey", "too-short");
        await admin.FillAsync("field-appurl", "http://kboss.example");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-encodingaeskey")).ToContainTextAsync("43");
        await Expect(admin.Id("error-appurl")).ToContainTextAsync("https://");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("settings-dialog-zh");
        await admin.FillAsync("field-encodingaeskey", "abcdefghijabcdefghijabcdefghijabcdefghijabc");
        await admin.FillAsync("field-appurl", "https://kboss.example");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();
        await Expect(section.GetByTestId("value-appsecret")).ToContainTextAsync("…77");
        await Expect(section.GetByTestId("value-changed")).ToBeVisibleAsync();
        Assert.DoesNotContain(Secret, await admin.Page.ContentAsync(), StringComparison.Ordinal);
        await admin.GoAsync("/admin/settings");
        Assert.DoesNotContain(Secret, await admin.Page.ContentAsync(), StringComparison.Ordinal);
        await admin.GoAsync("/admin/audit?kind=SettingsChanged");
        await Expect(admin.Id("row-audit").First).ToContainTextAsync("https://kboss.example");
        Assert.DoesNotContain(Secret, await admin.Page.ContentAsync(), StringComparison.Ordinal);

        await admin.GoAsync("/admin/settings");
        var vendor = admin.Row("vendors", "DingTalk");
        await Expect(vendor.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Simulated");
        await vendor.GetByTestId("action-test").ClickAsync();
        await Expect(vendor.GetByTestId("value-test")).ToHaveAttributeAsync("data-works", "true");

        // The footer of the shop follows without the shop being loaded anew by anybody but its visitor.
        await Expect(admin.Row("settings", "ShopFooter").GetByTestId("value-footer-missing")).ToContainTextAsync("备案");
        await admin.Row("settings", "ShopFooter").GetByTestId("action-edit").ClickAsync();
        await admin.FillAsync("field-icpnumber", "沪ICP备00000001号");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Row("settings", "ShopFooter").GetByTestId("value-icpnumber")).ToContainTextAsync("沪ICP备00000001号");
        await Expect(admin.Row("settings", "ShopFooter").GetByTestId("value-footer-missing")).Not.ToContainTextAsync("备案");
        await admin.Page.GotoAsync("/orders");
        await admin.Page.GotoAsync("/");
        await admin.ExpectTextAsync("value-footer", "沪ICP备00000001号");

        await admin.GoAsync("/admin/schedules");
        var schedule = admin.Row("schedules", "remove-old-sessions");
        await schedule.GetByTestId("action-pause").ClickAsync();
        await admin.ClickAsync("action-confirm");
        await Expect(schedule.GetByTestId("value-paused")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("schedules-zh");
        await admin.FollowAsync(schedule.GetByTestId("action-open"), "page-admin-schedules-detail");
        await admin.ClickAsync("action-run-now");
        await Expect(admin.Id("row-runs").First.GetByTestId("value-by")).ToHaveTextAsync("管理员", new() { Timeout = 30_000 });
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("schedule-zh");
        await admin.ClickAsync("action-resume");
        await Expect(admin.Id("value-paused")).ToHaveCountAsync(0);

        await admin.GoAsync("/admin/backups");
        await Expect(admin.Id("value-last-good")).ToContainTextAsync("2:15");
        await Expect(admin.Id("value-overdue")).ToHaveCountAsync(0);
        await admin.ClickAsync("action-back-up-now");
        await Expect(admin.Id("row-backups").First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Good");
        await Expect(admin.Id("value-last-good").Locator("time")).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.PictureAsync("backups-zh");

        await admin.Page.GotoAsync("/release-notes");
        await Expect(admin.Id("page-release-notes").Locator("h2").First).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
    }

    [Fact]
    public async Task Settings_schedules_and_back_ups_fit_a_phone()
    {
        await using var admin = await browser.OpenAsync(app, 390, 844);
        await admin.SignInAsync("admin", "13800000001");
        foreach (var (path, page) in new[]
        {
            ("/admin/settings", "settings"), ("/admin/schedules", "schedules"), ("/admin/schedules/verify-ledger", "schedule"), ("/admin/backups", "backups"),
        })
        {
            await admin.GoAsync(path);
            await Expect(admin.Page.Locator("h1")).ToBeVisibleAsync();
            await admin.FitsAsync();
            await admin.PictureAsync($"{page}-390");
        }
    }
}
