using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>A customer, at the root or at a distributor below it, with resources that run at a supplier of the root.</summary>
internal sealed class RenewShop : IAsyncDisposable
{
    private readonly InterfaceShop shop;

    private RenewShop(InterfaceShop shop, Organization seller, Organization customer, Actor buyer, Offer offer) =>
        (this.shop, Seller, Customer, Buyer, Offer) = (shop, seller, customer, buyer, offer);

    public TestKBoss Boss => shop.Boss;

    public ScriptedConnector Supplier => shop.Supplier;

    public Actor Keeper => shop.Keeper;

    public Organization Root => shop.Shop.Root;

    public Organization Seller { get; }

    public Organization Customer { get; }

    public Actor Buyer { get; }

    public Offer Offer { get; }

    public RenewalService Renewals => Boss.Get<RenewalService>();

    public AutoRenewalService Auto => Boss.Get<AutoRenewalService>();

    /// <summary>At the second level the offer costs its seller 60 % of the list price; everybody pays 80 %.</summary>
    public static async Task<RenewShop> StartAsync(bool secondLevel = false, ConnectorAbilities more = ConnectorAbilities.Renew)
    {
        var shop = await InterfaceShop.StartAsync();
        shop.Supplier.Abilities |= more;
        var (seller, customer, buyer, offer) = (shop.Shop.Root, shop.Shop.Buyer, shop.Shop.Member, shop.Shop.Offer);
        if (secondLevel)
        {
            seller = await shop.Boss.Given.DistributorAsync(shop.Shop.Root);
            offer = await shop.Boss.Given.DownstreamOfferAsync(seller, shop.Shop.Offer, costDiscount: 0.85m, discount: 0.9m);
            customer = await shop.Boss.Given.CustomerAsync(seller);
            buyer = await shop.Boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer);
            await shop.Boss.Given.MoneyAsync(customer, 9_000_000m);
            await Demands.MeetAsync(shop.Boss, new Parties(seller.Id, customer.Id));
        }

        return new RenewShop(shop, seller, customer, buyer, offer);
    }

    /// <summary>Buys so many pieces for a month and has them delivered; their numbers in order.</summary>
    public async Task<List<string>> DeliveredAsync(int quantity = 1)
    {
        Boss.SignIn(Buyer);
        var line = (await Boss.Get<CartQueries>().PreviewAsync(Offer.Id, quantity, 1)).Wish;
        var orderNo = await Boss.Get<OrderService>().PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [line], FromCart: false));
        await Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);
        await DispatchAsync();
        await using var db = Boss.Db();
        return await db.Resources.Where(r => r.OrderNo == orderNo).OrderBy(r => r.Number).Select(r => r.ResourceNo).ToListAsync();
    }

    public async Task<ShownLine> ShownAsync(string resourceNo, int periods = 1) => (await Renewals.PreviewAsync([(resourceNo, periods)]))[0].Line!;

    /// <summary>Renews at the price of now, paid from the wallet.</summary>
    public async Task<string> RenewAsync(string resourceNo, int periods = 1, string? key = null) => await Renewals.RenewAsync(
        new RenewResources(key ?? Guid.NewGuid().ToString("N"), [new RenewLine(resourceNo, await ShownAsync(resourceNo, periods))], FromWallet: true));

    public Task DispatchAsync() => Boss.Get<OutboxDispatcher>().DispatchAsync();

    public Task LaterAsync(TimeSpan by, int times = 1) => shop.LaterAsync(by, times);

    public Task<int> EndAsync() => Boss.Get<ResourceLife>().EndDueAsync();

    /// <summary>The clock stands so long before the end of a resource; no schedule has run.</summary>
    public async Task MoveToEndAsync(string resourceNo, TimeSpan before = default) => Boss.Time.SetUtcNow((await GetAsync(resourceNo)).EndsAt!.Value - before);

    public async Task<Resource> GetAsync(string resourceNo)
    {
        await using var db = Boss.Db();
        return await db.Resources.AsNoTracking().SingleAsync(r => r.ResourceNo == resourceNo);
    }

    public async Task<List<ResourceTask>> TasksAsync(ResourceTaskKind kind)
    {
        await using var db = Boss.Db();
        return await db.ResourceTasks.AsNoTracking().Where(t => t.Kind == kind).OrderBy(t => t.Id).ToListAsync();
    }

    public async Task<decimal> BalanceAsync()
    {
        await using var db = Boss.Db();
        return await db.Wallets.Where(w => w.BuyerId == Customer.Id).Select(w => w.Balance).SingleAsync();
    }

    public async Task<int> NoticesAsync(string kind)
    {
        await using var db = Boss.Db();
        return await db.Notices.CountAsync(n => n.Kind == kind);
    }

    public async Task ChangeOfferAsync(Action<Offer> change)
    {
        await using (var db = Boss.Db())
        {
            change(await db.Offers.Include(o => o.Sku.Product).SingleAsync(o => o.Id == Offer.Id));
            await db.SaveChangesAsync();
        }

        Boss.Get<Changes>().Publish(new KBoss.Infrastructure.Catalog.StorefrontChanged());
    }

    public ValueTask DisposeAsync() => shop.DisposeAsync();
}
