using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Pricing;

public sealed class PriceReplayTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_change_is_told_by_the_same_quantities_at_both_prices()
    {
        var before = World(Offer(1, 0.9m), Offer(2, 0.8m));
        var after = World(Offer(1, 0.7m), Offer(2, 0.8m));

        var replay = PriceReplay.Of([Sold(10, 1, quantity: 2, periods: 3), Sold(11, 2), Sold(10, 99)], before, after);

        Assert.Equal((2, 1, 160m), (replay.Lines, replay.Touched, replay.Paid));
        Assert.Equal(new ReplaySum(540m + 80m, 350m, 60m + 20m, 0), replay.Before);
        Assert.Equal(new ReplaySum(420m + 80m, 350m, 180m + 20m, 0), replay.After);
        Assert.Equal((270m, 150m, 0.3m), (replay.Before.Margin, replay.After.Margin, replay.After.MarginRate));
        Assert.Equal([new ReplayedCustomer(10, 1, 540m, 420m)], replay.Customers);
        Assert.Empty(replay.Vanishing.Concat(replay.Appearing));
    }

    [Fact]
    public void What_would_vanish_is_told_whether_it_was_sold_or_not_and_its_lines_are_lost()
    {
        var replay = PriceReplay.Of([Sold(10, 1)], World(Offer(1, 0.9m), Offer(2, 0.9m), Offer(3, null)), World(Offer(1, null), Offer(2, null), Offer(3, 0.9m)));

        Assert.Equal([1L, 2L], replay.Vanishing);
        Assert.Equal([3L], replay.Appearing);
        Assert.Equal((1, 0, 0m, 1), (replay.Touched, replay.Before.Lost, replay.After.Revenue, replay.After.Lost));
        Assert.Equal([new ReplayedCustomer(10, 1, 90m, 0m)], replay.Customers);
        Assert.Null(replay.After.MarginRate);
    }

    [Fact]
    public void Own_terms_count_for_their_customer_and_a_promotion_for_whoever_has_joined()
    {
        var own = new[] { (Buyer: 10L, Terms: new OwnTerms(Terms.Of(0.85m, null), Now, null)) }.ToLookup(o => (o.Buyer, 1L), o => o.Terms);
        var joined = new[] { Promotion(0.8m, members: [11]) }.ToLookup(_ => 1L);

        var replay = PriceReplay.Of([Sold(10, 1), Sold(11, 1), Sold(12, 1)], World(Offer(1, 0.9m)), World(Offer(1, 0.9m)) with { Own = own, Promotions = joined });

        Assert.Equal([new ReplayedCustomer(11, 1, 90m, 80m), new ReplayedCustomer(10, 1, 90m, 85m)], replay.Customers);
    }

    [Fact]
    public void A_promotion_gives_until_its_budget_is_spent_the_oldest_line_first()
    {
        var limited = new[] { Promotion(0.8m, left: 25m) }.ToLookup(_ => 1L);

        var replay = PriceReplay.Of(
            [Sold(12, 1, at: 3), Sold(11, 1, at: 2), Sold(10, 1, at: 1)], World(Offer(1, 0.9m)), World(Offer(1, 0.9m)) with { Promotions = limited });

        Assert.Equal([10L, 11L], replay.Customers.Select(c => c.BuyerId));
        Assert.Equal(250m, replay.After.Revenue);
    }

    [Fact]
    public void Whoever_is_touched_most_comes_first_and_without_a_change_nobody_is()
    {
        var replay = PriceReplay.Of([Sold(10, 1), Sold(11, 1, quantity: 5)], World(Offer(1, 0.9m)), World(Offer(1, 1m)));

        Assert.Equal([11L, 10L], replay.Customers.Select(c => c.BuyerId));
        Assert.Equal(0, PriceReplay.Of([Sold(10, 1)], World(Offer(1, 0.9m)), World(Offer(1, 0.9m))).Touched);
    }

    private static SoldLine Sold(long buyer, long offer, int quantity = 1, int periods = 1, int at = 0) => new(buyer, offer, quantity, periods, 80m, Now.AddDays(at - 10));

    private static OfferTerms Offer(long id, decimal? discount) => new(
        id, SalesMode.Discount, 100m, discount is { } d ? Terms.Of(d, null) : Terms.None, new OfferCost(100m, Terms.Of(0.5m, null), null, null));

    private static ReplayPromotion Promotion(decimal discount, decimal? left = null, HashSet<long>? members = null) =>
        new(new PromotionTerms("活动", discount, Now, Now.AddDays(9), true, No: "PM1", Left: left), members);

    private static PriceWorld World(params OfferTerms[] offers) => new(
        offers.ToDictionary(o => o.OfferId), Array.Empty<OwnTerms>().ToLookup(_ => (0L, 0L)), Array.Empty<ReplayPromotion>().ToLookup(_ => 0L), Now);
}
