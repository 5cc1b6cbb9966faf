using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>What customers see of their resources at every instant, and what follows when one ends.</summary>
public sealed class ResourceLifeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ends_expires_is_released_after_its_grace_and_is_ended_at_the_supplier_once(bool secondLevel)
    {
        await using var shop = await RenewShop.StartAsync(secondLevel);
        var nos = await shop.DeliveredAsync(2);
        await shop.MoveToEndAsync(nos[0], TimeSpan.FromTicks(1));
        Assert.Equal(0, await shop.EndAsync());
        shop.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((2, 0), (await shop.EndAsync(), await shop.EndAsync()));
        Assert.Equal((ResourceStatus.Expired, 2), ((await shop.GetAsync(nos[0])).Status, await shop.NoticesAsync("ResourceExpired")));

        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(nos[1]);
        shop.Boss.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await shop.EndAsync());
        shop.Boss.Time.Advance(TimeSpan.FromTicks(1));
        var both = await Task.WhenAll(Task.Run(shop.EndAsync), Task.Run(shop.EndAsync));
        Assert.Equal(1, both.Sum());

        shop.Supplier.Next(Fault.Silent, Fault.None, Fault.Fails);
        await shop.DispatchAsync();
        await shop.LaterAsync(TimeSpan.FromMinutes(11), 4);

        var task = Assert.Single(await shop.TasksAsync(ResourceTaskKind.Release));
        Assert.Equal((nos[0], ResourceTaskState.Done, shop.Root.Id), (task.ResourceNo, task.State, task.OrganizationId));
        Assert.Equal([(await shop.GetAsync(nos[0])).Reference], shop.Supplier.Ended.Distinct());
        Assert.Equal((ResourceStatus.Released, ResourceStatus.Active), ((await shop.GetAsync(nos[0])).Status, (await shop.GetAsync(nos[1])).Status));
        Assert.Equal(1, await shop.NoticesAsync("ResourceReleased"));
    }

    [Fact]
    public async Task After_a_standstill_over_end_and_grace_all_is_dealt_with_at_once()
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await shop.MoveToEndAsync(no, -TimeSpan.FromDays(20));

        Assert.Equal((1, 0), (await shop.EndAsync(), await shop.EndAsync()));

        var resource = await shop.GetAsync(no);
        Assert.Equal((ResourceStatus.Released, ChinaTime.AddDays(resource.EndsAt!.Value, 7)), (resource.Status, resource.ReleasesAt));
        Assert.Equal((0, 1), (await shop.NoticesAsync("ResourceExpired"), await shop.NoticesAsync("ResourceReleased")));
        Assert.Single(await shop.TasksAsync(ResourceTaskKind.Release));
    }

    [Fact]
    public async Task What_was_delivered_by_hand_is_released_by_Maintenance()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var keeper = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 2));
        boss.SignIn(shop.Member);
        await boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        boss.SignIn(keeper);
        await using var db = boss.Db();
        await boss.Get<FulfilmentService>().CompleteAsync((await db.FulfilmentTasks.SingleAsync()).TaskNo, new CompleteTask("203.0.113.7"));
        boss.Time.Advance(TimeSpan.FromDays(60));

        Assert.Equal(1, await boss.Get<ResourceLife>().EndDueAsync());

        var row = (await boss.Get<ResourceTaskService>().ListAsync(Workbooks.Page(("kind", "Release")))).Rows.Single();
        Assert.Equal((ResourceTaskState.ByHand, 2), (row.State, row.Pieces));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "ResourceTaskRelease" && n.MemberId == keeper.MemberId));
        await boss.Get<ResourceTaskService>().FinishAsync(row.TaskNo, "");
        Assert.Empty((await boss.Get<ResourceTaskService>().ListAsync(Workbooks.Page())).Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_says_at_every_instant_what_the_clock_says_whether_or_not_a_schedule_has_run(bool scheduled)
    {
        await using var shop = await RenewShop.StartAsync();
        var no = (await shop.DeliveredAsync())[0];
        await shop.RenewAsync(no, 2);
        var end = (await shop.GetAsync(no)).EndsAt!.Value;
        var resources = shop.Boss.Get<ResourceService>();
        (DateTime At, ResourceState State, DateTime? Next)[] clock =
        [
            (end.AddDays(-30).AddTicks(-1), ResourceState.Running, end.AddDays(-30)), (end.AddDays(-30), ResourceState.Ending, end),
            (end.AddTicks(-1), ResourceState.Ending, end), (end, ResourceState.Grace, end.AddDays(7)),
            (end.AddDays(7).AddTicks(-1), ResourceState.Grace, end.AddDays(7)), (end.AddDays(7), ResourceState.Released, null),
        ];
        foreach (var (at, state, next) in clock)
        {
            shop.Boss.Time.SetUtcNow(at);
            if (scheduled)
            {
                await shop.EndAsync();
            }

            foreach (var asked in Enum.GetValues<ResourceState>())
            {
                var rows = (await resources.ListAsync(Workbooks.Page(("state", asked.ToString())))).Rows;
                Assert.Equal(asked == state ? [no] : [], rows.Select(r => r.ResourceNo));
            }

            var row = (await resources.ListAsync(Workbooks.Page())).Rows.Single();
            Assert.Equal((state, state != ResourceState.Released), (row.State, row.Renewable));
            Assert.Equal(next, await resources.NextChangeAsync());
            var counts = await resources.CountsAsync();
            Assert.Equal([state], Counted(counts));
        }

        static IEnumerable<ResourceState> Counted(ResourceCounts c) => new[]
        {
            (ResourceState.Running, c.Running), (ResourceState.Ending, c.Ending), (ResourceState.Grace, c.Grace), (ResourceState.Released, c.Released),
        }.Where(pair => pair.Item2 == 1).Select(pair => pair.Item1);
    }

    [Fact]
    public async Task What_is_on_its_way_stands_first_with_how_far_it_is_and_pages_go_across_both()
    {
        await using var shop = await RenewShop.StartAsync();
        var had = await shop.DeliveredAsync(3);
        shop.Supplier.Next(Fault.Late);
        await shop.DeliveredAsync(3);
        var resources = shop.Boss.Get<ResourceService>();

        Assert.Equal(new ResourceCounts(1, 4, 0, 0, 0), await resources.CountsAsync());
        var waiting = (await resources.ListAsync(Workbooks.Page(("state", "OnItsWay")))).Rows.Single();
        Assert.Equal((LineDeliveryState.Opening, 1, 3, ""), (waiting.Delivery, waiting.Delivered, waiting.Quantity, waiting.ResourceNo));
        var pages = new List<ResourceRow>();
        for (var page = 1; page <= 3; page++)
        {
            var part = await resources.ListAsync(new PageRequest(page, 2, null, false, new Dictionary<string, string>()));
            Assert.Equal(5, part.Total);
            pages.AddRange(part.Rows);
        }

        Assert.Equal((5, null), (pages.DistinctBy(r => r.Key).Count(), pages[0].State));
        Assert.Equal(had.AsEnumerable().Reverse(), pages.Skip(2).Select(r => r.ResourceNo));
    }

    [Fact]
    public async Task A_name_and_notes_are_the_customers_own()
    {
        await using var shop = await RenewShop.StartAsync(secondLevel: true);
        var no = (await shop.DeliveredAsync())[0];
        var resources = shop.Boss.Get<ResourceService>();
        await resources.LabelAsync(no, "训练集群 A", "第一行\n第二行");

        var details = await resources.DetailsAsync(no);
        Assert.Equal(("训练集群 A", "第一行\n第二行"), (details.Row.Name, details.OwnNote));
        Assert.Equal(no, (await resources.ListAsync(Workbooks.Page(("q", "集群")))).Rows.Single().ResourceNo);
        await using (var db = shop.Boss.Db(shop.Seller.Id))
        {
            Assert.Empty(await db.ResourceLabels.ToListAsync());
        }

        await resources.LabelAsync(no, "", "");
        Assert.Equal(details.Row.ProductName, (await resources.DetailsAsync(no)).Row.Name);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Customer, Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => resources.LabelAsync(no, "x", ""));
    }

    [Fact]
    public async Task Doors_are_those_that_the_supplier_has_each_entry_is_audited_and_no_link_is_kept()
    {
        await using var shop = await RenewShop.StartAsync(secondLevel: true, ConnectorAbilities.Desktop);
        var no = (await shop.DeliveredAsync())[0];
        var doors = shop.Boss.Get<DoorService>();
        Assert.Equal([Door.Desktop], (await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Row.Doors);

        var first = await doors.EnterAsync(no, Door.Desktop);
        Assert.NotEqual(first, await doors.EnterAsync(no, Door.Desktop));
        Assert.Equal("Delivery.NoSuchDoor", (await Assert.ThrowsAsync<RuleException>(() => doors.EnterAsync(no, Door.Terminal))).Code);
        shop.Supplier.Next(Fault.Fails);
        Assert.Equal("Delivery.DoorClosed", (await Assert.ThrowsAsync<RuleException>(() => doors.EnterAsync(no, Door.Desktop))).Code);
        await using (var db = shop.Boss.Db())
        {
            var audited = await db.AuditEntries.Where(a => a.Action == "ResourceEntered").ToListAsync();
            Assert.Equal(2, audited.Count);
            Assert.All(audited, a => Assert.DoesNotContain("door.example", $"{a.After} {a.Before}", StringComparison.Ordinal));
        }

        await shop.MoveToEndAsync(no);
        Assert.Equal("Delivery.ResourceEnded", (await Assert.ThrowsAsync<RuleException>(() => doors.EnterAsync(no, Door.Desktop))).Code);
        Assert.Empty((await shop.Boss.Get<ResourceService>().DetailsAsync(no)).Row.Doors);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Customer, Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => doors.EnterAsync(no, Door.Desktop));
    }

    [Fact]
    public async Task The_calendar_counts_Shanghai_days_and_its_file_folds_long_names()
    {
        await using var shop = await RenewShop.StartAsync();
        // Bought at 23:30 on 31 January in Shanghai: it ends on 28 February, which is still the month before in many a clock.
        shop.Boss.Time.SetUtcNow(ChinaTime.ToUtc(new DateTime(2026, 1, 31, 23, 30, 0)));
        var no = (await shop.DeliveredAsync())[0];
        var name = string.Concat(Enumerable.Repeat("超算集群", 14));
        await shop.Boss.Get<ResourceService>().LabelAsync(no, name, "");
        var calendar = shop.Boss.Get<ResourceCalendar>();

        var ending = Assert.Single(await calendar.MonthAsync(new DateOnly(2026, 2, 3)));
        Assert.Equal((new DateOnly(2026, 2, 28), name), (ending.Day, ending.Name));
        Assert.Empty(await calendar.MonthAsync(new DateOnly(2026, 3, 1)));
        var lines = System.Text.Encoding.UTF8.GetString(await calendar.FileAsync(e => $"{e.Name}; 到期", "kboss.example")).Split("\r\n");
        Assert.All(lines, line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.Contains("DTSTART;VALUE=DATE:20260228", lines);
        Assert.Contains($"SUMMARY:{name}\\; 到期", string.Concat(lines.Select(l => l.StartsWith(' ') ? l[1..] : $"\n{l}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_is_counted_for_the_customer_with_its_release_until_that_has_come()
    {
        await using var shop = await RenewShop.StartAsync();
        var (first, second) = ((await shop.DeliveredAsync())[0], (await shop.DeliveredAsync())[0]);
        shop.Boss.SignIn(shop.Buyer);
        await shop.RenewAsync(first);
        shop.Boss.SignIn(shop.Buyer);
        var (home, calendar, list) = (shop.Boss.Get<CustomerHomeQueries>(), shop.Boss.Get<ResourceCalendar>(), shop.Boss.Get<ResourceService>());
        Assert.Equal((0, (DateTime?)null), ((await home.GetAsync()).Grace, (await home.GetAsync()).FirstReleaseAt));
        Assert.Equal([second, first], (await list.ListAsync(Workbooks.Page() with { Sort = "ends" })).Rows.Select(r => r.ResourceNo));
        Assert.Equal([first, second], (await list.ListAsync(Workbooks.Page() with { Sort = "ends", Descending = true })).Rows.Select(r => r.ResourceNo));

        var end = (await shop.GetAsync(second)).EndsAt!.Value;
        var release = ChinaTime.AddDays(end, 7);
        shop.Boss.Time.SetUtcNow(end);
        await shop.EndAsync();
        shop.Boss.SignIn(shop.Buyer);
        var now = await home.GetAsync();
        Assert.Equal((1, release), (now.Grace, now.FirstReleaseAt));
        var there = await calendar.MonthAsync(ChinaTime.Day(release));
        var row = Assert.Single(there, r => r.IsRelease);
        Assert.Equal((second, ChinaTime.Day(release)), (row.ResourceNo, row.Day));
        var file = System.Text.Encoding.UTF8.GetString(await calendar.FileAsync(e => e.IsRelease ? "released" : "ends", "kboss.example"));
        Assert.Contains($"UID:{second}-release@kboss.example", file, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:released", file, StringComparison.Ordinal);

        shop.Boss.Time.SetUtcNow(release);
        Assert.Equal(0, (await home.GetAsync()).Grace);
        Assert.DoesNotContain(await calendar.MonthAsync(ChinaTime.Day(release)), r => r.IsRelease);
    }
}
