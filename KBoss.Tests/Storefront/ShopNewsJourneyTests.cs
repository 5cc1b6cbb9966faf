using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Storefront;

/// <summary>Pages of the shop that stand open follow what others do.</summary>
[BrowserTest]
public sealed class ShopNewsJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    /// <summary>Another tab comes before the page, or goes.</summary>
    private const string Turn =
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }";

    [Fact]
    public async Task The_bell_of_a_customer_counts_on_the_home_page_until_another_tab_signs_out_and_all_tabs_share_one_stream()
    {
        await using var sales = await browser.OpenAsync(app);
        await sales.SignInAsync("sales", "13800000003");
        await using var buyer = await browser.OpenAsync(app);
        await buyer.SignInAsync("company", "13800000011");
        await buyer.GoAsync("/conversation");
        var code = (await buyer.Id("part-conversation").GetAttributeAsync("data-key"))!;
        var streams = new List<string>();
        buyer.Page.Context.Request += (_, request) => streams.AddRange(request.Url.Contains("/shop/news", StringComparison.Ordinal) ? [request.Url] : []);

        await buyer.GoAsync("/");
        await buyer.Page.EvaluateAsync("window.stays = true");
        await Expect(buyer.Id("value-conversations")).ToHaveCountAsync(0);
        var bell = await buyer.Id("value-notices").CountAsync() == 0 ? 0 : int.Parse(await buyer.Id("value-notices").InnerTextAsync(), null);
        await using var other = await buyer.OpenAnotherAsync();
        await other.GoAsync("/products");

        await sales.GoAsync($"/sales/conversations/{code}");
        await SayAsync(sales, "新的报价今天发您");
        foreach (var tab in new[] { buyer, other })
        {
            await Expect(tab.Id("value-conversations")).ToHaveTextAsync("1");
            await Expect(tab.Id("action-conversations")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("1"));
            await Expect(tab.Id("value-notices")).ToHaveTextAsync($"{bell + 1}");
            await Expect(tab.Id("action-notices")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex($"{bell + 1}"));
        }

        Assert.Single(streams);
        await buyer.PictureAsync("news-home");
        Assert.Empty(await Accessibility.ProblemsAsync(buyer.Page));
        await buyer.ResizeAsync(390);
        await Expect(buyer.Id("value-menu-unread")).ToBeVisibleAsync();
        await buyer.PictureAsync("news-home-phone");
        await buyer.FitsAsync();
        await buyer.ResizeAsync(1440);

        // The tab that has the stream goes to a page with a circuit: the other one takes it over.
        Assert.True(await buyer.Page.EvaluateAsync<bool>("window.stays"));
        await buyer.GoAsync("/notices");
        await SayAsync(sales, "请查收");
        await Expect(other.Id("value-conversations")).ToHaveTextAsync("2");
        Assert.Equal(2, streams.Count);

        // Whoever signs out in one tab is a visitor in the other, and hears nothing more.
        await buyer.GoAsync("/");
        await buyer.ClickAsync("action-logout");
        await Expect(other.Id("action-login")).ToBeVisibleAsync();
        await Expect(other.Id("value-member")).ToHaveCountAsync(0);
        await Expect(other.Id("value-conversations")).ToHaveCountAsync(0);
        await other.SeeAsync("page-products");

        // Who signs in and comes back to a visitor's tab does not stay one there.
        await buyer.SignInAsync("company", "13800000011");
        await other.Page.EvaluateAsync(Turn, true);
        await other.Page.EvaluateAsync(Turn, false);
        await Expect(other.Id("value-conversations")).ToHaveTextAsync("2");
        await other.SeeAsync("page-products");
    }

    [Fact]
    public async Task A_visitors_page_shows_a_promotion_as_soon_as_there_is_one()
    {
        await using var visitor = await browser.OpenAsync(app, 390, 844, "en-US");
        await using var db = app.Services.GetRequiredService<KBossDatabase>().OpenToWrite(OrganizationScope.Everything);
        var offer = await db.Offers.Include(o => o.Sku).FirstAsync(o => o.Sku.Code == "YJ-ECS-C-8C16G");
        await visitor.GoAsync($"/products/{offer.Sku.ProductId}?sku={offer.Sku.Code}");
        await visitor.Page.EvaluateAsync("window.stays = true");
        await Expect(visitor.Id("value-promotion")).ToHaveCountAsync(0);

        var now = await app.NowAsync();
        var promotion = new Promotion(offer.OrganizationId, "PMNEWS1", new By(null, "运营"), new PromotionFacts("Fiver", now, now.AddDays(1)), now);
        promotion.Publish(now);
        db.Add(promotion);
        await db.SaveChangesAsync();
        db.Add(new PromotionProduct(promotion, offer.Id, 0.8m));
        await db.SaveChangesAsync();
        app.Services.GetRequiredService<Changes>().Publish(new StorefrontChanged());

        await Expect(visitor.Id("value-promotion").First).ToContainTextAsync("Fiver");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.stays"));
        await visitor.PictureAsync("news-product");
    }

    private static async Task SayAsync(Window sales, string text)
    {
        await sales.FillAsync("field-message", text);
        await sales.ClickAsync("action-send");
        await Expect(sales.Id("value-message").Last).ToHaveTextAsync(text);
    }
}
