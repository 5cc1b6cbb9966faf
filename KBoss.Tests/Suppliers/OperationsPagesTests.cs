using ClosedXML.Excel;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Suppliers;

/// <summary>The working day of Operations in a browser: supplier, agreement, products, import, public terms.</summary>
[BrowserTest]
public sealed class OperationsPagesTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    [Fact]
    public async Task A_floor_price_supplier_is_added_imported_priced_and_changes_its_mode()
    {
        await using var window = await OpenAsync();
        await window.GoAsync("/operations/suppliers");
        await window.PictureAsync("suppliers");
        await window.ClickAsync("action-create-supplier");
        await window.FillAsync("field-name", "测试超算中心");
        await window.ChooseAsync("field-mode", "FloorPrice");
        await window.PictureAsync("supplier-dialog");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-operations-suppliers-detail");
        await window.ExpectTextAsync("value-mode", "底价");
        await window.PictureAsync("supplier");

        await window.FollowAsync("action-import", "page-operations-suppliers-import");
        var template = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("action-download-template"));
        await using (var content = await template.CreateReadStreamAsync())
        {
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy, TestContext.Current.CancellationToken);
            using var workbook = new XLWorkbook(copy);
            Assert.NotEmpty(workbook.Worksheets);
        }

        await window.Id("field-file").SetInputFilesAsync(File("bad.xlsx", Workbooks.WithTwoBadRows()));
        await Expect(window.Id("value-errors")).ToHaveTextAsync("4");
        await Expect(window.Row("import-rows", "3")).ToBeVisibleAsync();
        await window.PictureAsync("import-errors");

        await window.Id("field-file").SetInputFilesAsync(File("products.xlsx", Rows()));
        await Expect(window.Id("value-new")).ToHaveTextAsync("3");
        await Expect(window.Id("row-imports").First).ToContainTextAsync("products.xlsx");
        await Expect(window.Id("toast-error")).ToHaveCountAsync(0);
        await window.PictureAsync("import-preview");
        await window.ClickAsync("action-import-all");
        await window.SucceededAsync();
        // What was imported has no price yet: it is said how many customers do not see, and the way leads to exactly those.
        await Expect(window.Id("value-seen")).ToHaveAttributeAsync("data-count", "0");
        await Expect(window.Id("value-hidden")).ToHaveAttributeAsync("data-count", "3");
        await window.PictureAsync("import-sight");
        await window.ResizeAsync(390);
        await window.PictureAsync("import-sight-390");
        await window.FitsAsync();
        await window.ResizeAsync(1440);
        await window.FollowAsync(window.Row("hidden", "NoPublicTerms-Prices").GetByTestId("action-mend"), "page-operations-prices");
        await Expect(window.Id("field-why")).ToHaveValueAsync("NoPublicTerms");
        await Expect(window.Id("row-prices")).ToHaveCountAsync(3);
        await window.Page.GoBackAsync();
        await window.SeeAsync("page-operations-suppliers-import");
        await window.ReadyAsync();
        await window.Id("field-file").SetInputFilesAsync(File("products.xlsx", Rows()));
        await Expect(window.Id("value-unchanged")).ToHaveTextAsync("3");
        await Expect(window.Id("value-new")).ToHaveTextAsync("0");

        await window.GoAsync("/operations/prices?q=T-1");
        var row = window.Row("prices", "T-1");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Invisible");
        await row.GetByTestId("action-why").ClickAsync();
        await Expect(window.Id("row-reasons")).ToHaveAttributeAsync("data-key", "NoPublicTerms");
        await window.PictureAsync("why");
        await window.Id("dialog-why").GetByTestId("action-confirm").ClickAsync();
        // While it closes it keeps the keys to itself; people click the cell after that.
        await Expect(window.Id("dialog-why")).ToHaveCountAsync(0);
        await row.GetByTestId("field-price").ClickAsync();
        await row.GetByTestId("field-price").FillAsync("50");
        await row.GetByTestId("field-price").PressAsync("Enter");
        await Expect(row.GetByTestId("error-price")).ToContainTextAsync("60");
        await Expect(row.GetByTestId("field-price")).ToHaveValueAsync("50");
        await row.GetByTestId("field-price").PressAsync("Escape");
        await Expect(row.GetByTestId("field-price")).ToHaveValueAsync("");
        await row.GetByTestId("field-price").FillAsync("88.5");
        await row.GetByTestId("field-price").PressAsync("Enter");
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Visible");

        await window.GoAsync("/operations/prices?q=测试节点");
        await window.Id("field-select-page").CheckAsync();
        await window.ClickAsync("action-apply");
        await window.ChooseAsync("field-kind", "Markup");
        await Expect(window.Page.GetByLabel("加价比例")).ToBeVisibleAsync();
        // Whoever leaves the field by confirming has not seen yet what is confirmed.
        await window.Id("field-value").FillAsync("15");
        await window.Id("field-value").PressAsync("Enter");
        await Expect(window.Row("preview", "T-2")).ToContainTextAsync("¥69.00");
        await window.Id("field-value").FillAsync("20");
        await window.Id("dialog-terms").GetByTestId("action-confirm").ClickAsync();
        await Expect(window.Row("preview", "T-2")).ToContainTextAsync("¥72.00");
        await window.PictureAsync("terms-dialog");
        await window.Id("dialog-terms").GetByTestId("action-confirm").ClickAsync();
        await Expect(window.Row("prices", "T-2").GetByTestId("field-price")).ToHaveValueAsync("72.00");
        await window.PictureAsync("prices");

        await window.GoAsync("/operations/suppliers?q=测试超算");
        await window.FollowAsync(window.Id("grid-suppliers").GetByTestId("action-open").First, "page-operations-suppliers-detail");
        await window.ClickAsync("action-change-agreement");
        await window.ChooseAsync("field-mode", "Discount");
        await window.FillAsync("field-rate", "0.7");
        await Expect(window.Id("value-effect")).ToContainTextAsync("3");
        await window.PictureAsync("agreement-dialog");
        await window.ClickAsync("action-confirm");
        await window.ExpectTextAsync("value-mode", "折扣");
        await Expect(window.Id("row-agreements")).ToHaveCountAsync(2);
        await window.GoAsync("/operations/discounts?q=测试节点");
        await Expect(window.Id("row-discounts")).ToHaveCountAsync(3);
        await Expect(window.Row("discounts", "T-2").GetByTestId("status").Last).ToHaveAttributeAsync("data-status", "Invisible");
        await window.PictureAsync("discounts");
    }

    [Fact]
    public async Task A_product_is_added_with_a_picture_edited_taken_off_and_deleted()
    {
        await using var window = await OpenAsync();
        await window.GoAsync("/operations/suppliers");
        await window.FollowAsync(window.Id("grid-suppliers").GetByTestId("action-products").First, "page-operations-suppliers-products");
        await window.ClickAsync("action-create-product");
        await window.FillAsync("field-name", "手工产品");
        await window.ChooseAsync("field-type", "云主机");
        await window.ClickAsync("action-confirm");
        await Expect(window.Id("error-region")).ToBeVisibleAsync();
        await Expect(window.Id("field-name").First).ToHaveValueAsync("手工产品");
        await window.ChooseAsync("field-region", "华北");
        await window.ChooseFileAsync("field-image", new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = Png() });
        await window.PictureAsync("product-dialog");
        await window.ClickAsync("action-confirm");
        await window.SucceededAsync();
        await window.FillAsync("field-q", "手工产品");
        await window.ClickAsync("action-search");
        var row = window.Id("row-products");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row.Locator("img")).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await row.Locator("img").EvaluateAsync<int>("image => image.naturalWidth") > 0);

        await row.GetByTestId("action-create-sku").ClickAsync();
        await window.FillAsync("field-code", "HAND-1");
        await window.FillAsync("field-options", "CPU=2核;内存=4G");
        await window.FillAsync("field-list-price", "NaN");
        await window.ClickAsync("action-confirm");
        await Expect(window.Id("error-list-price")).ToBeVisibleAsync();
        await window.FillAsync("field-list-price", "12.3456");
        await window.PictureAsync("sku-dialog");
        await window.ClickAsync("action-confirm");
        await Expect(window.Row("skus", "HAND-1")).ToContainTextAsync("¥12.3456");
        await window.PictureAsync("product-row");

        await Window.PressAsync(row.GetByTestId("action-shelf"));
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "OffShelf");
        await Window.PressAsync(row.GetByTestId("action-delete-product"));
        await window.Id("dialog-delete-product").GetByTestId("action-confirm").ClickAsync();
        await Expect(window.Id("empty")).ToBeVisibleAsync();
    }

    private static ProductRow[] Rows() => [.. Enumerable.Range(1, 3).Select(i => Workbooks.Row($"T-{i}", "测试节点", floorPrice: 60m))];

    private static FilePayload File(string name, params IEnumerable<ProductRow> rows) => File(name, Workbooks.Of(rows));

    private static FilePayload File(string name, MemoryStream content) =>
        new() { Name = name, MimeType = WorkbookExport.ContentType, Buffer = content.ToArray() };

    /// <summary>A red picture of one pixel.</summary>
    private static byte[] Png() => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    private async Task<Window> OpenAsync()
    {
        var window = await browser.OpenAsync(app);
        await window.SignInAsync("operations", "13800000004");
        return window;
    }
}
