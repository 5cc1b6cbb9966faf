using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Delivery.Desk;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Things;

public sealed class ThingPageTests
{
    [Fact]
    public async Task The_page_of_a_resource_leads_to_customer_order_and_task_and_never_says_how_it_is_reached()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        var keeper = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        boss.SignIn(keeper);
        await using var db = boss.Db();
        var task = await db.FulfilmentTasks.Select(t => t.TaskNo).SingleAsync();
        await boss.Get<FulfilmentService>().AssignAsync(task);
        await boss.Get<FulfilmentService>().CompleteAsync(task, new CompleteTask("203.0.113.7:22", "opsuser9", "S3cret!", "", ""));
        var resource = await db.Resources.Select(r => r.ResourceNo).SingleAsync();
        await using var test = new PageTest(boss, keeper);

        var page = test.Open<ResourceDeskPage>(p => p.Add(x => x.ResourceNo, resource));

        page.WaitForAssertion(() => Assert.True(page.Has("grid-story")));
        Assert.Equal($"/orders-desk/{order.OrderNo}", page.ById("value-order").QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal($"/maintenance/tasks/{task}", page.ById("value-task").QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains(shop.Buyer.Name, page.ById("value-customer").TextContent, StringComparison.Ordinal);
        Assert.Equal(shop.Supplier.Name, page.ById("value-supplier").TextContent.Trim());
        var handedOver = Assert.Single(page.FindAll("[data-testid='row-story']"), row => row.GetAttribute("data-key") is "Resource.Delivered" or "Task.HandedOver");
        Assert.Contains(keeper.Name, handedOver.TextContent, StringComparison.Ordinal);
        foreach (var secret in new[] { "203.0.113.7", "S3cret!", "opsuser9" })
        {
            Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_story_shows_its_newest_and_the_older_when_asked()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var test = new PageTest(boss, await boss.Given.MemberAsync(root, Role.Admin));
        var events = Enumerable.Range(0, 60).Select(i => new ThingEvent(boss.Now.AddMinutes(-i), i % 2 == 0 ? "Note" : "Supplier.Created", By.Nobody) { Text = $"{i}" }).ToList();

        var story = test.Open<ThingTimeline>(p => p.Add(x => x.Events, events));
        Assert.Equal(50, story.FindAll("[data-testid='row-story']").Count);
        story.ById("action-show-older").Click();
        Assert.Equal(60, story.FindAll("[data-testid='row-story']").Count);
        story.ById("action-show-notes").Click();
        Assert.Equal(30, story.FindAll("[data-testid='row-story']").Count);
        Assert.False(story.Has("action-show-older"));
    }
}
