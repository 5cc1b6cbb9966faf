using System.Text.RegularExpressions;
using ClosedXML.Excel;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Pricing;

/// <summary>Operations at the terms workbench in a browser: filter, one cell, many at once, two at one cell, history, Excel out and in.</summary>
[BrowserTest]
public sealed class TermsJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "YJ-AI-I-1X24";

    [Fact]
    public async Task Operations_sets_discounts_in_place_and_many_at_once_and_brings_a_former_one_back()
    {
        await using var window = await OpenAsync("zh-CN");
        await window.GoAsync("/operations/discounts?set=yes&type=智算");
        await window.PictureAsync("workbench");
        var cell = Cell(window, Sku);
        await cell.FillAsync("1.2");
        await cell.PressAsync("Enter");
        await Expect(window.Row("discounts", Sku).GetByTestId("error-discount")).ToContainTextAsync("含义不明确");
        await window.PictureAsync("workbench-refused");
        await cell.FillAsync("８.８折");
        await cell.PressAsync("Enter");
        await window.SucceededAsync();
        await Expect(cell).ToHaveValueAsync("0.88");

        // From a cell that was typed into, Tab and arrows go to the next row.
        await cell.PressAsync("ArrowDown");
        var next = await window.Page.EvaluateAsync<string>("() => document.activeElement.closest('tr').dataset.key");
        Assert.NotEqual(Sku, next);
        await window.Page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(Sku, await window.Page.EvaluateAsync<string>("() => document.activeElement.closest('tr').dataset.key"));

        await window.Id("field-select-page").CheckAsync();
        await window.ClickAsync("action-apply");
        await window.ChooseAsync("field-kind", "Percent");
        await window.ChooseAsync("field-rounding", "Yuan");
        await window.FillAsync("field-value", "-25");
        await Expect(window.Id("value-refused")).Not.ToHaveTextAsync("0");
        await window.ClickAsync("action-show-refused");
        await Expect(window.Id("value-refusal").First).ToContainTextAsync("成本");
        await window.PictureAsync("workbench-preview-refused");
        await window.FillAsync("field-value", "2");
        await Expect(window.Id("value-refused")).ToHaveTextAsync("0");
        await Expect(window.Id("value-average-margin")).ToContainTextAsync("→");
        await window.PictureAsync("workbench-preview");
        await window.Id("dialog-terms").GetByTestId("action-confirm").ClickAsync();
        await window.SucceededAsync();
        await Expect(cell).Not.ToHaveValueAsync("0.88");

        await window.Row("discounts", Sku).GetByTestId("action-history").ClickAsync();
        var earlier = window.Id("row-history").Filter(new() { HasText = "0.88" }).Last;
        await window.PictureAsync("workbench-history");
        await earlier.GetByTestId("action-restore").ClickAsync();
        await Expect(cell).ToHaveValueAsync("0.88");
    }

    [Fact]
    public async Task Two_who_edit_one_cell_see_each_others_value_and_the_second_decides()
    {
        const string sku = "TG-HPC-FAT";
        await using var first = await OpenAsync("zh-CN");
        await using var second = await OpenAsync("en");
        foreach (var window in new[] { first, second })
        {
            await window.GoAsync($"/operations/prices?q={sku}");
        }

        var before = await Cell(second, sku, "prices").InputValueAsync();
        await Cell(first, sku, "prices").FillAsync("15");
        await Cell(first, sku, "prices").PressAsync("Enter");
        await first.SucceededAsync();

        await Cell(second, sku, "prices").FillAsync("16");
        await Cell(second, sku, "prices").PressAsync("Enter");
        var conflict = second.Id("conflict-price");
        await Expect(conflict.GetByTestId("value-before")).ToHaveTextAsync(before);
        await Expect(conflict.GetByTestId("value-theirs")).ToHaveTextAsync("15.00");
        await Expect(conflict.GetByTestId("value-mine")).ToHaveTextAsync("16");
        await second.PictureAsync("workbench-conflict");
        await second.Page.SetViewportSizeAsync(390, 900);
        await second.PictureAsync("workbench-conflict-390");
        await conflict.GetByTestId("action-keep-mine").ClickAsync();
        await second.SucceededAsync();
        await first.GoAsync($"/operations/prices?q={sku}");
        await Expect(Cell(first, sku, "prices")).ToHaveValueAsync("16.00");
    }

    [Fact]
    public async Task An_exported_workbook_is_changed_and_uploaded_again_in_English_and_on_a_phone()
    {
        await using var window = await OpenAsync("en");
        await window.GoAsync("/operations/prices?q=TG-HPC-ACC");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("action-export"));
        Assert.Matches(new Regex(@"^terms-\d{8}-\d{4}\.xlsx$"), download.SuggestedFilename);
        using var copy = new MemoryStream();
        await using (var content = await download.CreateReadStreamAsync())
        {
            await content.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }

        using var workbook = new XLWorkbook(copy);
        var sheet = workbook.Worksheets.First();
        Assert.Equal(2, sheet.RowsUsed().Count() - 1);
        var price = sheet.Row(1).CellsUsed(c => c.GetString() == "Price (yuan)").First().Address.ColumnNumber;
        sheet.Cell(2, price).SetValue(45.5m);
        sheet.Cell(3, price).SetValue(1m);
        using var changed = new MemoryStream();
        workbook.SaveAs(changed);

        await window.FollowAsync("action-import", "page-operations-terms-import");
        await window.Id("field-file").SetInputFilesAsync(new FilePayload { Name = "terms.xlsx", MimeType = WorkbookExport.ContentType, Buffer = changed.ToArray() });
        await Expect(window.Id("value-errors")).ToHaveTextAsync("1");
        await Expect(window.Id("import-error")).ToContainTextAsync("cost");
        await Expect(window.Id("import-error")).ToHaveAttributeAsync("data-column", "Price");
        await window.PictureAsync("terms-import");
        await window.Page.SetViewportSizeAsync(390, 900);
        await window.PictureAsync("terms-import-390");
        await window.ClickAsync("action-import-valid");
        await window.Id("dialog-import-valid").GetByTestId("action-confirm").ClickAsync();
        await window.SucceededAsync();
        await window.GoAsync("/operations/prices?q=TG-HPC-ACC-4");
        await Expect(Cell(window, "TG-HPC-ACC-4", "prices")).ToHaveValueAsync("45.50");
        await window.PictureAsync("workbench-390");
        await window.FitsAsync();
        await window.ClickAsync("action-apply-all");
        await window.FillAsync("field-value", "50");
        await Expect(window.Id("value-changed")).ToHaveTextAsync("1");
        await window.PictureAsync("workbench-preview-390");
    }

    [Fact]
    public async Task A_price_with_a_zero_too_many_and_an_emptied_cell_of_a_workbook_are_asked_about()
    {
        const string sku = "TG-EDU-30";
        await using var window = await OpenAsync("en");
        await window.GoAsync($"/operations/prices?q={sku}");
        var cell = Cell(window, sku, "prices");
        var before = await cell.InputValueAsync();
        var slip = before.Replace(".", "", StringComparison.Ordinal);
        await cell.FillAsync(slip);
        await cell.PressAsync("Enter");
        await Expect(window.Id("dialog-high-price")).ToContainTextAsync("ten times");
        await window.CancelAsync();
        // What was typed stays and is not saved, and nobody is told off in a toast.
        await Expect(cell).ToHaveValueAsync(slip);
        await Expect(window.Id("toast-error")).ToHaveCountAsync(0);
        await cell.PressAsync("Enter");
        await window.Id("dialog-high-price").GetByTestId("action-confirm").ClickAsync();
        await window.SucceededAsync();
        await cell.FillAsync(before);
        await cell.PressAsync("Enter");
        await Expect(window.Row("prices", sku).Locator("[data-dirty='true']")).ToHaveCountAsync(0);

        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("action-export"));
        using var copy = new MemoryStream();
        await using (var content = await download.CreateReadStreamAsync())
        {
            await content.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }

        var changed = Workbooks.Edit(copy.ToArray(), sheet => sheet.CellOf(sku, "Price (yuan)").Clear());
        await window.FollowAsync("action-import", "page-operations-terms-import");
        await window.Id("field-file").SetInputFilesAsync(new FilePayload { Name = "terms.xlsx", MimeType = WorkbookExport.ContentType, Buffer = changed });
        await Expect(window.Id("import-ask")).ToContainTextAsync("no longer sold: 1");
        await window.ClickAsync("action-import-all");
        await window.CancelAsync();
        await window.GoAsync($"/operations/prices?q={sku}");
        await Expect(Cell(window, sku, "prices")).ToHaveValueAsync(before);
    }

    private static ILocator Cell(Window window, string sku, string grid = "discounts") =>
        window.Row(grid, sku).GetByTestId(grid == "discounts" ? "field-discount" : "field-price");

    private async Task<Window> OpenAsync(string language)
    {
        var window = await browser.OpenAsync(app);
        await window.SpeakAsync(language);
        await window.SignInAsync("operations", "13800000004");
        return window;
    }
}
