using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Orders;

public sealed class OrderServiceTests
{
    [Fact]
    public async Task Placing_keeps_price_explanation_and_every_hop_of_the_supply()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.OwnTermsAsync(offer, shop.Customer, discount: 0.75m);

        var orderNo = await shop.PlaceAsync(offer, quantity: 2, periods: 3, shown: 75m);

        var order = await shop.OrderAsync(orderNo);
        Assert.Equal((OrderStatus.Unpaid, 450m, shop.Root.Id, shop.Customer.Id), (order.Status, order.Total, order.SellerId, order.BuyerId));
        var details = await shop.Boss.Get<OrderQueries>().GetAsync(orderNo);
        var line = Assert.Single(details.Lines);
        Assert.Equal((100m, 75m, 450m), (line.ListPrice, line.UnitPrice, line.Amount));
        Assert.Equal(
            [(PriceSource.Own, CandidateOutcome.Won, 75m), (PriceSource.Public, CandidateOutcome.Higher, 80m)],
            line.Why!.Candidates.Select(c => (c.Source, c.Outcome, c.UnitPrice!.Value)));
        Assert.DoesNotContain("ost", order.Lines[0].PriceExplanation, StringComparison.Ordinal);

        await using var db = shop.Boss.Db();
        var purchase = await db.PurchaseLines.SingleAsync();
        Assert.Equal((shop.Root.Id, shop.Supplier.Id, 70m, 420m), (purchase.OrganizationId, purchase.SupplierId, purchase.UnitCost, purchase.Amount));
        Assert.Empty(await db.SupplyLines.ToListAsync());
    }

    [Fact]
    public async Task A_customer_with_too_many_unpaid_orders_pays_or_cancels_one_before_the_next()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.SettingAsync(shop.Root, ThresholdSettings.Section, ("unpaidorders", "2"));
        shop.Boss.SignIn(shop.Buyer);
        var first = await shop.PlaceAsync(offer, shown: 80m);
        await shop.PlaceAsync(offer, shown: 80m);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => shop.PlaceAsync(offer, shown: 80m));
        Assert.Equal("Orders.TooManyUnpaid", refusal.Code);
        Assert.Equal<object?>([2, 2, first], refusal.Args);

        await shop.Boss.Get<OrderService>().CancelAsync(first, "");
        // In several windows at once as well, no more get through than there is room for.
        var together = await Ending.OfAllAsync<OrderService>(
            shop.Boss, 4, orders => orders.PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: false)));
        Assert.Equal(["", "Orders.TooManyUnpaid", "Orders.TooManyUnpaid", "Orders.TooManyUnpaid"], together.Order(StringComparer.Ordinal));
        await using var db = shop.Boss.Db();
        Assert.Equal(2, await db.Orders.CountAsync(o => o.Status == OrderStatus.Unpaid));
    }

    [Fact]
    public async Task A_sale_of_a_distributor_two_levels_down_writes_one_hop_for_each_pair_of_neighbours()
    {
        await using var shop = await OpenShop.OpenAsync();
        var (boss, given) = (shop.Boss, shop.Boss.Given);
        var top = await shop.OfferAsync();
        var middle = await given.DistributorAsync(shop.Root);
        var bottom = await given.DistributorAsync(middle);
        var buyer = await given.CustomerAsync(bottom);
        var middleOffer = await shop.Boss.Given.DownstreamOfferAsync(middle, top, 0.75m, 0.9m);
        var offer = await shop.Boss.Given.DownstreamOfferAsync(bottom, middleOffer, 0.8m, 0.9m);
        boss.SignIn(await given.MemberAsync(buyer, Role.Buyer));

        await shop.PlaceAsync(offer, shown: 90m);

        await using var db = boss.Db();
        var hops = await db.SupplyLines.OrderBy(s => s.Id).ToListAsync();
        Assert.Equal([(middle.Id, bottom.Id, 80m), (shop.Root.Id, middle.Id, 75m)], hops.Select(h => (h.SellerId, h.BuyerId, h.UnitCost)));
        var purchase = await db.PurchaseLines.SingleAsync();
        Assert.Equal((shop.Root.Id, shop.Supplier.Id, 70m), (purchase.OrganizationId, purchase.SupplierId, purchase.UnitCost));
        await using var seenByMiddle = boss.Db(middle.Id);
        Assert.Equal(2, await seenByMiddle.SupplyLines.CountAsync());
        Assert.Equal(0, await seenByMiddle.PurchaseLines.CountAsync());
        await using var seenByBuyer = boss.Db(buyer.Id);
        Assert.Equal(0, await seenByBuyer.SupplyLines.CountAsync());
    }

    [Fact]
    public async Task A_commission_is_taken_off_the_price_that_the_customer_pays()
    {
        await using var shop = await OpenShop.OpenAsync();
        var supplier = await shop.Boss.Given.SupplierAsync(shop.Root, SalesMode.Commission, 0.1m);
        var offer = await shop.Boss.Given.OfferAsync(shop.Root, supplier, discount: 0.9m);

        await shop.PlaceAsync(offer, shown: 90m);

        await using var db = shop.Boss.Db();
        Assert.Equal(81m, (await db.PurchaseLines.SingleAsync()).UnitCost);
    }

    [Fact]
    public async Task Nothing_is_sold_whose_cost_is_unknown()
    {
        await using var shop = await OpenShop.OpenAsync();
        var supplier = await shop.Boss.Given.SupplierAsync(shop.Root, SalesMode.FloorPrice);
        var offer = await shop.Boss.Given.OfferAsync(shop.Root, supplier, price: 90m, floorPrice: null);

        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 90m))).Code);
    }

    [Fact]
    public async Task A_price_that_changed_since_it_was_shown_is_refused_with_both_prices()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 5);
        await shop.ChangeAsync(offer, o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null)));

        var refusal = await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 80m));

        Assert.Equal("Orders.PriceChanged", refusal.Code);
        Assert.Equal([80m, 90m], refusal.Args.Skip(1));
        Assert.Equal(5, await shop.StockAsync(offer));
        await using var db = shop.Boss.Db();
        Assert.False(await db.Orders.AnyAsync());
    }

    [Fact]
    public async Task Confirming_the_same_page_twice_makes_one_order()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 5);

        var placed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var window = shop.Boss.NewScope();
            return await window.ServiceProvider.GetRequiredService<OrderService>()
                .PlaceAsync(new PlaceOrder("the same key", [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: false));
        })));

        Assert.Single(placed.Distinct());
        Assert.Equal(4, await shop.StockAsync(offer));
        Assert.NotEqual(placed[0], await shop.PlaceAsync(offer, key: "another key"));
    }

    [Fact]
    public async Task The_last_one_is_sold_once_to_two_customers_at_the_same_time()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 1);

        var outcomes = await Ending.OfAllAsync<OrderService>(shop.Boss, 2, orders =>
            orders.PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: false)));

        Assert.Equal(["", "Catalog.StockShort"], outcomes.Order(StringComparer.Ordinal));
        Assert.Equal(0, await shop.StockAsync(offer));
        await using var db = shop.Boss.Db();
        Assert.Equal(1, await db.Orders.CountAsync());
    }

    [Fact]
    public async Task A_cart_is_ordered_once_though_two_windows_confirm_it()
    {
        await using var shop = await OpenShop.OpenAsync();
        var (one, two) = (await shop.OfferAsync(), await shop.OfferAsync());
        await shop.Cart.AddAsync(one.Id, 2, 1);
        await shop.Cart.AddAsync(two.Id, 1, 12);
        PlaceOrder Window() => new(Guid.NewGuid().ToString("N"), [new OrderWish(one.Id, 2, 1, 80m)], FromCart: true);

        var orderNo = await shop.Orders.PlaceAsync(Window());

        Assert.Equal(160m, (await shop.OrderAsync(orderNo)).Total);
        Assert.Equal(two.Id, Assert.Single(await shop.Boss.Get<CartQueries>().ListAsync()).OfferId);
        Assert.Equal("Orders.CartChanged", (await OpenShop.RefusedAsync(() => shop.Orders.PlaceAsync(Window()))).Code);
    }

    [Fact]
    public async Task A_cart_that_another_window_changed_is_looked_at_again()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Cart.AddAsync(offer.Id, 2, 1);
        await shop.Cart.ChangeAsync((await shop.Boss.Get<CartQueries>().ListAsync())[0].LineId, 5, 1);

        var refusal = await OpenShop.RefusedAsync(() => shop.Orders.PlaceAsync(new PlaceOrder("k", [new OrderWish(offer.Id, 2, 1, 80m)], FromCart: true)));

        Assert.Equal("Orders.CartChanged", refusal.Code);
        Assert.Equal(5, Assert.Single(await shop.Boss.Get<CartQueries>().ListAsync()).Quantity);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(CartLine.MaxQuantity + 1, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task Counts_that_make_no_sense_are_refused(int quantity, int periods)
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 3);

        Assert.Equal("Common.CountInvalid", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, quantity, periods))).Code);
        Assert.Equal("Common.CountInvalid", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, quantity, periods))).Code);
        Assert.Equal(3, await shop.StockAsync(offer));
    }

    [Fact]
    public async Task Cancelling_gives_the_stock_back_and_happens_once()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 3);
        var orderNo = await shop.PlaceAsync(offer, quantity: 2);
        Assert.Equal(1, await shop.StockAsync(offer));

        await shop.Orders.CancelAsync(orderNo, "买错了");

        Assert.Equal(3, await shop.StockAsync(offer));
        var change = (await shop.OrderAsync(orderNo)).Changes[^1];
        Assert.Equal((OrderStatus.Cancelled, "买错了", (long?)shop.Buyer.MemberId), (change.To, change.Reason, change.By.MemberId));
        Assert.Equal("Orders.TransitionRefused", (await OpenShop.RefusedAsync(() => shop.Orders.CancelAsync(orderNo, ""))).Code);
        Assert.Equal(3, await shop.StockAsync(offer));
    }

    [Fact]
    public async Task An_order_is_cancelled_after_thirty_unpaid_minutes_and_not_before()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 3);
        var first = await shop.PlaceAsync(offer);
        shop.Boss.Time.Advance(TimeSpan.FromMinutes(10));
        var second = await shop.PlaceAsync(offer);

        shop.Boss.Time.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await shop.Orders.CancelOverdueAsync());
        shop.Boss.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await shop.Orders.CancelOverdueAsync());
        Assert.Equal(0, await shop.Orders.CancelOverdueAsync());

        Assert.Equal(OrderStatus.Cancelled, (await shop.OrderAsync(first)).Status);
        Assert.Equal(OrderStatus.Unpaid, (await shop.OrderAsync(second)).Status);
        Assert.Equal(2, await shop.StockAsync(offer));
        Assert.Null((await shop.OrderAsync(first)).Changes[^1].By.MemberId);
    }

    [Fact]
    public async Task Two_runs_of_the_job_and_a_payment_at_once_leave_one_outcome()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 20);
        var placed = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            placed.Add(await shop.PlaceAsync(offer));
        }

        shop.Boss.Time.Advance(Order.PayWithin);
        var runs = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            await using var window = shop.Boss.NewScope();
            return await window.ServiceProvider.GetRequiredService<OrderService>().CancelOverdueAsync();
        })).ToList();
        var paid = 0;
        foreach (var orderNo in placed.AsEnumerable().Reverse())
        {
            paid += await PayAsync(shop, orderNo) ? 1 : 0;
        }

        var cancelled = (await Task.WhenAll(runs)).Sum();

        Assert.Equal(8, paid + cancelled);
        await using var db = shop.Boss.Db();
        Assert.Equal(cancelled, await db.Orders.CountAsync(o => o.Status == OrderStatus.Cancelled));
        Assert.Equal(20 - paid, await shop.StockAsync(offer));
    }

    [Fact]
    public async Task Only_a_buyer_places_and_cancels()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var orderNo = await shop.PlaceAsync(offer);

        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Customer, Role.Admin));
        Assert.IsType<PermissionException>(await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer)));
        Assert.IsType<PermissionException>(await OpenShop.RefusedAsync(() => shop.Orders.CancelAsync(orderNo, "")));
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Root, Role.Operations));
        Assert.IsType<PermissionException>(await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer)));
        shop.Boss.SignIn(null);
        Assert.Equal("Common.SignInNeeded", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer))).Code);
    }

    [Fact]
    public async Task R_ISO_1_orders_and_cart_lines_of_another_customer_do_not_exist()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var orderNo = await shop.PlaceAsync(offer);
        await shop.Cart.AddAsync(offer.Id, 1, 1);
        var lineId = (await shop.Boss.Get<CartQueries>().ListAsync())[0].LineId;

        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Root), Role.Buyer));

        Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => shop.Boss.Get<OrderQueries>().GetAsync(orderNo)));
        Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => shop.Orders.CancelAsync(orderNo, "")));
        Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => shop.Cart.ChangeAsync(lineId, 9, 1)));
        await shop.Cart.RemoveAsync(lineId);
        Assert.Equal(0, (await shop.Boss.Get<OrderQueries>().ListAsync(All)).Total);
        Assert.Empty(await shop.Boss.Get<CartQueries>().ListAsync());
        Assert.Equal("Orders.CartChanged", (await OpenShop.RefusedAsync(
            () => shop.Orders.PlaceAsync(new PlaceOrder("k", [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: true)))).Code);

        shop.Boss.SignIn(shop.Buyer);
        Assert.Equal(1, Assert.Single(await shop.Boss.Get<CartQueries>().ListAsync()).Quantity);
        Assert.Equal(OrderStatus.Unpaid, (await shop.OrderAsync(orderNo)).Status);
    }

    [Fact]
    public async Task R_ISO_1_an_offer_of_another_distributor_cannot_be_bought_though_it_stands_in_the_chain()
    {
        await using var shop = await OpenShop.OpenAsync();
        var upstream = await shop.OfferAsync();
        var distributor = await shop.Boss.Given.DistributorAsync(shop.Root);
        var offer = await shop.Boss.Given.DownstreamOfferAsync(distributor, upstream, 0.75m, 0.9m);

        // The root's customer and the distributor's offer, then the distributor's customer and the root's offer.
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 90m))).Code);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(distributor), Role.Buyer));
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(upstream))).Code);
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(upstream.Id, 1, 1))).Code);
        Assert.NotEmpty(await shop.PlaceAsync(offer, shown: 90m));
    }

    [Fact]
    public async Task Orders_are_found_by_part_of_the_number_by_shanghai_date_and_by_status()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        // 23:59:59 and midnight in Shanghai.
        shop.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 15, 59, 59, TimeSpan.Zero));
        var late = await shop.PlaceAsync(offer);
        shop.Boss.Time.Advance(TimeSpan.FromSeconds(1));
        var early = await shop.PlaceAsync(offer);
        await shop.Orders.CancelAsync(early, "");
        var orders = shop.Boss.Get<OrderQueries>();

        Assert.Equal([early, late], (await orders.ListAsync(All)).Rows.Select(o => o.OrderNo));
        Assert.Equal([late], await FindAsync(("from", "2026-03-01"), ("to", "2026-03-01")));
        Assert.Equal([early], await FindAsync(("from", "2026-03-02")));
        Assert.Equal([late], await FindAsync(("q", late[4..].ToLowerInvariant())));
        Assert.Equal([early], await FindAsync(("status", "Cancelled")));
        Assert.Empty(await FindAsync(("q", "%")));
        Assert.Equal([late], await FindAsync(("from", "3/1"), ("to", "2026/3/1")));
        foreach (var (name, value, code) in new[] { ("from", "yesterday", "Common.DayUnreadable"), ("status", "Lost", "Common.ChoiceUnknown") })
        {
            Assert.Equal((code, name), await Assert.ThrowsAsync<RuleException>(() => FindAsync((name, value))) is var no ? (no.Code, no.Field) : default);
        }

        async Task<string[]> FindAsync(params (string Name, string Value)[] filters) =>
            [.. (await orders.ListAsync(All with { Filters = filters.ToDictionary(f => f.Name, f => f.Value) })).Rows.Select(o => o.OrderNo)];
    }

    private static PageRequest All { get; } = new(1, 20, null, false, new Dictionary<string, string>());

    private static async Task<bool> PayAsync(OpenShop shop, string orderNo)
    {
        try
        {
            await shop.Boss.Get<KBossDbContextFactory>().WithPartiesAsync(shop.Buyer, db => db.Orders.SingleAsync(o => o.OrderNo == orderNo), async (db, order) =>
            {
                order.Pay(By.Part("wallet"), shop.Boss.Now);
                await db.SaveChangesAsync();
            }, CancellationToken.None);
            return true;
        }
        catch (RuleException refusal) when (refusal.Code == "Orders.NotPayable")
        {
            return false;
        }
    }
}
