using KBoss.Infrastructure.Catalog.Import;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Catalog;

/// <summary>The lists of types and regions, from the page that keeps them to the shop that is ordered by them.</summary>
[BrowserTest]
public sealed class WordListJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task Operations_keeps_the_lists_and_product_workbook_and_shop_follow_them()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/lists");
        await Expect(operations.Row("types", "超算").GetByTestId("value-products")).ToContainTextAsync("产品");
        await operations.PictureAsync("lists");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await Window.PressAsync(operations.Row("types", "超算").GetByTestId("action-retire"));
        await Expect(operations.Row("types", "超算").GetByTestId("value-retired")).ToBeVisibleAsync();
        await Expect(operations.Row("types", "超算").GetByTestId("action-remove-word")).ToHaveCountAsync(0);
        await Window.PressAsync(operations.Row("types", "超算").GetByTestId("action-retire"));
        await Expect(operations.Row("types", "超算").GetByTestId("value-retired")).ToHaveCountAsync(0);

        // A name that is there already is said at its field.
        await operations.ClickAsync("action-add-regions");
        await operations.FillAsync("field-name", " 华北 ");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Id("error-name")).ToContainTextAsync("华北");
        await operations.FillAsync("field-name", "青岛");
        await operations.PictureAsync("lists-dialog");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await Expect(operations.Id("dialog-word")).ToHaveCountAsync(0);
        // A menu goes when the page moves: the last row is brought into sight first, and the page comes to rest.
        await operations.Row("regions", "青岛").ScrollIntoViewIfNeededAsync();
        await operations.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Window.PressAsync(operations.Row("regions", "青岛").GetByTestId("action-remove-word"));
        await operations.Id("dialog-remove-word").GetByTestId("action-confirm").ClickAsync();
        await Expect(operations.Row("regions", "青岛")).ToHaveCountAsync(0);

        // Whoever has the page open sees what a colleague does; the products take the new name with them.
        await using var colleague = await browser.OpenAsync(app, 390, 844, "en-US");
        await colleague.SignInAsync("operations", "13800000004");
        await colleague.SpeakAsync("en");
        await colleague.GoAsync("/operations/lists");
        await colleague.PictureAsync("lists-phone-en");
        await colleague.FitsAsync();
        await operations.Row("types", "智算").GetByTestId("action-edit-word").ClickAsync();
        await operations.FillAsync("field-name", "人工智能算力");
        await operations.ClickAsync("action-confirm");
        await colleague.ComesAsync(colleague.Row("types", "人工智能算力"));
        for (var up = 0; up < 4; up++)
        {
            var before = await operations.Id("row-types").EvaluateAllAsync<int>("rows => rows.findIndex(row => row.dataset.key === '专线网络')");
            if (before == 0)
            {
                break;
            }

            await operations.Row("types", "专线网络").GetByTestId("action-up").ClickAsync();
            await Expect(operations.Id("row-types").Nth(before - 1)).ToHaveAttributeAsync("data-key", "专线网络");
        }

        await using var visitor = await browser.OpenAsync(app);
        await visitor.GoAsync("/products");
        await Expect(visitor.Id("field-type").Locator("option").Nth(1)).ToHaveAttributeAsync("value", "专线网络");
        await Expect(visitor.Id("field-type").Locator("option[value='人工智能算力']")).ToHaveCountAsync(1);
        await Expect(visitor.Id("field-type").Locator("option[value='智算']")).ToHaveCountAsync(0);
        await visitor.GoAsync("/");
        await Expect(visitor.Page.Locator("[data-testid='action-type'][data-key='人工智能算力'] img")).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("ai"));
        await visitor.PictureAsync("lists-shop");

        // A product that needs a region which is not there.
        await operations.GoAsync("/operations/suppliers/1/products");
        await operations.ClickAsync("action-create-product");
        await operations.FillAsync("field-name", "海边节点");
        await operations.ChooseAsync("field-type", "人工智能算力");
        await operations.PictureAsync("lists-product");
        await operations.ClickAsync("action-add-region");
        await operations.Id("dialog-word").GetByTestId("field-name").FillAsync("威海");
        await operations.Id("dialog-word").GetByTestId("action-confirm").ClickAsync();
        await Expect(operations.Id("dialog-product").GetByTestId("field-region")).ToHaveValueAsync("威海");
        await operations.Id("dialog-product").GetByTestId("action-confirm").ClickAsync();
        await operations.SucceededAsync();

        // A workbook that says 超级算 and 烟台.
        await operations.GoAsync("/operations/suppliers/1/import");
        await operations.Id("field-file").SetInputFilesAsync(File(
            Workbooks.Row("LIST-1", "工作簿节点") with { Type = "超级算" }, Workbooks.Row("LIST-2", "工作簿节点二") with { Region = "烟台" }));
        await Expect(operations.Id("value-errors")).ToHaveTextAsync("2");
        await Expect(operations.Id("row-missing-words")).ToHaveCountAsync(2);
        await Expect(operations.Row("missing-words", "超级算")).ToContainTextAsync("超算");
        await Expect(operations.Row("import-rows", "2").GetByTestId("import-error")).ToContainTextAsync("超算");
        await operations.PictureAsync("lists-missing");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        // What may be a slip is added by itself alone.
        await operations.ClickAsync("action-add-all-words");
        await Expect(operations.Id("value-errors")).ToHaveTextAsync("1");
        await Expect(operations.Id("action-add-all-words")).ToHaveCountAsync(0);
        await operations.Row("missing-words", "超级算").GetByTestId("action-add-word").ClickAsync();
        await Expect(operations.Id("value-new")).ToHaveTextAsync("2");
        await operations.ClickAsync("action-import-all");
        await operations.SucceededAsync();
    }

    [Fact]
    public async Task A_distributor_below_keeps_lists_of_its_own()
    {
        await using var north = await browser.OpenAsync(app, 390, 844, "en-US");
        await north.SignInAsync("north-operations", "13700000022");
        await north.SpeakAsync("en");
        await north.GoAsync("/operations/lists");
        await north.ClickAsync("action-add-types");
        await north.FillAsync("field-name", "Quantum");
        await north.ChooseAsync("field-kind", "Supercomputing");
        await north.ClickAsync("action-confirm");
        await Expect(north.Row("types", "Quantum")).ToBeVisibleAsync();
        await north.PictureAsync("lists-below-phone-en");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/lists");
        await Expect(operations.Row("types", "超算")).ToBeVisibleAsync();
        await Expect(operations.Row("types", "Quantum")).ToHaveCountAsync(0);
    }

    private static FilePayload File(params ProductRow[] rows) => new()
    {
        Name = "lists.xlsx",
        MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Buffer = Workbooks.Of(rows).ToArray(),
    };
}
