using KBoss.Domain.Access;
using KBoss.Domain.Connectors;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Connectors.TencentCloud.Profiles;
using KBoss.Infrastructure.Connectors.Zhongjin.Customers;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

/// <summary>Who sells what is asked for something: the root, a distributor below it with a supplier of its own, or one that buys it from the root.</summary>
public enum Seller
{
    Root,
    OwnSupplierBelow,
    BelowThroughRoot,
}

/// <summary>A customer that wants to buy what a supplier asks something for, with its Admin, and staff of its seller.</summary>
internal sealed class AskingWorld : IAsyncDisposable
{
    private AskingWorld(ConnectorWorld world) => World = world;

    public ConnectorWorld World { get; }

    public TestKBoss Boss => World.Boss;

    public Organization Root { get; private set; } = null!;

    public Organization SoldBy { get; private set; } = null!;

    public Organization Buyer { get; private set; } = null!;

    public Supplier Supplier { get; private set; } = null!;

    public Offer Offer { get; private set; } = null!;

    public Actor Customer { get; private set; } = null!;

    public Actor Staff { get; private set; } = null!;

    public static async Task<AskingWorld> OpenAsync(Connector connector, Seller seller = Seller.Root, double patience = 10)
    {
        var asking = new AskingWorld(await ConnectorWorld.StartAsync(patience));
        var given = asking.Boss.Given;
        asking.Root = await given.RootAsync();
        asking.SoldBy = seller == Seller.Root ? asking.Root : await given.DistributorAsync(asking.Root);
        var owner = seller == Seller.BelowThroughRoot ? asking.Root : asking.SoldBy;
        asking.Supplier = await given.SupplierAsync(owner);
        await using (var db = asking.Boss.Db())
        {
            var supplier = await db.Suppliers.SingleAsync(s => s.Id == asking.Supplier.Id);
            supplier.Change(new SupplierFacts(supplier.Name, supplier.Kind, connector));
            await db.SaveChangesAsync();
        }

        asking.Offer = await given.OfferAsync(owner, asking.Supplier, 100m, discount: 0.8m);
        if (seller == Seller.BelowThroughRoot)
        {
            asking.Offer = await given.DownstreamOfferAsync(asking.SoldBy, asking.Offer, costDiscount: 0.75m, discount: 0.8m);
        }

        asking.Buyer = await given.CustomerAsync(asking.SoldBy);
        await given.MoneyAsync(asking.Buyer, 1000m);
        asking.Customer = await given.MemberAsync(asking.Buyer, Role.Admin, Role.Buyer);
        asking.Staff = await given.MemberAsync(asking.SoldBy, Role.Operations);
        asking.Boss.SignIn(asking.Customer);
        return asking;
    }

    /// <summary>The customer gets what the supplier asks for, as people would do it.</summary>
    public async Task FulfilAsync()
    {
        switch (Supplier.Id == 0 ? default : await ConnectorAsync())
        {
            case Connector.TencentCloud:
                Boss.SignIn(Customer);
                await Boss.Get<TencentProfileService>().GiveAsync(new ProfileFacts("100000000101", "示例科技", "张工"));
                await DispatchAsync();
                break;
            case Connector.Zhongjin:
                Boss.SignIn(Staff);
                await Boss.Get<ZhongjinService>().SyncAsync([Buyer.Code]);
                await DispatchAsync();
                Assert.True(World.Zhongjin.Decide(Buyer.Code, accept: true));
                await Boss.Get<PollZhongjinJob>().PollAsync();
                break;
            case Connector.Jinan:
                await BindAsync("jn0001");
                await DispatchAsync();
                break;
        }

        Boss.SignIn(Customer);
    }

    /// <summary>What was there goes again.</summary>
    public async Task LoseAsync()
    {
        switch (await ConnectorAsync())
        {
            case Connector.TencentCloud:
                Boss.SignIn(Customer);
                await Boss.Get<TencentProfileService>().WithdrawAsync();
                break;
            case Connector.Zhongjin:
                World.Zhongjin.Decide(Buyer.Code, accept: false, "资料过期");
                Boss.Time.Advance(TimeSpan.FromDays(1.1));
                await Boss.Get<PollZhongjinJob>().PollAsync();
                break;
            case Connector.Jinan:
                Boss.SignIn(Staff);
                await Boss.Get<JinanAccountService>().UnbindAsync(await AccountIdAsync("jn0001"), "换账号");
                break;
        }

        Boss.SignIn(Customer);
    }

    /// <summary>Adds an account to the pool of the customer's seller and binds it, without telling the centre yet.</summary>
    public async Task BindAsync(string account)
    {
        Boss.SignIn(Staff);
        await Boss.Get<JinanAccountService>().AddAsync(new NewJinanAccount(account, "geheim-77", ""));
        await Boss.Get<JinanAccountService>().BindAsync(await AccountIdAsync(account), Buyer.Code, "开通");
    }

    public async Task<long> AccountIdAsync(string account)
    {
        await using var db = Boss.Db();
        return await db.JinanAccounts.Where(a => a.Account == account).Select(a => a.Id).SingleAsync();
    }

    public async Task DispatchAsync() => await Boss.Get<OutboxDispatcher>().DispatchAsync();

    public Task<string> PlaceAsync() => Boss.Get<OrderService>().PlaceAsync(
        new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(Offer.Id, 1, 1, 80m)], FromCart: false));

    /// <summary>The notices of an organization, by kind.</summary>
    public async Task<List<string>> NoticesAsync(long organizationId)
    {
        await using var db = Boss.Db();
        return await db.Notices.Where(n => n.OrganizationId == organizationId).OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private async Task<Connector> ConnectorAsync()
    {
        await using var db = Boss.Db();
        return await db.Suppliers.Where(s => s.Id == Supplier.Id).Select(s => s.Connector).SingleAsync();
    }
}
