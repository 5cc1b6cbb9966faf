using System.Net;
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
    public async Task R_SUP_1_a_page_that_was_kept_before_the_mode_changes_is_not_shown_after_it()
    {
        await using var web = new WebKBoss(("Schedules:Enabled", "false"));
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
