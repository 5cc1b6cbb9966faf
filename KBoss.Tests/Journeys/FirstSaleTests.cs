using ClosedXML.Excel;
using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Journeys;

/// <summary>
/// The one journey that KBoss exists for, from a supplier's Excel file to a delivered resource and balanced books,
/// walked in a browser by everybody who has a part in it.
/// </summary>
[BrowserTest]
public sealed class FirstSaleTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string BuyerPhone = "13912345678";
    private const string BuyerName = "journey-buyer";

    [Fact]
    public async Task From_a_suppliers_workbook_to_a_delivered_resource_and_balanced_books()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await AddSupplierAsync(operations, "旅程折扣供应商", "Discount");
        await ImportAsync(operations, new ProductRow
        {
            SkuCode = "J-D-1",
            ProductName = "旅程智算节点",
            Type = "智算",
            Region = "华东",
            Brief = "八卡训练节点",
            Options = "GPU=8卡; 内存=1024G",
            Unit = BillingUnit.Month,
            ListPrice = 1000m,
            Tags = ["New"],
        });
        await AddSupplierAsync(operations, "旅程底价供应商", "FloorPrice");
        await ImportAsync(operations, new ProductRow
        {
            SkuCode = "J-F-1",
            ProductName = "旅程云主机",
            Type = "云主机",
            Region = "华北",
            Brief = "通用型",
            Options = "CPU=4核; 内存=16G",
            Unit = BillingUnit.Month,
            ListPrice = 200m,
            FloorPrice = 90m,
            Tags = [],
        });

        await using var visitor = await browser.OpenAsync(app);
        await visitor.GoAsync("/products?q=旅程");
        await Expect(visitor.Id("row-products")).ToHaveCountAsync(0);

        await SetTermsAsync(operations, "/operations/discounts", "discounts", "J-D-1", "field-discount", "0.8");
        await SetTermsAsync(operations, "/operations/prices", "prices", "J-F-1", "field-price", "150");
        await visitor.GoAsync("/products?q=旅程");
        await Expect(visitor.Id("row-products")).ToHaveCountAsync(2);
        await Expect(visitor.Id("row-products").Filter(new() { HasText = "旅程智算节点" }).GetByTestId("value-price")).ToContainTextAsync("800.00");
        await Expect(visitor.Id("row-products").Filter(new() { HasText = "旅程云主机" }).GetByTestId("value-price")).ToContainTextAsync("150.00");
        await visitor.PictureAsync("journey-products");

        await using var buyer = await browser.OpenAsync(app);
        await RegisterAsync(buyer, app);
        await buyer.SignInOnPagesAsync(BuyerName, BuyerPhone, People.Password);
        // Without quiet hours, so that the SMS at the end of the journey comes at whatever hour it is made.
        await buyer.GoAsync("/me/reminders");
        await buyer.Id("field-quiet-from").SelectOptionAsync("08:00");
        await buyer.Id("field-quiet-to").SelectOptionAsync("08:00");
        await buyer.ClickAsync("action-save");
        await buyer.SucceededAsync();
        await AddToCartAsync(buyer, "旅程智算节点");
        await buyer.GoAsync("/cart");
        await buyer.ClickAsync("action-why-price");
        await Expect(buyer.Id("dialog-why-price")).ToBeVisibleAsync();
        await buyer.PictureAsync("journey-why-price");
        await buyer.ClickAsync("action-close");
        await Expect(buyer.Id("value-total").First).ToContainTextAsync("800.00");

        await RechargeAsync(buyer, "1000");
        var walletOrder = await PlaceAsync(buyer);
        await Expect(buyer.Id("value-total").First).ToContainTextAsync("800.00");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        await buyer.PictureAsync("journey-order-paid");
        await buyer.GoAsync("/me");
        await buyer.ExpectTextAsync("value-balance", "200.00");

        await AddToCartAsync(buyer, "旅程云主机");
        await buyer.GoAsync("/cart");
        var alipayOrder = await PlaceAsync(buyer);
        await buyer.FollowAlipayAsync("action-pay-alipay");
        await buyer.GoAsync($"/orders/{alipayOrder}");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        await buyer.GoAsync("/me");
        await buyer.ExpectTextAsync("value-balance", "200.00");

        await using var maintenance = await browser.OpenAsync(app);
        await maintenance.SignInAsync("maintenance", "13800000005");
        await DeliverAsync(maintenance, walletOrder, "secret-of-the-node");
        await DeliverAsync(maintenance, alipayOrder, "secret-of-the-host");
        await buyer.GoAsync("/notices");
        await Expect(buyer.Id("page-notices")).ToContainTextAsync("旅程智算节点");
        await buyer.GoAsync($"/orders/{walletOrder}");
        await Expect(buyer.Row("order-steps", "Completed")).ToBeVisibleAsync();
        await buyer.GoAsync("/resources");
        await Expect(buyer.Id("row-resources")).ToHaveCountAsync(2);
        await buyer.FollowAsync(buyer.Id("row-resources").Filter(new() { HasText = "旅程智算节点" }).GetByTestId("action-details"), "page-resources-detail");
        await Expect(buyer.Id("value-address")).ToHaveTextAsync("10.20.30.40:22");
        await buyer.ClickAsync("action-reveal-secret");
        await Expect(buyer.Id("value-secret")).ToHaveTextAsync("secret-of-the-node");
        await buyer.PictureAsync("journey-resource");

        await CheckBooksAsync(walletOrder, alipayOrder);
        await LeaveUnpaidAsync(buyer);
    }

    private static async Task AddSupplierAsync(Window window, string name, string mode)
    {
        await window.GoAsync("/operations/suppliers");
        await window.ClickAsync("action-create-supplier");
        await window.FillAsync("field-name", name);
        await window.ChooseAsync("field-mode", mode);
        if (mode == "Discount")
        {
            await window.FillAsync("field-rate", "0.7");
        }

        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-operations-suppliers-detail");
    }

    private static async Task ImportAsync(Window window, ProductRow row)
    {
        await window.FollowAsync("action-import", "page-operations-suppliers-import");
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("action-download-template"));
        await using (var content = await download.CreateReadStreamAsync())
        {
            using var template = new MemoryStream();
            await content.CopyToAsync(template);
            using var workbook = new XLWorkbook(template);
            Assert.NotEmpty(workbook.Worksheets);
        }

        // First a file with a bad row: nothing may come of it but the sentence that says where and why.
        await window.Id("field-file").SetInputFilesAsync(Workbook([row, row with { SkuCode = row.SkuCode + "-BAD", Options = "" }]));
        await Expect(window.Id("value-errors")).Not.ToHaveTextAsync("0");
        await Expect(window.Id("row-import-rows").Filter(new() { HasText = row.SkuCode + "-BAD" })).ToBeVisibleAsync();
        await window.PictureAsync("journey-import-errors");
        await window.Id("field-file").SetInputFilesAsync(Workbook([row]));
        await Expect(window.Id("value-new")).ToHaveTextAsync("1");
        await Expect(window.Id("value-errors")).ToHaveTextAsync("0");
        await window.ClickAsync("action-import-all");
        await window.SucceededAsync();
    }

    private static FilePayload Workbook(IReadOnlyList<ProductRow> rows) => new()
    {
        Name = "products.xlsx",
        MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Buffer = ProductWorkbook.Export(rows),
    };

    private static async Task SetTermsAsync(Window window, string page, string grid, string sku, string field, string value)
    {
        await window.GoAsync($"{page}?q={sku}");
        var row = window.Row(grid, sku);
        await Expect(row.GetByTestId("status").Last).ToHaveAttributeAsync("data-status", "Invisible");
        await row.GetByTestId(field).FillAsync(value);
        await row.GetByTestId(field).PressAsync("Enter");
        await Expect(row.GetByTestId("status").Last).ToHaveAttributeAsync("data-status", "Visible");
    }

    private static async Task RegisterAsync(Window window, RunningKBoss app)
    {
        await window.ProveAsync(app, BuyerPhone);
        await window.Id("field-kind-company").CheckAsync(new() { Force = true });
        await window.Id("field-licence").WaitForAsync();
        await window.Id("field-name").FillAsync("旅程示例有限公司");
        await window.Id("field-credit-code").FillAsync("91350100M000100Y43");
        await window.Id("field-licence").SetInputFilesAsync(new FilePayload { Name = "licence.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n%%EOF\n"u8.ToArray() });
        await window.Id("field-contact").FillAsync("采购专员");
        await window.Id("field-user-name").FillAsync(BuyerName);
        await window.Id("field-password").FillAsync(People.Password);
        await window.Id("field-password-repeat").FillAsync(People.Password);
        await window.Id("field-consent").CheckAsync();
        await window.PictureAsync("journey-register");
        await window.ClickAsync("action-register");
        await window.SeeAsync("page-account-login");
    }

    private static async Task AddToCartAsync(Window window, string product)
    {
        await window.GoAsync($"/products?q={product}");
        await window.FollowAsync(window.Id("row-products").Filter(new() { HasText = product }).GetByTestId("action-open").First, "page-products-detail");
        await window.PictureAsync("journey-product");
        await window.ClickAsync("action-add-to-cart");
        await window.SucceededAsync();
    }

    private static async Task RechargeAsync(Window window, string amount)
    {
        await window.GoAsync("/me");
        await window.FillAsync("field-amount", amount);
        await window.FollowAlipayAsync("action-recharge");
        await window.SeeAsync("page-me-recharge-detail");
        await window.ExpectStatusAsync("Paid");
        await window.GoAsync("/me");
        await window.ExpectTextAsync("value-balance", "1,000.00");
    }

    private static async Task<string> PlaceAsync(Window window)
    {
        await window.GoAsync("/cart");
        await window.FollowAsync("action-checkout", "page-checkout");
        await window.PictureAsync("journey-checkout");
        await window.FollowAsync("action-place-order", "page-orders-detail");
        return (await window.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
    }

    private async Task DeliverAsync(Window maintenance, string orderNo, string secret)
    {
        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.Id("row-tasks").GetByTestId("action-complete").ClickAsync();
        await maintenance.FillAsync("field-address", "10.20.30.40:22");
        await maintenance.FillAsync("field-user-name", "root");
        await maintenance.FillAsync("field-secret", secret);
        await maintenance.FillAsync("field-console-url", "https://console.example.com/");
        await maintenance.PictureAsync("journey-complete-task");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.SucceededAsync();
        await Expect(maintenance.Id("row-tasks")).ToHaveCountAsync(0);
        Assert.Equal("ResourceReady", await app.TemplateAsync(BuyerPhone, "ResourceReady"));
    }

    private async Task CheckBooksAsync(string walletOrder, string alipayOrder)
    {
        await using var finance = await browser.OpenAsync(app);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/finance/journal");
        // The amount of the business, its cost and its margin.
        await Expect(finance.Row("entries", $"Sale-{walletOrder}")).ToContainTextAsync("¥800.00¥700.00¥100.00");
        await Expect(finance.Row("entries", $"Sale-{alipayOrder}")).ToContainTextAsync("¥150.00¥90.00¥60.00");
        await finance.Row("entries", $"Sale-{walletOrder}").GetByTestId("action-expand").ClickAsync();
        await Expect(finance.Id("row-lines").Filter(new() { HasText = "2203" })).ToContainTextAsync("800.00");
        await finance.PictureAsync("journey-journal");
        await finance.GoAsync("/finance/trial-balance");
        Assert.Equal(await finance.Id("value-debit").Last.InnerTextAsync(), await finance.Id("value-credit").Last.InnerTextAsync());
        await finance.ClickAsync("action-verify");
        await Expect(finance.Id("value-verification")).ToBeVisibleAsync();
        await Expect(finance.Id("row-mismatches")).ToHaveCountAsync(0);
        await finance.PictureAsync("journey-trial-balance");
    }

    private async Task LeaveUnpaidAsync(Window buyer)
    {
        await AddToCartAsync(buyer, "旅程云主机");
        var orderNo = await PlaceAsync(buyer);
        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await app.AdvanceAsync(TimeSpan.FromMinutes(31));
        await admin.GoAsync("/admin/schedules");
        await admin.Row("schedules", "cancel-unpaid-orders").GetByTestId("action-run-now").ClickAsync();
        await admin.SucceededAsync();
        await admin.PictureAsync("journey-schedules");
        await buyer.GoAsync($"/orders/{orderNo}");
        await Expect(buyer.Row("order-steps", "Cancelled")).ToBeVisibleAsync();
    }
}
