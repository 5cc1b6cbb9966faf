using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Checklists;
using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Delivery;

/// <summary>What people of Maintenance do: hand over piece by piece, tick what they have looked at, say what will never come, in time or not.</summary>
public sealed class HandOverTests
{
    private static readonly CompleteTask Access = new("203.0.113.7:22", "root", "S3cret");

    [Fact]
    public async Task Some_pieces_now_and_the_rest_later_each_with_its_own_access()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (_, keeper, taskNo) = await PaidAsync(boss, 3);
        boss.SignIn(keeper);
        var service = boss.Get<FulfilmentService>();
        foreach (var quantity in new[] { 0, -1, 4 })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => service.HandOverAsync(taskNo, [Access with { Quantity = quantity }]));
            Assert.Equal(("Delivery.TooManyPieces", "quantity"), (refusal.Code, refusal.Field));
        }

        // What is wrong with the second entry is said there, and nothing of the first stays.
        var second = await Assert.ThrowsAsync<RuleException>(() => service.HandOverAsync(taskNo, [Access with { Quantity = 1 }, new CompleteTask("", Quantity: 1)]));
        Assert.Equal("address-2", second.Field);
        var all = await Assert.ThrowsAsync<RuleException>(
            () => service.HandOverAsync(taskNo, [new CompleteTask("", ConsoleUrl: "javascript:1", Quantity: 9), new CompleteTask("", Quantity: 1)]));
        Assert.Equal(["quantity", "address", "console-url", "address-2"], all.All.Select(r => r.Field!));
        await using var db = boss.Db();
        Assert.False(await db.Resources.AnyAsync());

        await service.HandOverAsync(taskNo, [Access with { Quantity = 1 }, new CompleteTask("203.0.113.8:22", Quantity: 1)]);
        var task = await db.FulfilmentTasks.AsNoTracking().SingleAsync();
        Assert.Equal((FulfilmentStatus.Open, 2, 1), (task.Status, task.Delivered, task.Remaining));
        // The customer is told of both.
        var both = await db.Resources.OrderBy(r => r.Number).Select(r => r.ResourceNo).ToListAsync();
        var said = Assert.Single(await db.Notices.Where(n => n.Kind == "ResourcesReady").Select(n => n.Args).ToListAsync());
        Assert.EndsWith($"\n2\n{both[0]}, {both[1]}", said, StringComparison.Ordinal);
        Assert.Equal(OrderStatus.Fulfilling, (await db.Orders.AsNoTracking().SingleAsync()).Status);
        Assert.Equal((LineDeliveryState.Opening, 2), await db.LineDeliveries.Select(l => new ValueTuple<LineDeliveryState, int>(l.State, l.Delivered)).SingleAsync());
        await service.CompleteAsync(taskNo, Access with { Address = "203.0.113.9:22" });

        var resources = await db.Resources.OrderBy(r => r.Number).ToListAsync();
        Assert.Equal([(1, "203.0.113.7:22"), (2, "203.0.113.8:22"), (3, "203.0.113.9:22")], resources.Select(r => (r.Number, r.Address)));
        Assert.Equal(FulfilmentStatus.Done, (await db.FulfilmentTasks.AsNoTracking().SingleAsync()).Status);
        Assert.Equal(OrderStatus.Completed, (await db.Orders.AsNoTracking().SingleAsync()).Status);
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_marked_for_Finance_with_its_share_and_the_customer_is_told()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, taskNo) = await PaidAsync(boss, 3, 33.3333m);
        var finance = await boss.Given.MemberAsync(shop.Root, Role.Finance);
        boss.SignIn(keeper);
        var service = boss.Get<FulfilmentService>();
        await service.HandOverAsync(taskNo, [Access with { Quantity = 2 }]);
        Assert.Equal("reason", (await Assert.ThrowsAsync<RuleException>(() => service.GiveUpRestAsync(taskNo, " "))).Field);

        await service.GiveUpRestAsync(taskNo, "机房断电");

        Assert.Equal("Delivery.TaskNotOpen", (await Assert.ThrowsAsync<RuleException>(() => service.GiveUpRestAsync(taskNo, "机房断电"))).Code);
        Assert.Equal("Delivery.TaskNotOpen", (await Assert.ThrowsAsync<RuleException>(() => service.CompleteAsync(taskNo, Access))).Code);
        await using var db = boss.Db();
        Assert.Equal(OrderStatus.Completed, (await db.Orders.SingleAsync()).Status);
        var notice = await db.Notices.SingleAsync(n => n.Kind == "LineUndeliverable");
        Assert.Equal((shop.Member.MemberId, "产品\n1\n机房断电\n" + notice.Subject), (notice.MemberId, notice.Args));
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "Undelivered" && n.MemberId == finance.MemberId));
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Kind == SmsOutboxMessage.Kind && m.Key == $"sms-{shop.Member.MemberId}-Undeliverable:{taskNo}"));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<UndeliveredQueries>().ListAsync(DeliverByInterfaceTests.Filtered()));

        boss.SignIn(finance);
        var part = Assert.Single((await boss.Get<UndeliveredQueries>().ListAsync(DeliverByInterfaceTests.Filtered(("q", "产品")))).Rows);
        // 100.00 for three: one of them is 33.33.
        Assert.Equal((1, 3, 33.33m, "机房断电", shop.Buyer.Name), (part.Quantity, part.Ordered, part.Amount, part.Reason, part.BuyerName));
        Assert.Empty((await boss.Get<UndeliveredQueries>().ListAsync(DeliverByInterfaceTests.Filtered(("to", "2026-01-04")))).Rows);
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.DistributorAsync(shop.Root), Role.Finance));
        Assert.Empty((await boss.Get<UndeliveredQueries>().ListAsync(DeliverByInterfaceTests.Filtered())).Rows);
    }

    [Theory]
    [InlineData(0, OrderShortfall.NotDelivered)]
    [InlineData(1, OrderShortfall.PartlyDelivered)]
    [InlineData(2, OrderShortfall.None)]
    public async Task Both_sides_read_of_a_completed_order_what_is_missing_of_it(int delivered, OrderShortfall shortfall)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, taskNo) = await PaidAsync(boss, 2);
        boss.SignIn(keeper);
        if (delivered > 0)
        {
            await boss.Get<FulfilmentService>().HandOverAsync(taskNo, [Access with { Quantity = delivered }]);
        }

        if (delivered < 2)
        {
            await boss.Get<FulfilmentService>().GiveUpRestAsync(taskNo, "机房断电");
        }

        boss.SignIn(shop.Member);
        var mine = Assert.Single((await boss.Get<OrderQueries>().ListAsync(DeliverByInterfaceTests.Filtered())).Rows);
        Assert.Equal((OrderStatus.Completed, shortfall), (mine.Status, mine.Shortfall));
        var details = await boss.Get<OrderQueries>().GetAsync(mine.OrderNo);
        Assert.Equal(shortfall, details.Shortfall);
        Assert.Equal(delivered == 2 ? null : new OrderMissing(shortfall, 2 - delivered, 2), details.Missing);

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        var desk = Assert.Single((await boss.Get<OrderDeskQueries>().ListAsync(DeliverByInterfaceTests.Filtered())).Rows);
        Assert.Equal((shortfall, shortfall), (desk.Shortfall, (await boss.Get<OrderDeskQueries>().GetAsync(mine.OrderNo)).Order.Shortfall));
        Assert.Equal(shortfall, Assert.Single((await boss.Get<OrderQueries>().OfCustomerAsync(desk.CustomerCode, DeliverByInterfaceTests.Filtered())).Rows).Shortfall);
    }

    [Fact]
    public async Task What_is_paid_back_is_known_by_recharges_with_the_number_of_the_order_as_far_as_they_go()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, taskNo) = await PaidAsync(boss, 2, 50m);
        boss.SignIn(keeper);
        await boss.Get<FulfilmentService>().GiveUpRestAsync(taskNo, "机房断电");
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Finance));
        var queries = boss.Get<UndeliveredQueries>();
        var part = Assert.Single((await queries.ListAsync(DeliverByInterfaceTests.Filtered(("paid-back", "no")))).Rows);
        var home = boss.Get<FinanceHomeQueries>();
        Assert.False(part.PaidBack);
        Assert.Equal((1, part.MarkedAt), await OwedAsync());

        await CreditAsync("C-1", 60m);
        Assert.Equal((1, part.MarkedAt), await OwedAsync());
        await CreditAsync("C-2", 40m);

        Assert.Equal((0, null), await OwedAsync());
        Assert.Empty((await queries.ListAsync(DeliverByInterfaceTests.Filtered(("paid-back", "no")))).Rows);
        Assert.True(Assert.Single((await queries.ListAsync(DeliverByInterfaceTests.Filtered(("paid-back", "yes")))).Rows).PaidBack);

        async Task<(int, DateTime?)> OwedAsync() => await home.GetAsync() is var told ? (told.Undelivered, told.UndeliveredSince) : default;

        async Task CreditAsync(string number, decimal amount)
        {
            await using var db = boss.Db();
            var parties = (await db.Orders.SingleAsync()).Parties;
            db.Add(Recharge.Received(parties, number, amount, RechargeChannel.Other, part.OrderNo, ChinaTime.Day(boss.Now), boss.Now));
            await db.SaveChangesAsync();
        }
    }

    [Theory]
    [InlineData(100, 1, 3, 33.33)]
    [InlineData(100, 2, 3, 66.67)]
    [InlineData(100, 3, 3, 100)]
    [InlineData(0.05, 1, 2, 0.03)]
    public void A_share_is_rounded_half_away_from_zero_and_all_of_it_is_the_whole_amount(decimal amount, int quantity, int ordered, decimal share) =>
        Assert.Equal(share, UndeliveredPart.Share(amount, quantity, ordered));

    [Fact]
    public async Task Nothing_is_handed_over_while_a_required_item_of_the_checklist_is_open()
    {
        await using var boss = await TestKBoss.StartAsync();
        var (shop, keeper, taskNo) = await PaidAsync(boss, 1);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        var lists = boss.Get<ChecklistService>();
        await lists.ChangeAsync("云主机", 0, [new("密码已修改", true), new("已拍照", false)]);
        Assert.Equal("Delivery.ChecklistChanged", (await Assert.ThrowsAsync<RuleException>(() => lists.ChangeAsync("云主机", 0, []))).Code);
        Assert.Equal("Delivery.ItemTwice", (await Assert.ThrowsAsync<RuleException>(() => lists.ChangeAsync("云主机", 1, [new("A", true), new("ａ", true)]))).Code);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<FulfilmentService>().TickAsync(taskNo, 1, true));

        boss.SignIn(keeper);
        var (service, queries) = (boss.Get<FulfilmentService>(), boss.Get<FulfilmentQueries>());
        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.CompleteAsync(taskNo, Access));
        Assert.Equal(("Delivery.ChecksOpen", "checks"), (refusal.Code, refusal.Field));
        await service.TickAsync(taskNo, 1, true);
        await service.TickAsync(taskNo, 2, true);
        await service.TickAsync(taskNo, 2, false);
        await Assert.ThrowsAsync<NotFoundException>(() => service.TickAsync(taskNo, 3, true));

        // A new version does not touch what was ticked.
        await lists.ChangeAsync("云主机", 1, [new("网络已测试", true)]);
        var checks = (await queries.DetailsAsync(taskNo)).Checks;
        Assert.Equal(
            [(1, "密码已修改", true, keeper.Name), (2, "已拍照", false, "")],
            checks.Select(c => (c.Position, c.Text, c.Required, c.TickedBy)));
        await service.CompleteAsync(taskNo, Access);
        Assert.Equal("Delivery.TaskNotOpen", (await Assert.ThrowsAsync<RuleException>(() => service.TickAsync(taskNo, 1, false))).Code);
        Assert.Equal(boss.Now, (await queries.DetailsAsync(taskNo)).Checks[0].TickedAt);

        var other = await BuyAsync(boss, shop, 1, 80m);
        boss.SignIn(keeper);
        Assert.Equal(["网络已测试"], (await queries.DetailsAsync(other)).Checks.Select(c => c.Text));
        Assert.Equal([("云主机", 2, 1)], (await lists.ListAsync(DeliverByInterfaceTests.Filtered())).Rows.Select(r => (r.ProductType, r.Number, r.Items)));
    }

    [Fact]
    public async Task The_queue_says_in_working_hours_how_long_a_task_has_waited_and_which_are_late()
    {
        // The clock of the tests begins on a Monday at ten.
        await using var boss = await TestKBoss.StartAsync(null, ("Delivery:TakeOnHours", "2"));
        var (shop, keeper, first) = await PaidAsync(boss, 1);
        await boss.Given.SettingAsync(shop.Root, WorkingHoursSettings.Section, ("holidays", "2026-01-06"));
        boss.SignIn(keeper);
        var queries = boss.Get<FulfilmentQueries>();
        Assert.Equal((TaskUrgency.InTime, TimeSpan.Zero), await UrgencyAsync(queries, first));
        boss.Time.Advance(TimeSpan.FromHours(1.5));
        Assert.Equal((TaskUrgency.Soon, TimeSpan.FromHours(1.5)), await UrgencyAsync(queries, first));
        Assert.Empty((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("overdue", "yes")))).Rows);
        boss.Time.Advance(TimeSpan.FromHours(0.5));
        Assert.Equal(first, Assert.Single((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("overdue", "yes")))).Rows).TaskNo);

        // Taken on, it has eight working hours; the night and the holiday do not count.
        await boss.Get<FulfilmentService>().AssignAsync(first);
        Assert.Empty((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("overdue", "yes")))).Rows);
        boss.Time.Advance(TimeSpan.FromHours(45));
        Assert.Equal((TaskUrgency.Overdue, TimeSpan.FromHours(8)), await UrgencyAsync(queries, first));
        var late = Assert.Single((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("overdue", "yes"), ("mine", "yes")))).Rows);
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc), late.Due);
        var next = await BuyAsync(boss, shop, 1, 80m);
        boss.SignIn(keeper);
        var found = await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("q", next), ("supplier", "供应商"), ("connector", "Manual")));
        Assert.Equal([next], found.Rows.Select(r => r.TaskNo));
        Assert.Empty((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("q", next), ("mine", "yes")))).Rows);
        Assert.Empty((await queries.TasksAsync(DeliverByInterfaceTests.Filtered(("connector", "Jinan")))).Rows);
    }

    [Fact]
    public async Task Each_distributor_waits_by_its_own_working_hours()
    {
        // Monday at ten; the child works in the afternoon alone, and the root not at all that day.
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(0);
        var child = await boss.Given.DistributorAsync(shop.Root);
        var own = await boss.Given.OfferAsync(child, await boss.Given.SupplierAsync(child), 50m, discount: 0.9m);
        var above = await boss.Given.DownstreamOfferAsync(child, shop.Offer, costDiscount: 0.8m, discount: 0.9m);
        var customer = await boss.Given.CustomerAsync(child);
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        await boss.Given.MoneyAsync(customer, 1000m);
        await boss.Given.SettingAsync(shop.Root, WorkingHoursSettings.Section, ("holidays", "2026-01-05\n2026-01-07"));
        await boss.Given.SettingAsync(child, WorkingHoursSettings.Section, ("from", "13:00"), ("to", "15:00"));
        var order = await boss.Given.OrderAsync(customer, buyer, (own, 45m, 1), (above, 90m, 1));
        boss.SignIn(buyer);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        boss.Time.Advance(TimeSpan.FromHours(4));

        foreach (var (distributor, waited, overdue) in new[] { (shop.Root, 0, 0), (child, 1, 0) })
        {
            boss.SignIn(await boss.Given.MemberAsync(distributor, Role.Maintenance));
            Assert.Equal(TimeSpan.FromHours(waited), Assert.Single((await boss.Get<FulfilmentQueries>().TasksAsync(Workbooks.Page())).Rows).Waited);
            Assert.Equal(overdue, (await boss.Get<FulfilmentQueries>().TasksAsync(Workbooks.Page(("overdue", "yes")))).Rows.Count);
        }

        // Wednesday at ten: the root has worked for nine hours on Tuesday alone, the child for two on each of the two days.
        boss.Time.Advance(TimeSpan.FromHours(44));
        foreach (var (distributor, waited, overdue) in new[] { (shop.Root, 9, 1), (child, 4, 1) })
        {
            boss.SignIn(await boss.Given.MemberAsync(distributor, Role.Maintenance));
            var row = Assert.Single((await boss.Get<FulfilmentQueries>().TasksAsync(Workbooks.Page())).Rows);
            Assert.Equal(TimeSpan.FromHours(waited), row.Waited);
            Assert.Equal(overdue, (await boss.Get<FulfilmentQueries>().TasksAsync(Workbooks.Page(("overdue", "yes")))).Rows.Count);
        }
    }

    [Fact]
    public async Task New_paid_work_is_told_to_Maintenance_and_to_open_pages()
    {
        await using var boss = await TestKBoss.StartAsync();
        var heard = new List<TaskChanged>();
        using var hearing = boss.Get<Changes>().Subscribe<TaskChanged>(heard.Add);
        var shop = await boss.Given.ShopAsync(1000m);
        var keeper = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        await boss.Given.MemberAsync(shop.Root, Role.Operations);
        var taskNo = await BuyAsync(boss, shop, 1, 80m);

        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal([(shop.Root.Id, taskNo)], heard.Select(t => (t.OrganizationId, t.TaskNo)));
        await using var db = boss.Db();
        var notice = await db.Notices.SingleAsync();
        Assert.Equal(("TaskNew", keeper.MemberId, taskNo), (notice.Kind, notice.MemberId, notice.Subject));
    }

    [Fact]
    public async Task R_DLV_1_two_who_finish_two_lines_of_different_owners_complete_the_order_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(0);
        var child = await boss.Given.DistributorAsync(shop.Root);
        var own = await boss.Given.OfferAsync(child, await boss.Given.SupplierAsync(child), 50m, discount: 0.9m);
        var above = await boss.Given.DownstreamOfferAsync(child, shop.Offer, costDiscount: 0.8m, discount: 0.9m);
        var customer = await boss.Given.CustomerAsync(child);
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        await boss.Given.MoneyAsync(customer, 1000m);
        var order = await boss.Given.OrderAsync(customer, buyer, (own, 45m, 1), (above, 90m, 1));
        boss.SignIn(buyer);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        await using var db = boss.Db();
        var tasks = await db.FulfilmentTasks.AsNoTracking().ToDictionaryAsync(t => t.OrganizationId, t => t.TaskNo);

        // The child does not see the task of the root, and yet the order is not complete with its own.
        boss.SignIn(await boss.Given.MemberAsync(child, Role.Maintenance));
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[child.Id], Access);
        Assert.Equal(OrderStatus.Fulfilling, (await db.Orders.AsNoTracking().SingleAsync()).Status);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Maintenance));
        await boss.Get<FulfilmentService>().CompleteAsync(tasks[shop.Root.Id], Access);
        Assert.Equal(OrderStatus.Completed, (await db.Orders.AsNoTracking().SingleAsync()).Status);
    }

    private static async Task<(TaskUrgency Urgency, TimeSpan Waited)> UrgencyAsync(FulfilmentQueries queries, string taskNo)
    {
        var row = (await queries.DetailsAsync(taskNo)).Row;
        return (row.Urgency, row.Waited);
    }

    private static async Task<(Shop Shop, Actor Keeper, string TaskNo)> PaidAsync(TestKBoss boss, int quantity, decimal price = 80m)
    {
        var shop = await boss.Given.ShopAsync(1000m);
        return (shop, await boss.Given.MemberAsync(shop.Root, Role.Maintenance), await BuyAsync(boss, shop, quantity, price));
    }

    private static async Task<string> BuyAsync(TestKBoss boss, Shop shop, int quantity, decimal price)
    {
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, price, quantity));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        await using var db = boss.Db();
        return await db.FulfilmentTasks.Where(t => t.OrderNo == order.OrderNo).Select(t => t.TaskNo).SingleAsync();
    }
}
