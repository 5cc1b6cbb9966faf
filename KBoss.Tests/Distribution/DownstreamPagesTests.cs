using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Distribution;

/// <summary>What Operations of a distributor below the root, and its customers, find on the pages.</summary>
public sealed class DownstreamPagesTests
{
    [Fact]
    public async Task Operations_of_each_level_finds_its_offers_but_only_the_owner_of_a_product_has_buttons_to_change_it()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        await using var web = Start(chain);
        var products = $"/operations/suppliers/{chain.Discounting.Id}/products";
        string[] buttons =
        [
            "action-create-product", "action-edit-sku", "action-edit-product", "action-create-sku", "action-delete-product", "action-shelf", "action-import",
            "action-export",
        ];

        var root = await OpenAsync(web, chain, chain.Levels[0], Role.Operations);
        var own = await ReadAsync(root, products);
        Assert.All(buttons, button => Assert.Contains(button, own, StringComparison.Ordinal));
        Assert.Contains(chain.RootOnly.Sku.Code, own, StringComparison.Ordinal);

        var below = await OpenAsync(web, chain, chain.Levels[2], Role.Operations);
        var facts = await ReadAsync(below, products);
        Assert.All(buttons, button => Assert.DoesNotContain(button, facts, StringComparison.Ordinal));
        Assert.Contains(chain.Discounts[0].Sku.Code, facts, StringComparison.Ordinal);
        Assert.Contains(chain.Discounting.Name, facts, StringComparison.Ordinal);
        Assert.DoesNotContain(chain.RootOnly.Sku.Code, facts, StringComparison.Ordinal);

        foreach (var (page, offer, cost) in new[] { ("/operations/discounts", chain.Discounts[0], "80.47"), ("/operations/prices", chain.Prices[0], "72.25") })
        {
            var grid = await ReadAsync(below, page);
            Assert.Contains(offer.Sku.Code, grid, StringComparison.Ordinal);
            Assert.Contains($"href=\"/operations/suppliers/{chain.ProductOf(offer).SupplierId}/products\"", grid, StringComparison.Ordinal);
            Assert.Contains(cost, grid, StringComparison.Ordinal);
            Assert.All(SalesChain.Secrets.Append("61.2345").Append("71.23"), secret => Assert.DoesNotContain(secret, grid, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_customer_of_a_distributor_below_finds_its_shop()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        await using var web = Start(chain);
        var buyer = await OpenAsync(web, chain, await chain.Boss.Given.CustomerAsync(chain.Levels[2]), Role.Buyer);
        var list = await ReadAsync(buyer, "/products");
        Assert.Contains(chain.ProductOf(chain.Discounts[0]).Name, list, StringComparison.Ordinal);
        Assert.Contains(chain.ProductOf(chain.Prices[0]).Name, list, StringComparison.Ordinal);
        Assert.DoesNotContain(chain.ProductOf(chain.RootOnly).Name, list, StringComparison.Ordinal);
        var product = await ReadAsync(buyer, $"/products/{chain.ProductOf(chain.Prices[0]).Id}");
        Assert.Contains(chain.ProductOf(chain.Prices[0]).Name, product, StringComparison.Ordinal);
        Assert.DoesNotContain(chain.Pricing.Name, product, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_for_the_platform_alone_is_a_role_that_the_Admin_of_a_distributor_below_cannot_give()
    {
        await using var chain = await SalesChain.StartAsync();
        await using var web = Start(chain);
        var below = await OpenAsync(web, chain, chain.Levels[1], Role.Admin);

        Assert.Equal(HttpStatusCode.Forbidden, (await below.GetAsync("/admin/schedules")).StatusCode);
        Assert.Contains("此页面需要“平台管理员”角色", below.Page, StringComparison.Ordinal);
        Assert.Contains("您所在机构的任何角色都不能打开此页面", below.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("action-members", below.Page, StringComparison.Ordinal);

        // What the own organization can give, its Admin is led to.
        Assert.Equal(HttpStatusCode.Forbidden, (await below.GetAsync("/finance/journal")).StatusCode);
        Assert.Contains("action-members", below.Page, StringComparison.Ordinal);
    }

    private static WebKBoss Start(SalesChain chain) => new(
        [.. chain.Boss.Place, ("Demo:Enabled", "false"), ("App:PublicUrl", "http://127.0.0.1:9")])
    {
        First = true,
        Change = services => services.AddSingleton<MatcherPolicy, WithoutCircuit>(),
    };

    private static async Task<Visitor> OpenAsync(WebKBoss web, SalesChain chain, Organization organization, Role role)
    {
        var member = await chain.Boss.Given.MemberAsync(organization, role);
        await using (var db = chain.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == member.MemberId)).ChangePassword("the hash of a password");
            await db.SaveChangesAsync();
        }

        return web.VisitIn(await chain.Boss.SessionOfAsync(member.MemberId));
    }

    private static async Task<string> ReadAsync(Visitor browser, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
