using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Connectors.Zhongjin.Customers;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

public sealed class ZhongjinCustomerTests
{
    private static readonly PageRequest Wanted = new(1, 20, null, false, new Dictionary<string, string>());
    private static readonly PageRequest Everybody = new(1, 20, null, false, new Dictionary<string, string> { ["who"] = "all" });

    [Theory]
    [InlineData(Seller.Root)]
    [InlineData(Seller.BelowThroughRoot)]
    public async Task A_customer_asks_is_synced_waits_and_is_let_in_and_both_sides_are_told(Seller seller)
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Zhongjin, seller);
        var (service, queries) = (world.Boss.Get<ZhongjinService>(), world.Boss.Get<ZhongjinQueries>());
        await service.WantAsync();
        await service.WantAsync();
        Assert.Equal(["ZhongjinWanted"], await world.NoticesAsync(world.SoldBy.Id));

        world.Boss.SignIn(world.Staff);
        Assert.Equal(Whitelisting.NotSynced, Assert.Single((await queries.ListAsync(Wanted)).Rows).State);
        Assert.Equal(1, await service.SyncAsync([world.Buyer.Code, world.Buyer.Code]));
        Assert.Equal(0, await service.SyncAsync([world.Buyer.Code]));
        await world.DispatchAsync();
        var row = Assert.Single((await queries.ListAsync(Wanted)).Rows);
        Assert.Equal((Whitelisting.Waiting, false, ""), (row.State, row.Telling, row.Failure));
        Assert.Equal(world.Buyer.Name, Assert.Single(world.World.Zhongjin.Customers).Name);

        Assert.Equal(1, await world.Boss.Get<PollZhongjinJob>().PollAsync());
        world.World.Zhongjin.Decide(world.Buyer.Code, accept: false, "资料不全");
        await world.Boss.Get<PollZhongjinJob>().PollAsync();
        Assert.Equal((Whitelisting.Refused, "资料不全"), ((await queries.OfCustomerAsync(world.Buyer.Code)).State, (await queries.OfCustomerAsync(world.Buyer.Code)).Reason));
        Assert.Equal(0, await world.Boss.Get<PollZhongjinJob>().PollAsync());

        // Told again it waits again, and is let in.
        await service.SyncAsync([world.Buyer.Code]);
        await world.DispatchAsync();
        world.World.Zhongjin.Decide(world.Buyer.Code, accept: true);
        await world.Boss.Get<PollZhongjinJob>().PollAsync();
        Assert.Equal(["ZhongjinWaiting", "ZhongjinRefused", "ZhongjinWaiting", "ZhongjinWhitelisted"], await world.NoticesAsync(world.Buyer.Id));
        Assert.Contains("ZhongjinWhitelistedCustomer", await world.NoticesAsync(world.SoldBy.Id));
        world.Boss.SignIn(world.Customer);
        Assert.Equal(Whitelisting.Whitelisted, (await queries.MineAsync()).State);
    }

    [Theory]
    [InlineData(ConnectorFault.Fail, true)]
    [InlineData(ConnectorFault.LoseAnswer, true)]
    [InlineData(ConnectorFault.Twice, true)]
    [InlineData(ConnectorFault.RateLimit, true)]
    [InlineData(ConnectorFault.Refuse, false)]
    public async Task Under_every_fault_a_customer_is_told_once_or_it_is_said_why_not(ConnectorFault fault, bool later)
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Zhongjin);
        world.World.Faults.Order("Zhongjin", "sync", fault, ConnectorFaults.Always);
        world.Boss.SignIn(world.Staff);
        await world.Boss.Get<ZhongjinService>().SyncAsync([world.Buyer.Code]);
        await world.DispatchAsync();
        var row = Assert.Single((await world.Boss.Get<ZhongjinQueries>().ListAsync(Wanted)).Rows);
        Assert.Equal(fault != ConnectorFault.Twice, row.Failure.Length > 0);
        world.World.Faults.Clear();
        if (!later)
        {
            Assert.False(row.Telling);
            Assert.Equal(1, await world.Boss.Get<ZhongjinService>().SyncAsync([world.Buyer.Code]));
        }

        world.Boss.Time.Advance(TimeSpan.FromMinutes(10));
        await world.DispatchAsync();
        row = Assert.Single((await world.Boss.Get<ZhongjinQueries>().ListAsync(Wanted)).Rows);
        Assert.Equal((Whitelisting.Waiting, "", false), (row.State, row.Failure, row.Telling));
        Assert.Single(world.World.Zhongjin.Customers);
        Assert.Equal(["ZhongjinWaiting"], await world.NoticesAsync(world.Buyer.Id));
    }

    [Fact]
    public async Task Sales_sees_and_syncs_its_own_customers_only_and_nobody_those_of_another_distributor()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Zhongjin, Seller.BelowThroughRoot);
        var (service, queries) = (world.Boss.Get<ZhongjinService>(), world.Boss.Get<ZhongjinQueries>());
        await service.WantAsync();
        var sales = await world.Boss.Given.MemberAsync(world.SoldBy, Role.Sales);
        world.Boss.SignIn(sales);
        Assert.Empty((await queries.ListAsync(Everybody)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => service.SyncAsync([world.Buyer.Code]));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.OfCustomerAsync(world.Buyer.Code));
        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        Assert.Single((await queries.ListAsync(Wanted)).Rows);
        Assert.Equal(1, await service.SyncAsync([world.Buyer.Code]));

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Operations));
        Assert.Empty((await queries.ListAsync(Everybody)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => service.SyncAsync([world.Buyer.Code]));
    }

    [Fact]
    public async Task Two_who_sync_one_customer_at_once_tell_of_it_once()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.Zhongjin);
        world.Boss.SignIn(world.Staff);
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var window = world.Boss.NewScope();
            return await ((ZhongjinService)window.ServiceProvider.GetService(typeof(ZhongjinService))!).SyncAsync([world.Buyer.Code]);
        }));
        Assert.Equal(1, told.Sum());
        await using var db = world.Boss.Db();
        Assert.Equal(1, await db.ZhongjinAccesses.CountAsync());
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Kind == "ZhongjinSync"));
    }
}
