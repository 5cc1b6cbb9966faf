using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Prices at any instant, the difference of two, why and why not, and what a change would have meant: for the root and for who buys from it.</summary>
public sealed class SeenFromAboveTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task What_is_planned_is_seen_at_its_instant_to_the_tick_of_its_ends(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.PromotionAsync(0.85m, from: 5, to: 15);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Buyer, discount: 0.82m, from: world.In(10), to: world.In(20));

        Assert.Equal(
            [(90m, PriceSource.Public), (85m, PriceSource.Promotion), (82m, PriceSource.Own), (90m, PriceSource.Public)],
            [await world.AtAsync(0), await world.AtAsync(5), await world.AtAsync(10), await world.AtAsync(20)]);
        Assert.Equal((90m, PriceSource.Public), await world.AtAsync(5, minutes: -1));
        var all = (await world.Prices.WhyAsync(world.Offer.Id, at: world.In(12))).Row.At;
        Assert.Equal((85m, PriceSource.Promotion), (all.UnitPrice!.Value, all.Source!.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Two_instants_are_compared_and_the_list_keeps_what_differs(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Buyer, discount: 0.82m, from: world.In(10), to: world.In(20));

        var changed = Assert.Single((await world.ListAsync(("other", world.Text(10)), ("change", "any"))).Rows);
        Assert.Equal((PriceChange.Cheaper, -8m, PriceSource.Own), (changed.Change, changed.Difference, changed.Other!.Source));
        Assert.Equal(world.In(20), changed.Other.Until);
        // Asked the other way round, it is still what becomes of the price with time.
        var turned = Assert.Single((await world.ListAsync(("at", world.Text(10)), ("other", world.Text(0)), ("change", "any"))).Rows);
        Assert.Equal((PriceChange.Cheaper, -8m, PriceSource.Own), (turned.Change, turned.Difference, turned.At.Source));
        Assert.Equal(PriceChange.Dearer, Assert.Single((await world.ListAsync(("at", world.Text(10)), ("other", world.Text(20)), ("change", "Dearer"))).Rows).Change);
        Assert.Empty((await world.ListAsync(("other", world.Text(25)), ("change", "any"))).Rows);
        Assert.True((await world.ListAsync(("other", world.Text(10)))).Total >= 2);
    }

    [Fact]
    public async Task An_agreement_that_ends_takes_its_products_away_at_that_instant()
    {
        await using var world = await World.StartAsync(1);
        await using (var db = world.Boss.Db())
        {
            foreach (var agreement in await db.SupplyAgreements.Where(a => a.SupplierId == world.Chain.Discounting.Id && a.EffectiveTo == null).ToListAsync())
            {
                agreement.EndAt(world.In(3));
            }

            await db.SaveChangesAsync();
        }

        var gone = Assert.Single((await world.ListAsync(("other", world.Text(3)), ("change", "Vanishes"))).Rows);
        Assert.Equal((world.Offer.Id, 90m), (gone.OfferId, gone.At.UnitPrice));
        Assert.Equal([InvisibleReason.NotSupplied], gone.Other!.Reasons);
        Assert.Equal(PriceChange.Vanishes, Assert.Single((await world.ListAsync(("at", world.Text(3)), ("other", world.Text(2)), ("change", "Vanishes"))).Rows).Change);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Of_the_past_the_audit_log_tells_the_public_terms(int level)
    {
        await using var world = await World.StartAsync(level);
        var terms = world.Boss.Get<TermsWorkbenchService>();
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        await terms.ApplyAsync(TermsScope.Public, TermsSelection.Of([world.Offer.Id]), new TermsChange(TermsKind.Discount, 0.95m));
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        await terms.ApplyAsync(TermsScope.Public, TermsSelection.Of([world.Offer.Id]), new TermsChange(TermsKind.Clear));
        world.Boss.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal([90m, 95m, null], [
            (await world.RowAsync(("at", world.Text(1)))).At.UnitPrice, (await world.RowAsync(("at", world.Text(3)))).At.UnitPrice, (await world.RowAsync()).At.UnitPrice]);
        Assert.Equal([InvisibleReason.NoPublicTerms], (await world.RowAsync(("at", world.Text(5)))).At.Reasons);
        Assert.Equal(PriceChange.Vanishes, (await world.RowAsync(("at", world.Text(3)), ("other", world.Text(5)))).Change);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_promotion_counts_from_when_it_was_published_and_for_who_joins_from_then(int level)
    {
        await using var world = await World.StartAsync(level);
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        await world.PromotionAsync(0.86m, from: 0, to: 20);
        var byCode = await world.PromotionAsync(0.85m, from: 0, to: 20, audience: Audience.ByCode);
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        await world.Boss.Given.JoinAsync(byCode, world.Buyer);
        world.Boss.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(
            [(90m, PriceSource.Public), (86m, PriceSource.Promotion), (85m, PriceSource.Promotion)],
            [await world.AtAsync(1), await world.AtAsync(3), await world.AtAsync(5)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Why_shows_every_candidate_with_what_the_customer_is_not_entitled_to(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.PromotionAsync(0.81m, from: -1, to: 9, audience: Audience.ByCode);
        await world.PromotionAsync(0.82m, from: 5, to: 9);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Buyer, discount: 0.85m);

        var view = await world.Prices.WhyAsync(world.Offer.Id, world.Buyer.Code);

        Assert.Equal((85m, PriceSource.Own, world.Cost, 85m - world.Cost), (view.Row.At.UnitPrice, view.Row.At.Source, view.Row.At.Cost, view.Row.At.Margin));
        Assert.Equal(
            [CandidateOutcome.Won, CandidateOutcome.NotEntitled, CandidateOutcome.NotYetValid, CandidateOutcome.Higher], view.Why!.Candidates.Select(c => c.Outcome));
        Assert.Equal(90m, (await world.Prices.WhyAsync(world.Offer.Id)).Row.At.UnitPrice);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Why_not_tells_what_holds_for_all_from_what_holds_for_this_customer(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.Boss.Given.OwnTermsAsync(world.Offer, world.Buyer, discount: 0.0001m);
        await using (var db = world.Boss.Db())
        {
            (await db.Organizations.SingleAsync(o => o.Id == world.Seller.Id)).StopBelowCost(true);
            await db.SaveChangesAsync();
        }

        var view = await world.Prices.WhyAsync(world.Offer.Id, world.Buyer.Code);

        Assert.Null(view.Why);
        Assert.Contains(InvisibleReason.BelowCost, view.Row.At.Reasons);
        Assert.Empty(view.HiddenFromAll);
        Assert.Equal(new PaidPrice(0.01m, PriceSource.Own), view.BelowCost);
        Assert.True((await world.Prices.WhyAsync(world.Offer.Id)).Row.At.Visible);
        Assert.Equal(world.Offer.Id, Assert.Single((await world.ListAsync(("seen", "no"), ("q", world.SkuCode))).Rows).OfferId);
    }

    [Fact]
    public async Task Costs_are_for_those_who_may_see_them_and_customers_for_those_who_serve_them()
    {
        await using var world = await World.StartAsync(2);
        var sales = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        world.Boss.SignIn(sales);
        Assert.Equal((90m, null), ((await world.Prices.WhyAsync(world.Offer.Id)).Row.At.UnitPrice, (await world.Prices.WhyAsync(world.Offer.Id)).Row.At.Cost));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Prices.WhyAsync(world.Offer.Id, world.Buyer.Code));
        await Assert.ThrowsAsync<NotFoundException>(() => world.ListAsync());
        Assert.Equal((null, 0), ((await world.Prices.ReadersAsync(world.Buyer.Code)).Chosen, (await world.Prices.ReadersAsync("客户")).Meant.Count));

        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        Assert.Equal(world.Buyer.Code, (await world.Prices.ReadersAsync(world.Buyer.Name)).Chosen?.Code);
        Assert.Null((await world.RowAsync()).At.Cost);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Prices.WhyAsync(world.Chain.Discounts[0].Id));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Seller, Role.Finance));
        await Assert.ThrowsAsync<PermissionException>(() => world.Prices.WhyAsync(world.Offer.Id));
        await Assert.ThrowsAsync<PermissionException>(() => world.ListAsync());
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Buyer, Role.Buyer, Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => world.Prices.ReadersAsync(null));
    }

    [Fact]
    public async Task A_list_is_exported_as_it_is_found_and_asks_as_much_for_many_as_for_one()
    {
        await using var world = await World.StartAsync(0);
        using var counted = new CommandCount(world.Boss);
        await world.ListAsync(("other", world.Text(3)), ("q", world.SkuCode));
        var few = counted.Commands.Count;
        await world.ListAsync(("other", world.Text(3)));
        Assert.Equal(few, counted.Commands.Count - few);

        var export = await world.Prices.ExportAsync(Workbooks.Page(("customer", world.Buyer.Code), ("other", world.Text(3))));
        Assert.StartsWith("prices-", export.Name, StringComparison.Ordinal);
        await using var db = world.Boss.Db();
        Assert.Equal($"Customer {world.Buyer.Id}", (await db.AuditEntries.SingleAsync(a => a.Action == "PricesExported")).Subject);
    }

    [Fact]
    public async Task A_customer_is_found_by_its_whole_phone_and_of_many_the_one_of_that_name_stands_first()
    {
        await using var world = await World.StartAsync(1);
        await using (var db = world.Boss.Db())
        {
            for (var i = 0; i < PriceLookupQueries.MostMeant + 1; i++)
            {
                var another = await world.Boss.Given.CustomerAsync(world.Seller);
                await db.Customers.Where(c => c.BuyerId == another.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, $"青云 {i:D2}"));
            }

            await db.Customers.Where(c => c.BuyerId == world.Buyer.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, "青云").SetProperty(c => c.Phone, "13811112222"));
        }

        var many = await world.Prices.ReadersAsync("青云");
        Assert.Equal(
            (null, PriceLookupQueries.MostMeant, PriceLookupQueries.MostMeant + 2, world.Buyer.Code), (many.Chosen, many.Meant.Count, many.Found, many.Meant[0].Code));
        Assert.Equal(world.Buyer.Code, (await world.Prices.ReadersAsync("13811112222")).Chosen?.Code);
        Assert.Null((await world.Prices.ReadersAsync("1381111")).Chosen);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026-02-30T08:00")]
    [InlineData("9999-12-31T23:59")]
    [InlineData("0001-01-01T00:00")]
    public void What_is_no_instant_is_none(string? text) => Assert.Null(PriceLookupQueries.Instant(text));

    // The second is how the script of the page writes what was typed.
    [Theory]
    [InlineData("2028-02-29T00:00")]
    [InlineData("2028-02-29T00:00:00")]
    public void An_instant_is_read_by_the_clock_of_Shanghai(string text) =>
        Assert.Equal(new DateTime(2028, 2, 28, 16, 0, 0, DateTimeKind.Utc), PriceLookupQueries.Instant(text));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_change_of_public_terms_is_replayed_over_what_was_sold_before_it_is_saved(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.SoldAsync(world.Buyer, 3, daysAgo: 10);
        await world.SoldAsync(world.Buyer, 1, daysAgo: 60);
        await world.SoldAsync(await world.Boss.Given.CustomerAsync(world.Seller), 1, daysAgo: 5);

        var whatIf = await world.IfAsync(TermsScope.Public, new TermsChange(TermsKind.Discount, 0.95m), 30);

        Assert.Equal((30, 2, 2, 2, 320m), (whatIf.Days, whatIf.Lines, whatIf.Touched, whatIf.CustomersTouched, whatIf.Paid));
        Assert.Equal((360m, 380m, 40m, 20m), (whatIf.Before.Revenue, whatIf.After.Revenue, whatIf.Before.Discount, whatIf.After.Discount));
        Assert.Equal((360m - (4 * world.Cost), 380m - (4 * world.Cost)), (whatIf.Before.Margin, whatIf.After.Margin));
        Assert.Equal((world.Buyer.Code, 1, 270m, 285m), whatIf.Customers[0] is var c ? (c.Code, c.Lines, c.Before, c.After) : default);
        Assert.Equal(3, (await world.IfAsync(TermsScope.Public, new TermsChange(TermsKind.Discount, 0.95m), 90)).Lines);
        Assert.Equal(30, (await world.IfAsync(TermsScope.Public, new TermsChange(TermsKind.Discount, 0.95m), 7_000)).Days);
        Assert.Equal(90m, (await world.RowAsync()).At.UnitPrice);

        var gone = await world.IfAsync(TermsScope.Public, new TermsChange(TermsKind.Clear), 30);
        Assert.Equal((world.Offer.Id, 2, 0m), (Assert.Single(gone.Vanishing).OfferId, gone.After.Lost, gone.After.Revenue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_draft_of_a_promotion_is_replayed_as_if_it_were_running_and_all_had_joined(int level)
    {
        await using var world = await World.StartAsync(level);
        await world.SoldAsync(world.Buyer, 2, daysAgo: 3);
        await world.SoldAsync(await world.Boss.Given.CustomerAsync(world.Seller), 1, daysAgo: 5);
        var promotion = await world.PromotionAsync(0.85m, from: 5, to: 15, audience: Audience.ByCode, publish: false);

        var all = await world.Replays.OfPromotionAsync(promotion.No, 30);

        Assert.Equal((1, 2, 2), (all.Offers, all.Lines, all.CustomersTouched));
        Assert.Equal((270m, 255m), (all.Before.Revenue, all.After.Revenue));
        Assert.Equal(world.In(5), all.At);

        await using (var db = world.Boss.Db())
        {
            var draft = await db.Promotions.SingleAsync(p => p.Id == promotion.Id);
            draft.Publish(world.Boss.Now);
            db.Add(new PromotionMember(new Parties(world.Seller.Id, world.Buyer.Id), draft, null, world.Boss.Now));
            await db.SaveChangesAsync();
        }

        Assert.Equal((1, 260m), (await world.Replays.OfPromotionAsync(promotion.No, 30)) is var one ? (one.CustomersTouched, one.After.Revenue) : default);
    }

    [Fact]
    public async Task What_if_is_for_those_who_may_make_the_change_and_shows_them_their_customers_alone()
    {
        await using var world = await World.StartAsync(2);
        await world.SoldAsync(world.Buyer, 2, daysAgo: 3);
        var promotion = await world.PromotionAsync(0.85m, from: -1, to: 15);
        await Assert.ThrowsAsync<NotFoundException>(() => world.IfAsync(new TermsScope(TermsScopeKind.Distributor, world.Seller.Code), new TermsChange(TermsKind.Clear), 30));
        var sales = await world.Boss.Given.MemberAsync(world.Seller, Role.Sales);
        world.Boss.SignIn(sales);
        await Assert.ThrowsAsync<PermissionException>(() => world.IfAsync(TermsScope.Public, new TermsChange(TermsKind.Clear), 30));
        Assert.Equal((0, null), (await world.Replays.OfPromotionAsync(promotion.No, 30)) is var none ? (none.Lines, none.Before.Margin) : default);

        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(sales.MemberId);
            await db.SaveChangesAsync();
        }

        Assert.Equal((1, 170m), (await world.Replays.OfPromotionAsync(promotion.No, 30)) is var mine ? (mine.Lines, mine.After.Revenue) : default);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Chain.Levels[1], Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Replays.OfPromotionAsync(promotion.No, 30));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Seller, Role.Finance));
        await Assert.ThrowsAsync<PermissionException>(() => world.Replays.OfPromotionAsync(promotion.No, 30));
    }

    /// <summary>A seller at a level of a chain, whose offer costs everybody 90 of a list price of 100, and a customer.</summary>
    private sealed class World(SalesChain chain, int level, Organization buyer, string skuCode) : IAsyncDisposable
    {
        private int promotions;

        public SalesChain Chain { get; } = chain;

        public TestKBoss Boss => Chain.Boss;

        public Organization Seller => Chain.Levels[level];

        public Offer Offer => Chain.Discounts[level];

        public decimal Cost => SalesChain.DiscountCosts[level];

        public Organization Buyer { get; } = buyer;

        public string SkuCode { get; } = skuCode;

        public DateTime Start { get; } = chain.Boss.Now;

        public PriceLookupQueries Prices => Boss.Get<PriceLookupQueries>();

        public WhatIfQueries Replays => Boss.Get<WhatIfQueries>();

        public static async Task<World> StartAsync(int level)
        {
            var chain = await SalesChain.StartAsync();
            await chain.PublishAsync(level);
            var buyer = await chain.Boss.Given.CustomerAsync(chain.Levels[level]);
            chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(chain.Levels[level], Role.Operations));
            await using var db = chain.Boss.Db();
            var offer = chain.Discounts[level].Id;
            return new World(chain, level, buyer, await db.Offers.Where(o => o.Id == offer).Select(o => o.Sku.Code).SingleAsync());
        }

        public DateTime In(int days) => Start.AddDays(days);

        public string Text(int days, int minutes = 0) =>
            ChinaTime.FromUtc(In(days).AddMinutes(minutes)).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

        public Task<Page<PriceLookupRow>> ListAsync(params (string, string)[] filters) => Prices.ListAsync(Workbooks.Page([("customer", Buyer.Code), .. filters]));

        public async Task<PriceLookupRow> RowAsync(params (string, string)[] filters) => (await ListAsync(filters)).Rows.Single(r => r.OfferId == Offer.Id);

        public async Task<(decimal, PriceSource)> AtAsync(int days, int minutes = 0) =>
            (await RowAsync(("at", Text(days, minutes)))).At is var then ? (then.UnitPrice!.Value, then.Source!.Value) : default;

        public Task<WhatIf> IfAsync(TermsScope scope, TermsChange change, int days) => Replays.OfTermsAsync(scope, TermsSelection.Of([Offer.Id]), change, days);

        public async Task<Promotion> PromotionAsync(decimal discount, int from, int to, Audience audience = Audience.Everybody, bool publish = true)
        {
            await using var db = Boss.Db();
            var promotion = new Promotion(Seller.Id, $"PM{Seller.Id}{++promotions:D4}", new By(null, "运营"), new PromotionFacts("开年活动", In(from), In(to), audience), Boss.Now);
            if (publish)
            {
                promotion.Publish(Boss.Now);
            }

            db.Add(promotion);
            await db.SaveChangesAsync();
            db.Add(new PromotionProduct(promotion, Offer.Id, discount));
            await db.SaveChangesAsync();
            return promotion;
        }

        /// <summary>An order at 80 a unit that was paid some days ago.</summary>
        public async Task SoldAsync(Organization to, int quantity, int daysAgo)
        {
            var order = await Boss.Given.OrderAsync(to, await Boss.Given.MemberAsync(to, Role.Buyer), (Offer, 80m, quantity));
            await using var db = Boss.Db();
            (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(new By(null, "测试"), Boss.Now.AddDays(-daysAgo));
            await db.SaveChangesAsync();
        }

        public ValueTask DisposeAsync() => Chain.DisposeAsync();
    }
}
