using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Pricing;

/// <summary>Sales agrees prices with a customer, the approver says yes on the phone, and the customer sees what it pays.</summary>
[BrowserTest]
public sealed class OwnTermsJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Sku = "YJ-ECS-G-8C32G";
    private const string Deep = "YJ-ECS-G-16C64G";

    [Fact]
    public async Task Sales_finds_a_customer_by_phone_and_agrees_discounts_and_the_customer_sees_them_once_the_approver_has_agreed()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/sales/discounts");
        // Products are there once a customer was chosen, and no sooner.
        await Expect(sales.Id("grid-discounts")).ToHaveCountAsync(0);
        await sales.Id("field-customer").FillAsync("1380000001");
        await sales.ExpectTextAsync("value-found", "没有找到");
        await sales.PictureAsync("own-terms-not-found");
        await sales.Id("field-customer").FillAsync("示例科技");
        await Expect(sales.Id("row-customers")).ToHaveCountAsync(1);
        await sales.Id("field-customer").FillAsync("138 0000 0011");
        await Expect(sales.Id("row-customers")).ToHaveCountAsync(1);
        await Expect(sales.Id("row-customers")).ToContainTextAsync("示例科技有限公司");
        await sales.PictureAsync("own-terms-find");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.Id("row-customers").ClickAsync();
        await sales.Id("grid-discounts").WaitForAsync();
        var address = sales.Page.Url;
        await sales.PictureAsync("own-terms-grid");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));

        // Without a policy it holds at once; what it costs is not shown to Sales.
        await sales.GoAsync($"{address}?q={Sku}");
        await sales.Row("discounts", Sku).GetByTestId("field-select").CheckAsync();
        await sales.ClickAsync("action-apply");
        await sales.FillAsync("field-value", "0.6");
        await Expect(sales.Id("row-preview")).ToContainTextAsync("低于成本");
        await Expect(sales.Id("row-preview")).Not.ToContainTextAsync("467.60");
        await sales.FillAsync("field-value", "0.8");
        var last = ChinaTime.Day((await app.NowAsync()).AddDays(30)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await sales.FillAsync("field-valid-to", last);
        await Expect(sales.Id("row-preview")).ToContainTextAsync("534.40");
        await sales.PictureAsync("own-terms-preview");
        await sales.ClickAsync("action-confirm");
        await sales.SucceededAsync();
        await Expect(sales.Row("discounts", Sku).GetByTestId("field-discount")).ToHaveValueAsync("0.80");
        await Expect(sales.Row("discounts", Sku)).ToContainTextAsync(last);
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/products?q=启明通用云主机");
        await buyer.Id("row-products").First.ClickAsync();
        await buyer.SeeAsync("page-products-detail");
        await Expect(buyer.Page.Locator("body")).ToContainTextAsync("534.40");
        await buyer.PictureAsync("own-terms-buyer");

        await using var admin = await browser.OpenAsync(app);
        await admin.SignInAsync("admin", "13800000001");
        await admin.GoAsync("/admin/approvals");
        await admin.Row("policies", "CustomerTerms").GetByTestId("action-edit").ClickAsync();
        await admin.ChooseAsync("field-approvers-1", "role:Finance");
        await admin.FillAsync("field-discount-1", "0.78");
        await admin.ClickAsync("action-confirm");
        await admin.SucceededAsync();

        await sales.GoAsync($"{address}?q={Deep}");
        await sales.Row("discounts", Deep).GetByTestId("field-select").CheckAsync();
        await sales.ClickAsync("action-apply");
        await sales.FillAsync("field-value", "0.65");
        await Expect(sales.Id("row-preview")).ToContainTextAsync("863.20");
        await sales.PictureAsync("own-terms-preview-asked");
        await sales.ClickAsync("action-confirm");
        await Expect(sales.Id("value-asked")).ToBeVisibleAsync();
        await sales.PictureAsync("own-terms-asked");
        await Expect(sales.Row("discounts", Deep).GetByTestId("field-discount")).ToHaveValueAsync("");

        await using var finance = await browser.OpenAsync(app, 390, 844);
        await finance.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/approvals");
        await finance.Id("action-open").First.ClickAsync();
        await finance.SeeAsync("page-approvals-detail");
        await Expect(finance.Row("evidence", Deep).GetByTestId("value-change")).ToContainTextAsync("863.20");
        await Expect(finance.Row("evidence", Deep).GetByTestId("mark-below-cost")).ToBeVisibleAsync();
        await finance.PictureAsync("own-terms-evidence-phone");
        Assert.Empty(await Accessibility.ProblemsAsync(finance.Page));
        await finance.ClickAsync("action-agree");
        await finance.ClickAsync("action-confirm");
        await finance.ExpectStatusAsync("Approved");

        await buyer.Page.ReloadAsync();
        await Expect(buyer.Page.Locator("body")).ToContainTextAsync("863.20");
        await sales.GoAsync($"/sales/customers/{address[(address.LastIndexOf('/') + 1)..]}?tab=prices");
        await Expect(sales.Id("row-prices")).ToHaveCountAsync(2);
        await sales.PictureAsync("own-terms-tab");

        await sales.SpeakAsync("en");
        await sales.GoAsync("/sales/prices");
        await sales.PictureAsync("own-terms-find-en");
        await sales.GoAsync(address);
        await sales.PictureAsync("own-terms-grid-en");
        await using var phone = await browser.OpenAsync(app, 390, 844);
        await phone.SignInAsync("operations", "13800000004");
        await phone.GoAsync("/sales/discounts");
        await phone.PictureAsync("own-terms-find-phone");
        await phone.GoAsync(address);
        await phone.PictureAsync("own-terms-grid-phone");
    }
}
