using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Storefront;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Suppliers;

/// <summary>What a sales mode that changes on a later day does on that day, whoever asks and whether or not a schedule has run.</summary>
public sealed class SalesModeDueTests
{
    public static TheoryData<SalesMode, SalesMode> Changes => new()
    {
        { SalesMode.Discount, SalesMode.FloorPrice }, { SalesMode.Discount, SalesMode.Commission },
        { SalesMode.FloorPrice, SalesMode.Discount }, { SalesMode.FloorPrice, SalesMode.Commission },
        { SalesMode.Commission, SalesMode.Discount }, { SalesMode.Commission, SalesMode.FloorPrice },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task R_SUP_1_from_the_very_instant_on_the_offer_is_in_no_shop_until_terms_of_the_new_mode_are_set(SalesMode from, SalesMode to)
    {
        await using var world = await World.StartAsync(from);
        var start = world.Boss.Now.AddDays(3).AddHours(1);
        Assert.Equal(new AgreementChanged(2, 0), await world.ChangeAsync(to, start));

        world.Boss.Time.SetUtcNow(new DateTimeOffset(start.AddTicks(-1)));
        var price = Assert.Single((await world.ShopAsync(null)).Cards).UnitPrice;
        Assert.Equal([price, price], [(await world.QuoteAsync()).UnitPrice, Assert.Single((await world.ShopAsync(world.Buyer)).Cards).UnitPrice]);

        world.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([InvisibleReason.NoPublicTerms], (await world.QuoteAsync()).Reasons);
        Assert.Empty((await world.ShopAsync(null)).Cards);
        Assert.Empty((await world.ShopAsync(world.Buyer)).Cards);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<StorefrontQueries>().GetAsync(world.Offer.Sku.ProductId));
        Assert.Equal("Orders.NotSold", (await Assert.ThrowsAnyAsync<RuleException>(() => world.PlaceAsync(price))).Code);

        world.Boss.SignIn(world.Operations);
        var grid = to == SalesMode.FloorPrice ? OfferGrid.Prices : OfferGrid.Discounts;
        var row = Assert.Single((await world.Boss.Get<TermsWorkbenchQueries>().PageAsync(grid, Workbooks.Page(("visible", "no")))).Rows);
        Assert.Equal((true, false), (row.Terms.Terms.IsNone, row.Outdated.IsNone));
        Assert.Empty(await world.Boss.Get<TermsWorkbenchQueries>().IdsAsync(grid, Workbooks.Page(("visible", "yes"))));

        // The same discount as before counts as a change: it is the new mode's.
        var terms = to == SalesMode.FloorPrice ? new TermsChange(TermsKind.Price, 90m) : new TermsChange(TermsKind.Discount, 0.9m);
        Assert.Equal(1, await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([world.Offer.Id], terms));
        Assert.Equal(90m, (await world.QuoteAsync()).UnitPrice);
        Assert.Equal([world.Offer.Id], await world.Boss.Get<TermsWorkbenchQueries>().IdsAsync(grid, Workbooks.Page(("visible", "yes"))));
        world.Boss.SignIn(world.Buyer);
        Assert.NotEmpty(await world.PlaceAsync(90m));
    }

    [Fact]
    public async Task R_SUP_1_terms_of_a_mode_that_comes_back_do_not_come_to_life_again()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        await world.ChangeAsync(SalesMode.FloorPrice, world.Boss.Now.AddDays(1));
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        await world.ChangeAsync(SalesMode.Discount, world.Boss.Now.AddDays(1));
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([InvisibleReason.NoPublicTerms], (await world.QuoteAsync()).Reasons);
    }

    [Fact]
    public async Task R_SUP_1_a_mode_that_was_announced_and_never_began_takes_nothing_off()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        await world.ChangeAsync(SalesMode.FloorPrice, world.Boss.Now.AddDays(5));
        await world.ChangeAsync(SalesMode.Discount, world.Boss.Now.AddDays(2), 0.75m);
        world.Boss.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(90m, (await world.QuoteAsync()).UnitPrice);
    }

    [Fact]
    public async Task R_SUP_1_a_better_rate_of_the_same_mode_leaves_terms_and_a_gap_between_agreements_too()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        world.Boss.SignIn(world.Operations);
        await world.Boss.Get<SupplierService>().ChangeAgreementAsync(
            world.Supplier.Id, new AgreementTerms(SalesMode.Discount, 0.7m, world.Boss.Now, world.Boss.Now.AddDays(1)));
        await world.ChangeAsync(SalesMode.Discount, world.Boss.Now.AddDays(2), 0.6m);
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([InvisibleReason.NoAgreementInForce], (await world.QuoteAsync()).Reasons);
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(90m, (await world.QuoteAsync()).UnitPrice);
    }

    [Fact]
    public async Task R_SUP_1_a_customers_own_terms_of_the_old_mode_no_longer_count_when_the_day_comes()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Customer, discount: 0.8m);
        Assert.Equal(80m, (await world.QuoteAsync()).UnitPrice);
        await world.ChangeAsync(SalesMode.Commission, world.Boss.Now.AddDays(1), 0.1m);
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        world.Boss.SignIn(world.Operations);
        await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([world.Offer.Id], new TermsChange(TermsKind.Discount, 0.95m));

        var quote = await world.QuoteAsync();
        Assert.Equal(95m, quote.UnitPrice);
        Assert.Equal(CandidateOutcome.OtherMode, quote.Candidates.Single(c => c.Source == PriceSource.Own).Outcome);
    }

    [Fact]
    public async Task R_SUP_1_nothing_that_was_ordered_before_changes_and_it_is_paid_as_it_was_confirmed()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        await world.Boss.Given.MoneyAsync(world.Customer, 500m);
        await world.ChangeAsync(SalesMode.FloorPrice, world.Boss.Now.AddMinutes(5));
        world.Boss.SignIn(world.Buyer);
        var orderNo = await world.PlaceAsync(90m);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(6));
        await world.Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);
        var order = await world.Boss.Get<OrderQueries>().GetAsync(orderNo);
        Assert.Equal((90m, Domain.Orders.OrderStatus.Paid), (order.Total, order.Status));
    }

    [Fact]
    public async Task R_SUP_1_distributors_below_go_on_by_the_terms_agreed_with_them_and_only_their_own_mode_decides()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(1);
        await chain.SignInAsync(0);
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(
            chain.Discounting.Id, new AgreementTerms(SalesMode.Commission, 0.3m, chain.Boss.Now.AddDays(1)));
        chain.Boss.Time.Advance(TimeSpan.FromDays(1));
        await chain.SignInAsync(1);
        var row = Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows);
        Assert.Equal((true, 90m), (row.Visible, row.Terms.UnitPrice));
    }

    [Fact]
    public async Task R_SUP_1_Operations_is_told_a_week_ahead_and_when_it_happens_once_each()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        var start = world.Boss.Now.AddDays(20);
        await world.ChangeAsync(SalesMode.FloorPrice, start);
        var starts = world.Boss.Get<AgreementStarts>();
        Assert.Equal(0, await starts.TellDueAsync());
        Assert.Empty(await world.KindsAsync());

        world.Boss.Time.SetUtcNow(new DateTimeOffset(start.AddDays(-7)));
        Assert.Equal((1, 0), (await starts.TellDueAsync(), await starts.TellDueAsync()));
        Assert.Equal(["SalesModeAhead"], await world.KindsAsync());

        // Late, as after a night in which nothing ran.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(start.AddHours(9)));
        var version = world.Boss.Get<StorefrontVersion>().Number;
        Assert.Equal((1, 0), (await starts.TellDueAsync(), await starts.TellDueAsync()));
        Assert.Equal(["SalesModeAhead", "SalesModeBegun"], await world.KindsAsync());
        Assert.True(world.Boss.Get<StorefrontVersion>().Number > version);
        await using var db = world.Boss.Db();
        var notice = await db.Notices.OrderBy(n => n.Id).LastAsync();
        Assert.Equal((world.Operations.MemberId, $"prices/{world.Supplier.Id}"), (notice.MemberId, notice.Subject));
        Assert.StartsWith("1\n", notice.Args, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R_SUP_1_what_was_rendered_before_the_instant_is_not_shown_after_it()
    {
        await using var world = await World.StartAsync(SalesMode.Discount);
        var dates = world.Boss.Get<StorefrontDates>();
        var start = world.Boss.Now.AddSeconds(4);
        await world.ChangeAsync(SalesMode.FloorPrice, start);
        var before = await dates.LastAsync();
        world.Boss.Time.SetUtcNow(new DateTimeOffset(start.AddTicks(-1)));
        Assert.Equal(before, await dates.LastAsync());
        world.Boss.Time.SetUtcNow(new DateTimeOffset(start));
        Assert.Equal(start, await dates.LastAsync());
        world.Boss.Time.Advance(StorefrontShelves.Lifetime);
        Assert.Equal(start, await dates.LastAsync());
    }

    /// <summary>A root with one offer at 90 of a list price of 100, and a customer.</summary>
    private sealed class World(
        TestKBoss boss, Domain.Organizations.Organization root, Domain.Organizations.Organization customer, Supplier supplier, Offer offer, Actor operations,
        Actor buyer) : IAsyncDisposable
    {
        public TestKBoss Boss => boss;

        public Domain.Organizations.Organization Customer => customer;

        public Supplier Supplier => supplier;

        public Offer Offer => offer;

        public Actor Operations => operations;

        public Actor Buyer => buyer;

        public static async Task<World> StartAsync(SalesMode mode)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var customer = await boss.Given.CustomerAsync(root);
            var supplier = await boss.Given.SupplierAsync(root, mode);
            var offer = mode == SalesMode.FloorPrice
                ? await boss.Given.OfferAsync(root, supplier, price: 90m, floorPrice: 60m)
                : await boss.Given.OfferAsync(root, supplier, discount: 0.9m, floorPrice: 60m);
            return new World(
                boss, root, customer, supplier, offer, await boss.Given.MemberAsync(root, Role.Operations), await boss.Given.MemberAsync(customer, Role.Buyer));
        }

        public async Task<AgreementChanged> ChangeAsync(SalesMode mode, DateTime start, decimal rate = 0.7m)
        {
            boss.SignIn(operations);
            return await boss.Get<SupplierService>().ChangeAgreementAsync(
                supplier.Id, new AgreementTerms(mode, mode == SalesMode.FloorPrice ? null : rate, start));
        }

        public async Task<Quote> QuoteAsync()
        {
            await using var db = boss.Db(root.Id, customer.Id);
            return (await boss.Get<PricingQueries>().QuoteAsync(db, root.Id, customer.Id, [offer.Id], boss.Now))[offer.Id].Quote;
        }

        public async Task<ProductList> ShopAsync(Actor? actor)
        {
            boss.SignIn(actor);
            return await boss.Get<StorefrontQueries>().ListAsync(new());
        }

        public async Task<string> PlaceAsync(decimal shown)
        {
            boss.SignIn(buyer);
            return await boss.Get<OrderService>().PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, shown)], false));
        }

        public async Task<IReadOnlyList<string>> KindsAsync()
        {
            await using var db = boss.Db();
            return await db.Notices.OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync();
        }

        public ValueTask DisposeAsync() => boss.DisposeAsync();
    }
}
