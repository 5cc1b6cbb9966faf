using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Promotions;

/// <summary>Operations makes and fills a promotion; visitors and customers see it begin on open pages, buy, and are asked again when it ends.</summary>
[BrowserTest]
public sealed class PromotionJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Product = "启明通用云主机";
    private const string Code = "YJ-ECS-G-2C8G";

    [Fact]
    public async Task A_promotion_is_made_filled_and_published_begins_in_open_shops_and_stays_on_the_order()
    {
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");

        await operations.GoAsync("/operations/promotions");
        await operations.PictureAsync("promotions");
        await operations.ClickAsync("action-create-promotion");
        await operations.FillAsync("field-name", "上云节");
        await operations.ClickAsync("action-preset-week");
        await operations.FillAsync("field-budget", "1000");
        await operations.PictureAsync("promotion-dialog");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.ClickAsync("action-confirm");
        await operations.SeeAsync("page-operations-promotions-detail");
        await operations.ExpectStatusAsync("Draft");
        // Nobody has joined a draft, and nobody can: there are no empty lists of that.
        await Expect(operations.Id("grid-promotion-history")).ToBeVisibleAsync();
        await Expect(operations.Id("part-promotion-invites")).ToHaveCountAsync(0);
        await Expect(operations.Id("value-revenue")).ToHaveCountAsync(0);
        await operations.PictureAsync("promotion-draft");
        var page = new Uri(operations.Page.Url).AbsolutePath;

        // In bulk by a filter with one discount, then a single one changed and another taken out.
        await operations.GoAsync($"{page}?q=YJ-ECS-G");
        await operations.ClickAsync("action-apply-all");
        await operations.FillAsync("field-value", "0.8");
        await Expect(operations.Row("preview", Code)).ToContainTextAsync("134.40");
        await operations.PictureAsync("promotion-bulk");
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await SetAsync(operations, Code, "0.75");
        await SetAsync(operations, "YJ-ECS-G-16C64G", "");
        await Expect(operations.Row("promotion-products", Code)).ToContainTextAsync("126.00");
        await operations.GoAsync(page);

        // It begins in some minutes, to which the clock is moved; the pages that stand open take the new prices over by themselves.
        var begins = ChinaTime.FromUtc(await app.NowAsync()).AddMinutes(15);
        begins = begins.AddSeconds(-begins.Second).AddTicks(-(begins.Ticks % TimeSpan.TicksPerSecond));
        await operations.ClickAsync("action-edit-promotion");
        await operations.FillAsync("field-from", begins.ToString("yyyy/M/d H:mm", CultureInfo.InvariantCulture));
        await Expect(operations.Id("field-from")).ToHaveValueAsync(begins.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        await operations.ClickAsync("action-confirm");
        await operations.SucceededAsync();
        await operations.ClickAsync("action-publish-promotion");
        await Expect(operations.Id("dialog-publish-promotion")).ToContainTextAsync("3 个产品");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Scheduled");
        await Expect(operations.Id("part-promotion-invites")).ToBeVisibleAsync();

        await using var visitor = await browser.OpenAsync(app, width: 390, height: 844);
        // Two pages are opened and looked at in between, on a machine that may be busy; the browser counts these seconds for itself.
        await app.AdvanceAsync(ChinaTime.ToUtc(begins) - TimeSpan.FromSeconds(30) - await app.NowAsync());
        await visitor.GoAsync($"/products?q={Product}");
        await ExpectPriceAsync(visitor, "147.84");
        var product = await visitor.Id("row-products").First.GetByTestId("action-open").GetAttributeAsync("href");
        await buyer.GoAsync($"{product}?sku={Code}");
        await ExpectPriceAsync(buyer, "147.84");
        await visitor.Page.EvaluateAsync("window.stays = true");
        await buyer.Page.EvaluateAsync("window.stays = true");
        await Expect(visitor.Id("value-price").First).ToContainTextAsync("126.00", new() { Timeout = 60_000 });
        await ExpectPriceAsync(buyer, "126.00");
        await buyer.ExpectTextAsync("value-promotion", "上云节");
        await visitor.ExpectTextAsync("value-promotion", "上云节");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.stays") && await buyer.Page.EvaluateAsync<bool>("window.stays"));
        await operations.ExpectStatusAsync("Active");
        await visitor.PictureAsync("promotion-list-390");
        await buyer.PictureAsync("promotion-product");
        await visitor.GoAsync(product!);
        await visitor.PictureAsync("promotion-product-390");
        Assert.Empty(await Accessibility.ProblemsAsync(visitor.Page));

        await buyer.ClickAsync("action-add-to-cart");
        await buyer.SucceededAsync();
        await buyer.GoAsync("/cart");
        await buyer.ExpectTextAsync("value-promotion", "上云节");
        await buyer.PictureAsync("promotion-cart");
        await buyer.FollowAsync("action-checkout", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await Expect(buyer.Row("order-lines", Code)).ToContainTextAsync("126.00");
        await Expect(buyer.Row("order-lines", Code).GetByTestId("value-save")).ToContainTextAsync("42.00");
        await buyer.PictureAsync("promotion-order");

        // Ended by hand while the customer stands at the confirmation: asked again, at the price of now.
        await buyer.GoAsync($"{product}?sku={Code}");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.ExpectTextAsync("value-total", "126.00");
        await operations.GoAsync(page);
        await operations.ExpectTextAsync("value-given", "21.84");
        await operations.PictureAsync("promotion-active");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.ClickAsync("action-end-promotion");
        await operations.PictureAsync("promotion-end");
        await operations.ClickAsync("action-confirm");
        await operations.ExpectStatusAsync("Ended");
        await buyer.ClickAsync("action-place-order");
        await Expect(buyer.Row("order-lines", Code).Locator("[data-status=UnitPriceChanged]")).ToContainTextAsync("147.84");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ExpectTextAsync("value-total", "147.84");
    }

    [Fact]
    public async Task The_calendar_shows_a_month_on_a_desk_and_a_list_on_a_phone_and_each_event_leads_on()
    {
        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await operations.GoAsync("/operations/price-events");
        var event_ = operations.Page.Locator("[data-testid=row-price-events][data-key=PromotionBegins]").First;
        await Expect(event_).ToContainTextAsync("促销开始");
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.PictureAsync("price-events");
        await operations.FollowAsync(event_.Locator("a"), "page-operations-promotions-detail");
        await operations.GoAsync("/operations/price-events");
        await operations.ResizeAsync(390);
        await operations.FitsAsync();
        Assert.Empty(await Accessibility.ProblemsAsync(operations.Page));
        await operations.PictureAsync("price-events-390");
        await operations.SpeakAsync("en");
        await operations.GoAsync("/operations/promotions");
        await operations.PictureAsync("promotions-390-en");
        await operations.ResizeAsync(1440);
        await operations.FollowAsync(operations.Id("action-open").First, "page-operations-promotions-detail");
        await operations.PictureAsync("promotion-en");
        await operations.ResizeAsync(390);
        await operations.FitsAsync();
        await operations.PictureAsync("promotion-390-en");
    }

    private static async Task SetAsync(Window operations, string code, string discount)
    {
        var cell = operations.Row("promotion-products", code).GetByTestId("field-discount");
        await cell.FillAsync(discount);
        await cell.PressAsync("Enter");
        if (discount.Length == 0)
        {
            await operations.ClickAsync("action-confirm");
        }

        await operations.SucceededAsync();
    }

    private static Task ExpectPriceAsync(Window window, string price) => Expect(window.Id("value-price").First).ToContainTextAsync(price);
}
