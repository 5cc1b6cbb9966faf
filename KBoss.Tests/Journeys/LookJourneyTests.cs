using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>How pages look and are worked with on a phone and by keyboard: charts, trees, days and files.</summary>
[BrowserTest]
public sealed class LookJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task A_day_is_shown_back_in_full_and_a_slip_of_another_type_is_refused_when_it_is_chosen()
    {
        await using var finance = await browser.OpenAsync(app, 390, 844);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/recharge");
        await finance.TypeAsync("field-customer", "demo");
        await finance.Id("row-found").First.ClickAsync();
        await finance.Id("form-recharge").WaitForAsync();
        await finance.Id("field-slip").SetInputFilesAsync(new FilePayload { Name = "slip.txt", MimeType = "text/plain", Buffer = "no"u8.ToArray() });
        await Expect(finance.Id("error-slip")).ToContainTextAsync("slip.txt");
        await Expect(finance.Id("row-files")).ToHaveCountAsync(0);

        // A file that is chosen the moment its field stands there, before the circuit has told the browser to listen, is not lost.
        await finance.Page.EvaluateAsync(
            """
            () => new MutationObserver((_, watch) => {
              const field = document.querySelector('[data-testid=field-slip]');
              if (!field || '_blazorInputFileNextFileId' in field) return;
              watch.disconnect();
              const chosen = new DataTransfer();
              chosen.items.add(new File(['%PDF-1.4'], 'slip.pdf', { type: 'application/pdf' }));
              field.files = chosen.files;
              field.dispatchEvent(new Event('change', { bubbles: true }));
              window.early = true;
            }).observe(document.body, { subtree: true, childList: true, attributes: true })
            """);
        await finance.Id("field-slip").SetInputFilesAsync(new FilePayload { Name = "other.txt", MimeType = "text/plain", Buffer = "no"u8.ToArray() });
        await Expect(finance.Id("row-files").And(finance.Page.Locator("[data-key='slip.pdf']"))).ToHaveCountAsync(1);
        Assert.True(await finance.Page.EvaluateAsync<bool>("() => window.early"));

        await finance.FillAsync("field-value-day", "1.2");
        await finance.Id("field-reference").FocusAsync();
        await Expect(finance.Id("field-value-day")).ToHaveValueAsync(new Regex("^20[0-9]{2}-01-02$"));
        await finance.Id("action-choose-day").ClickAsync();
        await finance.Page.Locator(".k-day-panel .mud-picker-calendar").First.WaitForAsync();
        await finance.PictureAsync("recharge-day-390");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.FitsAsync();
        await finance.Page.Keyboard.PressAsync("Escape");
        await Expect(finance.Page.Locator(".k-day-panel .mud-picker-calendar")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("zh-CN", 390)]
    [InlineData("en", 1440)]
    public async Task The_months_are_drawn_and_said_as_a_table(string language, int width)
    {
        // Months without a yuan are not drawn.
        await browser.BuyOnceAsync(app);

        await using var finance = await browser.OpenAsync(app, width, 844);
        await finance.SignInAsync("finance", "13800000002");
        await finance.SpeakAsync(language);
        await finance.GoAsync("/home");
        var chart = finance.Id("chart-book-revenue");
        await chart.Locator(".mud-charts-xaxis text").First.WaitForAsync();
        await Expect(chart.Locator(".mud-charts-yaxis text").First).ToContainTextAsync("¥");
        await chart.GetByTestId("action-chart-numbers").ClickAsync();
        await Expect(chart.GetByTestId("row-chart")).ToHaveCountAsync(6);
        await finance.PictureAsync($"chart-{width}");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.FitsAsync();
    }

    [Fact]
    public async Task The_menu_shows_where_one_is_however_long_it_is()
    {
        await using var sales = await browser.OpenAsync(app, 1440, 600);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/campaigns");
        await Expect(sales.Page.Locator(".k-console-drawer a.active")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_tree_of_departments_is_folded_walked_and_rearranged()
    {
        var distributor = await Distributor.AddAsync(app, "树状分销");
        await using var admin = await browser.OpenAsync(app);
        await distributor.SignInAsync(admin, Role.Admin);
        await admin.GoAsync("/admin/departments");
        foreach (var (action, name) in new[] { ("action-add-department", "华东区"), ("action-add-child", "上海组"), ("action-add-department", "华北区") })
        {
            await admin.ClickAsync(action);
            await admin.FillAsync("field-name", name);
            await admin.Id("dialog-department").GetByTestId("action-confirm").ClickAsync();
            await Expect(admin.Id("value-department")).ToHaveTextAsync(name);
        }

        Assert.Empty(await Accessibility.ProblemsAsync(admin.Page));
        // By the arrows: fold, unfold, into, and out again.
        await Department(admin, "华东区").GetByTestId("action-choose").FocusAsync();
        await admin.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Department(admin, "上海组")).ToHaveCountAsync(0);
        await admin.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Department(admin, "上海组")).ToBeVisibleAsync();
        await admin.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Department(admin, "上海组").GetByTestId("action-choose")).ToBeFocusedAsync();
        await admin.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Department(admin, "华东区").GetByTestId("action-choose")).ToBeFocusedAsync();

        // By the mouse: where it is dropped is proposed, and asked about.
        await Department(admin, "上海组").DragToAsync(Department(admin, "华北区"));
        var dialog = admin.Id("dialog-move-department");
        await dialog.WaitForAsync();
        await Expect(dialog.GetByTestId("field-parent").Locator("option:checked")).ToHaveTextAsync(new Regex("华北区"));
        await dialog.GetByTestId("action-confirm").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Department(admin, "华东区").GetByTestId("action-choose").FocusAsync();
        await Expect(Department(admin, "华东区").GetByTestId("action-fold")).ToHaveCountAsync(0);
        await Expect(Department(admin, "华北区").GetByTestId("action-fold")).ToHaveCountAsync(1);
        await admin.PictureAsync("departments-tree");
    }

    private static ILocator Department(Window admin, string name) => admin.Page.Locator($"[data-testid='row-departments'][data-name='{name}']");
}
