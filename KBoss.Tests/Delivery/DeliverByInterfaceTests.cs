using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Delivery;

/// <summary>What is bought of a supplier with an interface is opened there by itself, and by people where that does not work.</summary>
public sealed class DeliverByInterfaceTests
{
    private static readonly CompleteTask ByHand = new("203.0.113.9:22", "root", "by-hand", Quantity: 1);

    [Fact]
    public async Task What_is_paid_is_opened_at_the_supplier_and_reaches_the_customer_piece_by_piece()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(3);
        var queued = await shop.TaskAsync(taskNo);
        Assert.Equal((DeliveryState.Queued, FulfilmentStatus.Open), (queued.State, queued.Status));
        Assert.Empty(shop.Supplier.Calls);

        await shop.DispatchAsync();

        var task = await shop.TaskAsync(taskNo);
        Assert.Equal((FulfilmentStatus.Done, 3, 0), (task.Status, task.Delivered, task.Remaining));
        var resources = await shop.ResourcesAsync(taskNo);
        Assert.Equal([(1, 1), (2, 1), (3, 1)], resources.Select(r => (r.Number, r.Quantity)));
        Assert.Equal(shop.Supplier.Pieces(taskNo).Select(p => (p.Reference, p.Address)), resources.Select(r => (r.Reference, r.Address)));
        Assert.All(resources, r => Assert.Equal(shop.Boss.Now.AddMonths(1), r.EndsAt));
        await using var db = shop.Boss.Db();
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
        Assert.Equal(LineDeliveryState.Done, (await shop.LineAsync(taskNo)).State);
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "ResourcesReady"));
        Assert.Equal("secret-1", shop.Boss.Get<SecretProtector>().Unprotect(resources[0].SecretProtected));
        Assert.Equal([TaskEventKind.Asked, TaskEventKind.Answered], await db.TaskEvents.OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
    }

    [Fact]
    public async Task What_is_not_complete_is_asked_about_with_growing_pauses()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(3);
        shop.Supplier.Next(Fault.Late, Fault.Late);

        await shop.DispatchAsync();
        var task = await shop.TaskAsync(taskNo);
        Assert.Equal((DeliveryState.Opening, 1, shop.Boss.Now.AddSeconds(30)), (task.State, task.Delivered, task.NextStepAt));
        Assert.Equal((LineDeliveryState.Opening, 1), ((await shop.LineAsync(taskNo)).State, (await shop.LineAsync(taskNo)).Delivered));
        await shop.LaterAsync(TimeSpan.FromSeconds(29));
        Assert.Single(shop.Supplier.Calls);
        await shop.LaterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(shop.Boss.Now.AddMinutes(1), (await shop.TaskAsync(taskNo)).NextStepAt);
        await shop.LaterAsync(TimeSpan.FromMinutes(4), 3);

        Assert.Equal((FulfilmentStatus.Done, 3), ((await shop.TaskAsync(taskNo)).Status, (await shop.ResourcesAsync(taskNo)).Count));
        Assert.Equal(1, shop.Supplier.Openings(taskNo));
    }

    [Fact]
    public async Task A_supplier_that_is_never_ready_is_looked_at_by_Maintenance_after_three_days()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(2);
        shop.Supplier.Next([.. Enumerable.Repeat(Fault.Late, 200)]);
        await shop.DispatchAsync();

        await shop.LaterAsync(TimeSpan.FromHours(1), 74);

        var task = await shop.TaskAsync(taskNo);
        Assert.Equal((DeliveryState.Failed, "Delivery.SupplierTooSlow", 1), (task.State, task.ErrorCode, task.Delivered));
    }

    [Fact]
    public async Task R_DLV_1_a_lost_answer_opens_nothing_a_second_time()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(2);
        shop.Supplier.Next(Fault.LosesAnswer, Fault.LosesAnswer, Fault.Fails);

        await shop.DispatchAsync();
        Assert.Equal(("Delivery.SupplierSilent", 1), ((await shop.TaskAsync(taskNo)).ErrorCode, (await shop.TaskAsync(taskNo)).Tries));
        await shop.LaterAsync(TimeSpan.FromMinutes(1), 4);

        Assert.Equal(1, shop.Supplier.Openings(taskNo));
        Assert.Equal(["open", "find", "find", "find"], shop.Supplier.Calls.Select(c => c.Split(' ')[0]));
        Assert.Equal((FulfilmentStatus.Done, ""), ((await shop.TaskAsync(taskNo)).Status, (await shop.TaskAsync(taskNo)).ErrorCode));
        Assert.Equal(2, (await shop.ResourcesAsync(taskNo)).Count);
    }

    [Fact]
    public async Task After_the_tries_the_task_waits_for_Maintenance_with_the_reason_and_can_be_tried_again_by_hand()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(1);
        await Assert.ThrowsAsync<RuleException>(() => shop.Service.RetryAsync(taskNo));
        shop.Supplier.Next([.. Enumerable.Repeat(Fault.Fails, FulfilmentTask.MaxTries)]);

        await shop.DispatchAsync();
        await shop.LaterAsync(TimeSpan.FromMinutes(15), FulfilmentTask.MaxTries);

        var task = await shop.TaskAsync(taskNo);
        Assert.Equal((DeliveryState.Failed, "Delivery.SupplierUnreachable", null), (task.State, task.ErrorCode, task.NextStepAt));
        Assert.Equal(LineDeliveryState.Delayed, (await shop.LineAsync(taskNo)).State);
        var row = Assert.Single((await shop.Boss.Get<FulfilmentQueries>().TasksAsync(Filtered(("state", "Failed")))).Rows);
        Assert.Equal((taskNo, shop.Shop.Supplier.Name), (row.TaskNo, row.SupplierName));
        await using var db = shop.Boss.Db();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "TaskFailed" && n.MemberId == shop.Keeper.MemberId));

        await shop.Service.RetryAsync(taskNo);
        Assert.Equal("Delivery.NotFailed", (await Assert.ThrowsAsync<RuleException>(() => shop.Service.RetryAsync(taskNo))).Code);
        await shop.DispatchAsync();
        Assert.Equal(FulfilmentStatus.Done, (await shop.TaskAsync(taskNo)).Status);
        Assert.Equal(
            ["Task.Answered", "Task.Retried"],
            (await shop.Boss.Get<FulfilmentQueries>().DetailsAsync(taskNo)).Story.Take(2).Select(e => e.Kind));
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again_by_itself()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(1);
        shop.Supplier.Next(Fault.Refuses);
        await shop.DispatchAsync();
        await shop.LaterAsync(TimeSpan.FromHours(1), 3);

        var task = await shop.TaskAsync(taskNo);
        Assert.Equal((DeliveryState.Failed, "Connectors.BalanceShort", "12.50"), (task.State, task.ErrorCode, task.ErrorArgs));
        Assert.Single(shop.Supplier.Calls);
    }

    [Fact]
    public async Task R_DLV_1_what_still_comes_after_a_person_took_over_waits_for_a_decision()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(2);
        shop.Supplier.Next(Fault.LosesAnswer);
        await shop.DispatchAsync();
        Assert.Equal("Delivery.NotByHand", (await Assert.ThrowsAsync<RuleException>(() => shop.Service.CompleteAsync(taskNo, ByHand))).Code);
        Assert.Equal("Delivery.NotByHand", (await Assert.ThrowsAsync<RuleException>(() => shop.Service.GiveUpRestAsync(taskNo, "停产"))).Code);

        await shop.Service.TakeOverAsync(taskNo);
        Assert.Equal("Delivery.ByHandAlready", (await Assert.ThrowsAsync<RuleException>(() => shop.Service.TakeOverAsync(taskNo))).Code);
        await shop.Service.HandOverAsync(taskNo, [ByHand]);
        await shop.LaterAsync(TimeSpan.FromMinutes(2));

        var late = await shop.LateAsync(taskNo);
        Assert.Equal((2, 1), (late.Count, (await shop.ResourcesAsync(taskNo)).Count));
        Assert.All(late, p => Assert.Equal(LatePieceState.Undecided, p.State));
        await using var db = shop.Boss.Db();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "TaskLatePiece" && n.MemberId == shop.Keeper.MemberId));

        var decide = shop.Boss.Get<LatePieceService>();
        await decide.UseAsync(taskNo, late[0].Reference);
        Assert.Equal("Delivery.LateDecided", (await Assert.ThrowsAsync<RuleException>(() => decide.UseAsync(taskNo, late[0].Reference))).Code);
        Assert.Equal("Delivery.NothingOwed", (await Assert.ThrowsAsync<RuleException>(() => decide.UseAsync(taskNo, late[1].Reference))).Code);
        await decide.ReturnAsync(taskNo, late[1].Reference);
        shop.Supplier.Next(Fault.Refuses);
        await shop.DispatchAsync();
        var notEnded = (await shop.LateAsync(taskNo))[1];
        Assert.Equal((LatePieceState.ReturnFailed, "Connectors.BalanceShort"), (notEnded.State, notEnded.ErrorCode));
        await decide.ReturnAsync(taskNo, late[1].Reference);
        await shop.DispatchAsync();

        Assert.Equal([late[1].Reference], shop.Supplier.Ended);
        Assert.Equal([LatePieceState.Used, LatePieceState.Returned], (await shop.LateAsync(taskNo)).Select(p => p.State));
        Assert.Equal((FulfilmentStatus.Done, 2), ((await shop.TaskAsync(taskNo)).Status, (await shop.ResourcesAsync(taskNo)).Sum(r => r.Quantity)));
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
    }

    [Fact]
    public async Task R_DLV_1_a_person_who_takes_over_while_the_supplier_works_gets_its_answer_for_a_decision()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(1);
        shop.Supplier.Meanwhile = async () =>
        {
            await using var window = shop.Boss.NewScope();
            await window.ServiceProvider.GetRequiredService<FulfilmentService>().TakeOverAsync(taskNo);
        };

        await shop.DispatchAsync();

        Assert.Empty(await shop.ResourcesAsync(taskNo));
        Assert.Single(await shop.LateAsync(taskNo));
        await shop.Service.CompleteAsync(taskNo, ByHand);
        await shop.LaterAsync(TimeSpan.FromHours(1), 15);
        Assert.Equal((1, 1), ((await shop.ResourcesAsync(taskNo)).Count, (await shop.LateAsync(taskNo)).Count));
        Assert.Null((await shop.TaskAsync(taskNo)).NextStepAt);
    }

    [Fact]
    public async Task More_than_was_ordered_is_never_handed_over_and_less_is_for_Maintenance()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var (more, less) = (await shop.BuyAsync(2), await shop.BuyAsync(2));
        shop.Supplier.Next(Fault.GivesMore);
        await shop.DieAsync(more, 3);
        await shop.DispatchAsync();
        Assert.Equal(
            (FulfilmentStatus.Done, 2, 1),
            ((await shop.TaskAsync(more)).Status, (await shop.ResourcesAsync(more)).Count, (await shop.LateAsync(more)).Count));

        var task = await shop.TaskAsync(less);
        Assert.Equal(FulfilmentStatus.Done, task.Status);
        var short2 = await shop.BuyAsync(2);
        shop.Supplier.Next(Fault.GivesLess);
        await shop.DispatchAsync();
        task = await shop.TaskAsync(short2);
        Assert.Equal((DeliveryState.Failed, "Delivery.SupplierDeliveredLess", "1\n2", 1), (task.State, task.ErrorCode, task.ErrorArgs, task.Delivered));
    }

    [Fact]
    public async Task Two_dispatchers_open_once_and_two_people_take_over_once()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(2);
        shop.Supplier.Next(Fault.Fails);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.DispatchAsync()));
        Assert.Single(shop.Supplier.Calls);

        var outcomes = await Ending.OfAllAsync<FulfilmentService>(shop.Boss, 3, service => service.TakeOverAsync(taskNo));
        Assert.Equal(["", "Delivery.ByHandAlready", "Delivery.ByHandAlready"], outcomes.Order(StringComparer.Ordinal));

        // Three hand over two pieces of which two are owed, one each: one is refused.
        outcomes = await Ending.OfAllAsync<FulfilmentService>(shop.Boss, 3, service => service.HandOverAsync(taskNo, [ByHand]));
        Assert.Equal(["", "", "Delivery.TaskNotOpen"], outcomes.Order(StringComparer.Ordinal));
        Assert.Equal([(1, 1), (2, 1)], (await shop.ResourcesAsync(taskNo)).Select(r => (r.Number, r.Quantity)));
    }

    [Fact]
    public async Task A_step_whose_message_is_gone_goes_on()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var taskNo = await shop.BuyAsync(1);
        await using (var db = shop.Boss.Db())
        {
            var message = await db.OutboxMessages.SingleAsync(m => m.Kind == DeliveryStep.Kind);
            message.Fail("lost", final: true, shop.Boss.Now);
            await db.SaveChangesAsync();
        }

        Assert.Equal(0, await shop.Boss.Get<DeliverySteps>().ResumeLostAsync(CancellationToken.None));
        await shop.LaterAsync(TimeSpan.FromMinutes(16));
        Assert.Empty(shop.Supplier.Calls);
        Assert.Equal(1, await shop.Boss.Get<DeliverySteps>().ResumeLostAsync(CancellationToken.None));
        Assert.Equal(0, await shop.Boss.Get<DeliverySteps>().ResumeLostAsync(CancellationToken.None));
        await shop.DispatchAsync();

        Assert.Equal((FulfilmentStatus.Done, 1), ((await shop.TaskAsync(taskNo)).Status, shop.Supplier.Openings(taskNo)));
    }

    [Fact]
    public async Task R_ISO_1_at_the_second_level_the_root_delivers_and_those_below_see_how_far_it_is()
    {
        await using var shop = await InterfaceShop.StartAsync();
        var (boss, root) = (shop.Boss, shop.Shop.Root);
        var first = await boss.Given.DistributorAsync(root);
        var second = await boss.Given.DistributorAsync(first);
        var offer = await boss.Given.DownstreamOfferAsync(
            second, await boss.Given.DownstreamOfferAsync(first, shop.Shop.Offer, costDiscount: 0.8m, discount: 0.85m), costDiscount: 0.9m, discount: 0.95m);
        var customer = await boss.Given.CustomerAsync(second);
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        await boss.Given.MoneyAsync(customer, 10_000m);
        await Demands.MeetAsync(boss, new Parties(second.Id, customer.Id));
        var order = await boss.Given.OrderAsync(customer, buyer, (offer, 95m, 3));
        boss.SignIn(buyer);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        await using var db = boss.Db();
        var task = await db.FulfilmentTasks.AsNoTracking().SingleAsync(t => t.OrderNo == order.OrderNo);
        Assert.Equal(root.Id, task.OrganizationId);
        shop.Supplier.Next(Fault.GivesLess);
        await shop.DispatchAsync();
        await using (var below = boss.Db(first.Id))
        {
            Assert.Equal((0, 0), (await below.FulfilmentTasks.CountAsync(), await below.TaskEvents.CountAsync()));
            Assert.Equal((0, 0), (await below.LineDeliveries.CountAsync(), await below.Resources.CountAsync()));
        }

        boss.SignIn(shop.Keeper);
        Assert.Equal(2, (await boss.Get<FulfilmentQueries>().DetailsAsync(task.TaskNo)).Pieces.Count);
        await shop.Service.GiveUpRestAsync(task.TaskNo, "资源池已满");

        boss.SignIn(buyer);
        var line = Assert.Single(await boss.Get<OrderDeliveryQueries>().OfOrderAsync(order.OrderNo));
        Assert.Equal((LineDeliveryState.Done, 2, 1, "资源池已满", 2), (line.State, line.Delivered, line.Undeliverable, line.Reason, line.Resources.Count));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<FulfilmentQueries>().DetailsAsync(task.TaskNo));
        // Each seller of the chain sees its own hop, with its own amount.
        foreach (var (seller, amount) in new[] { (second, 95m), (first, 90m), (root, 80m) })
        {
            boss.SignIn(await boss.Given.MemberAsync(seller, Role.Finance));
            var part = Assert.Single((await boss.Get<UndeliveredQueries>().ListAsync(Filtered())).Rows);
            Assert.Equal((order.OrderNo, 1, 3, amount), (part.OrderNo, part.Quantity, part.Ordered, part.Amount));
        }

        boss.SignIn(await boss.Given.MemberAsync(first, Role.Maintenance));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<FulfilmentQueries>().DetailsAsync(task.TaskNo));
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Service.TakeOverAsync(task.TaskNo));
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync(o => o.OrderNo == order.OrderNo)).Status);
    }

    internal static PageRequest Filtered(params (string Name, string Value)[] filters) =>
        new(1, 50, null, false, filters.ToDictionary(f => f.Name, f => f.Value));
}
