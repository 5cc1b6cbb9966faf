using System.Net;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Storefront;

/// <summary>Pages that are kept for visitors.</summary>
public sealed class StorefrontCacheTests
{
    [Fact]
    public async Task A_page_that_was_kept_before_a_promotion_begins_or_ends_is_not_shown_after_it()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        var now = web.Time.GetUtcNow().UtcDateTime;
        var (start, end) = (now.AddSeconds(5), now.AddSeconds(9));
        long product;
        await using (var db = web.Db())
        {
            var offer = await db.Offers.Include(o => o.Sku.Product).FirstAsync(o => o.Sku.Code == "YJ-ECS-C-8C16G");
            product = offer.Sku.ProductId;
            var promotion = new Promotion(offer.OrganizationId, "PMCACHE1", new By(null, "运营"), new PromotionFacts("Fiver", start, end), now);
            promotion.Publish(now);
            db.Add(promotion);
            await db.SaveChangesAsync();
            db.Add(new PromotionProduct(promotion, offer.Id, 0.8m));
            await db.SaveChangesAsync();
        }

        web.Services.GetRequiredService<Changes>().Publish(new StorefrontChanged());
        foreach (var (at, promoted) in new[] { (now, false), (start.AddTicks(-1), false), (start, true), (end.AddTicks(-1), true), (end, false) })
        {
            web.Time.SetUtcNow(at);
            foreach (var path in new[] { $"/products/{product}", $"/products?q={Uri.EscapeDataString("启明计算型云主机")}" })
            {
                using var answer = await visitor.GetAsync(path);
                var html = await answer.Content.ReadAsStringAsync();
                Assert.Equal((at, path, promoted), (at, path, html.Contains("Fiver", StringComparison.Ordinal)));
                Assert.Equal((at, path, promoted), (at, path, html.Contains("470.40", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task R_SUP_1_a_page_that_was_kept_before_the_mode_changes_is_not_shown_after_it()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        var start = web.Time.GetUtcNow().UtcDateTime.AddSeconds(5);
        string page;
        string name;
        await using (var db = web.Db())
        {
            var agreement = await db.SupplyAgreements.FirstAsync(a => a.Mode == SalesMode.Discount);
            agreement.EndAt(start);
            db.Add(new SupplyAgreement(
                agreement.OrganizationId, agreement.SupplierId, 2, new AgreementTerms(SalesMode.Commission, 0.3m, start), web.Time.GetUtcNow().UtcDateTime, agreement));
            await db.SaveChangesAsync();
            var product = await db.Offers.Where(o => o.Sku.SupplierId == agreement.SupplierId && o.PublicTerms.Discount != null).Select(o => o.Sku.Product).FirstAsync();
            (page, name) = ($"/products/{product.Id}", product.Name);
        }

        web.Services.GetRequiredService<Changes>().Publish(new StorefrontChanged());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(page));
        Assert.True(await ListsAsync());
        web.Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(page));
        Assert.True(await ListsAsync());

        web.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page));
        Assert.False(await ListsAsync());

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await visitor.GetAsync(path);
            return answer.StatusCode;
        }

        async Task<bool> ListsAsync()
        {
            using var answer = await visitor.GetAsync($"/products?q={Uri.EscapeDataString(name)}");
            return (await answer.Content.ReadAsStringAsync()).Contains($"\"{page}\"", StringComparison.Ordinal);
        }
    }
}
