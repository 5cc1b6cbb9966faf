using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Promotions that come below the cost, alone and on top of own prices, whatever is set first. In the world: list 100, public 90, cost 70 or 80.</summary>
public sealed class PromotionLossTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);

    [Theory]
    // The promotion alone, on top of own 75, and what was accepted: for everybody, for the customer.
    [InlineData(0.65, null, false, null, null, 90, CandidateOutcome.BelowCost)]
    [InlineData(0.65, null, false, 65.0, null, 65, CandidateOutcome.Won)]
    [InlineData(0.65, null, false, 66.0, null, 90, CandidateOutcome.BelowCost)]
    [InlineData(0.65, 0.75, false, null, 60.0, 75, CandidateOutcome.BelowCost)]
    [InlineData(0.9, 0.75, true, null, null, 75, CandidateOutcome.BelowCost)]
    [InlineData(0.9, 0.75, true, null, 67.5, 67.5, CandidateOutcome.Won)]
    [InlineData(0.9, 0.75, true, 67.5, null, 67.5, CandidateOutcome.Won)]
    [InlineData(0.9, 0.75, true, null, 68.0, 75, CandidateOutcome.BelowCost)]
    public void R_PRC_4_a_promotions_price_below_cost_does_not_count_until_somebody_has_accepted_it_and_the_next_one_is_paid(
        double discount, double? own, bool stacking, double? forAll, double? forOne, double price, CandidateOutcome outcome)
    {
        var limit = new LossLimit(70m, forAll is { } all ? new AcceptedLoss((decimal)all, 70m) : null);
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, Terms.Of(0.9m, null), new OfferCost(100m, Terms.Of(0.7m, null), null, null), Limit: limit);
        OwnTerms[] agreed = own is { } share
            ? [new OwnTerms(Terms.Of((decimal)share, null), Now, null, Accepted: forOne is { } one ? new AcceptedLoss((decimal)one, 70m) : null)]
            : [];
        PromotionTerms[] promotion = [new("活动", (decimal)discount, Now, Now.AddDays(1), Entitled: true, stacking)];

        var quote = PriceEngine.Quote(offer, agreed, promotion, Now);

        Assert.True(quote.Visible);
        Assert.Equal((decimal)price, quote.UnitPrice);
        Assert.Equal(outcome, quote.Candidates.Single(c => c.Source == PriceSource.Promotion).Outcome);
        // The customer is not told what it costs the seller, not even that a price is less.
        Assert.DoesNotContain(PriceExplanation.Of(quote).Candidates, c => c.Outcome == CandidateOutcome.BelowCost);
        Assert.Equal(quote.Candidates.Count, PriceExplanation.OfAll(quote).Candidates.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_4_own_terms_that_fall_below_cost_with_a_promotion_on_top_are_refused_or_asked_for_as_such(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var (cost, own, stacked) = level == 0 ? (70m, 0.75m, 67.5m) : (80m, 0.85m, 76.5m);
        await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true }, world.Offers[0]);

        var refused = await Assert.ThrowsAnyAsync<RuleException>(() => world.SetAsync(own));
        Assert.Equal("Pricing.OwnStackBelowCost", refused.Code);
        Assert.Equal([world.Codes[0], own * 100, stacked], refused.Args);
        // When the promotion is over, they are what they are.
        Assert.Equal(1, (await world.SetAsync(own, from: world.Boss.Now.AddDays(10))).Count);
        await world.SetAsync(new TermsChange(TermsKind.Clear), world.Offers[0]);

        // Whoever decides consents to the price with the promotion on top, and the customer pays it.
        await world.PolicyAsync();
        var asked = await world.SetAsync(own);
        Assert.Equal(ApprovalStatus.Approved, (await world.DecideAsync(asked.Asked.RequestNo!)).Status);
        var quote = await world.QuoteAsync(world.Offers[0]);
        Assert.Equal((stacked, PriceSource.Promotion), (quote.UnitPrice, quote.Source));
        var loss = Assert.Single(await LossesAsync(world));
        Assert.Equal((LossKind.Promotion, (long?)world.Buyer.Id, stacked, cost, LossState.Accepted), (loss.Kind, loss.BuyerId, loss.UnitPrice, loss.Cost, loss.State));
    }

    [Fact]
    public async Task R_APR_2_a_promotion_that_has_come_on_top_since_own_terms_were_asked_for_lets_the_request_fail()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync();
        var asked = await world.SetAsync(0.75m);
        await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true }, world.Offers[0]);

        var decided = await world.DecideAsync(asked.Asked.RequestNo!);
        Assert.Equal((ApprovalStatus.Failed, "Pricing.OwnStackBelowCost"), (decided.Status, decided.Failure?.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R_PRC_4_what_a_promotion_on_top_of_own_prices_sells_below_cost_is_listed_for_the_customer_and_can_be_accepted(bool stops)
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await StopAsync(world, stops);
        await world.SetAsync(0.75m);
        // It stood before there were such rules, or a cost has risen: 75 × 0.9.
        var promotion = await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true, Audience = Audience.ByCode }, world.Offers[0]);
        Assert.Empty(await LossesAsync(world));
        await world.Boss.Given.JoinAsync(promotion, world.Buyer);

        var loss = Assert.Single(await LossesAsync(world));
        Assert.Equal(
            (LossKind.Promotion, (long?)world.Buyer.Id, 67.5m, 70m, stops ? LossState.Stopped : LossState.Sold),
            (loss.Kind, loss.BuyerId, loss.UnitPrice, loss.Cost, loss.State));
        Assert.Equal(stops ? 75m : 67.5m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
        world.Boss.SignIn(world.Member);
        await world.Boss.Get<OrderService>().PlaceAsync(new PlaceOrder("key", [new OrderWish(world.Offers[0].Id, 1, 1, stops ? 75m : 67.5m)], false));

        world.Boss.SignIn(world.Operations);
        await world.Boss.Get<LossService>().AcceptAsync([loss.Shown]);
        Assert.Equal(67.5m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
        Assert.Equal(stops ? LossState.Accepted : LossState.Sold, Assert.Single(await LossesAsync(world)).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_4_a_product_is_added_below_cost_only_where_the_loss_was_accepted_for_everybody(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var first = await world.Boss.Given.PromotionAsync(level == 0 ? 0.65m : 0.75m, null, world.Offers[0]);
        var second = await world.Boss.Given.PromotionAsync(0.95m, null, world.Offers[1]);
        world.Boss.SignIn(world.Operations);
        var change = new TermsChange(TermsKind.Discount, level == 0 ? 0.65m : 0.75m);
        Assert.Equal("Promotions.BelowCost", (await Assert.ThrowsAnyAsync<RuleException>(() => AddAsync(change))).Code);

        await world.Boss.Get<LossService>().AcceptAsync([Assert.Single(await LossesAsync(world)).Shown]);
        Assert.Equal(1, (await AddAsync(change)).Count);
        // Lower than what was accepted is another loss.
        Assert.Equal("Promotions.BelowCost", (await Assert.ThrowsAnyAsync<RuleException>(() => AddAsync(change with { Value = change.Value - 0.01m }))).Code);
        Assert.Equal(change.Value * 100, (await world.QuoteAsync(world.Offers[0])).UnitPrice);

        Task<TermsApplied> AddAsync(TermsChange wanted) =>
            world.Terms.ApplyAsync(new TermsScope(TermsScopeKind.Promotion, second.No), TermsSelection.Of([world.Offers[0].Id]), wanted);
    }

    [Fact]
    public async Task R_PRC_4_the_customers_page_marks_own_terms_that_a_promotion_on_top_brings_below_cost()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.75m);
        var promotion = await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true, Audience = Audience.ByCode }, world.Offers[0]);
        Assert.False(Assert.Single((await OwnAsync("")).Rows).BelowCost);
        await world.Boss.Given.JoinAsync(promotion, world.Buyer);

        Assert.True(Assert.Single((await OwnAsync("")).Rows).BelowCost);
        Assert.Single((await OwnAsync("yes")).Rows);

        async Task<Page<CustomerTermsRow>> OwnAsync(string below)
        {
            world.Boss.SignIn(world.Operations);
            return await world.Boss.Get<CustomerTermsQueries>().OfCustomerAsync(world.Buyer.Code, Workbooks.Page(("below", below)));
        }
    }

    [Fact]
    public async Task R_PRC_4_a_published_promotion_is_not_made_to_give_more_below_cost()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.75m);
        var promotion = await world.Boss.Given.PromotionAsync(0.9m, f => f with { Budget = 100m }, world.Offers[0], world.Offers[1]);
        world.Boss.SignIn(world.Operations);
        var facts = new PromotionFacts(promotion.Name, promotion.From, promotion.To, Budget: 100m);

        Assert.Contains($"{world.Codes[0]} (¥67.50)", await RefusedAsync(() => ChangeAsync(world, promotion.No, facts with { Stacking = true })));
        await ChangeAsync(world, promotion.No, facts with { Note = "说明" });
        await ChangeAsync(world, promotion.No, facts with { To = facts.To.AddDays(1) });
        await world.RaiseCostAsync(0);
        await world.Boss.Db().SupplyAgreements.Where(a => a.Rate == 0.76m).ExecuteUpdateAsync(set => set.SetProperty(a => a.Rate, 0.95m));
        await RefusedAsync(() => ChangeAsync(world, promotion.No, facts with { To = facts.To.AddDays(2) }));
        await RefusedAsync(() => ChangeAsync(world, promotion.No, facts with { To = facts.To.AddDays(1), Budget = 200m }));
        await ChangeAsync(world, promotion.No, facts with { To = facts.To.AddDays(1), Note = "另一个" });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_4_a_copied_draft_is_published_at_the_costs_of_that_moment_unless_its_loss_was_accepted(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var (discount, price) = level == 0 ? (0.75m, 75m) : (0.85m, 85m);
        var first = await world.Boss.Given.PromotionAsync(discount, null, world.Offers[0]);
        world.Boss.SignIn(world.Operations);
        var service = world.Boss.Get<PromotionService>();
        var copy = await service.CopyAsync(first.No, new PromotionFacts("再来一次", world.Boss.Now, world.Boss.Now.AddDays(5)));
        await world.RaiseCostAsync(level);

        Assert.Contains($"{world.Codes[0]} (¥{price:0.00})", await RefusedAsync(() => PublishAsync(world, copy)));
        Assert.Equal(90m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
        await world.Boss.Get<LossService>().AcceptAsync([Assert.Single(await LossesAsync(world)).Shown]);
        await PublishAsync(world, copy);
        Assert.Equal(price, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task R_PRC_4_a_price_for_everybody_is_refused_that_lets_a_promotion_fall_below_cost()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        var promotion = await world.Boss.Given.PromotionAsync(0.8m, null, world.Price);
        world.Boss.SignIn(world.Operations);

        var refused = await Assert.ThrowsAnyAsync<RuleException>(() => SetAsync(70m));
        Assert.Equal("Pricing.PromotionBelowCost", refused.Code);
        Assert.Equal([world.Codes[^1], promotion.Name, 56m], refused.Args);
        Assert.Equal(1, (await SetAsync(75m)).Count);
        Assert.Equal(60m, (await world.QuoteAsync(world.Price)).UnitPrice);

        Task<TermsApplied> SetAsync(decimal price) =>
            world.Terms.ApplyAsync(TermsScope.Public, TermsSelection.Of([world.Price.Id]), new TermsChange(TermsKind.Price, price));
    }

    [Fact]
    public async Task R_APR_1_the_discount_that_asks_for_consent_is_the_one_that_the_customer_comes_to_pay()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync(discountBelow: 0.85m);
        Assert.Null((await world.SetAsync(0.85m)).Asked.RequestNo);
        await world.SetAsync(new TermsChange(TermsKind.Clear), world.Offers[0]);
        await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true }, world.Offers[0]);
        var joinable = await world.Boss.Given.PromotionAsync(0.9m, f => f with { Stacking = true, Audience = Audience.ByCode }, world.Offers[1]);

        Assert.NotNull((await world.SetAsync(0.85m)).Asked.RequestNo);
        Assert.Null((await world.SetAsync(0.95m)).Asked.RequestNo);
        // What the customer has not joined does not come on top.
        var other = new TermsChange(TermsKind.Discount, 0.85m);
        Assert.Null((await world.SetAsync(other, world.Offers[1])).Asked.RequestNo);
        await world.SetAsync(new TermsChange(TermsKind.Clear), world.Offers[1]);
        await world.Boss.Given.JoinAsync(joinable, world.Buyer);
        Assert.NotNull((await world.SetAsync(other, world.Offers[1])).Asked.RequestNo);
    }

    [Theory]
    [InlineData(79.9999, true)]
    [InlineData(80, false)]
    public async Task R_APR_1_a_price_below_a_threshold_by_the_smallest_part_asks(double price, bool asks)
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync(discountBelow: 0.8m);
        // The share of a list price that is no power of ten must not be rounded up to the threshold.
        await world.Boss.Db().Skus.Where(s => s.Id == world.Price.SkuId).ExecuteUpdateAsync(set => set.SetProperty(s => s.ListPrice, 100m));

        var applied = await world.SetAsync(new TermsChange(TermsKind.Price, (decimal)price), world.Price);
        Assert.Equal(asks, applied.Asked.RequestNo is not null);
    }

    [Theory]
    [InlineData(79.9999, 100.0, 0.7999)]
    [InlineData(80.0, 100.0, 0.8)]
    [InlineData(-0.0001, 100.0, -0.0001)]
    [InlineData(1.0, 0.0, null)]
    [InlineData(null, 1.0, null)]
    public void A_share_is_rounded_down(double? part, double? whole, double? share) =>
        Assert.Equal((decimal?)share, Money.ShareBelow((decimal?)part, (decimal?)whole));

    [Fact]
    public async Task R_PRC_4_an_open_promotion_below_cost_takes_nothing_from_the_lists_nor_from_a_customer_whose_lower_price_was_accepted()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.PolicyAsync();
        await world.DecideAsync((await world.SetAsync(0.6m)).Asked.RequestNo!);
        await world.Boss.Given.PromotionAsync(0.65m, null, world.Offers[0]);

        world.Boss.SignIn(world.Member);
        var mine = (await world.Boss.Get<StorefrontQueries>().ListAsync(new())).Cards.Single(c => c.Id == world.Product);
        Assert.Equal(60m, mine.UnitPrice);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Other, Role.Buyer));
        Assert.Equal(90m, (await world.Boss.Get<StorefrontQueries>().ListAsync(new())).Cards.Single(c => c.Id == world.Product).UnitPrice);
    }

    private static async Task<IReadOnlyList<LossRow>> LossesAsync(OwnTermsWorld world)
    {
        world.Boss.SignIn(world.Operations);
        return (await world.Boss.Get<LossQueries>().ListAsync(Workbooks.Page())).Rows;
    }

    private static Task StopAsync(OwnTermsWorld world, bool stops)
    {
        world.Boss.SignIn(world.Operations);
        return world.Boss.Get<LossService>().StopAsync(stops);
    }

    private static async Task ChangeAsync(OwnTermsWorld world, string no, PromotionFacts facts) =>
        await world.Boss.Get<PromotionService>().ChangeAsync(no, await VersionAsync(world, no), facts);

    private static async Task PublishAsync(OwnTermsWorld world, string no) =>
        await world.Boss.Get<PromotionService>().PublishAsync(no, await VersionAsync(world, no));

    private static async Task<int> VersionAsync(OwnTermsWorld world, string no)
    {
        await using var db = world.Boss.Db();
        return await db.Promotions.Where(p => p.No == no).Select(p => p.Version).SingleAsync();
    }

    private static async Task<string> RefusedAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAnyAsync<RuleException>(act);
        Assert.Equal("Promotions.ProductsBelowCost", refused.Code);
        return (string)refused.Args[2]!;
    }
}
