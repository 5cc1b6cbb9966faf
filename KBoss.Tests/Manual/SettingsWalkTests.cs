using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>admin.md</c>: settings, one schedule, back-ups, text messages and release notes; <c>account.md</c>: reminders.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class SettingsWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Settings_vendors_a_schedule_back_ups_messages_release_notes_and_reminders()
    {
        var walk = new ManualWalk(browser, app, "settings");
        await using var admin = await walk.SignInAsync("admin", "13800000001");
        await LookAtVendorsAsync(walk, admin);
        await EditAsync(walk, admin);
        await StopScheduleAsync(walk, admin);
        await BackUpAsync(walk, admin);
        await LookAtMessagesAsync(walk, admin);
        await admin.Page.GotoAsync("/release-notes");
        await Expect(admin.Id("page-release-notes").Locator("h2").First).ToBeVisibleAsync();
        await walk.ShowAsync(admin, "notes");
        await ChooseRemindersAsync(walk);
        walk.End();
    }

    private static async Task LookAtVendorsAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/settings");
        var vendor = admin.Row("vendors", "DingTalk");
        await Expect(vendor.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Simulated");
        await vendor.GetByTestId("action-test").ClickAsync();
        await Expect(vendor.GetByTestId("value-test")).ToHaveAttributeAsync("data-works", "true");
        await walk.ShowAsync(admin, "vendors", "action-test");
        await admin.Row("settings", "Thresholds").GetByTestId("value-unset").ClickAsync();
        await walk.ShowPartAsync(admin.Row("settings", "Thresholds"), "section", "action-edit");
    }

    private static async Task EditAsync(ManualWalk walk, Window admin)
    {
        await OpenAndCancelAsync(admin, admin.Row("settings", "Company").GetByTestId("action-edit"), "settings", "");
        await OpenAndCancelAsync(admin, admin.Row("settings", "ShopFooter").GetByTestId("action-edit"), "settings", "");
        await OpenAndCancelAsync(admin, admin.Row("settings", "WorkingHours").GetByTestId("action-edit"), "settings", "");
        await admin.Row("settings", "Thresholds").GetByTestId("action-edit").ClickAsync();
        await admin.FillAsync("field-lowstock", "7.5");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-lowstock")).ToContainTextAsync("100,000");
        await Expect(admin.Id("error-lowstock")).Not.ToContainTextAsync(".00");
        await admin.CancelAsync();
        await admin.Row("settings", "DingTalk").GetByTestId("action-edit").ClickAsync();
        await admin.FillAsync("field-encodingaeskey", "too-short");
        await admin.FillAsync("field-appurl", "http://kboss.example");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("error-encodingaeskey")).ToContainTextAsync("43");
        await Expect(admin.Id("error-appurl")).ToContainTextAsync("https://");
        await walk.ShowDialogAsync(admin, "refused");
        await admin.CancelAsync();
    }

    private static async Task StopScheduleAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/schedules");
        await admin.FollowAsync(admin.Row("schedules", "remove-old-sessions").GetByTestId("action-open"), "page-admin-schedules-detail");
        await admin.ClickAsync("action-run-now");
        await Expect(admin.Id("row-runs").First.GetByTestId("value-by")).ToHaveTextAsync("管理员", new() { Timeout = 30_000 });
        await admin.ClickAsync("action-pause");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Id("value-paused")).ToBeVisibleAsync();
        await walk.ShowAsync(admin, "schedule", "action-run-now", "action-resume");
        await admin.ClickAsync("action-resume");
        await Expect(admin.Id("value-paused")).ToHaveCountAsync(0);
    }

    private static async Task BackUpAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/backups");
        await admin.ClickAsync("action-back-up-now");
        await Expect(admin.Id("row-backups").First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Good", new() { Timeout = 30_000 });
        await walk.ShowAsync(admin, "backups", "action-back-up-now");
    }

    private static async Task LookAtMessagesAsync(ManualWalk walk, Window admin)
    {
        await admin.GoAsync("/admin/messages");
        await Expect(admin.Id("row-messages").First).ToBeVisibleAsync();
        await walk.ShowAsync(admin, "messages", "filters", "value-sum");
        await admin.FollowAsync("action-templates", "page-admin-templates");
        await admin.ClickAsync("action-ask-vendors");
        await Expect(admin.Row("templates", "OrderPaid").GetByTestId("value-variables").First).ToContainTextAsync(Say("订单号", "Order number"));
        await Expect(admin.Row("templates", "OrderPaid").GetByTestId("status").First).ToBeVisibleAsync();
        await walk.ShowPartAsync(admin.Row("templates", "OrderPaid"), "template", "action-try");
        await admin.Row("templates", "OrderPaid").GetByTestId("action-try").ClickAsync();
        await Expect(admin.Id("value-tried")).ToContainTextAsync("KB202601050001");
        await walk.ShowDialogAsync(admin, "try");
        await admin.CancelAsync();
    }

    private static async Task ChooseRemindersAsync(ManualWalk walk)
    {
        await using var person = await walk.SignInAsync("person", "13800000012");
        await person.GoAsync("/me/reminders");
        await Expect(person.Id("row-group").First).ToBeVisibleAsync();
        await person.ChooseAsync("field-quiet-from", "22:00");
        await walk.ShowAsync(person, "reminders", "action-save");
        await person.ClickAsync("action-save");
        await person.SucceededAsync();
    }
}
