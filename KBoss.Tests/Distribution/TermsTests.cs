using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Distribution;

public sealed class TermsTests
{
    [Theory]
    [InlineData(SalesMode.Discount, null, 80.0, "Distribution.DiscountExpected", "discount")]
    [InlineData(SalesMode.Commission, null, 80.0, "Distribution.DiscountExpected", "discount")]
    [InlineData(SalesMode.FloorPrice, 0.8, null, "Distribution.PriceExpected", "price")]
    [InlineData(SalesMode.Discount, 1.2, null, "Common.RateInvalid", "discount")]
    [InlineData(SalesMode.FloorPrice, null, 0.0, "Common.PriceInvalid", "price")]
    public void Terms_that_the_sales_mode_does_not_ask_for_or_that_make_no_sense_are_refused(
        SalesMode mode, double? discount, double? price, string code, string field)
    {
        var refusal = Assert.Throws<RuleException>(() => Terms.Of(mode, (decimal?)discount, (decimal?)price));
        Assert.Equal((code, field), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0.8, 80.0)]
    public void Without_a_sales_mode_exactly_one_of_the_two_is_needed(double? discount, double? price) =>
        Assert.Equal("Distribution.TermsInvalid", Assert.Throws<RuleException>(() => Terms.Of((decimal?)discount, (decimal?)price)).Code);

    [Fact]
    public void Terms_know_their_price_their_mode_and_whether_there_are_any()
    {
        var (half, price) = (Terms.Of(0.5m, null), Terms.Of(null, 9.99m));
        Assert.Equal((61.7285m, SalesMode.Discount, false), (half.UnitPrice(123.457m)!.Value, half.Mode!.Value, half.IsNone));
        Assert.Equal((9.99m, SalesMode.FloorPrice, false), (price.UnitPrice(123m)!.Value, price.Mode!.Value, price.IsNone));
        Assert.Equal((null, null, true), (Terms.None.UnitPrice(123m), Terms.None.Mode, Terms.None.IsNone));
        Assert.Equal(Terms.None, Terms.Of(SalesMode.Commission, null, null));
    }

    [Fact]
    public void The_cost_comes_from_the_upstreams_terms_or_else_from_the_agreement()
    {
        var now = new DateTime(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
        var commission = new SupplyAgreement(1, 1, 1, new AgreementTerms(SalesMode.Commission, 0.3m, now), now).SupplyRate;
        var floor = new SupplyAgreement(1, 1, 1, new AgreementTerms(SalesMode.FloorPrice, null, now), now).SupplyRate;
        Assert.Equal(75m, new OfferCost(100m, Terms.Of(0.75m, null), commission, 60m).At(90m));
        Assert.Equal(63m, new OfferCost(100m, Terms.None, commission, null).At(90m));
        Assert.Equal(60m, new OfferCost(100m, Terms.None, floor, 60m).At(90m));
        Assert.Null(new OfferCost(100m, Terms.None, floor, null).At(90m));
        Assert.Null(new OfferCost(100m, Terms.None, null, 60m).At(90m));
    }
}
