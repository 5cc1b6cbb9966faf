using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Connectors.Journeys;

/// <summary>The pool of accounts at the supercomputing centre, from the workbook to the customer and back, and the bills, in a browser.</summary>
[BrowserTest]
public sealed class JinanJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "TG-EDU-30";
    private const string Product = "天工教学算力";
    private const string Customer = "示例科技有限公司";

    [Fact]
    public async Task An_account_comes_by_workbook_is_bound_used_billed_and_taken_back()
    {
        app.OpenAtOnce();
        await using var operations = await browser.OpenAsync(app, "operations", "13800000004");
        await operations.ConnectAsync("天工", "Jinan");
        await operations.PlanAsync(Sku, ("Product", "edu-30"), ("Options", "queue=normal"));

        await using var sales = await browser.OpenAsync(app, "sales", "13800000003");
        await sales.GoAsync("/sales/jinan");
        await sales.ClickAsync("action-add-account");
        await sales.FillAsync("field-account", "jn0001");
        await sales.FillAsync("field-secret", "the-password-0001");
        await sales.ClickAsync("action-confirm");
        var account = sales.Row("jinan-accounts", "jn0001");
        await account.ExpectStatusAsync("Free");
        Assert.DoesNotContain("the-password-0001", await sales.Page.ContentAsync(), StringComparison.Ordinal);
        await ImportAsync(sales);

        // The customer is told what is missing, and asks for it.
        await using var buyer = await browser.OpenAsync(app, "company", "13800000011");
        await buyer.RechargeAsync("5000");
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveAttributeAsync("data-status", "Connectors.JinanMissing");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await Expect(buyer.Id("demand")).ToBeVisibleAsync();
        await Expect(buyer.Id("action-place-order")).ToBeDisabledAsync();
        await buyer.PictureAsync("jinan-checkout");
        await using var admin = await browser.OpenAsync(app, "company", "13800000011");
        await admin.GoAsync("/me/tencent");
        await admin.ClickAsync("action-want-jinan");
        await admin.SucceededAsync();
        await sales.GoAsync("/notices");
        await Expect(sales.Id("row-notices").Filter(new() { HasText = Customer }).First).ToBeVisibleAsync();

        await sales.GoAsync("/sales/jinan");
        await account.GetByTestId("action-bind").ClickAsync();
        await sales.FillAsync("field-find", Customer);
        await Expect(sales.Id("field-customer").Locator("option", new() { HasText = Customer })).ToHaveCountAsync(1);
        await sales.FillAsync("field-reason", "开通教学算力");
        await sales.PictureAsync("jinan-bind");
        await sales.ClickAsync("action-confirm");
        await account.ExpectStatusAsync("Bound");

        // The two pages of the customer that stood open meanwhile say so, and the order goes through.
        await Expect(admin.Id("value-jinan-account")).ToHaveTextAsync("jn0001");
        await Expect(buyer.Id("demand")).ToHaveCountAsync(0);
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Id("row-delivery").GetByTestId("status")).ToHaveAttributeAsync("data-status", "Done");
        var orderNo = (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;

        await BillAsync(sales, orderNo);

        await sales.GoAsync("/sales/jinan");
        await account.GetByTestId("action-unbind").ClickAsync();
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("error-reason")).ToBeVisibleAsync();
        await sales.FillAsync("field-reason", "课程结束");
        await sales.ClickAsync("action-confirm");
        await account.ExpectStatusAsync("Free");
        await Expect(admin.Id("value-jinan-account")).ToHaveCountAsync(0);
        await Window.PressAsync(account.GetByTestId("action-history"));
        await Expect(sales.Id("row-bindings")).ToHaveCountAsync(1);
        await Expect(sales.Id("row-bindings")).ToContainTextAsync(Customer);
        await Expect(sales.Id("row-bindings")).ToContainTextAsync("开通教学算力");
        await Expect(sales.Id("row-bindings")).ToContainTextAsync("课程结束");
        await sales.PictureAsync("jinan-history");
        await buyer.GoToProductAsync(Product, Sku);
        await Expect(buyer.Id("demand")).ToHaveAttributeAsync("data-status", "Connectors.JinanMissing");
    }

    /// <summary>A workbook with two new accounts, a note for the one that is there, and one without a name.</summary>
    private static async Task ImportAsync(Window sales)
    {
        await sales.FollowAsync("action-import", "page-sales-jinan-import");
        var workbook = WorkbookWriter.Export(JinanAccountWorkbook.Schema(),
        [
            new() { Account = "jn0001", Note = "教学" }, new() { Account = "jn0002", Note = "教学" }, new() { Account = "jn0003" }, new() { Note = "没有账号" },
        ]);
        await sales.Id("field-file").SetInputFilesAsync(new FilePayload { Name = "accounts.xlsx", MimeType = WorkbookExport.ContentType, Buffer = workbook });
        await Expect(sales.Id("value-errors")).ToHaveTextAsync("1");
        await Expect(sales.Id("import-error")).ToHaveAttributeAsync("data-column", "Account");
        await sales.PictureAsync("jinan-import");
        await sales.ClickAsync("action-import-valid");
        await sales.Id("dialog-import-valid").GetByTestId("action-confirm").ClickAsync();
        await sales.SucceededAsync();
        await sales.GoAsync("/sales/jinan");
        await Expect(sales.Row("jinan-accounts", "jn0001")).ToContainTextAsync("教学");
        await sales.Row("jinan-accounts", "jn0002").ExpectStatusAsync("Free");
        await sales.Row("jinan-accounts", "jn0003").ExpectStatusAsync("Free");
    }

    /// <summary>The bills of this month: a line for what runs, and one that nobody has sold, which is looked at.</summary>
    private async Task BillAsync(Window sales, string orderNo)
    {
        await using var tester = await browser.OpenAsync(app);
        await tester.Page.GotoAsync("/dev/connectors");
        await tester.FillAsync("field-bill-account", "jn0001");
        await tester.FillAsync("field-amount", "12.50");
        await tester.ClickAsync("action-add-bill");
        await Expect(tester.Id("row-bills")).ToHaveCountAsync(1);
        var stray = (await tester.Id("row-bills").GetAttributeAsync("data-key"))!;

        await sales.FollowAsync("action-tab-bills", "page-sales-jinan-bills");
        await sales.ClickAsync("action-sync-bills");
        await Expect(sales.Id("value-synced")).ToBeVisibleAsync();
        await Expect(sales.Id("row-jinan-bills")).ToHaveCountAsync(2);
        await Expect(sales.Id("value-order")).ToHaveTextAsync(orderNo);
        await Expect(sales.Row("jinan-bills", stray)).ToContainTextAsync("12.50");
        await sales.PictureAsync("jinan-bills");
        // The same month again brings nothing twice.
        await sales.ClickAsync("action-sync-bills");
        await Expect(sales.Id("value-synced")).ToContainTextAsync("0");
        await Expect(sales.Id("row-jinan-bills")).ToHaveCountAsync(2);

        await sales.FollowAsync("action-tab-differences", "page-sales-jinan-differences");
        await Expect(sales.Id("row-jinan-differences")).ToHaveCountAsync(2);
        var missing = sales.Row("jinan-differences", $"bill:{stray}");
        await missing.ExpectStatusAsync("MissingHere");
        await Expect(sales.Id("row-jinan-differences").Filter(new() { HasText = orderNo }).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Amount");
        await missing.GetByTestId("action-look").ClickAsync();
        await sales.FillAsync("field-note", "已与中心核对，为存储费");
        await sales.ClickAsync("action-confirm");
        await Expect(missing.GetByTestId("value-looked")).ToContainTextAsync("存储费");
        await sales.PictureAsync("jinan-differences");
    }
}
