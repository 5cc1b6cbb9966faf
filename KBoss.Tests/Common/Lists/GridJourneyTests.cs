using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Common.Lists;

/// <summary>A list is made one's own: what stays, what is moved, what is kept under a name, and who sees it.</summary>
[BrowserTest]
public sealed class GridJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string List = "/operations/discounts";

    [Fact]
    public async Task Heads_stay_columns_are_dragged_and_a_view_is_shared_with_the_organization_alone()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.ResizeAsync(1440);
        await operations.GoAsync($"{List}?size=50");
        await operations.SettledAsync();
        await Expect(operations.Page.Locator(".k-grid[data-holds]")).ToHaveCountAsync(1);

        // What stays while rows scroll: filters, bar and heads, one below the other.
        await operations.Page.EvaluateAsync("() => scrollTo(0, 700)");
        var (filters, bar, head) = (await BoxAsync(operations, ".k-filters"), await BoxAsync(operations, ".k-grid-bar"), await BoxAsync(operations, "th[data-column]"));
        Assert.InRange(filters.Y, 40, 60);
        Assert.InRange(bar.Y, filters.Y + filters.Height - 2, filters.Y + filters.Height + 1);
        Assert.InRange(head.Y, bar.Y + bar.Height - 2, bar.Y + bar.Height + 1);
        await operations.PictureAsync("grid-scrolled");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.Page.EvaluateAsync("() => scrollTo(0, 0)");

        // By the mouse: wider by its edge, to the front by itself.
        var before = await HeadsAsync(operations);
        var second = (await operations.Page.Locator("th[data-column]").Nth(1).BoundingBoxAsync())!;
        await DragAsync(operations, second.X + second.Width - 3, second.Y + 9, second.X + second.Width + 57, second.Y + 9);
        await Expect(operations.Page.Locator("table[data-sized]")).ToHaveCountAsync(1);
        await WaitAsync(operations, "w => Math.abs(document.querySelectorAll('th[data-column]')[1].offsetWidth - w) < 4", (double)second.Width + 60);
        second = (await operations.Page.Locator("th[data-column]").Nth(1).BoundingBoxAsync())!;
        var first = (await operations.Page.Locator("th[data-column]").First.BoundingBoxAsync())!;
        await DragAsync(operations, second.X + 12, second.Y + 9, first.X + 8, first.Y + 9);
        await WaitAsync(operations, "key => document.querySelector('th[data-column]').dataset.column === key", before[1]);
        await Expect(operations.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?size=50$"));

        // By the keyboard, in the menu.
        await operations.Id("action-columns").FocusAsync();
        await operations.Page.Keyboard.PressAsync("Enter");
        await operations.Row("columns", before[1]).GetByTestId("action-column-right").FocusAsync();
        await operations.Page.Keyboard.PressAsync("Enter");
        await WaitAsync(operations, "key => document.querySelector('th[data-column]').dataset.column === key", before[0]);
        var wide = (await BoxAsync(operations, $"th[data-column='{before[0]}']")).Width;
        await operations.Row("columns", before[0]).GetByTestId("action-column-wider").FocusAsync();
        await operations.Page.Keyboard.PressAsync("Enter");
        await WaitAsync(operations, "w => Math.abs(document.querySelector('th[data-column]').offsetWidth - w) < 4", (double)wide + 24);
        await operations.PictureAsync("grid-columns");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.ChooseAsync("field-rows", "Comfortable");
        await Expect(operations.Page.Locator(".k-grid[data-rows]")).ToHaveCountAsync(0);
        await operations.Page.Keyboard.PressAsync("Escape");

        // Under a name, for everybody; the list opens with it.
        await operations.GoAsync($"{List}?sort=-list&size=50");
        await Expect(operations.Page.Locator(".k-grid[data-rows]")).ToHaveCountAsync(0);
        await operations.ClickAsync("action-views");
        await operations.ClickAsync("action-save-view-as");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-view-name")).ToBeVisibleAsync();
        await operations.FillAsync("field-view-name", "最贵的在前");
        await operations.Id("field-view-shared").CheckAsync();
        await operations.PictureAsync("grid-view-dialog");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("value-view")).ToHaveTextAsync("最贵的在前");
        await operations.ClickAsync("action-views");
        await operations.Id("field-first-view").CheckAsync();
        await operations.PictureAsync("grid-views");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.GoAsync(List);
        await Expect(operations.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("sort=-list.*view="));
        await operations.ChooseAsync("field-size", "100");
        await Expect(operations.Id("value-view")).ToHaveTextAsync("最贵的在前 *");

        await using var north = await browser.OpenAsync(app);
        await north.SignInAsync("north-operations", "13700000022");
        await north.GoAsync(List);
        await north.SettledAsync();
        await north.ClickAsync("action-views");
        await Expect(north.Id("action-save-view-as")).ToBeVisibleAsync();
        await Expect(north.Id("row-views")).ToHaveCountAsync(0);
        await north.ClickAsync("action-save-view-as");
        await north.FillAsync("field-view-name", "下级的视图");
        await north.ClickAsync("action-confirm");
        await Expect(north.Id("value-view")).ToHaveTextAsync("下级的视图");

        // Deleted, the list goes on without it.
        await operations.ClickAsync("action-views");
        await operations.ClickAsync("action-delete-view");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("row-views")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Rows_are_scrolled_on_a_desk_and_stay_cards_on_a_phone()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/customers?size=scroll");
        await operations.SettledAsync();
        await Expect(operations.Id("row-customers").First).ToBeVisibleAsync();
        await Expect(operations.Id("action-next")).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.GoAsync("/operations/customers?group=salesperson");
        await Expect(operations.Id("row-groups").First).ToBeVisibleAsync();
        await operations.PictureAsync("grid-groups");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));

        await operations.SpeakAsync("en");
        await operations.ResizeAsync(390);
        foreach (var path in new[] { "/operations/customers?group=salesperson", List })
        {
            await operations.GoAsync(path);
            await operations.SettledAsync();
            await Expect(operations.Page.Locator(".k-grid[data-holds]")).ToHaveCountAsync(0);
            await operations.ClickAsync("action-columns");
            await operations.PictureAsync($"grid-390-{path.Split('/', '?')[2]}");
            Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
            await operations.FitsAsync();
        }
    }

    [Fact]
    public async Task A_list_that_is_opened_beyond_its_last_page_shows_the_last_and_stays_alive()
    {
        await using var operations = await browser.OpenAsync(app, 390, 844);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync($"{List}?page=99");
        await Expect(operations.Id("row-discounts").First).ToBeVisibleAsync();
        // Where an address is merged into the page while its circuit starts, the mark that the page is alive is taken away.
        await operations.Page.EvaluateAsync("() => document.body.removeAttribute('data-interactive')");
        await operations.ReadyAsync();
        await operations.ClickAsync("action-menu");
        await Expect(operations.Page.Locator(".k-console-drawer")).ToBeVisibleAsync();
    }

    private static async Task<string[]> HeadsAsync(Window window) =>
        await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('th[data-column]')].map(th => th.dataset.column)");

    private static async Task<LocatorBoundingBoxResult> BoxAsync(Window window, string selector) =>
        (await window.Page.Locator(selector).First.BoundingBoxAsync())!;

    private static Task WaitAsync(Window window, string condition, object argument) => window.Page.WaitForFunctionAsync(condition, argument);

    private static async Task DragAsync(Window window, float fromX, float fromY, float toX, float toY)
    {
        await window.Page.Mouse.MoveAsync(fromX, fromY);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(toX, toY, new() { Steps = 6 });
        await window.Page.Mouse.UpAsync();
    }
}
