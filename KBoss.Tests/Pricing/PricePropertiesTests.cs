using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Pricing;

/// <summary>What holds of every price, tried with 10,000 cases each that touch each other often: few values, near instants, ties, and ends to the tick.</summary>
public sealed class PricePropertiesTests
{
    private const int Cases = 10_000;

    private static readonly DateTime Now = ChinaTime.Start(new DateOnly(2028, 2, 29));

    /// <summary>Days at whose edges calendars go wrong.</summary>
    private static readonly DateOnly[] Edges =
    [
        new(2027, 2, 28), new(2027, 3, 1), new(2028, 2, 28), new(2028, 2, 29), new(2028, 3, 1), new(2028, 1, 31), new(2028, 4, 30), new(2028, 5, 1),
        new(2026, 12, 31), new(2027, 1, 1), new(2028, 12, 31), new(2029, 1, 1), new(2096, 2, 29), new(2100, 2, 28), new(2100, 3, 1),
    ];

    private static readonly Gen<decimal> Rate = Gen.OneOf(
        Among(0.5m, 0.8m, 0.9m, 1m), Gen.Int[1, 10_000].Select(n => n / 10_000m), Among(0.0001m, 0.9999m));

    private static readonly Gen<decimal> Price = Gen.OneOf(
        Among(50m, 80m, 90m, 100m), Gen.Int[1, 3_000_000].Select(n => n / 10_000m), Among(0.0001m, 0.0049m, 0.005m, 999_999_999.9999m));

    private static readonly Gen<Terms> AnyTerms = Gen.Select(
        Gen.Int[0, 9], Rate, Price, (kind, d, p) => kind == 0 ? Terms.None : kind < 6 ? Terms.Of(d, null) : Terms.Of(null, p));

    /// <summary>Instants of a whole number of Shanghai days and one tick around now, so that beginnings and ends meet it.</summary>
    private static readonly Gen<DateTime> Instant = Gen.Select(
        Gen.Int[-3, 3], Gen.Int[-1, 1], (days, ticks) => ChinaTime.Start(ChinaTime.Day(Now).AddDays(days)).AddTicks(ticks));

    private static readonly Gen<AcceptedLoss?> Accepted = Gen.Select(
        Gen.Bool, Price, Price, (none, price, cost) => none ? null : new AcceptedLoss(price, cost));

    private static readonly Gen<OfferCost> AnyCost = Gen.Select(
        Price, Gen.Int[0, 4], Rate, Price,
        (list, kind, rate, price) => kind switch
        {
            0 => new OfferCost(list, Terms.Of(rate, null), null, null),
            1 => new OfferCost(list, Terms.Of(null, price), null, null),
            2 => new OfferCost(list, Terms.None, new SupplyRate(SalesMode.FloorPrice, null), price < 60 ? null : price),
            3 => new OfferCost(list, Terms.None, new SupplyRate(SalesMode.Commission, rate), null),
            _ => new OfferCost(list, Terms.None, new SupplyRate(SalesMode.Discount, rate), null),
        });

    private static readonly Gen<OfferTerms> Offers =
        from mode in Gen.Int[0, 30]
        from terms in AnyTerms
        from cost in AnyCost
        from state in Gen.Int[0, 40]
        from numbers in Gen.Select(Gen.Int[0, 8], Gen.Int[1, 2])
        from limited in Gen.Int[0, 3]
        from accepted in Accepted
        select new OfferTerms(
            1, mode == 0 ? null : (SalesMode)(mode % 3), cost.ListPrice, terms, cost, state != 1, state == 2, state != 3,
            numbers.Item1 == 0 ? null : numbers.Item1 == 1 ? 2 : 1, numbers.Item1 < 3 ? numbers.Item2 : 1,
            limited == 0 && cost.Fixed is { } known ? new LossLimit(known, accepted) : null);

    private static readonly Gen<OwnTerms> Own =
        from terms in Gen.Select(Gen.Bool, Rate, Price, (d, rate, price) => d ? Terms.Of(rate, null) : Terms.Of(null, price))
        from period in Gen.Select(Instant, Instant)
        from open in Gen.Int[0, 3]
        from number in Gen.Int[0, 6]
        from accepted in Accepted
        select new OwnTerms(terms, Earlier(period), open == 0 ? null : Later(period), number == 0 ? 2 : 1, accepted);

    private static readonly Gen<PromotionTerms> Promotions =
        from rate in Rate
        from period in Gen.Select(Instant, Instant)
        from entitled in Gen.Int[0, 3]
        from stacking in Gen.Bool
        from name in Gen.Int[1, 9]
        from left in Gen.Select(Gen.Int[0, 4], Price, (limited, amount) => limited == 0 ? Money.Amount(amount) : (decimal?)null)
        select new PromotionTerms($"活动 {name}", rate, Earlier(period), Later(period), entitled > 0, stacking, $"PM{name}", left);

    private static readonly Gen<Case> AnyCase = Gen.Select(
        Offers, Own.Array[0, 4], Promotions.Array[0, 5], Instant, Gen.Int[1, 3], Gen.Int[1, 12],
        (offer, own, promotions, at, quantity, periods) => new Case(offer, own, promotions, at, new QuotedAmount(quantity, periods)));

    [Fact]
    public void R_PRC_2_the_price_is_the_one_that_the_words_of_the_domain_give() => AnyCase.Sample(
        c =>
        {
            var (answer, quote) = (PriceOracle.Ask(c.Offer, c.Own, c.Promotions, c.At, c.Amount), c.Quote());
            Assert.Equal(answer.Hidden.Order(), quote.Reasons.Order());
            Assert.Equal(answer.Price is not null, quote.Visible);
            if (answer.Price is { } price)
            {
                Assert.Equal((price, answer.Source), (quote.UnitPrice, (PriceSource?)quote.Source));
            }
        },
        iter: Cases);

    [Fact]
    public void R_PRC_4_a_price_is_never_below_zero_and_never_above_what_everybody_pays() => AnyCase.Sample(
        c =>
        {
            var quote = c.Quote();
            Assert.True(quote.Visible ? quote.UnitPrice > 0 && quote.UnitPrice <= PriceEngine.PublicPrice(c.Offer) : quote.UnitPrice == 0);
            Assert.All(quote.Candidates, candidate => Assert.True(candidate.UnitPrice is not < 0));
        },
        iter: Cases);

    [Fact]
    public void R_PRC_2_lower_public_terms_never_raise_a_price() => Gen.Select(AnyCase, Gen.Int[1, 10_000]).Sample(
        (c, share) =>
        {
            if (Lower(c.Offer.Terms, share / 10_000m) is not { } lower)
            {
                return;
            }

            var (before, after) = (c.Quote(), (c with { Offer = c.Offer with { Terms = lower } }).Quote());
            // Unless a promotion's price falls below the cost by them, which is refused where they are set.
            Assert.True(!before.Visible || !after.Visible || after.UnitPrice <= before.UnitPrice
                || after.Candidates.Any(candidate => candidate.Outcome == CandidateOutcome.BelowCost));
            Assert.True(PriceEngine.PublicPrice(c.Offer) >= PriceEngine.PublicPrice(c.Offer with { Terms = lower }) || PriceEngine.PublicPrice(c.Offer) is null);
        },
        iter: Cases);

    [Fact]
    public void R_PRC_2_nothing_that_is_over_or_has_not_begun_or_is_not_the_customers_ever_wins() => AnyCase.Sample(
        c =>
        {
            var quote = c.Quote();
            foreach (var (candidate, at) in quote.Candidates.Select((candidate, i) => (candidate, i)))
            {
                var (from, to, entitled) = at < c.Own.Length ? (c.Own[at].ValidFrom, c.Own[at].ValidTo, true)
                    : at < c.Own.Length + c.Promotions.Length && c.Promotions[at - c.Own.Length] is var p ? (p.From, p.To, p.Entitled)
                    : (DateTime.MinValue, null, true);
                if (candidate.Outcome is CandidateOutcome.Won or CandidateOutcome.TieLost or CandidateOutcome.Higher)
                {
                    Assert.True(from <= c.At && (to is null || c.At < to) && entitled);
                }
                else
                {
                    Assert.True(candidate.Outcome switch
                    {
                        CandidateOutcome.NotYetValid => c.At < from,
                        CandidateOutcome.Expired => c.At >= to,
                        CandidateOutcome.NotEntitled => !entitled,
                        CandidateOutcome.GivenAway => c.Promotions[at - c.Own.Length].Left is not null,
                        CandidateOutcome.BelowCost => candidate.Source == PriceSource.Promotion && candidate.UnitPrice < c.Offer.Limit!.Cost,
                        _ => candidate.UnitPrice is null,
                    });
                }
            }
        },
        iter: Cases);

    [Fact]
    public void R_PRC_2_terms_hold_from_the_first_tick_of_their_first_Shanghai_day_to_the_last_tick_of_their_last()
    {
        var days = Gen.OneOf(Among(Edges), Gen.Int[0, 3_000].Select(n => new DateOnly(2024, 1, 1).AddDays(n)));
        Gen.Select(days, Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 800]), Gen.Bool, Gen.Enum<SalesMode>()).Sample(
            (first, length, promoted, mode) =>
            {
                var (from, to) = (ChinaTime.Start(first), ChinaTime.End(first.AddDays(length)));
                var offer = new OfferTerms(
                    1, mode, 100m, mode == SalesMode.FloorPrice ? Terms.Of(null, 100m) : Terms.Of(1m, null), new OfferCost(100m, Terms.Of(0.1m, null), null, null));
                OwnTerms[] own = promoted ? [] : [new OwnTerms(mode == SalesMode.FloorPrice ? Terms.Of(null, 50m) : Terms.Of(0.5m, null), from, to)];
                PromotionTerms[] promotions = promoted ? [new PromotionTerms("活动", 0.5m, from, to, Entitled: true)] : [];

                Assert.Equal(
                    [100m, 50m, 50m, 100m],
                    ((DateTime[])[from.AddTicks(-1), from, to.AddTicks(-1), to]).Select(at => PriceEngine.Quote(offer, own, promotions, at).UnitPrice));
                Assert.Equal((first, first.AddDays(length)), (ChinaTime.Day(from), ChinaTime.Day(to.AddTicks(-1))));
            },
            iter: Cases);
    }

    [Theory]
    // First day, last day, and the same in UTC: eight hours earlier, the end exclusive.
    [InlineData("2028-02-29", "2028-02-29", "2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z")]
    [InlineData("2027-02-28", "2027-02-28", "2027-02-27T16:00:00Z", "2027-02-28T16:00:00Z")]
    [InlineData("2028-02-28", "2028-03-01", "2028-02-27T16:00:00Z", "2028-03-01T16:00:00Z")]
    [InlineData("2028-01-31", "2028-02-29", "2028-01-30T16:00:00Z", "2028-02-29T16:00:00Z")]
    [InlineData("2026-12-31", "2026-12-31", "2026-12-30T16:00:00Z", "2026-12-31T16:00:00Z")]
    [InlineData("2027-01-01", "2027-12-31", "2026-12-31T16:00:00Z", "2027-12-31T16:00:00Z")]
    [InlineData("2027-04-30", "2027-05-01", "2027-04-29T16:00:00Z", "2027-05-01T16:00:00Z")]
    [InlineData("2100-02-28", "2100-03-01", "2100-02-27T16:00:00Z", "2100-03-01T16:00:00Z")]
    public void A_promotion_of_whole_days_begins_and_ends_at_midnight_in_Shanghai(string first, string last, string from, string to)
    {
        var (begins, ends) = (Utc(from), Utc(to));
        Assert.Equal((begins, ends), (ChinaTime.Start(Day(first)), ChinaTime.End(Day(last))));
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, Terms.Of(0.9m, null), new OfferCost(100m, Terms.Of(0.5m, null), null, null));
        PromotionTerms[] promotion = [new("活动", 0.8m, begins, ends, Entitled: true)];

        Assert.Equal(
            [90m, 80m, 80m, 90m],
            ((DateTime[])[begins.AddTicks(-1), begins, ends.AddTicks(-1), ends]).Select(at => PriceEngine.Quote(offer, [], promotion, at).UnitPrice));

        static DateTime Utc(string text) => DateTime.Parse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);

        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("2028-01-31", 1, "2028-02-29")]
    [InlineData("2027-01-31", 1, "2027-02-28")]
    [InlineData("2028-02-29", 12, "2029-02-28")]
    [InlineData("2028-02-29", 48, "2032-02-29")]
    [InlineData("2026-12-31", 2, "2027-02-28")]
    [InlineData("2027-11-30", 3, "2028-02-29")]
    public void Own_terms_of_so_many_months_end_at_the_same_hour_of_the_Shanghai_calendar(string first, int months, string end)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var from = ChinaTime.Start(DateOnly.Parse(first, culture));
        var to = ChinaTime.AddMonths(from, months);
        Assert.Equal(ChinaTime.Start(DateOnly.Parse(end, culture)), to);
        var offer = new OfferTerms(1, SalesMode.Discount, 100m, Terms.Of(0.9m, null), new OfferCost(100m, Terms.Of(0.5m, null), null, null));
        OwnTerms[] own = [new(Terms.Of(0.7m, null), from, to)];

        Assert.Equal(
            [90m, 70m, 70m, 90m],
            ((DateTime[])[from.AddTicks(-1), from, to.AddTicks(-1), to]).Select(at => PriceEngine.Quote(offer, own, [], at).UnitPrice));
    }

    [Fact]
    public void The_explanation_is_complete_and_its_arithmetic_gives_the_price() => AnyCase.Sample(
        c =>
        {
            var quote = c.Quote();
            if (!quote.Visible)
            {
                Assert.Empty(quote.Candidates);
                return;
            }

            var candidates = quote.Candidates;
            Assert.Equal(c.Own.Length + c.Promotions.Length + 1, candidates.Count);
            Assert.Equal(
                [.. c.Own.Select(_ => PriceSource.Own), .. c.Promotions.Select(_ => PriceSource.Promotion), PriceSource.Public], candidates.Select(x => x.Source));
            Assert.Equal(c.Promotions.Select(p => p.Name), candidates.Where(x => x.Source == PriceSource.Promotion).Select(x => x.Name));
            var won = Assert.Single(candidates, x => x.Outcome == CandidateOutcome.Won);
            Assert.Equal((quote.UnitPrice, quote.Source, quote.Promotion?.No), (won.UnitPrice, won.Source, won.No));

            // With nothing but what the explanation says, a reader comes to every price in it, and to the one that won.
            var everybody = candidates[^1].UnitPrice!.Value;
            var agreed = candidates.Where(x => x.Source == PriceSource.Own && Counts(x)).Select(x => x.UnitPrice).Min();
            foreach (var candidate in candidates.Where(x => x.Discount is not null && x.UnitPrice is not null))
            {
                var basis = candidate.Basis switch { PriceBasis.Own => agreed!.Value, PriceBasis.Public => everybody, _ => quote.ListPrice };
                Assert.Equal(Money.UnitPrice(basis * candidate.Discount!.Value), candidate.UnitPrice);
            }

            Assert.Equal(candidates.Where(Counts).Min(x => x.UnitPrice), quote.UnitPrice);
            Assert.All(candidates, x => Assert.True(
                x.Outcome switch
                {
                    CandidateOutcome.Higher => x.UnitPrice > quote.UnitPrice,
                    CandidateOutcome.TieLost => x.UnitPrice == quote.UnitPrice && x.Source >= won.Source,
                    _ => true,
                }));
        },
        iter: Cases);

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool Counts(PriceCandidate c) => c.Outcome is CandidateOutcome.Won or CandidateOutcome.TieLost or CandidateOutcome.Higher;

    private static Terms? Lower(Terms terms, decimal share) =>
        terms.Discount is { } d && Money.UnitPrice(d * share) is > 0 and var discount ? Terms.Of(discount, null)
        : terms.Price is { } p && Money.UnitPrice(p * share) is > 0 and var price ? Terms.Of(null, price)
        : null;

    private static DateTime Earlier((DateTime, DateTime) period) => period.Item1 < period.Item2 ? period.Item1 : period.Item2;

    private static DateTime Later((DateTime, DateTime) period) => Earlier(period) == period.Item1 ? period.Item2.AddTicks(1) : period.Item1.AddTicks(1);

    private sealed record Case(OfferTerms Offer, OwnTerms[] Own, PromotionTerms[] Promotions, DateTime At, QuotedAmount Amount)
    {
        public Quote Quote() => PriceEngine.Quote(Offer, Own, Promotions, At, Amount);
    }
}
