using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Pricing;

public sealed class PriceEngineTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly OwnTerms[] NoTerms = [];
    private static readonly PromotionTerms[] NoPromotions = [];
    private static readonly OfferCost Cost = new(100m, Terms.Of(null, 1m), null, null);

    [Theory]
    [InlineData(null, null, null, true, false, InvisibleReason.NoAgreementInForce)]
    [InlineData(SalesMode.Discount, null, null, true, false, InvisibleReason.NoPublicTerms)]
    [InlineData(SalesMode.Discount, null, 80.0, true, false, InvisibleReason.NoPublicTerms)]
    [InlineData(SalesMode.FloorPrice, null, null, true, false, InvisibleReason.NoPublicTerms)]
    [InlineData(SalesMode.FloorPrice, 0.8, null, true, false, InvisibleReason.NoPublicTerms)]
    [InlineData(SalesMode.Discount, 0.8, null, false, false, InvisibleReason.OffShelf)]
    [InlineData(SalesMode.Commission, null, null, true, true, InvisibleReason.Deleted)]
    public void R_PRC_1_an_offer_is_invisible_even_to_a_customer_with_own_terms(
        SalesMode? mode, double? discount, double? price, bool onShelf, bool deleted, InvisibleReason reason)
    {
        var offer = new OfferTerms(1, mode, 100m, TermsOf(discount, price), Cost, onShelf, deleted);

        var quote = PriceEngine.Quote(offer, [new OwnTerms(TermsOf(0.5, null), Now, null), new OwnTerms(TermsOf(null, 50), Now, null)], NoPromotions, Now);

        Assert.False(quote.Visible);
        Assert.Equal([reason], quote.Reasons);
        Assert.Empty(quote.Candidates);
    }

    [Fact]
    public void R_PRC_1_every_reason_is_told()
    {
        var quote = PriceEngine.Quote(new OfferTerms(1, null, 100m, Terms.None, Cost, OnShelf: false, Deleted: true, Supplied: false), NoTerms, NoPromotions, Now);

        Assert.Equal(
            [InvisibleReason.Deleted, InvisibleReason.OffShelf, InvisibleReason.NoAgreementInForce, InvisibleReason.NotSupplied], quote.Reasons);
    }

    [Theory]
    // Mode, public discount, public price, own discount, own price, own valid from and to in days, price, winner
    [InlineData(SalesMode.Discount, 0.8, null, null, null, 0, 0, 80.0, PriceSource.Public)]
    [InlineData(SalesMode.Discount, 0.8, null, 0.7, null, 0, 9, 70.0, PriceSource.Own)]
    [InlineData(SalesMode.Discount, 0.8, null, 0.9, null, 0, 9, 80.0, PriceSource.Public)]
    [InlineData(SalesMode.Discount, 0.8, null, 0.8, null, 0, 9, 80.0, PriceSource.Own)]
    [InlineData(SalesMode.Discount, 0.8, null, 0.7, null, 1, 9, 80.0, PriceSource.Public)]
    [InlineData(SalesMode.Discount, 0.8, null, 0.7, null, -9, 0, 80.0, PriceSource.Public)]
    [InlineData(SalesMode.Discount, 0.8, null, null, 10.0, 0, 9, 80.0, PriceSource.Public)]
    [InlineData(SalesMode.FloorPrice, null, 75.0, null, 66.5, 0, 9, 66.5, PriceSource.Own)]
    [InlineData(SalesMode.FloorPrice, null, 75.0, 0.1, null, 0, 9, 75.0, PriceSource.Public)]
    [InlineData(SalesMode.Commission, null, null, null, null, 0, 0, 100.0, PriceSource.Public)]
    [InlineData(SalesMode.Commission, 0.95, null, 0.9, null, 0, 9, 90.0, PriceSource.Own)]
    public void R_PRC_2_the_lowest_price_the_customer_is_entitled_to_wins(
        SalesMode mode, double? discount, double? price, double? ownDiscount, double? ownPrice, int from, int to, double expected, PriceSource winner)
    {
        var own = ownDiscount is null && ownPrice is null
            ? NoTerms
            : [new OwnTerms(TermsOf(ownDiscount, ownPrice), Now.AddDays(from), Now.AddDays(to))];

        var quote = PriceEngine.Quote(new OfferTerms(1, mode, 100m, TermsOf(discount, price), Cost), own, NoPromotions, Now);

        Assert.Equal((decimal)expected, quote.UnitPrice);
        Assert.Equal(winner, quote.Winner.Source);
    }

    [Theory]
    [InlineData(SalesMode.Discount, 0.7, null, 100.0, 0.8, null, null)]
    [InlineData(SalesMode.Discount, 0.7, null, 0.006, 0.8, null, InvisibleReason.PriceTooLow)]
    [InlineData(SalesMode.Discount, 0.7, null, 0.00625, 0.8, null, null)]
    [InlineData(SalesMode.Discount, 0.0001, null, 0.4, 0.8, null, InvisibleReason.NoCost)]
    [InlineData(SalesMode.FloorPrice, null, null, 100.0, null, 80.0, InvisibleReason.NoCost)]
    [InlineData(SalesMode.FloorPrice, null, 60.0, 100.0, null, 80.0, null)]
    [InlineData(SalesMode.Commission, 1.0, null, 100.0, 0.8, null, InvisibleReason.NoCost)]
    [InlineData(SalesMode.Commission, 1.0, null, 100.0, null, null, InvisibleReason.NoCost)]
    [InlineData(SalesMode.Commission, 0.99, null, 100.0, null, null, null)]
    public void R_PRC_4_a_price_of_nothing_or_without_a_cost_makes_the_offer_invisible_with_its_reason(
        SalesMode mode, double? rate, double? floor, double list, double? discount, double? price, InvisibleReason? reason)
    {
        var cost = new OfferCost((decimal)list, Terms.None, new SupplyRate(mode, (decimal?)rate), (decimal?)floor);
        var offer = new OfferTerms(1, mode, (decimal)list, TermsOf(discount, price), cost);

        Assert.Equal(reason is { } why ? [why] : [], PriceEngine.WhyInvisible(offer));
        Assert.Equal(reason is null, PriceEngine.Quote(offer, NoTerms, NoPromotions, Now).Visible);
    }

    [Fact]
    public void R_PRC_4_own_terms_at_which_it_cannot_be_sold_hide_it_from_that_customer_alone()
    {
        var commission = new OfferCost(100m, Terms.None, new SupplyRate(SalesMode.Commission, 0.9999m), null);
        var offer = new OfferTerms(1, SalesMode.Commission, 100m, Terms.None, commission);

        Assert.Equal(0.01m, commission.At(100m));
        Assert.True(PriceEngine.Quote(offer, NoTerms, NoPromotions, Now).Visible);
        var own = PriceEngine.Quote(offer, [new OwnTerms(TermsOf(0.001, null), Now, null)], NoPromotions, Now);
        Assert.Equal([InvisibleReason.NoCost], own.Reasons);
        Assert.Equal([InvisibleReason.PriceTooLow, InvisibleReason.NoCost], PriceEngine.Quote(
            offer, [new OwnTerms(Terms.Of(0.0001m, null), Now, null)], [new PromotionTerms("活动", 0.0001m, Now, Now.AddDays(1), true, Stacking: true)], Now).Reasons);
    }

    [Fact]
    public void R_PRC_2_on_a_tie_own_terms_come_before_a_promotion_and_a_promotion_before_the_public_price()
    {
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, TermsOf(0.8, null), Cost);
        PromotionTerms[] promotion = [new("开年", 0.8m, Now, Now.AddDays(1), Entitled: true)];

        var withOwn = PriceEngine.Quote(offer, [new OwnTerms(TermsOf(0.8, null), Now, null)], promotion, Now);
        var without = PriceEngine.Quote(offer, NoTerms, promotion, Now);

        Assert.Equal([CandidateOutcome.Won, CandidateOutcome.TieLost, CandidateOutcome.TieLost], withOwn.Candidates.Select(c => c.Outcome));
        Assert.Equal(PriceSource.Own, withOwn.Winner.Source);
        Assert.Equal(PriceSource.Promotion, without.Winner.Source);
    }

    [Fact]
    public void R_PRC_2_the_price_is_the_minimum_of_the_entitled_candidates_and_every_loser_says_why()
    {
        var rate = Gen.Int[1, 10_000].Select(n => n / 10_000m);
        var price = Gen.Int[1, 2_000_000].Select(n => n / 10_000m);
        var days = Gen.Int[-3, 3];
        var offers = Gen.Select(Gen.Enum<SalesMode>(), price, rate, price, (mode, list, discount, fix) =>
            new OfferTerms(1, mode, list, mode == SalesMode.FloorPrice ? Terms.Of(null, fix) : Terms.Of(discount, null), Cost));
        var own = Gen.Select(Gen.Bool, rate, price, days, days, (discounted, d, p, from, length) =>
            new OwnTerms(discounted ? Terms.Of(d, null) : Terms.Of(null, p), Now.AddDays(from), Now.AddDays(from + Math.Abs(length) + 1))).Array[0, 4];
        var promotions = Gen.Select(rate, days, days, Gen.Bool, Gen.Bool, (d, from, length, entitled, stacking) =>
            new PromotionTerms("活动", d, Now.AddDays(from), Now.AddDays(from + Math.Abs(length) + 1), entitled, stacking)).Array[0, 4];

        Gen.Select(offers, own, promotions).Sample((offer, terms, activities) =>
        {
            var quote = PriceEngine.Quote(offer, terms, activities, Now);

            var lowest = Lowest(offer, terms, activities);
            if (lowest < 0.005m)
            {
                Assert.Equal([InvisibleReason.PriceTooLow], quote.Reasons);
                return;
            }

            Assert.Equal(lowest, quote.UnitPrice);
            // The explanation is made afterwards and says the same.
            Assert.Equal((quote.UnitPrice, quote.Source), (quote.Winner.UnitPrice, quote.Winner.Source));
            Assert.Single(quote.Candidates, c => c.Outcome == CandidateOutcome.Won);
            Assert.Equal(1 + terms.Length + activities.Length, quote.Candidates.Count);
            Assert.All(quote.Candidates, c => Assert.True(c.Outcome != CandidateOutcome.Higher || c.UnitPrice > quote.UnitPrice));
            Assert.All(quote.Candidates, c => Assert.True(c.Outcome != CandidateOutcome.TieLost || (c.UnitPrice == quote.UnitPrice && c.Source >= quote.Winner.Source)));
        });
    }

    [Fact]
    public void A_stacking_promotion_takes_its_discount_off_the_customers_own_price()
    {
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, TermsOf(0.9, null), Cost);
        OwnTerms[] own = [new(TermsOf(0.7, null), Now, null)];

        Assert.Equal(63m, PriceEngine.Quote(offer, own, [new("折上折", 0.9m, Now, Now.AddDays(1), true, Stacking: true)], Now).UnitPrice);
        Assert.Equal(70m, PriceEngine.Quote(offer, own, [new("普通", 0.9m, Now, Now.AddDays(1), true)], Now).UnitPrice);
    }

    [Theory]
    [InlineData(0.00005, 0.0001)]
    [InlineData(1.23445, 1.2345)]
    [InlineData(1.23444, 1.2344)]
    [InlineData(-1.23445, -1.2345)]
    public void R_PRC_3_a_unit_price_is_rounded_to_four_decimals_half_away_from_zero(double value, double expected) =>
        Assert.Equal((decimal)expected, Money.UnitPrice((decimal)value));

    [Theory]
    [InlineData(0.005, 1, 1, 0.01)]
    [InlineData(0.0015, 3, 3, 0.01)]
    [InlineData(0.3333, 3, 1, 1.00)]
    [InlineData(12.3450, 1, 1, 12.35)]
    [InlineData(0.0049, 1, 1, 0.00)]
    public void R_PRC_3_a_line_is_rounded_to_the_fen_after_multiplying(double price, int quantity, int periods, double expected) =>
        Assert.Equal((decimal)expected, Money.Line((decimal)price, quantity, periods));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_two_shares_that_hardly_differ_the_lower_one_wins_in_whatever_order_they_stand(bool reversed)
    {
        var offer = new OfferTerms(1, SalesMode.Discount, 100_000_000_000m, Terms.Of(0.9m, null), Cost);
        // What is compared roughly does not tell them apart, the price does.
        PromotionTerms[] both =
        [
            new("多", 0.85m, Now.AddDays(-1), Now.AddDays(1), true, No: "A"), new("少", 0.8499999999999m, Now.AddDays(-1), Now.AddDays(1), true, No: "B"),
        ];

        var quote = PriceEngine.Quote(offer, NoTerms, reversed ? [.. both.Reverse()] : both, Now);

        Assert.Equal(("B", 84_999_999_999.99m), (quote.Promotion!.No, quote.UnitPrice));
    }

    [Fact]
    public void A_promotion_with_another_share_is_compared_by_that_share_and_a_list_of_any_kind_is_read()
    {
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, Terms.Of(0.9m, null), Cost);
        var low = new PromotionTerms("低", 0.8m, Now.AddDays(-1), Now.AddDays(1), true, No: "A");
        var lower = low with { Discount = 0.7m, No = "B" };
        Assert.Equal(low with { Discount = 0.7m, No = "B" }, new PromotionTerms("低", 0.7m, Now.AddDays(-1), Now.AddDays(1), true, No: "B"));

        IReadOnlyList<PromotionTerms>[] lists = [new[] { low, lower }, new List<PromotionTerms> { low, lower }, System.Collections.Immutable.ImmutableList.Create(low, lower)];
        Assert.All(lists, list => Assert.Equal(("B", 70m), PriceEngine.Quote(offer, NoTerms, list, Now) is var q ? (q.Promotion!.No, q.UnitPrice) : default));
    }

    private static Terms TermsOf(double? discount, double? price) =>
        discount is null && price is null ? Terms.None : Terms.Of((decimal?)discount, (decimal?)price);

    // Said again from the rule in other words, so that the engine is not compared with itself.
    private static decimal Lowest(OfferTerms offer, OwnTerms[] own, PromotionTerms[] promotions)
    {
        var floor = offer.Mode == SalesMode.FloorPrice;
        var everybody = floor ? offer.Terms.Price!.Value : Money.UnitPrice(offer.ListPrice * (offer.Terms.Discount ?? 1));
        var valid = own
            .Where(t => t.ValidFrom <= Now && Now < t.ValidTo)
            .Select(t => floor ? t.Terms.Price : t.Terms.Discount is { } d ? Money.UnitPrice(offer.ListPrice * d) : null)
            .OfType<decimal>()
            .ToList();
        var active = promotions
            .Where(p => p.Entitled && p.From <= Now && Now < p.To)
            .Select(p =>
            {
                var basis = floor ? everybody : offer.ListPrice;
                return Money.UnitPrice((p.Stacking && valid.Count > 0 ? Math.Min(basis, valid.Min()) : basis) * p.Discount);
            });
        return valid.Concat(active).Append(everybody).Min();
    }
}
