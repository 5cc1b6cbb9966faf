using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Orders;

/// <summary>A shop with one supplier at 70 % of list price and one customer who has signed in.</summary>
internal sealed class OpenShop : IAsyncDisposable
{
    private OpenShop(TestKBoss boss, Organization root, Supplier supplier, Organization customer, Actor buyer) =>
        (Boss, Root, Supplier, Customer, Buyer) = (boss, root, supplier, customer, buyer);

    public TestKBoss Boss { get; }

    public Organization Root { get; }

    public Supplier Supplier { get; }

    public Organization Customer { get; }

    public Actor Buyer { get; }

    public OrderService Orders => Boss.Get<OrderService>();

    public CartService Cart => Boss.Get<CartService>();

    public StorefrontQueries Storefront => Boss.Get<StorefrontQueries>();

    public static async Task<OpenShop> OpenAsync()
    {
        var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        var customer = await boss.Given.CustomerAsync(root);
        var buyer = await boss.Given.MemberAsync(customer, Role.Buyer);
        boss.SignIn(buyer);
        return new OpenShop(boss, root, supplier, customer, buyer);
    }

    /// <summary>An offer at a list price of 100 yuan with a public discount of 80 %.</summary>
    public Task<Offer> OfferAsync(int? stock = null, decimal? discount = 0.8m) => Boss.Given.OfferAsync(Root, Supplier, discount: discount, stock: stock);

    public async Task<string> PlaceAsync(Offer offer, int quantity = 1, int periods = 1, decimal shown = 80m, string? key = null) =>
        await Orders.PlaceAsync(new PlaceOrder(key ?? Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, quantity, periods, shown)], FromCart: false));

    public async Task ChangeAsync(Offer offer, Action<Offer> change)
    {
        await using var db = Boss.Db();
        change(await db.Offers.Include(o => o.Sku.Product).SingleAsync(o => o.Id == offer.Id));
        await db.SaveChangesAsync();
        Boss.Get<KBoss.Infrastructure.Common.Data.Changes>().Publish(new KBoss.Infrastructure.Catalog.StorefrontChanged());
    }

    public async Task<int?> StockAsync(Offer offer)
    {
        await using var db = Boss.Db();
        return await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.Stock).SingleAsync();
    }

    public async Task<Order> OrderAsync(string orderNo)
    {
        await using var db = Boss.Db();
        return await db.Orders.Include(o => o.Lines).Include(o => o.Changes).SingleAsync(o => o.OrderNo == orderNo);
    }

    public static async Task<RuleException> RefusedAsync(Func<Task> act) => await Assert.ThrowsAnyAsync<RuleException>(act);

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
