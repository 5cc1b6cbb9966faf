using System.Globalization;
using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Tests.Pricing;

public sealed class TermsChangeTests
{
    private static readonly DateTime Now = new(2027, 3, 10, 3, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(PriceRounding.None, "12.34565", "12.3457")]
    [InlineData(PriceRounding.Fen, "12.345", "12.35")]
    [InlineData(PriceRounding.Jiao, "12.35", "12.4")]
    [InlineData(PriceRounding.Yuan, "12.5", "13")]
    [InlineData(PriceRounding.Yuan, "0.2", "1")]
    [InlineData(PriceRounding.EndsInNine, "123.4", "119")]
    [InlineData(PriceRounding.EndsInNine, "124", "129")]
    [InlineData(PriceRounding.EndsInNine, "10", "9")]
    [InlineData(PriceRounding.EndsInNine, "3.2", "2.9")]
    [InlineData(PriceRounding.EndsInNine, "3.4", "3.9")]
    [InlineData(PriceRounding.EndsInNine, "0.52", "0.49")]
    [InlineData(PriceRounding.EndsInNine, "0.01", "0.09")]
    public void A_price_goes_to_the_nearest_of_its_rule_and_never_to_zero(PriceRounding rule, string price, string expected) =>
        Assert.Equal(Number(expected), rule.Nearest(Number(price)));

    [Fact]
    public void A_rounded_price_keeps_its_rule_is_not_moved_again_and_lies_within_half_a_step()
    {
        var prices = Gen.Int[1, 50_000_000].Select(n => n / 10_000m);
        Gen.Select(Gen.Enum<PriceRounding>(), prices).Sample(
            (rule, price) =>
            {
                var (nearest, up) = (rule.Nearest(price), rule.Up(price));
                return nearest > 0 && up >= price && rule.Nearest(nearest) == nearest && rule.Up(up) == up && rule.Up(nearest) == nearest
                    && (rule != PriceRounding.EndsInNine || nearest.ToString("0.####", CultureInfo.InvariantCulture).EndsWith('9'));
            },
            iter: 10_000);
    }

    [Fact]
    public void R_PRC_4_a_markup_never_falls_below_the_cost_whatever_rounds()
    {
        var amounts = Gen.Int[1, 5_000_000].Select(n => n / 10_000m);
        Gen.Select(Gen.Enum<PriceRounding>(), Gen.Bool, amounts, amounts, Gen.Int[0, 30_000]).Sample(
            (rule, byPrice, list, cost, markup) =>
            {
                var mode = byPrice ? SalesMode.FloorPrice : SalesMode.Discount;
                var offer = new TermsBasis("S", mode, list, cost, Terms.None, null);
                try
                {
                    return new TermsChange(TermsKind.Markup, markup / 100m, rule).For(offer).UnitPrice(list) >= cost;
                }
                catch (RuleException refusal)
                {
                    // Above the list price there is no discount.
                    return refusal.Code == "Common.RateInvalid" && !byPrice && cost * (1 + (markup / 10_000m)) > list;
                }
            },
            iter: 10_000);
    }

    [Fact]
    public void Per_cent_up_and_down_follow_what_stands_and_a_discount_never_passes_the_list_price()
    {
        var rates = Gen.Int[1, 10_000].Select(n => n / 10_000m);
        Gen.Select(rates, Gen.Int[1, 5_000_000].Select(n => n / 10_000m), Gen.Int[-9_999, 5_000]).Sample(
            (discount, list, hundredths) =>
            {
                var percent = hundredths / 100m;
                var wanted = Money.UnitPrice(discount * (1 + (percent / 100)));
                try
                {
                    var terms = new TermsChange(TermsKind.Percent, percent).For(new TermsBasis("S", SalesMode.Discount, list, null, Terms.Of(discount, null), null));
                    return terms.Discount == wanted && terms.UnitPrice(list) <= list;
                }
                catch (RuleException refusal)
                {
                    return refusal.Code == "Common.RateInvalid" && wanted is <= 0 or > 1;
                }
            },
            iter: 10_000);
    }

    [Fact]
    public void Per_cent_without_terms_begins_at_the_public_price_and_without_either_says_so()
    {
        var price = new TermsBasis("S", SalesMode.FloorPrice, 200m, 50m, Terms.None, 100m);
        Assert.Equal(95m, new TermsChange(TermsKind.Percent, -5m).For(price).Price);
        Assert.Equal(0.45m, new TermsChange(TermsKind.Percent, -10m).For(price with { Mode = SalesMode.Discount }).Discount);
        Refused("Pricing.NothingStands", () => new TermsChange(TermsKind.Percent, -5m).For(price with { PublicPrice = null }));
        Refused("Pricing.PercentInvalid", () => new TermsChange(TermsKind.Percent, -100m).For(price));
        Refused("Pricing.PercentInvalid", () => new TermsChange(TermsKind.Percent, 1_001m).For(price));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.2)]
    [InlineData(-0.5)]
    [InlineData(0.85001)]
    public void A_discount_of_nonsense_is_refused_at_its_field(double discount) => Assert.Equal("discount", Refused(
        "Common.RateInvalid",
        () => new TermsChange(TermsKind.Discount, (decimal)discount).For(new TermsBasis("S", SalesMode.Discount, 100m, 1m, Terms.None, null))).Field);

    [Fact]
    public void A_rounded_discount_gives_the_price_that_is_nearest_to_the_rule_and_stays_at_the_list_price_where_the_rule_would_pass_it()
    {
        var offer = new TermsBasis("S", SalesMode.Discount, 128m, 1m, Terms.None, null);
        Assert.Equal(0.8516m, new TermsChange(TermsKind.Discount, 0.85m, PriceRounding.EndsInNine).For(offer).Discount);
        Assert.Equal(1m, new TermsChange(TermsKind.Discount, 1m, PriceRounding.EndsInNine).For(offer with { ListPrice = 125m }).Discount);
    }

    [Fact]
    public void Days_of_Shanghai_decide_whether_a_validity_makes_sense()
    {
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        var today = ChinaTime.Day(Now);
        Assert.Null((change with { ValidFrom = ChinaTime.Start(today) }).At(Now).ValidFrom);
        Assert.Equal(ChinaTime.Start(today.AddDays(1)), (change with { ValidFrom = ChinaTime.Start(today.AddDays(1)) }).At(Now).ValidFrom);
        Assert.Equal(ChinaTime.End(today), (change with { ValidTo = ChinaTime.End(today) }).At(Now).ValidTo);
        Assert.Equal("valid-from", Refused("Pricing.PeriodBegun", () => (change with { ValidFrom = ChinaTime.Start(today).AddTicks(-1) }).At(Now)).Field);
        Assert.Equal("valid-to", Refused("Pricing.PeriodPast", () => (change with { ValidTo = ChinaTime.Start(today) }).At(Now)).Field);
        Assert.Equal("valid-to", Refused(
            "Pricing.PeriodInvalid", () => (change with { ValidFrom = ChinaTime.Start(today.AddDays(9)), ValidTo = ChinaTime.Start(today.AddDays(9)) }).At(Now)).Field);
        Assert.Equal("valid-to", Refused("Pricing.PeriodTooFar", () => (change with { ValidTo = ChinaTime.End(new DateOnly(9999, 12, 30)) }).At(Now)).Field);
        Assert.Equal("valid-from", Refused("Pricing.PeriodTooFar", () => (change with { ValidFrom = ChinaTime.Start(new DateOnly(9999, 12, 30)) }).At(Now)).Field);
    }

    [Theory]
    [InlineData("0.88")]
    [InlineData("88")]
    [InlineData("88%")]
    [InlineData("88 ％")]
    [InlineData("8.8折")]
    [InlineData("８．８折")]
    [InlineData("０.８８")]
    [InlineData(" ８８ ")]
    [InlineData("0。88")]
    [InlineData(".88")]
    public void One_discount_is_written_in_many_ways(string text) => Assert.Equal((0.88m, null), DiscountText.Read(text));

    [Theory]
    [InlineData("1", "1")]
    [InlineData("100%", "1")]
    [InlineData("10折", "1")]
    [InlineData("100", "1")]
    [InlineData("10", "0.1")]
    [InlineData("99.5", "0.995")]
    [InlineData("85折", "0.85")]
    [InlineData("９５折", "0.95")]
    [InlineData("9折", "0.9")]
    [InlineData("1折", "0.1")]
    [InlineData("1%", "0.01")]
    [InlineData("0.5%", "0.005")]
    [InlineData("", null)]
    public void The_edges_of_discounts_are_read(string text, string? expected) =>
        Assert.Equal((expected is null ? null : Number(expected), null), DiscountText.Read(text));

    [Theory]
    [InlineData("0", DiscountProblem.OutOfRange)]
    [InlineData("-0.5", DiscountProblem.OutOfRange)]
    [InlineData("101", DiscountProblem.OutOfRange)]
    [InlineData("101折", DiscountProblem.OutOfRange)]
    [InlineData("88.5折", DiscountProblem.OutOfRange)]
    [InlineData("1.2", DiscountProblem.Ambiguous)]
    [InlineData("8.8", DiscountProblem.Ambiguous)]
    [InlineData("0.85001", DiscountProblem.TooManyDecimals)]
    [InlineData("88.555%", DiscountProblem.TooManyDecimals)]
    [InlineData("NaN", DiscountProblem.Unreadable)]
    [InlineData("∞", DiscountProblem.Unreadable)]
    [InlineData("八八折", DiscountProblem.Unreadable)]
    [InlineData("折", DiscountProblem.Unreadable)]
    [InlineData("¥0.88", DiscountProblem.Unreadable)]
    [InlineData("0.88元", DiscountProblem.Unreadable)]
    [InlineData("0.88折折", DiscountProblem.Unreadable)]
    public void What_is_no_discount_is_refused_with_the_reason_and_nothing_is_guessed(string text, DiscountProblem expected) =>
        Assert.Equal((null, expected), DiscountText.Read(text));

    [Theory]
    [InlineData("8.8折", "8.8折 = 0.88")]
    [InlineData(" 88 ", "88 = 0.88")]
    [InlineData("0.880", null)]
    [InlineData("０.８８", null)]
    public void What_was_meant_is_said_where_it_was_written_in_another_way(string text, string? expected) => Assert.Equal(expected, DiscountText.Meant(text, 0.88m));

    [Fact]
    public void A_margin_may_be_nothing_or_a_loss_and_a_discount_may_not()
    {
        Assert.Equal((0m, null), DiscountText.Read("0%", signed: true));
        Assert.Equal((-0.15m, null), DiscountText.Read("-15", signed: true));
        Assert.Equal((null, DiscountProblem.Ambiguous), DiscountText.Read("-5", signed: true));
        Assert.Equal((null, DiscountProblem.OutOfRange), DiscountText.Read("0%"));
        Assert.Equal((null, DiscountProblem.OutOfRange), DiscountText.Read("-15"));
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static RuleException Refused(string code, Func<object> act)
    {
        var refusal = Assert.Throws<RuleException>(() => act());
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
