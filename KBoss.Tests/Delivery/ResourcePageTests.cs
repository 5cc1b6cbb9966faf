using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using KBoss.Web.Delivery;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery;

public sealed class ResourcePageTests
{
    [Fact]
    public async Task A_secret_is_shown_on_demand_and_hidden_after_sixty_seconds()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, resourceNo) = await DeliveredAsync(boss);
        await using var test = new PageTest(boss, shop.Member);
        var page = test.Open<ResourcePage>(p => p.Add(x => x.ResourceNo, resourceNo));
        page.WaitForElement("[data-testid='action-reveal-secret']");
        Assert.DoesNotContain("S3cret!", page.Markup, StringComparison.Ordinal);

        await page.ById("action-reveal-secret").ClickAsync(new());
        Assert.Equal("S3cret!", page.ById("value-secret").TextContent);
        boss.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(page.Has("value-secret"));
        boss.Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForState(() => !page.Has("value-secret"));
        Assert.DoesNotContain("S3cret!", page.Markup, StringComparison.Ordinal);

        await page.ById("action-reveal-secret").ClickAsync(new());
        await page.ById("action-hide-secret").ClickAsync(new());
        Assert.False(page.Has("value-secret"));
        await using var db = boss.Db();
        Assert.Equal(2, await db.AuditEntries.CountAsync(a => a.Action == "SecretShown"));
    }

    [Fact]
    public async Task A_member_who_may_not_see_the_secret_sees_who_may()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, resourceNo) = await DeliveredAsync(boss);
        await using var test = new PageTest(boss, await boss.Given.MemberAsync(shop.Buyer, Role.Admin));
        var page = test.Open<ResourcePage>(p => p.Add(x => x.ResourceNo, resourceNo));
        page.WaitForElement("[data-testid='value-address']");

        Assert.False(page.Has("action-reveal-secret"));
        Assert.Contains("Buyer", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_console_opens_in_a_tab_that_cannot_reach_back()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, resourceNo) = await DeliveredAsync(boss);
        await using var test = new PageTest(boss, shop.Member);
        var page = test.Open<ResourcePage>(p => p.Add(x => x.ResourceNo, resourceNo));

        var link = page.WaitForElement("[data-testid='action-console']");

        Assert.Equal(($"/resources/{resourceNo}/enter/console", "_blank"), (link.GetAttribute("href"), link.GetAttribute("target")));
        Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
    }

    private static async Task<(Shop Shop, string ResourceNo)> DeliveredAsync(TestKBoss boss)
    {
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Maintenance));
        await using var db = boss.Db();
        await boss.Get<FulfilmentService>().CompleteAsync(
            (await db.FulfilmentTasks.SingleAsync()).TaskNo, new CompleteTask("203.0.113.7", "root", "S3cret!", "https://console.example.com/vm/1"));
        return (shop, (await db.Resources.SingleAsync()).ResourceNo);
    }
}
