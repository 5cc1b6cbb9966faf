using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Storefront;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>What a cost that rises after the prices were set does with what is sold.</summary>
public sealed class BelowCostTests
{
    [Fact]
    public async Task R_PRC_4_a_floor_price_raised_above_the_public_price_stops_the_sale_until_somebody_has_looked_at_it()
    {
        await using var world = await World.StartAsync();
        world.Boss.SignIn(world.Buyer);
        await world.Boss.Get<CartService>().AddAsync(world.Offer.Id, 1, 1);
        await world.RaiseAsync(90m);

        Assert.Empty((await world.ShopAsync()).Cards);
        // What is in the cart already says why, without a word of the cost.
        var line = Assert.Single(await world.Boss.Get<CartQueries>().ListAsync());
        Assert.Equal((false, true), (line.Sold, line.UnderReview));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<StorefrontQueries>().GetAsync(world.Offer.Sku.ProductId));
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(80m))).Code);
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.Boss.Get<CartService>().AddAsync(world.Offer.Id, 1, 1))).Code);

        world.Boss.SignIn(world.Operations);
        var row = Assert.Single((await world.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page(("below", "yes")))).Rows);
        Assert.Equal((true, -10m), (row.BelowCost, row.Terms.Margin));
        Assert.Equal([InvisibleReason.BelowCost], row.Reasons);
        Assert.Empty(await world.Boss.Get<TermsWorkbenchQueries>().IdsAsync(OfferGrid.Prices, Workbooks.Page(("visible", "yes"))));
        Assert.Equal([world.Offer.Id], await world.Boss.Get<TermsWorkbenchQueries>().IdsAsync(OfferGrid.Prices, Workbooks.Page(("visible", "no"))));
        Assert.Equal(["BelowCostSku"], await world.KindsAsync());
        var loss = Assert.Single(await world.LossesAsync());
        Assert.Equal((LossKind.Public, null, 80m, 90m, 10m, LossState.Stopped), (loss.Kind, loss.BuyerId, loss.UnitPrice, loss.Cost, loss.LossPerUnit, loss.State));

        // Another price ends it; so does a consent, in the next test.
        await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([world.Offer.Id], new TermsChange(TermsKind.Price, 95m));
        Assert.Empty(await world.LossesAsync());
        Assert.NotEmpty(await world.PlaceAsync(95m));
    }

    [Fact]
    public async Task R_PRC_4_a_loss_that_was_looked_at_is_sold_on_and_a_further_rise_asks_again()
    {
        await using var world = await World.StartAsync();
        await world.RaiseAsync(90m);
        var loss = Assert.Single(await world.LossesAsync());
        await world.Boss.Get<LossService>().AcceptAsync([loss.Shown]);

        Assert.Single((await world.ShopAsync()).Cards);
        Assert.NotEmpty(await world.PlaceAsync(80m));
        world.Boss.SignIn(world.Operations);
        var accepted = Assert.Single(await world.LossesAsync());
        Assert.Equal((LossState.Accepted, world.Operations.Name, world.Boss.Now, 90m), (accepted.State, accepted.AcceptedBy, accepted.AcceptedAt, accepted.AcceptedCost));
        Assert.Empty(Assert.Single((await world.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page(("below", "yes")))).Rows).Reasons);

        await world.RaiseAsync(90.0001m);
        Assert.Empty((await world.ShopAsync()).Cards);
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(80m))).Code);
        Assert.Equal(2, (await world.KindsAsync()).Count);
    }

    [Fact]
    public async Task R_PRC_4_a_loss_that_changed_since_it_was_shown_is_not_accepted()
    {
        await using var world = await World.StartAsync();
        await world.RaiseAsync(90m);
        var loss = Assert.Single(await world.LossesAsync());
        await world.RaiseAsync(91m);
        Assert.Equal("Pricing.LossChanged", (await Assert.ThrowsAnyAsync<RuleException>(() => world.Boss.Get<LossService>().AcceptAsync([loss.Shown]))).Code);
        await world.RaiseAsync(50m);
        Assert.Equal("Pricing.LossChanged", (await Assert.ThrowsAnyAsync<RuleException>(() => world.Boss.Get<LossService>().AcceptAsync([loss.Shown]))).Code);
        Assert.Equal("Distribution.NothingSelected", (await Assert.ThrowsAnyAsync<RuleException>(() => world.Boss.Get<LossService>().AcceptAsync([]))).Code);
    }

    [Fact]
    public async Task R_PRC_4_where_nothing_is_stopped_it_is_sold_and_marked_all_the_same()
    {
        await using var world = await World.StartAsync();
        world.Boss.SignIn(world.Operations);
        Assert.True(await world.Boss.Get<LossQueries>().StopsAsync());
        await world.Boss.Get<LossService>().StopAsync(false);
        await world.RaiseAsync(90m);
        Assert.Equal(LossState.Sold, Assert.Single(await world.LossesAsync()).State);
        Assert.Equal(["BelowCostSku"], await world.KindsAsync());
        Assert.NotEmpty(await world.PlaceAsync(80m));

        world.Boss.SignIn(world.Operations);
        await world.Boss.Get<LossService>().StopAsync(true);
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(80m))).Code);
    }

    [Fact]
    public async Task R_PRC_4_an_order_that_waits_for_its_payment_keeps_what_was_confirmed()
    {
        await using var world = await World.StartAsync();
        await world.Boss.Given.MoneyAsync(world.Customer, 500m);
        var orderNo = await world.PlaceAsync(80m);
        await world.RaiseAsync(90m);
        world.Boss.SignIn(world.Buyer);
        await world.Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);
        Assert.Equal(80m, (await world.Boss.Get<OrderQueries>().GetAsync(orderNo)).Total);
    }

    [Fact]
    public async Task R_PRC_4_an_imported_price_list_is_one_cause_with_one_notice_however_many_prices_it_overtakes()
    {
        await using var world = await World.StartAsync(offers: 4);
        world.Boss.SignIn(world.Operations);
        await using (var db = world.Boss.Db())
        {
            var skus = await db.Skus.Include(s => s.Product).OrderBy(s => s.Id).ToListAsync();
            var rows = skus.Select((s, i) => Workbooks.Row(s.Code, s.Product.Name, s.ListPrice, floorPrice: i < 3 ? 85m + i : 60m)).ToList();
            rows.ForEach(r => (r.Type, r.Region, r.Brief) = ("云主机", "华北", ""));
            var import = world.Boss.Get<ImportService<ProductRow>>();
            var id = await import.UploadAsync(world.Supplier.Id, "list.xlsx", Workbooks.Of(rows).ToArray());
            await import.CommitAsync(id, onlyValidRows: false);
        }

        Assert.Equal([7m, 6m, 5m], (await world.LossesAsync()).Select(l => l.LossPerUnit));
        await using var after = world.Boss.Db();
        var notice = await after.Notices.SingleAsync();
        Assert.Equal(("BelowCostImport", $"{world.Supplier.Id}", $"3\n{world.Supplier.Name}"), (notice.Kind, notice.Subject, notice.Args));
        Assert.Equal(1, (await world.ShopAsync()).Total);
    }

    [Fact]
    public async Task R_PRC_4_a_worse_rate_is_found_now_and_on_its_day_and_told_ahead_and_then()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        world.Boss.SignIn(world.Operations);
        var suppliers = world.Boss.Get<SupplierService>();
        await suppliers.ChangeAgreementAsync(world.Supplier.Id, new AgreementTerms(SalesMode.Discount, 0.85m, world.Boss.Now.AddDays(2)));
        Assert.Empty(await world.KindsAsync());
        await world.Boss.Get<AgreementStarts>().TellDueAsync();
        Assert.Equal(["BelowCostAhead"], await world.KindsAsync());
        world.Boss.Time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromTicks(1));
        Assert.Empty(await world.LossesAsync());
        Assert.Equal(1, (await world.ShopAsync()).Total);
        world.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(5m, Assert.Single(await world.LossesAsync()).LossPerUnit);
        Assert.Equal(0, (await world.ShopAsync()).Total);
        await world.Boss.Get<AgreementStarts>().TellDueAsync();
        Assert.Equal(["BelowCostAhead", "BelowCostBegun"], await world.KindsAsync());

        world.Boss.SignIn(world.Operations);
        await suppliers.ChangeAgreementAsync(world.Supplier.Id, new AgreementTerms(SalesMode.Discount, 0.9m, world.Boss.Now));
        Assert.Equal(10m, Assert.Single(await world.LossesAsync()).LossPerUnit);
        Assert.Equal("BelowCostAgreement", (await world.KindsAsync())[^1]);
        Assert.Equal(0, await world.Boss.Get<AgreementStarts>().TellDueAsync());
    }

    [Fact]
    public async Task R_PRC_4_own_terms_below_cost_are_stopped_for_their_customer_alone_until_they_are_looked_at()
    {
        await using var world = await World.StartAsync();
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Customer, price: 70m);
        var other = await world.Boss.Given.MemberAsync(await world.Boss.Given.CustomerAsync(world.Root), Role.Buyer);
        await world.RaiseAsync(75m);

        Assert.Equal(0, (await world.ShopAsync()).Total);
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(70m))).Code);
        world.Boss.SignIn(other);
        Assert.Equal(80m, Assert.Single((await world.Boss.Get<StorefrontQueries>().ListAsync(new())).Cards).UnitPrice);

        var loss = Assert.Single(await world.LossesAsync());
        Assert.Equal((LossKind.Own, world.Customer.Id, world.Customer.Name, 5m), (loss.Kind, loss.BuyerId!.Value, loss.BuyerName, loss.LossPerUnit));
        var own = Assert.Single((await world.Boss.Get<CustomerTermsQueries>().OfCustomerAsync(world.Customer.Code, Workbooks.Page(("below", "yes")))).Rows);
        Assert.True(own.BelowCost);
        await world.Boss.Get<LossService>().AcceptAsync([loss.Shown]);
        Assert.Equal(70m, Assert.Single((await world.ShopAsync()).Cards).UnitPrice);
        Assert.NotEmpty(await world.PlaceAsync(70m));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales));
        Assert.False(Assert.Single((await world.Boss.Get<CustomerTermsQueries>().OfCustomerAsync(
            await world.ServeAsync(), Workbooks.Page())).Rows).BelowCost);
    }

    [Fact]
    public async Task R_PRC_4_what_a_distributor_above_would_lose_by_is_sold_by_nobody_below_until_that_one_has_looked_at_it()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        var buyer = await chain.Boss.Given.MemberAsync(await chain.Boss.Given.CustomerAsync(chain.Levels[2]), Role.Buyer);
        await chain.SignInAsync(0);
        var sku = chain.Prices[0].Sku;
        await RaiseAsync(chain.Boss, sku.Id, SalesChain.PriceCosts[1] + 1);

        // The root sells to the first distributor below cost; the last one's own margin is what it was.
        var losses = chain.Boss.Get<LossQueries>();
        var loss = Assert.Single((await losses.ListAsync(Workbooks.Page())).Rows);
        Assert.Equal((LossKind.Downstream, chain.Levels[1].Id, 1m, LossState.Stopped), (loss.Kind, loss.BuyerId!.Value, loss.LossPerUnit, loss.State));
        await chain.SignInAsync(2);
        Assert.Empty((await losses.ListAsync(Workbooks.Page())).Rows);
        var row = Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows);
        Assert.Equal([InvisibleReason.NotSupplied], row.Reasons);
        Assert.Empty(await chain.Boss.Get<TermsWorkbenchQueries>().IdsAsync(OfferGrid.Prices, Workbooks.Page(("visible", "yes"))));
        await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<StorefrontQueries>().GetAsync(sku.ProductId));
        chain.Boss.SignIn(buyer);
        Assert.Equal(1, (await chain.Boss.Get<StorefrontQueries>().ListAsync(new())).Total);
        Assert.Equal("Orders.NotSold", (await Assert.ThrowsAnyAsync<RuleException>(() => OrderAsync())).Code);

        await chain.SignInAsync(1);
        Assert.Equal("Pricing.LossChanged", (await Assert.ThrowsAnyAsync<RuleException>(() => chain.Boss.Get<LossService>().AcceptAsync([loss.Shown]))).Code);
        await chain.SignInAsync(0);
        await chain.Boss.Get<LossService>().AcceptAsync([loss.Shown]);
        chain.Boss.SignIn(buyer);
        Assert.Equal(2, (await chain.Boss.Get<StorefrontQueries>().ListAsync(new())).Total);
        Assert.NotEmpty(await OrderAsync());

        Task<string> OrderAsync() => chain.Boss.Get<OrderService>().PlaceAsync(
            new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(chain.Prices[2].Id, 1, 1, 90m)], false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task R_PRC_4_a_distributor_below_does_not_sell_below_what_the_one_above_asks_of_it(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await using (var db = chain.Boss.Db())
        {
            (await db.Offers.SingleAsync(o => o.Id == chain.Prices[level].Id)).SetPublicTerms(Terms.Of(null, SalesChain.PriceCosts[level] - 2));
            await db.SaveChangesAsync();
        }

        await chain.SignInAsync(level);
        var loss = Assert.Single((await chain.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows);
        Assert.Equal((LossKind.Public, 2m, SalesChain.PriceCosts[level]), (loss.Kind, loss.LossPerUnit, loss.Cost));
        await chain.SignInAsync(await chain.Boss.Given.CustomerAsync(chain.Levels[level]));
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(
            () => chain.Boss.Get<CartService>().AddAsync(chain.Prices[level].Id, 1, 1))).Code);
        await chain.SignInAsync(0);
        Assert.Empty((await chain.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows);
    }

    [Fact]
    public async Task R_PRC_4_a_list_price_that_falls_is_found_where_a_distributor_buys_at_a_share_of_it()
    {
        await using var chain = await SalesChain.StartAsync();
        var offer = await chain.Boss.Given.OfferAsync(chain.Levels[0], chain.Pricing, floorPrice: 60m, price: 95m);
        await chain.Boss.Given.DownstreamOfferAsync(chain.Levels[1], offer, costDiscount: 0.7m, discount: 0.9m);
        await chain.SignInAsync(0);
        await RaiseAsync(chain.Boss, offer.SkuId, 60m, listPrice: 80m);
        Assert.Equal((LossKind.Downstream, 4m), Assert.Single((await chain.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows) is var loss
            ? (loss.Kind, loss.LossPerUnit) : default);
        await using var db = chain.Boss.Db();
        Assert.Equal("BelowCostSku", (await db.Notices.FirstAsync()).Kind);
    }

    [Fact]
    public async Task R_PRC_4_a_distributor_below_is_told_of_its_own_losses_by_another_list_price_after_the_commit_once()
    {
        await using var chain = await SalesChain.StartAsync();
        var boss = chain.Boss;
        // The one in the middle buys at a share of the list price and sells on at a price.
        var offer = await boss.Given.OfferAsync(chain.Levels[0], chain.Discounting, discount: 0.9m);
        var middle = await boss.Given.DownstreamOfferAsync(chain.Levels[1], offer, costDiscount: 0.75m, discount: 0.9m);
        await boss.Given.DownstreamOfferAsync(chain.Levels[2], middle, costPrice: 76m, price: 95m);
        var told = await boss.Given.MemberAsync(chain.Levels[1], Role.Operations);
        await boss.Given.MemberAsync(chain.Levels[2], Role.Operations);
        await chain.SignInAsync(0);
        var dispatcher = boss.Get<OutboxDispatcher>();
        foreach (var listPrice in new[] { 110m, 111m })
        {
            await using var db = boss.Db();
            var sku = await db.Skus.AsNoTracking().SingleAsync(s => s.Id == offer.SkuId);
            await boss.Get<CatalogService>().ChangeSkuAsync(sku.Id, sku.Version, new SkuFacts(sku.Options, sku.Unit, listPrice, sku.Stock));
            Assert.Equal(1, await dispatcher.DispatchAsync(urgent: false, TestContext.Current.CancellationToken));
            Assert.Equal(("BelowCostUpstream", told.MemberId), (await db.Notices.Select(n => new { n.Kind, n.MemberId }).SingleAsync()) is var n ? (n.Kind, n.MemberId) : default);
        }

        boss.SignIn(told);
        Assert.Equal((LossKind.Downstream, 7.25m), Assert.Single((await boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows) is var loss
            ? (loss.Kind, loss.LossPerUnit) : default);
    }

    [Fact]
    public async Task R_ISO_1_only_those_who_may_see_costs_see_the_list_and_only_those_who_set_prices_decide()
    {
        await using var world = await World.StartAsync();
        await world.RaiseAsync(90m);
        var loss = Assert.Single(await world.LossesAsync());
        foreach (var role in new[] { Role.Sales, Role.Finance, Role.Maintenance, Role.Admin })
        {
            world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, role));
            await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<LossQueries>().ListAsync(Workbooks.Page()));
            await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<LossQueries>().ExportAsync(Workbooks.Page()));
            await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<LossService>().AcceptAsync([loss.Shown]));
            await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<LossService>().StopAsync(false));
        }

        world.Boss.SignIn(world.Buyer);
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<LossQueries>().ListAsync(Workbooks.Page()));
        var stranger = await world.Boss.Given.DistributorAsync(world.Root);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(stranger, Role.Operations));
        Assert.Empty((await world.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows);
        Assert.Equal("Pricing.LossChanged", (await Assert.ThrowsAnyAsync<RuleException>(() => world.Boss.Get<LossService>().AcceptAsync([loss.Shown]))).Code);
        await world.Boss.Get<LossService>().StopAsync(false);
        Assert.Equal("Orders.PriceUnderReview", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(80m))).Code);
    }

    [Fact]
    public async Task The_list_filters_sorts_and_is_exported()
    {
        await using var world = await World.StartAsync(offers: 2);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Customer, price: 70m);
        await world.RaiseAsync(90m);
        world.Boss.SignIn(world.Operations);
        var list = world.Boss.Get<LossQueries>();
        Assert.Equal([20m, 10m], (await list.ListAsync(Workbooks.Page())).Rows.Select(r => r.LossPerUnit));
        Assert.Equal([LossKind.Own], (await list.ListAsync(Workbooks.Page(("kind", "Own")))).Rows.Select(r => r.Kind));
        Assert.Equal([LossKind.Own], (await list.ListAsync(Workbooks.Page(("q", world.Customer.Name)))).Rows.Select(r => r.Kind));
        Assert.Empty((await list.ListAsync(Workbooks.Page(("state", "Accepted")))).Rows);
        Assert.Empty((await list.ListAsync(Workbooks.Page(("supplier", "987654")))).Rows);
        Assert.Equal([world.Supplier.Name], (await list.SuppliersAsync()).Select(s => s.Name));
        Assert.Empty((await list.ListAsync(new(2, 50, null, false, new Dictionary<string, string>()))).Rows);

        var rows = Workbooks.Rows((await list.ExportAsync(Workbooks.Page())).Content);
        Assert.Equal([world.Customer.Name, ""], rows.Select(r => r[3]));
        await using var db = world.Boss.Db();
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "BelowCostExported"));
    }

    private static async Task RaiseAsync(TestKBoss boss, long skuId, decimal floorPrice, decimal? listPrice = null)
    {
        await using var db = boss.Db();
        var sku = await db.Skus.AsNoTracking().SingleAsync(s => s.Id == skuId);
        await boss.Get<CatalogService>().ChangeSkuAsync(
            skuId, sku.Version, new SkuFacts(sku.Options, sku.Unit, listPrice ?? sku.ListPrice, sku.Stock), floorPrice);
    }

    /// <summary>A root that sells at 80 what costs it 60 or, by a discount, 70; the list price is 100.</summary>
    private sealed class World(
        TestKBoss boss, Organization root, Organization customer, Supplier supplier, Offer offer, Actor operations, Actor buyer) : IAsyncDisposable
    {
        public TestKBoss Boss => boss;

        public Organization Root => root;

        public Organization Customer => customer;

        public Supplier Supplier => supplier;

        public Offer Offer => offer;

        public Actor Operations => operations;

        public Actor Buyer => buyer;

        public static async Task<World> StartAsync(SalesMode mode = SalesMode.FloorPrice, int offers = 1)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var customer = await boss.Given.CustomerAsync(root);
            var supplier = await boss.Given.SupplierAsync(root, mode);
            Offer? first = null;
            for (var i = 0; i < offers; i++)
            {
                var offer = mode == SalesMode.FloorPrice
                    ? await boss.Given.OfferAsync(root, supplier, price: 80m, floorPrice: 60m)
                    : await boss.Given.OfferAsync(root, supplier, discount: 0.8m);
                first ??= offer;
            }

            return new World(
                boss, root, customer, supplier, first!, await boss.Given.MemberAsync(root, Role.Operations), await boss.Given.MemberAsync(customer, Role.Buyer));
        }

        public Task RaiseAsync(decimal floorPrice)
        {
            boss.SignIn(operations);
            return BelowCostTests.RaiseAsync(boss, offer.SkuId, floorPrice);
        }

        public async Task<IReadOnlyList<LossRow>> LossesAsync()
        {
            boss.SignIn(operations);
            return (await boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows;
        }

        public async Task<ProductList> ShopAsync()
        {
            boss.SignIn(buyer);
            return await boss.Get<StorefrontQueries>().ListAsync(new());
        }

        public async Task<string> PlaceAsync(decimal shown)
        {
            boss.SignIn(buyer);
            return await boss.Get<OrderService>().PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, shown)], false));
        }

        /// <summary>The customer becomes one of whoever has signed in; its code.</summary>
        public async Task<string> ServeAsync()
        {
            await using var db = boss.Db();
            var me = boss.Actor.Current!;
            (await db.Customers.SingleAsync(c => c.BuyerId == customer.Id)).AssignTo(me.MemberId);
            await db.SaveChangesAsync();
            return customer.Code;
        }

        public async Task<IReadOnlyList<string>> KindsAsync()
        {
            await using var db = boss.Db();
            return await db.Notices.OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync();
        }

        public ValueTask DisposeAsync() => boss.DisposeAsync();
    }
}
