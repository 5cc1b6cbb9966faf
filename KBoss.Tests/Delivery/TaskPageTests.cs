using Bunit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Tests.Support;
using KBoss.Web.Delivery;
using KBoss.Web.Delivery.Tasks;

namespace KBoss.Tests.Delivery;

/// <summary>Open pages of deliveries follow what happens, on both sides.</summary>
public sealed class TaskPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_queue_the_task_and_the_customers_order_follow_without_loading_again()
    {
        await using var shop = await InterfaceShop.StartAsync();
        await using var queueTest = new PageTest(shop.Boss, shop.Keeper);
        var queue = queueTest.Open<TasksPage>();
        queue.WaitForState(() => queue.FindAll("[data-testid='row-tasks']").Count == 0 && queue.Markup.Contains("Nothing to deliver", StringComparison.Ordinal), Patience);

        var taskNo = await shop.BuyAsync(2);
        // The page asks in the name of its reader; here both are signed in by turns.
        await TellAsync(shop, taskNo);
        queue.WaitForAssertion(() => Assert.Equal("Queued", queue.Find("[data-testid='row-tasks'] [data-testid='status']").GetAttribute("data-status")), Patience);
        var task = queueTest.Open<TaskPage>(p => p.Add(x => x.TaskNo, taskNo));
        task.WaitForAssertion(() => Assert.Equal("0 of 2", task.ById("value-delivered").TextContent), Patience);
        // What the supplier is still opening is not handed over by hand unless it is taken over.
        Assert.Equal((true, false), (task.Has("action-take-over"), task.Has("action-complete")));

        shop.Supplier.Next(Fault.Late, Fault.Refuses);
        await shop.DispatchAsync();
        task.WaitForAssertion(() => Assert.Equal("1 of 2", task.ById("value-delivered").TextContent), Patience);
        queue.WaitForAssertion(() => Assert.Contains("Opening, 1 of 2", queue.Markup, StringComparison.Ordinal), Patience);
        await shop.LaterAsync(TimeSpan.FromMinutes(1));

        task.WaitForAssertion(() => Assert.True(task.Has("action-retry")), Patience);
        Assert.Equal(
            ["Task.Failed", "Task.Answered", "Task.Asked", "Task.Created"],
            task.FindAll("[data-testid='row-story']").Select(row => row.GetAttribute("data-key")));
        await task.ById("action-retry").ClickAsync(new());
        await shop.DispatchAsync();
        task.WaitForAssertion(() => Assert.Equal("2 of 2", task.ById("value-delivered").TextContent), Patience);
        queue.WaitForState(() => queue.FindAll("[data-testid='row-tasks']").Count == 0, Patience);
    }

    [Fact]
    public async Task The_customers_order_says_how_far_each_line_is_and_nothing_of_the_supplier()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(2);
        var orderNo = (await shop.TaskAsync(taskNo)).OrderNo;
        await using var test = new PageTest(shop.Boss, shop.Shop.Member);
        var page = test.Open<OrderDelivery>(p => p.Add(x => x.OrderNo, orderNo));
        page.WaitForAssertion(() => Assert.Equal("Waiting", page.ById("status").GetAttribute("data-status")), Patience);

        shop.Supplier.Next(Fault.Late, Fault.Refuses);
        await shop.DispatchAsync();
        page.WaitForAssertion(() => Assert.Equal("1 of 2 opened", page.ById("status").TextContent), Patience);
        await shop.LaterAsync(TimeSpan.FromMinutes(1));
        page.WaitForAssertion(() => Assert.Equal("Delayed", page.ById("status").GetAttribute("data-status")), Patience);
        Assert.DoesNotContain("BalanceShort", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(shop.Shop.Supplier.Name, page.Markup, StringComparison.Ordinal);

        shop.Boss.SignIn(shop.Keeper);
        await shop.Service.GiveUpRestAsync(taskNo, "资源池已满");
        shop.Boss.SignIn(shop.Shop.Member);
        await TellAsync(shop, taskNo);
        page.WaitForAssertion(() => Assert.Contains("资源池已满", page.ById("value-undeliverable").TextContent, StringComparison.Ordinal), Patience);
        Assert.Single(page.FindAll("[data-testid='action-resource']"));
    }

    private static async Task TellAsync(InterfaceShop shop, string taskNo)
    {
        var task = await shop.TaskAsync(taskNo);
        shop.Boss.Get<Changes>().Publish(new TaskChanged(task.OrganizationId, taskNo, task.OrderNo, task.SellerId, task.BuyerId));
    }
}
