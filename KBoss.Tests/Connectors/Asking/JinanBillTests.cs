using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Delivery;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.Jinan.Bills;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

public sealed class JinanBillTests
{
    private const int January = 202601;

    private static readonly PageRequest Any = new(1, 50, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task R_JN_2_each_bill_is_stored_once_however_often_and_by_however_many_it_is_synced()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("jn0001");
        world.World.Jinan.PageSize = 3;
        for (var number = 1; number <= 8; number++)
        {
            world.World.Jinan.AddBill(Bill($"202601-{number}", 10m * number));
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var window = world.Boss.NewScope();
            return await ((JinanBillService)window.ServiceProvider.GetService(typeof(JinanBillService))!).SyncAsync(January);
        }));
        Assert.Equal(8, results.Sum(r => r.New));
        world.World.Faults.Order("Jinan", "bills", ConnectorFault.Twice, ConnectorFaults.Always);
        Assert.Equal(0, (await world.Boss.Get<JinanBillService>().SyncAsync(January)).New);
        world.World.Faults.Clear();

        // A bill never changes; a correction is a line of its own.
        world.World.Jinan.AddBill(Bill("202601-1", 99m));
        world.World.Jinan.AddBill(Bill("202601-1-C", -5m));
        Assert.Equal(1, (await world.Boss.Get<JinanBillService>().SyncAsync(January)).New);
        var page = await world.Boss.Get<JinanBillService>().ListAsync(Any);
        Assert.Equal((9, 355m), (page.Total, page.Rows.Sum(r => r.Amount)));
        Assert.All(page.Rows, r => Assert.Equal(world.Buyer.Code, r.CustomerCode));
    }

    [Theory]
    [InlineData(ConnectorFault.Fail)]
    [InlineData(ConnectorFault.LoseAnswer)]
    [InlineData(ConnectorFault.RateLimit)]
    [InlineData(ConnectorFault.Refuse)]
    public async Task A_sync_that_fails_says_so_and_the_next_one_catches_up(ConnectorFault fault)
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.BindAsync("jn0001");
        world.World.Jinan.AddBill(Bill("202601-1", 10m));
        world.World.Faults.Order("Jinan", "bills", fault, ConnectorFaults.Always);
        var bills = world.Boss.Get<JinanBillService>();
        Assert.Single((await bills.SyncAsync(January)).Failures);
        Assert.Equal(0, (await bills.ListAsync(Any)).Total);
        await Assert.ThrowsAsync<RunFailedException>(() => world.Boss.Get<SyncJinanBillsJob>().SyncAsync());

        world.World.Faults.Clear();
        world.Boss.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await world.Boss.Get<SyncJinanBillsJob>().SyncAsync());
        Assert.Equal(0, await world.Boss.Get<SyncJinanBillsJob>().SyncAsync());
        Assert.Equal("Connectors.MonthInvalid", (await Assert.ThrowsAsync<RuleException>(() => bills.SyncAsync(202613))).Code);
        Assert.Equal("Connectors.MonthInvalid", (await Assert.ThrowsAsync<RuleException>(() => bills.SyncAsync(202612))).Code);
    }

    [Fact]
    public async Task Bills_are_matched_with_what_runs_here_and_every_difference_is_listed_until_somebody_has_looked()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan);
        await world.FulfilAsync();
        var same = await RunAsync(world, "JN-1");
        var other = await RunAsync(world, "JN-2");
        var unbilled = await RunAsync(world, "JN-3");
        world.World.Jinan.AddBill(Bill("202601-1", 70m, "JN-1"));
        world.World.Jinan.AddBill(Bill("202601-2", 60m, "JN-2"));
        world.World.Jinan.AddBill(Bill("202601-3", 7m, "JN-9"));
        world.Boss.SignIn(world.Staff);
        var bills = world.Boss.Get<JinanBillService>();
        await bills.SyncAsync(January);

        // The month is not over: what is on no bill yet may still come.
        Assert.Equal(
            [(BillDifferenceKind.Amount, other, 60m, (decimal?)70m), (BillDifferenceKind.MissingHere, "bill:202601-3", 7m, null)],
            (await bills.DifferencesAsync(Any)).Rows.Select(d => (d.Kind, d.Subject, d.There, d.Here)).OrderBy(d => d.Kind));
        world.Boss.Time.Advance(TimeSpan.FromDays(30));
        await bills.SyncAsync(January);
        var all = (await bills.DifferencesAsync(Any)).Rows;
        Assert.Equal((BillDifferenceKind.MissingThere, 0m, (decimal?)70m), all.Where(d => d.Subject == unbilled).Select(d => (d.Kind, d.There, d.Here)).Single());
        Assert.DoesNotContain(all, d => d.Subject == same);
        Assert.Equal(same, (await bills.ListAsync(Any)).Rows.Single(r => r.BillNo == "202601-1").ResourceNo);

        var looked = all.Single(d => d.Kind == BillDifferenceKind.Amount);
        await bills.LookAsync(looked.Id, looked.Version, "中心给了折扣");
        await bills.SyncAsync(January);
        var kept = (await bills.DifferencesAsync(Filter("looked", "yes"))).Rows.Single();
        Assert.Equal((looked.Id, "中心给了折扣", world.Staff.Name), (kept.Id, kept.Note, kept.LookedBy.Name));

        // Another amount is to be looked at anew, and one that is gone is gone.
        world.World.Jinan.AddBill(Bill("202601-2-C", 5m, "JN-2"));
        await bills.SyncAsync(January);
        Assert.Empty((await bills.DifferencesAsync(Filter("looked", "yes"))).Rows);
        world.World.Jinan.AddBill(Bill("202601-2-D", 5m, "JN-2"));
        await bills.SyncAsync(January);
        Assert.DoesNotContain((await bills.DifferencesAsync(Any)).Rows, d => d.Subject == other);
        Assert.Equal(2, (await bills.DifferencesAsync(Filter("month", "2026-01"))).Total);
        Assert.NotEmpty((await bills.ExportAsync(Any)).Content);
        Assert.NotEmpty((await bills.ExportDifferencesAsync(Any)).Content);
    }

    [Fact]
    public async Task Finance_sees_every_line_Sales_that_of_its_own_customers_without_costs_and_another_distributor_none()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Jinan, Seller.OwnSupplierBelow);
        await world.FulfilAsync();
        await RunAsync(world, "JN-2");
        world.World.Jinan.AddBill(Bill("202601-2", 60m, "JN-2"));
        world.World.Jinan.AddBill(Bill("202601-3", 60m, "JN-9"));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.SoldBy, Role.Finance));
        var bills = world.Boss.Get<JinanBillService>();
        await bills.SyncAsync(January);
        Assert.Equal(2, (await bills.ListAsync(Any)).Total);
        Assert.Contains((await bills.DifferencesAsync(Any)).Rows, d => d.Here == 70m);

        var sales = await world.Boss.Given.MemberAsync(world.SoldBy, Role.Sales);
        world.Boss.SignIn(sales);
        Assert.Equal(0, (await bills.ListAsync(Any)).Total);
        Assert.Equal(0, (await bills.DifferencesAsync(Any)).Total);
        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        Assert.Equal(2, (await bills.ListAsync(Any)).Total);
        Assert.All((await bills.DifferencesAsync(Any)).Rows, d => Assert.Null(d.Here));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Operations));
        Assert.Equal(0, (await bills.ListAsync(Any)).Total);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.SoldBy, Role.Maintenance));
        await Assert.ThrowsAsync<PermissionException>(() => bills.ListAsync(Any));
    }

    private static PageRequest Filter(string name, string value) => Any with { Filters = new Dictionary<string, string> { [name] = value } };

    private static JinanBill Bill(string number, decimal amount, string? reference = null) => new(
        number, "jn0001", reference, "hpc-node-64", 720, "核时", amount, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>A resource of the customer that runs at the centre under a name, bought for a month at 70 yuan; gives its number.</summary>
    private static async Task<string> RunAsync(AskingWorld world, string reference)
    {
        var order = await world.Boss.Given.OrderAsync(world.Buyer, world.Customer, (world.Offer, 80m, 1));
        await using var db = world.Boss.Db();
        var line = await db.OrderLines.SingleAsync(l => l.OrderId == order.Id);
        await db.PurchaseLines.Where(p => p.OrderLineId == line.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.UnitCost, 70m));
        var purchase = await db.PurchaseLines.FirstAsync(p => p.OrderLineId == line.Id);
        var number = BusinessNumber.New("R", world.Boss.Now);
        var task = new FulfilmentTask(
            world.SoldBy.Id, $"T{number}", new FulfilmentOrder(new Parties(world.SoldBy.Id, world.Buyer.Id), world.Buyer.Name, order.OrderNo, line.Id,
            new SoldItem("产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1)), purchase.SupplierId, Connector.Jinan, world.Boss.Now);
        db.Add(task);
        db.Add(new Resource(task, new Pieces(1, 1, reference), number, new AccessDetails("login.example.com"),
            new ServiceTime(world.Boss.Now, ChinaTime.AddMonths(world.Boss.Now, 1), 7)));
        await db.SaveChangesAsync();
        return number;
    }
}
