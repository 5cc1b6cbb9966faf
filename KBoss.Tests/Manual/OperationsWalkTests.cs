using KBoss.Infrastructure.Catalog.Import;
using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>operations.md</c>: customers, suppliers, products and public terms.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class OperationsWalkTests(RunningKBoss app, Browser browser)
{
    [Fact]
    public async Task Operations_customers_suppliers_products_and_public_terms()
    {
        var walk = new ManualWalk(browser, app, "operations");
        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await AssignAsync(walk, operations);
        await KeepSuppliersAsync(walk, operations);
        await SetTermsAsync(walk, operations);
        walk.End();
    }

    private static async Task AssignAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/public-customers?q=demo-");
        foreach (var key in new[] { "demo-07", "demo-08" })
        {
            await operations.Row("customers", key).GetByTestId("field-select").CheckAsync();
        }

        await operations.ExpectTextAsync("value-selected", "2");
        await walk.ShowAsync(operations, "public-customers", "action-clear-selection");
        var bulk = operations.Page.Locator(".k-grid-selection");
        await bulk.GetByTestId("action-assign").ClickAsync();
        await ExpectDialogAsync(operations, "dialog-assign", "客户示例公司 07");
        await walk.ShowDialogAsync(operations, "assign");
        await ChooseSalespersonAsync(operations, "sales2");
        await operations.ClickAsync("action-confirm");
        await Expect(operations.Row("customers", "demo-07")).ToHaveCountAsync(0);

        await operations.GoAsync("/operations/public-customers?state=untraded");
        await OpenAndCancelAsync(operations, operations.Row("customers", "demo-07").GetByTestId("action-return-to-pool"), "return-to-pool", "客户示例公司 07");
        await walk.ShowAsync(operations, "return", "field-state");

        await operations.GoAsync("/operations/transfer");
        await operations.Row("salespeople", "sales2").GetByTestId("action-choose").ClickAsync();
        await operations.Row("customers", "demo-07").GetByTestId("field-select").CheckAsync();
        await walk.ShowAsync(operations, "transfer", "grid-salespeople");
        await operations.Page.Locator(".k-grid-selection").GetByTestId("action-transfer").ClickAsync();
        await operations.FillAsync("field-reason", Say("片区调整", "New districts"));
        await ExpectDialogAsync(operations, "dialog-transfer", "客户示例公司 07");
        await walk.ShowDialogAsync(operations, "transfer-reason");
        await operations.CancelAsync();

        await operations.GoAsync("/operations/customers");
        await Expect(operations.Id("field-salesperson")).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "customers", "field-salesperson");
    }

    private static async Task KeepSuppliersAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/suppliers");
        await walk.ShowAsync(operations, "suppliers", "action-create-supplier");
        await operations.ClickAsync("action-create-supplier");
        await operations.FillAsync("field-name", Say("北辰算力（示例）", "Example computing"));
        await operations.ChooseAsync("field-mode", "Commission");
        await operations.FillAsync("field-rate", "0.15");
        await walk.ShowDialogAsync(operations, "supplier-new");
        await operations.CancelAsync();

        await operations.FollowAsync(operations.Id("row-suppliers").Filter(new() { HasText = "天工超算中心" }).GetByTestId("action-open"), "page-operations-suppliers-detail");
        await walk.ShowAsync(operations, "supplier", "action-change-agreement");
        await operations.ClickAsync("action-change-agreement");
        await operations.ChooseAsync("field-mode", "Discount");
        await operations.FillAsync("field-rate", "0.7");
        await Expect(operations.Id("value-effect")).ToBeVisibleAsync();
        await walk.ShowDialogAsync(operations, "agreement");
        await operations.CancelAsync();

        await operations.FollowAsync("action-products", "page-operations-suppliers-products");
        await walk.ShowAsync(operations, "products", "action-create-product");
        var product = operations.Id("row-products").Filter(new() { HasText = "天工超算专线" });
        await OpenAndCancelAsync(operations, product.GetByTestId("action-delete-product"), "delete-product", "天工超算专线");
        await OpenAndCancelAsync(operations, product.GetByTestId("action-edit-product"), "product", "");
        await product.GetByTestId("action-create-sku").ClickAsync();
        await FillAndLeaveAsync(operations, ("code", "TG-NET-2G"), ("options", "带宽=2G; 接入=同城"), ("list-price", "18000"), ("floor-price", "13200"));
        await walk.ShowDialogAsync(operations, "sku");
        await operations.CancelAsync();

        await operations.FollowAsync("action-import", "page-operations-suppliers-import");
        await operations.Id("field-file").SetInputFilesAsync(Workbook("products.xlsx", ProductWorkbook.Export(
        [
            Workbooks.Row("TG-NET-2G", "天工城域专线", 18_000m, 13_200m), Workbooks.Row("TG-NET-5G", "天工城域专线", 31_000m, 23_000m),
            Workbooks.Row("TG-NET-8G", "天工城域专线", 39_000m),
        ])));
        await Expect(operations.Id("value-new")).ToHaveTextAsync("2");
        await Expect(operations.Id("value-errors")).ToHaveTextAsync("1");
        await operations.ClickAsync("action-show-rows");
        await Expect(operations.Id("row-import-rows")).ToHaveCountAsync(3);
        await walk.ShowAsync(operations, "import", "action-download-template", "action-import-valid");
    }

    private static async Task SetTermsAsync(ManualWalk walk, Window operations)
    {
        await operations.GoAsync("/operations/discounts");
        await Expect(operations.Id("row-discounts").First).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "discounts");
        await operations.GoAsync("/operations/prices?visible=no");
        await Expect(operations.Row("prices", "TG-ARC-10T")).ToBeVisibleAsync();
        await operations.Id("field-select-page").CheckAsync();
        await walk.ShowAsync(operations, "prices", "action-apply", "action-why");
        await operations.Row("prices", "TG-ARC-10T").GetByTestId("action-why").ClickAsync();
        await ExpectDialogAsync(operations, "dialog-why", "TG-ARC-10T");
        await walk.ShowDialogAsync(operations, "why");
        await operations.ClickAsync("action-confirm");
        await operations.ClickAsync("action-apply");
        await operations.ChooseAsync("field-kind", "Markup");
        // The field for a markup takes the place of the one for a price.
        await Expect(operations.Id("dialog-terms").Locator(".k-unit")).ToHaveTextAsync("%");
        await operations.FillAsync("field-value", "25");
        await Expect(operations.Row("preview", "TG-ARC-10T")).ToContainTextAsync("¥3,625.00");
        await walk.ShowDialogAsync(operations, "terms");
        await operations.CancelAsync();
        await AcceptLossAsync(operations);
    }

    private static async Task AcceptLossAsync(Window operations)
    {
        await operations.GoAsync("/operations/prices?below=yes");
        await Expect(operations.Row("prices", "TG-EDU-60").GetByTestId("mark-below-cost")).ToBeVisibleAsync();
        await Expect(operations.Id("row-prices")).ToHaveCountAsync(1);
        await operations.GoAsync("/operations/below-cost?q=TG-EDU-60");
        await operations.ExpectStatusAsync("Stopped");
        await operations.Id("field-select-page").CheckAsync();
        await operations.ClickAsync("action-accept");
        await ExpectDialogAsync(operations, "dialog-accept", "1");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await operations.ExpectStatusAsync("Accepted");
    }

    private static async Task ChooseSalespersonAsync(Window window, string user)
    {
        var option = window.Id("field-salesperson").Last.Locator("option").Filter(new() { HasText = user });
        await window.Id("field-salesperson").Last.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
    }
}
