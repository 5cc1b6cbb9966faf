using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Pricing;

/// <summary>Operations looks at prices as a customer sees them, at another time, asks why and why not, and tries a change before it is made.</summary>
[BrowserTest]
public sealed class SeenFromAboveJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Code = "YJ-ECS-G-2C8G";

    [Theory]
    [InlineData("zh-CN", 1440)]
    [InlineData("en", 1440)]
    [InlineData("en", 390)]
    public async Task Prices_of_a_customer_at_another_time_and_why_it_cannot_see_a_product(string language, int width)
    {
        await using var operations = await browser.OpenAsync(app, width, 900, language);
        await operations.SpeakAsync(language);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/reports/prices");
        await Expect(operations.Id("row-prices").First).ToBeVisibleAsync();
        await operations.PictureAsync($"prices-now-{language}-{width}");

        // A customer is looked for by a part of its name.
        await operations.Id("field-customer").FillAsync("示例公司");
        await operations.ClickAsync("action-search");
        await Expect(operations.Id("choices")).ToBeVisibleAsync();
        await operations.PictureAsync($"prices-choose-{language}-{width}");
        await operations.Id("action-choose").First.ClickAsync();
        await Expect(operations.Id("value-lead")).ToContainTextAsync("示例公司");

        // The promotion that begins later makes it cheaper, and everything else is left out.
        await operations.GoAsync($"/reports/prices?other={Day(25)}&change=any");
        var row = operations.Id("row-prices").Filter(new() { HasText = "云阶跨域专线" }).First;
        await Expect(row.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Cheaper");
        await Expect(row.GetByTestId("source-other")).ToHaveAttributeAsync("data-source", "Promotion");
        await Expect(operations.Id("value-future")).ToBeVisibleAsync();
        await Expect(operations.Id("row-prices").Filter(new() { HasText = "启明通用云主机" })).ToHaveCountAsync(0);
        await operations.PictureAsync($"prices-difference-{language}-{width}");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await row.GetByTestId("action-why").ClickAsync();
        await Expect(operations.Id("dialog-price-why").Locator("[data-outcome=NotYetValid]")).ToBeVisibleAsync();
        await Expect(operations.Id("value-margin").Last).ToBeVisibleAsync();
        await operations.PictureAsync($"price-why-{language}-{width}");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.Id("dialog-price-why").GetByTestId("action-confirm").ClickAsync();

        // Before the agreement began nobody saw it; the reason leads to where it is mended.
        await operations.GoAsync($"/reports/prices?customer=demo-01&q={Code}&at={Day(-300)}");
        await Expect(operations.Id("value-past")).ToBeVisibleAsync();
        await operations.Row("prices", Code).GetByTestId("action-why").ClickAsync();
        await Expect(operations.Row("reasons", "NoAgreementInForce")).ToBeVisibleAsync();
        await operations.PictureAsync($"price-why-not-{language}-{width}");
        await operations.FollowAsync(operations.Row("reasons", "NoAgreementInForce").GetByTestId("action-mend"), "page-operations-suppliers-detail");
    }

    [Fact]
    public async Task Sales_says_on_the_phone_what_its_customer_pays_today_and_next_month_and_tries_a_discount_before_it_is_asked_for()
    {
        await using var sales = await browser.OpenAsync(app, 390, 844, "en");
        await sales.SpeakAsync("en");
        await sales.SignInAsync("sales", "13800000003");
        await sales.GoAsync("/reports/prices");
        await sales.Id("field-customer").FillAsync("示例科技");
        await sales.ClickAsync("action-search");
        await Expect(sales.Id("value-lead")).ToContainTextAsync("示例科技");
        var customer = await sales.Page.EvaluateAsync<string>("() => new URL(location.href).searchParams.get('customer')");
        await sales.GoAsync($"/reports/prices?customer={Uri.EscapeDataString(customer)}&q={Code}");
        await sales.Row("prices", Code).GetByTestId("action-why").ClickAsync();
        await Expect(sales.Id("dialog-price-why").Locator("[data-outcome=Won]")).ToBeVisibleAsync();
        // What it costs is no business of Sales.
        await Expect(sales.Id("value-margin")).ToHaveCountAsync(0);
        await Expect(sales.Id("value-cost")).ToHaveCountAsync(0);
        await sales.PictureAsync("price-why-sales-en-390");
        Assert.Empty(await Accessibility.ProblemsAsync(sales.Page));
        await sales.Id("dialog-price-why").GetByTestId("action-confirm").ClickAsync();

        await sales.GoAsync($"/reports/prices?customer={Uri.EscapeDataString(customer)}");
        await sales.ClickAsync("action-filters");
        await sales.Id("field-other").FillAsync(Day(25));
        await sales.ChooseAsync("field-change", "any");
        await sales.ClickAsync("action-search");
        await Expect(sales.Id("row-prices").Filter(new() { HasText = "云阶跨域专线" }).First.GetByTestId("status")).ToHaveAttributeAsync("data-status", "Cheaper");
        await sales.GoAsync($"/reports/prices?customer={Uri.EscapeDataString(customer)}&seen=no");
        await sales.Id("row-prices").First.GetByTestId("action-why").ClickAsync();
        await Expect(sales.Id("dialog-price-why").GetByTestId("row-reasons").First).ToBeVisibleAsync();
        await sales.Id("dialog-price-why").GetByTestId("action-confirm").ClickAsync();

        await sales.GoAsync("/sales/discounts");
        await sales.Id("field-customer").FillAsync("示例科技");
        await sales.Id("row-customers").First.ClickAsync();
        await sales.Id("grid-discounts").WaitForAsync();
        await sales.GoAsync(new Uri(sales.Page.Url).AbsolutePath + $"?q={Code}");
        await sales.ClickAsync("action-apply-all");
        await sales.FillAsync("field-value", "0.8");
        await Expect(sales.Id("value-changed")).ToHaveTextAsync("1");
        await sales.ClickAsync("action-what-if");
        await sales.Id("dialog-what-if").WaitForAsync();
        await Expect(sales.Id("dialog-what-if").Locator("[data-testid=value-none], [data-testid=value-lines]").First).ToBeVisibleAsync();
        await sales.PictureAsync("what-if-sales-en-390");
        await sales.FitsAsync();
    }

    [Fact]
    public async Task A_change_is_tried_on_what_was_sold_before_it_is_made()
    {
        await using (var buyer = await browser.OpenAsync(app))
        {
            await buyer.SignInAsync("company", "13800000011");
            await buyer.GoAsync("/me");
            await buyer.FillAsync("field-amount", "5000");
            await buyer.FollowAlipayAsync("action-recharge");
            await buyer.ExpectStatusAsync("Paid");
            await buyer.GoAsync("/products?q=启明通用云主机");
            await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
            await buyer.GoAsync(new Uri(buyer.Page.Url).AbsolutePath + $"?sku={Code}&quantity=2&periods=1");
            await buyer.ClickAsync("action-buy-now");
            await buyer.SeeAsync("page-checkout");
            await buyer.FollowAsync("action-place-order", "page-orders-detail");
            await buyer.ClickAsync("action-pay-wallet");
            await buyer.ClickAsync("action-confirm");
            await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        }

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync($"/operations/discounts?q={Code}");
        await operations.Row("discounts", Code).GetByTestId("field-select").CheckAsync();
        await operations.ClickAsync("action-apply");
        await operations.FillAsync("field-value", "0.95");
        await Expect(operations.Id("value-changed")).ToHaveTextAsync("1");
        await operations.ClickAsync("action-what-if");
        await Expect(operations.Id("value-lines")).ToHaveTextAsync("1");
        await Expect(operations.Id("value-customers")).ToHaveTextAsync("1");
        await Expect(operations.Id("row-touched")).ToHaveCountAsync(1);
        await operations.PictureAsync("what-if-zh-1440");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.ClickAsync("action-days-90");
        await Expect(operations.Id("action-days-90")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("k-button-primary"));
        await Expect(operations.Id("value-lines")).ToHaveTextAsync("1");
        await operations.Id("dialog-what-if").GetByTestId("action-confirm").ClickAsync();
        await Expect(operations.Id("dialog-what-if")).ToHaveCountAsync(0);
        await operations.CancelAsync();

        // Nothing was saved; and the price says to staff why it is what it is.
        await Expect(operations.Row("discounts", Code).GetByTestId("field-discount")).Not.ToHaveValueAsync("0.95");
        await operations.Row("discounts", Code).GetByTestId("action-why-price").ClickAsync();
        await Expect(operations.Id("dialog-price-why").Locator("[data-outcome=Won]")).ToBeVisibleAsync();
        await operations.Id("dialog-price-why").GetByTestId("action-confirm").ClickAsync();

        // A promotion of products that nobody bought touches nobody.
        await operations.GoAsync("/operations/promotions");
        await operations.FollowAsync(operations.Id("row-promotions").Filter(new() { HasText = "专线开年大促" }).Locator("a").First, "page-operations-promotions-detail");
        await operations.ClickAsync("action-promotion-what-if");
        await Expect(operations.Id("value-none").First).ToBeVisibleAsync();
        await operations.SpeakAsync("en");
        await operations.Page.ReloadAsync();
        await operations.ReadyAsync();
        await operations.ClickAsync("action-promotion-what-if");
        await Expect(operations.Id("value-none").First).ToBeVisibleAsync();
        await operations.PictureAsync("what-if-promotion-en");
    }

    private static string Day(int days) =>
        ChinaTime.FromUtc(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(days)).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
