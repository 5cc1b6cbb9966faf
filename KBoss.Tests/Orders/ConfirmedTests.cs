using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Orders;

/// <summary>What is ordered is what was confirmed, and what is cancelled gives back what was reserved [R-ORD-7].</summary>
public sealed class ConfirmedTests
{
    public static TheoryData<string, LineFact[]> Changes() => new()
    {
        { "unit", [LineFact.Unit] },
        { "piece", [LineFact.Unit, LineFact.Periods, LineFact.Amount] },
        { "options", [LineFact.Options] },
        { "product", [LineFact.Product] },
        { "price", [LineFact.UnitPrice, LineFact.Amount] },
        { "off sale", [LineFact.Sold] },
        { "stock", [LineFact.Stock] },
        { "everything", [LineFact.Product, LineFact.Options, LineFact.Unit, LineFact.Periods, LineFact.UnitPrice, LineFact.Amount, LineFact.Stock] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task R_ORD_7_whatever_changed_since_it_was_shown_nothing_is_ordered_and_every_change_is_named(string what, LineFact[] facts)
    {
        await using var shop = await OpenShop.OpenAsync();
        var (offer, other) = (await shop.OfferAsync(stock: 5), await shop.OfferAsync());
        await shop.Cart.AddAsync(offer.Id, 2, 12);
        await shop.Cart.AddAsync(other.Id, 1, 1);
        var shown = await CartAsync(shop);

        await shop.ChangeAsync(offer, o => Change(o, what));
        var refusal = await Assert.ThrowsAsync<LinesChangedException>(() => PlaceAsync(shop, shown));

        var line = Assert.Single(refusal.Lines);
        Assert.Equal(offer.Id, line.OfferId);
        Assert.Equal(facts, line.Changes.Select(c => c.Fact));
        await using var db = shop.Boss.Db();
        Assert.False(await db.Orders.AnyAsync());
        Assert.Equal(2, (await CartAsync(shop)).Count);

        // What is shown now is confirmed by the next press.
        var now = (await CartAsync(shop)).Where(l => l.CanBeOrdered).ToList();
        var order = await shop.OrderAsync(await PlaceAsync(shop, now));
        Assert.Equal(now.Sum(l => l.Amount), order.Total);
        Assert.Equal(now.Select(l => l.Shown), order.Lines.OrderBy(l => l.Number).Select(Kept));
    }

    [Fact]
    public async Task R_ORD_7_a_single_change_says_itself_and_several_say_that_they_are_several()
    {
        await using var shop = await OpenShop.OpenAsync();
        var (one, two) = (await shop.OfferAsync(stock: 5), await shop.OfferAsync());
        await shop.Cart.AddAsync(one.Id, 2, 1);
        await shop.Cart.AddAsync(two.Id, 1, 1);
        var shown = await CartAsync(shop);
        await shop.ChangeAsync(one, o => Change(o, "stock"));
        Assert.Equal("Catalog.StockShort", (await OpenShop.RefusedAsync(() => PlaceAsync(shop, shown))).Code);
        await shop.ChangeAsync(two, o => Change(o, "price"));
        var both = await Assert.ThrowsAsync<LinesChangedException>(() => PlaceAsync(shop, shown));
        Assert.Equal(("Orders.LinesChanged", 2), (both.Code, both.Lines.Count));
    }

    [Fact]
    public async Task R_ORD_7_an_amount_that_was_shown_otherwise_than_it_is_counted_is_not_ordered()
    {
        await using var shop = await OpenShop.OpenAsync();
        await shop.Cart.AddAsync((await shop.OfferAsync()).Id, 2, 1);
        var row = Assert.Single(await CartAsync(shop));

        var refusal = await Assert.ThrowsAsync<LinesChangedException>(() => shop.Orders.PlaceAsync(
            new PlaceOrder("k", [row.Wish with { Shown = row.Shown with { Amount = 160.01m } }], FromCart: true)));

        Assert.Equal([new LineChange(LineFact.Amount, 160.01m, 160m)], Assert.Single(refusal.Lines).Changes);
    }

    [Fact]
    public async Task R_ORD_7_an_order_its_task_and_its_resource_stay_what_was_confirmed_whatever_becomes_of_the_Sku()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        var row = await boss.Get<CartQueries>().PreviewAsync(shop.Offer.Id, 2, 3);
        var orderNo = await boss.Get<OrderService>().PlaceAsync(new PlaceOrder("k", [row.Wish], FromCart: false));

        await ChangeAsync(o => Change(o, "everything"));
        await boss.Get<PaymentService>().PayFromWalletAsync(orderNo);
        await ChangeAsync(o => o.Sku.Product.Delete(boss.Now));
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Maintenance));
        var task = Assert.Single((await boss.Get<FulfilmentQueries>().TasksAsync(Workbooks.Page())).Rows);
        Assert.Equal(
            (row.ProductName, row.Options, 2, 3, BillingUnit.Month), (task.ProductName, task.Options, task.Quantity, task.Periods, task.Unit));
        await boss.Get<FulfilmentService>().CompleteAsync(task.TaskNo, new CompleteTask("203.0.113.7"));

        boss.SignIn(shop.Member);
        var resource = Assert.Single((await boss.Get<ResourceService>().ListAsync(Workbooks.Page())).Rows);
        Assert.Equal(
            (row.ProductName, row.Options, (DateTime?)ChinaTime.AddMonths(boss.Now, 3)), (resource.ProductName, resource.Options, resource.EndsAt));
        var line = Assert.Single((await boss.Get<OrderQueries>().GetAsync(orderNo)).Lines);
        Assert.Equal(row.Shown, ShownLine.Of(line.ProductName, line.SkuCode, line.Options, line.Unit, line.Quantity, line.Periods, line.UnitPrice));
        await using var db = boss.Db();
        var purchase = await db.PurchaseLines.SingleAsync();
        Assert.Equal((2, 3, 70m, 420m), (purchase.Quantity, purchase.Periods, purchase.UnitCost, purchase.Amount));

        async Task ChangeAsync(Action<Offer> change)
        {
            await using var db = boss.Db();
            change(await db.Offers.Include(o => o.Sku.Product).SingleAsync());
            await db.SaveChangesAsync();
        }
    }

    [Theory]
    // The stock at ordering, what it is set to in between, the stock after cancelling.
    [InlineData(5, new[] { -1 }, null)]
    [InlineData(5, new[] { -1, 10 }, 12)]
    [InlineData(5, new[] { 10 }, 12)]
    [InlineData(null, new[] { 10 }, 10)]
    [InlineData(null, new[] { 10, -1 }, null)]
    public async Task R_ORD_7_cancelling_gives_back_exactly_what_was_reserved(int? stock, int[] settings, int? expected)
    {
        await using var shop = await OpenShop.OpenAsync();
        var (offer, late) = (await shop.OfferAsync(stock: stock), await shop.OfferAsync(stock: stock));
        var orderNo = await shop.PlaceAsync(offer, quantity: 2);
        await shop.PlaceAsync(late, quantity: 2);
        foreach (var setting in settings)
        {
            await SetAsync(offer, setting);
            await SetAsync(late, setting);
        }

        await shop.Orders.CancelAsync(orderNo, "");
        Assert.Equal(expected, await shop.StockAsync(offer));
        shop.Boss.Time.Advance(Order.PayWithin);
        await shop.Orders.CancelOverdueAsync();
        Assert.Equal(expected, await shop.StockAsync(late));
        await using var db = shop.Boss.Db();
        Assert.All(await db.Skus.ToListAsync(), sku => Assert.Equal(0, sku.Taken));
        Assert.All(await db.OrderLines.ToListAsync(), line => Assert.Equal(0, line.Reserved));

        Task SetAsync(Offer of, int to) =>
            shop.ChangeAsync(of, o => o.Sku.Change(new SkuFacts(o.Sku.Options, o.Sku.Unit, o.Sku.ListPrice, to < 0 ? null : to)));
    }

    [Fact]
    public async Task R_ORD_7_an_order_of_a_product_that_was_deleted_is_cancelled_all_the_same()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 5);
        var orderNo = await shop.PlaceAsync(offer, quantity: 2);
        await shop.ChangeAsync(offer, o => o.Sku.Product.Delete(shop.Boss.Now));

        await shop.Orders.CancelAsync(orderNo, "");

        Assert.Equal((OrderStatus.Cancelled, 5), ((await shop.OrderAsync(orderNo)).Status, await shop.StockAsync(offer)));
    }

    [Fact]
    public async Task R_ORD_7_cancelling_and_paying_at_once_leave_the_stock_right_whoever_wins()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        await using (var db = boss.Db())
        {
            var sku = await db.Skus.SingleAsync();
            sku.Change(new SkuFacts(sku.Options, sku.Unit, sku.ListPrice, 3));
            await db.SaveChangesAsync();
        }

        foreach (var round in Enumerable.Range(1, 3))
        {
            var orderNo = await boss.Get<OrderService>().PlaceAsync(new PlaceOrder($"k{round}", [new OrderWish(shop.Offer.Id, 1, 1, 80m)], false));
            var outcomes = await Task.WhenAll(
                TryAsync(s => s.GetRequiredService<OrderService>().CancelAsync(orderNo, "")),
                TryAsync(s => s.GetRequiredService<PaymentService>().PayFromWalletAsync(orderNo)));
            Assert.Single(outcomes, done => done);
            await using var db = boss.Db();
            var (paid, sku) = (await db.Orders.CountAsync(o => o.Status == OrderStatus.Paid), await db.Skus.SingleAsync());
            Assert.Equal((3 - paid, paid), (sku.Stock!.Value, sku.Taken));
        }

        async Task<bool> TryAsync(Func<IServiceProvider, Task> act)
        {
            await using var window = boss.NewScope();
            return await Task.Run(async () =>
            {
                try
                {
                    await act(window.ServiceProvider);
                    return true;
                }
                catch (RuleException)
                {
                    return false;
                }
            });
        }
    }

    [Fact]
    public void People_can_look_for_just_the_statuses_that_orders_come_to()
    {
        var at = new DateTime(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
        Order New() => new(
            new Parties(1, 2), "KB1", new By(3, "王"), [new OrderItem(1, 1, new SoldItem("产品", "S", "CPU=1", BillingUnit.Month, 1, 1), 1m, 1m, "")], at);
        var (cancelled, completed) = (New(), New());
        cancelled.Cancel(By.Part("test"), "", at);
        completed.Pay(By.Part("test"), at);
        completed.StartFulfilling(By.Part("test"), at);
        completed.Complete(By.Part("test"), at);

        Assert.Equal(
            cancelled.Changes.Concat(completed.Changes).Select(c => c.To).Distinct().Order(), Order.Reached.Order());
    }

    private static ShownLine Kept(OrderLine line) => new(
        line.Sold.ProductName, line.Sold.SkuCode, line.Sold.Options, line.Sold.Unit, line.Sold.Quantity, line.Sold.Periods, line.UnitPrice, line.Amount);

    private static Task<IReadOnlyList<CartRow>> CartAsync(OpenShop shop) => shop.Boss.Get<CartQueries>().ListAsync();

    private static Task<string> PlaceAsync(OpenShop shop, IEnumerable<CartRow> rows) =>
        shop.Orders.PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [.. rows.Select(r => r.Wish)], FromCart: true));

    private static void Change(Offer offer, string what)
    {
        var sku = offer.Sku;
        var facts = new SkuFacts(sku.Options, sku.Unit, sku.ListPrice, sku.Stock);
        switch (what)
        {
            case "unit":
                sku.Change(facts with { Unit = BillingUnit.Year });
                break;
            case "piece":
                sku.Change(facts with { Unit = BillingUnit.Piece });
                break;
            case "options":
                sku.Change(facts with { Options = "CPU=32核" });
                break;
            case "product":
                sku.Product.Change(new ProductFacts("另一个", "云主机", "华北"));
                break;
            case "price":
                offer.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null));
                break;
            case "off sale":
                sku.Product.PutOnShelf(false);
                break;
            case "stock":
                sku.Change(facts with { Stock = 1 });
                break;
            default:
                sku.Product.Change(new ProductFacts("另一个", "云主机", "华北"));
                sku.Change(new SkuFacts("CPU=32核", BillingUnit.Piece, 200m, 1));
                break;
        }
    }
}
