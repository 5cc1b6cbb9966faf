using System.Globalization;
using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common;

/// <summary>The parts that all pages are made of, as somebody meets them: what is asked before work is lost, what is shown once, dates, files, menus and messages.</summary>
[BrowserTest]
public sealed class FeedbackJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Typed_work_is_asked_about_before_Esc_back_a_link_or_the_window_loses_it_and_what_is_shown_once_stays()
    {
        var distributor = await Distributor.AddAsync(app, "反馈分销");
        await using var admin = await browser.OpenAsync(app);
        await distributor.SignInAsync(admin, Role.Admin);
        await admin.GoAsync("/admin/departments");
        await admin.FollowAsync(admin.Page.Locator("nav a[href='/admin/members']").First, "page-admin-members");

        // Nothing was typed: nothing is asked.
        var dialog = admin.Id("dialog-add-member");
        await admin.ClickAsync("action-add-member");
        await dialog.WaitForAsync();
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        // A field that is not even left yet counts.
        await admin.ClickAsync("action-add-member");
        await dialog.GetByTestId("field-name").ClickAsync();
        await admin.Page.Keyboard.TypeAsync("一次示例");
        await admin.Page.Keyboard.PressAsync("Escape");
        await admin.Id("dialog-leave").WaitForAsync();
        await admin.PictureAsync("feedback-leave");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.Id("dialog-leave").GetByTestId("action-cancel").ClickAsync();
        await Expect(admin.Id("dialog-leave")).ToHaveCountAsync(0);
        await Expect(dialog.GetByTestId("field-name")).ToHaveValueAsync("一次示例");
        await Expect(dialog.GetByTestId("field-name")).ToBeFocusedAsync();

        // Nor does "back" take it away, nor the window.
        await admin.Page.EvaluateAsync("() => history.back()");
        await admin.Id("dialog-leave").GetByTestId("action-cancel").ClickAsync();
        await Expect(dialog.GetByTestId("field-name")).ToHaveValueAsync("一次示例");
        await Expect(dialog.GetByTestId("field-name")).ToBeFocusedAsync();
        Assert.Equal("beforeunload", await AskedByTheWindowAsync(admin));

        // What is saved is not asked about, and the password is there until somebody says so.
        // The focus comes back after the question, until somebody clicks elsewhere, as a person does before typing there.
        await dialog.GetByTestId("field-user-name").ClickAsync();
        await dialog.GetByTestId("field-user-name").FillAsync("once.example");
        await dialog.GetByTestId("field-phone").FillAsync("１３７ 1234-0990");
        await dialog.GetByTestId("field-role-sales").CheckAsync();
        await dialog.GetByTestId("action-confirm").ClickAsync();
        var shown = admin.Id("dialog-temporary-password");
        await shown.WaitForAsync();
        await admin.PictureAsync("feedback-shown-once");
        await admin.Page.Keyboard.PressAsync("Escape");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.Page.EvaluateAsync("() => history.back()");
        await admin.Id("dialog-leave").GetByTestId("action-cancel").ClickAsync();
        await Expect(shown.GetByTestId("value-password")).ToBeVisibleAsync();
        Assert.Equal("beforeunload", await AskedByTheWindowAsync(admin));
        await shown.GetByTestId("action-confirm").ClickAsync();
        await Expect(shown).ToHaveCountAsync(0);
        Assert.Null(await AskedByTheWindowAsync(admin));

        // The acts of a row: two with words, the others in its menu, by mouse and by keyboard.
        var row = admin.Row("members", "once.example");
        await row.GetByTestId("action-more").PressAsync("Enter");
        await Expect(row.GetByTestId("action-reset-password")).ToBeFocusedAsync();
        await admin.PictureAsync("feedback-row-menu");
        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        await admin.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(row.GetByTestId("action-delete")).ToBeFocusedAsync();
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(row.GetByTestId("action-delete")).ToBeHiddenAsync();
        await Window.PressAsync(row.GetByTestId("action-delete"));
        await admin.Id("dialog-delete").GetByTestId("action-cancel").ClickAsync();
        await admin.ResizeAsync(390);
        await row.GetByTestId("action-more").ClickAsync();
        await admin.PictureAsync("feedback-row-menu-390");
        await admin.FitsAsync();
    }

    [Fact]
    public async Task A_page_and_a_cell_ask_too_and_a_form_says_all_that_is_wrong_at_once()
    {
        await using var operations = await browser.OpenAsync(app, locale: "en");
        await operations.SpeakAsync("en");
        await operations.SignInAsync("operations", "13800000004");

        // A form of which one field cannot be read says what else is missing, and what was meant by a share.
        await operations.GoAsync("/operations/suppliers");
        await operations.ClickAsync("action-create-supplier");
        var supplier = operations.Id("dialog-supplier");
        await operations.FillAsync("field-rate", "seven");
        await supplier.GetByTestId("action-confirm").ClickAsync();
        await Expect(operations.Id("error-rate")).ToContainTextAsync("0.88");
        await Expect(operations.Id("error-name")).ToBeVisibleAsync();
        await Expect(operations.Id("toast-error")).ToHaveCountAsync(0);
        await operations.FillAsync("field-rate", "７折");
        await Expect(supplier).ToContainTextAsync("７折 = 0.70");
        await operations.PictureAsync("feedback-all-wrong");

        // A paste that does not fit says so.
        await operations.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await operations.Page.EvaluateAsync("text => navigator.clipboard.writeText(text)", new string('长', 130));
        await operations.Id("field-name").ClickAsync();
        await operations.Page.Keyboard.PressAsync("Control+V");
        await Expect(operations.Id("value-room-name")).ToContainTextAsync("30");
        await operations.PictureAsync("feedback-cut");
        await supplier.GetByTestId("action-cancel").ClickAsync();
        await operations.Id("dialog-leave").GetByTestId("action-confirm").ClickAsync();
        await Expect(supplier).ToHaveCountAsync(0);

        // A cell that is edited.
        await operations.GoAsync("/operations/discounts?q=YJ-ECS-G-2C8G");
        var cell = operations.Row("discounts", "YJ-ECS-G-2C8G").GetByTestId("field-discount");
        await cell.FillAsync("8.6折");
        await operations.Page.Locator("nav a[href='/operations/suppliers']").First.ClickAsync();
        await operations.Id("dialog-leave").GetByTestId("action-cancel").ClickAsync();
        await Expect(operations.Id("dialog-leave")).ToHaveCountAsync(0);
        await Expect(cell).ToHaveValueAsync("8.6折");
        // The focus goes back to what was clicked; whoever clicks elsewhere has it there.
        await cell.ClickAsync();
        await cell.PressAsync("Enter");
        await Expect(cell).ToHaveValueAsync("0.86");
        await operations.FollowAsync(operations.Page.Locator("nav a[href='/operations/suppliers']").First, "page-operations-suppliers");

        // A page with a form: a link asks, what was saved does not.
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/campaigns/new");
        await sales.Id("field-name").FillAsync("秋季问候");
        await sales.Page.Locator("nav a[href='/sales/customers']").First.ClickAsync();
        await sales.Id("dialog-leave").GetByTestId("action-cancel").ClickAsync();
        await Expect(sales.Id("dialog-leave")).ToHaveCountAsync(0);
        await sales.SeeAsync("page-sales-campaigns-new");
        await sales.Id("field-name").FillAsync("");
        await sales.FollowAsync(sales.Page.Locator("nav a[href='/sales/customers']").First, "page-sales-customers");
    }

    [Fact]
    public async Task Days_are_chosen_as_usual_ranges_in_a_calendar_or_typed_in_any_way()
    {
        await using var finance = await browser.OpenAsync(app, locale: "en");
        await finance.SignInAsync("finance", "13800000002");
        await finance.SpeakAsync("zh-CN");
        await finance.GoAsync("/finance/journal");
        var today = ChinaTime.Day(await app.NowAsync());

        await finance.ClickAsync("action-range-to");
        await finance.Page.Locator(".mud-picker-calendar").First.WaitForAsync();
        await finance.PictureAsync("feedback-days");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.ClickAsync("action-range-monthbefore");
        var (first, last) = ChinaTime.DaysOf(CalendarPeriod.MonthBefore, today);
        await Expect(finance.Id("field-from")).ToHaveValueAsync(Text(first));
        await Expect(finance.Id("field-to")).ToHaveValueAsync(Text(last));
        await Expect(finance.Page).ToHaveURLAsync(new Regex($"from={Text(first)}&to={Text(last)}"));
        await Expect(finance.Id("action-range-to")).ToBeFocusedAsync();

        // Two clicks in the calendar, which opens where the range lies.
        await finance.ClickAsync("action-range-to");
        var days = finance.Page.Locator(".mud-picker-calendar-day:not(.mud-hidden)");
        await days.GetByText("7", new() { Exact = true }).First.ClickAsync();
        await days.GetByText("9", new() { Exact = true }).First.ClickAsync();
        await Expect(finance.Id("field-from")).ToHaveValueAsync(Text(new DateOnly(first.Year, first.Month, 7)));
        await Expect(finance.Id("field-to")).ToHaveValueAsync(Text(new DateOnly(first.Year, first.Month, 9)));

        await finance.FillAsync("field-from", "２０２６/3/5");
        await Expect(finance.Id("field-from")).ToHaveValueAsync("2026-03-05");
        await finance.FillAsync("field-to", "20260301");
        await finance.ClickAsync("action-search");
        await Expect(finance.Id("error-to")).ToBeVisibleAsync();
        await finance.FillAsync("field-to", "昨天");
        await Expect(finance.Id("error-to")).ToContainTextAsync("2026-11-22");

        await finance.ResizeAsync(390);
        await finance.ClickAsync("action-range-to");
        await finance.PictureAsync("feedback-days-390");
        await finance.FitsAsync();
    }

    [Fact]
    public async Task Files_are_dropped_listed_and_taken_out_again()
    {
        await using var company = await browser.OpenAsync(app);
        await company.SignInAsync("company", "13800000011");
        await company.GoAsync("/tickets");
        await company.ClickAsync("action-open-ticket");
        await company.FillAsync("field-title", "带文件的问题");
        await company.FillAsync("field-message", "请看文件。");
        var files = company.Id("files-files");
        await company.ChooseFileAsync("field-files", Pdf("第一.pdf"));
        await Expect(files.GetByTestId("row-files")).ToHaveCountAsync(1);
        await company.ChooseFileAsync("field-files", Pdf("第二.pdf"));
        await Expect(files.GetByTestId("row-files")).ToHaveCountAsync(2);

        // Dropped on the area, as from a folder.
        await company.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=field-files]')?._blazorInputFileNextFileId !== undefined");
        var dropped = await company.Page.EvaluateHandleAsync(
            "() => { const t = new DataTransfer(); t.items.add(new File(['%PDF-1.4 dropped'], '第三.pdf', { type: 'application/pdf' })); return t; }");
        await company.Id("field-files").EvaluateAsync("(input, t) => { input.files = t.files; input.dispatchEvent(new Event('change', { bubbles: true })); }", dropped);
        await Expect(files.GetByTestId("row-files")).ToHaveCountAsync(3);
        await company.PictureAsync("feedback-files");
        Assert.Empty(await Accessibility.ProblemsAsync(company.Page));
        await files.Locator("[data-key='第二.pdf']").GetByTestId("action-remove-file").ClickAsync();
        await Expect(files.GetByTestId("row-files")).ToHaveCountAsync(2);
        await company.Id("dialog-open-ticket").GetByTestId("action-confirm").ClickAsync();
        await company.SeeAsync("page-tickets-detail");
        await Expect(company.Page.GetByText("第一.pdf").First).ToBeVisibleAsync();
        await Expect(company.Page.GetByText("第三.pdf").First).ToBeVisibleAsync();
        await Expect(company.Page.GetByText("第二.pdf")).ToHaveCountAsync(0);

        static FilePayload Pdf(string name) => new() { Name = name, MimeType = "application/pdf", Buffer = [.. "%PDF-1.4 example"u8] };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What the browser itself asks when the window is about to go; null if nothing. The answer is to stay.</summary>
    private static async Task<string?> AskedByTheWindowAsync(Window window)
    {
        string? asked = null;
        var answered = new TaskCompletionSource();
        void Stay(object? sender, IDialog question)
        {
            asked = question.Type;
            _ = question.DismissAsync().ContinueWith(_ => answered.TrySetResult(), TaskScheduler.Default);
        }

        window.Page.Dialog += Stay;
        await window.Page.EvaluateAsync("() => { window.stays = true; setTimeout(() => location.reload(), 0); }");
        await Task.WhenAny(answered.Task, window.Page.WaitForFunctionAsync("() => !window.stays"));
        window.Page.Dialog -= Stay;
        if (asked is null)
        {
            await window.ReadyAsync();
        }

        return asked;
    }
}
