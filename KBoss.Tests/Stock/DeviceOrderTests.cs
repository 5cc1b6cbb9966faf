using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

public sealed class DeviceOrderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_goes_from_the_order_to_the_customer_and_back_through_the_check(bool below)
    {
        await using var shop = await StockShop.OpenAsync(2, below: below);
        var orderNo = await shop.OrderAsync();
        Assert.Equal((1, 1), (await shop.CountAsync(DeviceState.Free), await shop.CountAsync(DeviceState.Reserved)));

        await shop.PayAsync(orderNo);
        Assert.Equal(1, await shop.CountAsync(DeviceState.Reserved));
        await shop.HandOverAsync(orderNo);

        var used = Assert.Single((await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page(("state", "InUse")))).Rows);
        Assert.Equal((orderNo, shop.Customer.Name), (used.OrderNo, used.CustomerName));
        await shop.EndAsync(orderNo);
        await shop.EndAsync(orderNo);
        Assert.Equal(DeviceState.InCheck, await shop.StateAsync(used.DeviceNo));
        Assert.Equal(1, await shop.CountAsync(DeviceState.Free));

        await shop.Register.CheckAsync(used.DeviceNo, true, DeviceChecks.All, "一切正常");

        Assert.Equal(2, await shop.CountAsync(DeviceState.Free));
        var history = (await shop.Boss.Get<DeviceQueries>().HistoryAsync(used.DeviceNo, Workbooks.Page())).Rows;
        Assert.Equal(
            [
                DeviceEventKind.Checked, DeviceEventKind.Returned, DeviceEventKind.HandedOver, DeviceEventKind.Reserved, DeviceEventKind.Loaded,
                DeviceEventKind.Registered,
            ],
            history.Select(h => h.Kind));
        Assert.Equal([orderNo, orderNo, orderNo], history.Where(h => h.OrderNo.Length > 0).Select(h => h.OrderNo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_ran_on_devices_of_which_one_was_taken_back_is_not_renewed(int devices)
    {
        await using var shop = await StockShop.OpenAsync(devices);
        var orderNo = await shop.OrderAsync(devices);
        await shop.PayAsync(orderNo);
        await shop.HandOverAsync(orderNo);
        await using var db = shop.Boss.Db();
        var (resource, device) = (await db.Resources.Select(r => r.ResourceNo).SingleAsync(), await db.Devices.OrderBy(d => d.Id).Select(d => d.DeviceNo).FirstAsync());
        shop.Boss.SignIn(shop.Buyer);
        Assert.Null(Assert.Single(await PreviewAsync()).Refusal);
        shop.Boss.SignIn(shop.Keeper);
        await shop.Register.TakeBackAsync(device);

        shop.Boss.SignIn(shop.Buyer);
        var preview = Assert.Single(await PreviewAsync());
        Assert.Equal(("Delivery.DeviceTakenBack", (ShownLine?)null), (preview.Refusal?.Code, preview.Line));

        async Task<IReadOnlyList<RenewalPreview>> PreviewAsync() => await shop.Boss.Get<RenewalService>().PreviewAsync([(resource, 1)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_customer_of_a_device_that_is_taken_back_is_told_what_it_paid_and_what_happens_now(bool below)
    {
        await using var shop = await StockShop.OpenAsync(1, below: below);
        var orderNo = await shop.OrderAsync();
        await shop.PayAsync(orderNo);
        await shop.HandOverAsync(orderNo);
        await using var db = shop.Boss.Db();
        var device = await db.Devices.Select(d => d.DeviceNo).SingleAsync();
        var resource = await db.Resources.SingleAsync();
        await shop.Boss.Get<OutboxDispatcher>().DispatchAsync();
        shop.Boss.SignIn(shop.Keeper);
        await shop.Register.TakeBackAsync(device);
        await shop.Boss.Get<OutboxDispatcher>().DispatchAsync();

        var told = await db.Notices.Where(n => n.Kind == "DeviceTakenBack").ToListAsync();
        Assert.NotEmpty(told);
        Assert.All(told, n => Assert.Equal((shop.Customer.Id, resource.ResourceNo), (n.OrganizationId, n.Subject)));
        var paid = await db.OrderLines.Select(l => l.Amount).SingleAsync();
        Assert.Contains(paid.ToString("N2", System.Globalization.CultureInfo.InvariantCulture), told[0].Args, StringComparison.Ordinal);
        Assert.Contains(orderNo, told[0].Args, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R_ORD_7_cancelling_frees_exactly_what_was_held_and_no_number_can_drift()
    {
        await using var shop = await StockShop.OpenAsync(3);
        var orderNo = await shop.OrderAsync(2);
        await using var db = shop.Boss.Db();
        var held = await db.Devices.Where(d => d.State == DeviceState.Reserved).Select(d => d.DeviceNo).ToListAsync();
        Assert.Equal(1, await StockShownAsync(shop));

        await shop.Boss.Get<OrderService>().CancelAsync(orderNo, "");

        Assert.Equal(3, await StockShownAsync(shop));
        Assert.Equal(
            held.Order(),
            (await db.DeviceEvents.Where(e => e.Kind == DeviceEventKind.Released)
                .Join(db.Devices, e => e.DeviceId, d => d.Id, (_, d) => d.DeviceNo).ToListAsync()).Order());
        Assert.All(await db.Skus.AsNoTracking().ToListAsync(), sku => Assert.Equal((null, 0), (sku.Stock, sku.Taken)));
        Assert.All(await db.OrderLines.AsNoTracking().ToListAsync(), line => Assert.Equal(0, line.Reserved));
    }

    [Fact]
    public async Task An_order_holds_its_device_for_thirty_minutes_and_not_longer()
    {
        await using var shop = await StockShop.OpenAsync(1);
        await shop.OrderAsync();
        shop.Boss.Time.Advance(Order.PayWithin - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await shop.Boss.Get<OrderService>().CancelOverdueAsync());
        Assert.Equal(1, await shop.CountAsync(DeviceState.Reserved));

        shop.Boss.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await shop.Boss.Get<OrderService>().CancelOverdueAsync());
        Assert.Equal(1, await shop.CountAsync(DeviceState.Free));
    }

    [Fact]
    public async Task The_second_of_two_customers_is_told_how_many_are_left()
    {
        await using var shop = await StockShop.OpenAsync(1);
        await shop.OrderAsync();
        var (_, other) = await shop.CustomerAsync();
        shop.Boss.SignIn(other);

        var refusal = await StockShop.RefusedAsync(() => shop.OrderAsync());

        Assert.Equal(("Catalog.StockShort", "GPU-A8-M", 0), (refusal.Code, refusal.Args[0], refusal.Args[1]));
        await using var db = shop.Boss.Db();
        Assert.Equal((1, 1), (await db.Orders.CountAsync(), await db.DeviceUses.CountAsync()));
    }

    [Fact]
    public async Task Renting_and_buying_share_one_stock()
    {
        await using var shop = await StockShop.OpenAsync(1);
        var lines = new[] { BillingUnit.Month, BillingUnit.Piece }
            .Select(unit => new OrderWish(shop.Offers[unit].Id, 1, 1, unit == BillingUnit.Month ? StockShop.Monthly : 5000m)).ToList();

        var refusal = await StockShop.RefusedAsync(() => shop.Boss.Get<OrderService>().PlaceAsync(new PlaceOrder("两种", lines, FromCart: false)));

        Assert.Equal("Catalog.StockShort", refusal.Code);
        await using var db = shop.Boss.Db();
        Assert.Equal((0, 0, 1), (await db.Orders.CountAsync(), await db.DeviceUses.CountAsync(), await shop.CountAsync(DeviceState.Free)));
    }

    [Fact]
    public async Task What_is_sold_outright_leaves_the_stock_for_good()
    {
        await using var shop = await StockShop.OpenAsync(1);
        var orderNo = await shop.OrderAsync(unit: BillingUnit.Piece);
        await shop.PayAsync(orderNo);
        await shop.HandOverAsync(orderNo);

        await using var db = shop.Boss.Db();
        var device = await db.Devices.SingleAsync();
        Assert.Equal((DeviceState.Retired, (long?)null), (device.State, device.ProductId));
        Assert.Equal((DeviceUseState.Sold, shop.Customer.Name), await db.DeviceUses.Select(u => ValueTuple.Create(u.State, u.CustomerName)).SingleAsync());
        await shop.EndAsync(orderNo);
        Assert.Equal(DeviceState.Retired, await shop.StateAsync(device.DeviceNo));
    }

    [Fact]
    public async Task Pieces_are_handed_over_given_back_and_given_up_one_by_one()
    {
        await using var shop = await StockShop.OpenAsync(3);
        var orderNo = await shop.OrderAsync(3);
        await shop.PayAsync(orderNo);
        var devices = shop.Boss.Get<DeviceService>();
        await using var db = shop.Boss.Db();
        var line = await db.OrderLines.Select(l => l.Id).SingleAsync();

        await devices.HandOverAsync(db, line, [("R1", 1), ("R2", 1)], "客户", sold: false, shop.Keeper.By);
        await db.SaveChangesAsync();
        Assert.Equal((2, 1), (await shop.CountAsync(DeviceState.InUse), await shop.CountAsync(DeviceState.Reserved)));
        await devices.ReturnAsync(db, "R2", shop.Boss.Now);
        await db.SaveChangesAsync();
        await devices.ReturnAsync(db, "R2", shop.Boss.Now);
        Assert.Equal((1, 1), (await shop.CountAsync(DeviceState.InUse), await shop.CountAsync(DeviceState.InCheck)));
        // Each resource brings back what it was handed over with.
        Assert.Equal(
            [("R1", DeviceUseState.InUse), ("R2", DeviceUseState.Returned)],
            await db.DeviceUses.Where(u => u.ResourceNo != "").OrderBy(u => u.Piece).Select(u => ValueTuple.Create(u.ResourceNo, u.State)).ToListAsync());

        // The rest cannot be delivered: what is held for it is free, what was handed over stays.
        await devices.ReleaseAsync(db, [line]);
        await db.SaveChangesAsync();

        Assert.Equal(
            (1, 1, 1), (await shop.CountAsync(DeviceState.Free), await shop.CountAsync(DeviceState.InUse), await shop.CountAsync(DeviceState.InCheck)));
    }

    [Fact]
    public async Task Maintenance_sees_the_devices_of_a_task_and_exchanges_a_faulty_one_before_the_hand_over()
    {
        await using var shop = await StockShop.OpenAsync(2);
        var orderNo = await shop.OrderAsync();
        await shop.PayAsync(orderNo);
        shop.Boss.SignIn(shop.Keeper);
        var tasks = shop.Boss.Get<DeviceTaskService>();
        await using var db = shop.Boss.Db();
        var lineId = await db.OrderLines.Select(l => l.Id).SingleAsync();
        var held = Assert.Single(await tasks.OfLineAsync(lineId));
        Assert.Equal((DeviceUseState.Reserved, "SN-001", "K1"), (held.State, held.SerialNumber, held.PlaceCode));
        var other = Assert.Single(await tasks.FreeAsync(held.UseId));

        Assert.Equal("reason", (await StockShop.RefusedAsync(() => tasks.ExchangeAsync(held.UseId, other.DeviceNo, true, ""))).Field);
        await tasks.ExchangeAsync(held.UseId, other.DeviceNo, true, "开机报错");

        Assert.Equal(other.DeviceNo, Assert.Single(await tasks.OfLineAsync(lineId)).DeviceNo);
        Assert.Equal((DeviceState.Faulty, DeviceState.Reserved), (await shop.StateAsync(held.DeviceNo), await shop.StateAsync(other.DeviceNo)));
        Assert.Equal("Stock.TransitionRefused", (await StockShop.RefusedAsync(() => tasks.ExchangeAsync(held.UseId, held.DeviceNo, false, "换回"))).Code);
        await shop.HandOverAsync(orderNo);
        Assert.Equal(DeviceState.InUse, await shop.StateAsync(other.DeviceNo));
        Assert.Equal("Stock.UseRefused", (await StockShop.RefusedAsync(() => tasks.ExchangeAsync(held.UseId, held.DeviceNo, false, "换回"))).Code);
    }

    [Fact]
    public async Task A_distributor_below_sells_the_roots_devices_and_the_roots_device_is_held()
    {
        await using var shop = await StockShop.OpenAsync(1);
        var child = await shop.Boss.Given.DistributorAsync(shop.Owner);
        var offer = await shop.Boss.Given.DownstreamOfferAsync(child, shop.Offers[BillingUnit.Month], 0.95m, 1m);
        var (customer, buyer) = await shop.CustomerAsync(child);
        shop.Boss.SignIn(buyer);
        Assert.Equal(1, await StockShownAsync(shop));

        var orderNo = await shop.OrderAsync(offer: offer, shown: StockShop.Monthly);

        Assert.Equal(1, await shop.CountAsync(DeviceState.Reserved));
        Assert.Equal(0, await StockShownAsync(shop));
        // Until it is paid the owner learns the number of the order and not whose it is; the distributor below sees no device at all.
        await using var db = shop.Boss.Db();
        Assert.Equal("", await db.DeviceUses.Select(u => u.CustomerName).SingleAsync());
        await using (var seen = shop.Boss.Db(child.Id))
        {
            Assert.Equal((0, 0, 0), (await seen.Devices.CountAsync(), await seen.DeviceUses.CountAsync(), await seen.DeviceProducts.CountAsync()));
        }

        await shop.PayAsync(orderNo);
        await shop.HandOverAsync(orderNo);
        Assert.Equal((1, customer.Name), (await shop.CountAsync(DeviceState.InUse), await db.DeviceUses.Select(u => u.CustomerName).SingleAsync()));

        // What comes to nothing is free again, whoever has sold it.
        await shop.EndAsync(orderNo);
        await shop.Register.CheckAsync((await db.Devices.SingleAsync()).DeviceNo, true, DeviceChecks.All, "好");
        shop.Boss.SignIn(buyer);
        var second = await shop.OrderAsync(offer: offer, shown: StockShop.Monthly);
        await shop.Boss.Get<OrderService>().CancelAsync(second, "");
        Assert.Equal(1, await shop.CountAsync(DeviceState.Free));
    }

    [Fact]
    public async Task What_may_be_ordered_without_stock_waits_for_a_device_first_come_first_served()
    {
        await using var shop = await StockShop.OpenAsync(1, deliveryDays: 7);
        var first = await shop.OrderAsync(2);
        var (_, other) = await shop.CustomerAsync();
        shop.Boss.SignIn(other);
        var second = await shop.OrderAsync();
        var product = await shop.Boss.Get<StorefrontQueries>().GetAsync(shop.ProductId);
        Assert.All(product.Skus, sku => Assert.Equal((0, 7, false), (sku.Stock, sku.DeliveryDays, sku.Lacks(5))));
        shop.Boss.SignIn(shop.Buyer);
        await shop.PayAsync(first);
        Assert.Equal("Stock.DeviceAwaited", (await StockShop.RefusedAsync(() => shop.HandOverAsync(first))).Code);

        await shop.LoadAsync(await shop.RegisterAsync(1, prefix: "NEW"));

        await using var db = shop.Boss.Db();
        Assert.Equal([second], await db.DeviceUses.Where(u => u.State == DeviceUseState.Awaited).Select(u => u.OrderNo).ToListAsync());
        await shop.HandOverAsync(first);
        Assert.Equal(2, await shop.CountAsync(DeviceState.InUse));

        // What an order that comes to nothing has held goes to whoever waits.
        shop.Boss.SignIn(shop.Buyer);
        var third = await shop.OrderAsync();
        await shop.LoadAsync(await shop.RegisterAsync(1, prefix: "MORE"));
        shop.Boss.SignIn(other);
        await shop.Boss.Get<OrderService>().CancelAsync(second, "");
        Assert.Equal((third, DeviceUseState.Reserved), await db.DeviceUses.Where(u => u.OrderNo == third).Select(u => ValueTuple.Create(u.OrderNo, u.State)).SingleAsync());
    }

    [Fact]
    public async Task Operations_hears_of_low_stock_once_for_each_fall()
    {
        await using var shop = await StockShop.OpenAsync(3, lowStock: 2);
        await shop.OrderAsync();
        Assert.Equal(0, await NoticesAsync(shop));
        var orderNo = await shop.OrderAsync();
        await shop.OrderAsync();
        Assert.Equal(1, await NoticesAsync(shop));

        await shop.LoadAsync(await shop.RegisterAsync(2, prefix: "NEW"));
        Assert.Equal(1, await NoticesAsync(shop));
        shop.Boss.SignIn(shop.Buyer);
        await shop.OrderAsync(2);

        Assert.Equal(2, await NoticesAsync(shop));
        await using var db = shop.Boss.Db();
        Assert.Equal((shop.Seller.MemberId, $"八卡服务器\n1\n2"), await db.Notices.OrderBy(n => n.Id).Select(n => ValueTuple.Create(n.MemberId, n.Args)).FirstAsync());
        Assert.NotEmpty(orderNo);
    }

    [Fact]
    public async Task Figures_say_what_is_used_and_when_it_will_be_gone()
    {
        await using var shop = await StockShop.OpenAsync(5);
        await shop.PayAsync(await shop.OrderAsync(2));
        var orderNo = await shop.OrderAsync();
        await shop.PayAsync(orderNo);
        await shop.HandOverAsync(orderNo);
        shop.Boss.SignIn(shop.Seller);

        var row = Assert.Single((await shop.Boss.Get<DeviceProductQueries>().ListAsync(Workbooks.Page())).Rows);

        Assert.Equal(new StockFigures(2, 2, 1, 0, 0, 0), row.Figures);
        Assert.Equal(0.6m, row.Figures.Utilisation);
        Assert.Equal(new Replenishment(1, 60, 0), row.Replenishment);
        shop.Boss.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(new Replenishment(0, null, 0), (await shop.Boss.Get<DeviceProductQueries>().GetAsync(shop.ProductId)).Row.Replenishment);
        Assert.Equal(new Replenishment(9, 3, 9), Replenishment.Of(1, 1, 9));
    }

    private static async Task<int> NoticesAsync(StockShop shop)
    {
        await using var db = shop.Boss.Db();
        return await db.Notices.CountAsync(n => n.Kind == DeviceService.LowStockNotice);
    }

    /// <summary>What the page of the product says to whoever is signed in.</summary>
    private static async Task<int?> StockShownAsync(StockShop shop) =>
        (await shop.Boss.Get<StorefrontQueries>().GetAsync(shop.ProductId)).Skus.Select(s => s.Stock).Distinct().Single();
}
