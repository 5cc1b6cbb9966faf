using KBoss.Domain.Common;
using KBoss.Domain.Promotions;

namespace KBoss.Tests.Promotions;

public sealed class PromotionTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime From = ChinaTime.Start(new DateOnly(2026, 2, 28));
    private static readonly DateTime To = ChinaTime.Start(new DateOnly(2026, 3, 1));

    public static TheoryData<DateTime, PromotionStatus> Instants => new()
    {
        { From.AddTicks(-1), PromotionStatus.Scheduled },
        { From, PromotionStatus.Active },
        { From.AddTicks(1), PromotionStatus.Active },
        { To.AddTicks(-1), PromotionStatus.Active },
        { To, PromotionStatus.Ended },
        { To.AddYears(1), PromotionStatus.Ended },
    };

    [Theory]
    [MemberData(nameof(Instants))]
    public void A_published_promotion_stands_where_its_dates_say_and_a_draft_is_a_draft_whenever(DateTime at, PromotionStatus status)
    {
        var promotion = New();
        Assert.Equal(PromotionStatus.Draft, promotion.StatusAt(at));

        promotion.Publish(Now);

        Assert.Equal(status, promotion.StatusAt(at));
    }

    [Fact]
    public void Ending_it_by_hand_ends_it_at_once_and_for_good()
    {
        var promotion = New(published: true);
        promotion.End(From.AddHours(1));

        Assert.Equal([PromotionStatus.Active, PromotionStatus.Ended], [promotion.StatusAt(From.AddHours(1).AddTicks(-1)), promotion.StatusAt(From.AddHours(1))]);
        Refused("Promotions.EndedAlready", () => promotion.End(From.AddHours(2)));
        Refused("Promotions.EndedAlready", () => promotion.Change(Facts(), From.AddHours(2)));
        Refused("Promotions.EndedAlready", () => promotion.DemandJoinable(From.AddHours(2)));
        Refused("Promotions.NotPublished", () => New().End(Now));
    }

    [Theory]
    [InlineData("Promotions.PeriodInvalid", 10, 10)]
    [InlineData("Promotions.PeriodInvalid", 10, 9)]
    [InlineData("Promotions.PeriodTooLong", 10, 4000)]
    public void A_time_that_makes_no_sense_is_refused(string code, int from, int to) =>
        Assert.Equal("to", Refused(code, () => New(Facts() with { From = Now.AddDays(from), To = Now.AddDays(to) })).Field);

    [Fact]
    public void A_year_of_9999_and_a_budget_of_nothing_are_refused()
    {
        Refused("Promotions.PeriodTooLong", () => New(Facts() with { To = ChinaTime.End(DateOnly.MaxValue) }));
        Refused("Common.AmountInvalid", () => New(Facts() with { Budget = 0 }));
        Refused("Common.AmountInvalid", () => New(Facts() with { Budget = 10.001m }));
        Refused("Common.TextRequired", () => New(Facts() with { Name = "  " }));
    }

    [Fact]
    public void What_has_begun_keeps_its_beginning_and_gets_no_first_budget_but_may_end_later_or_sooner()
    {
        var promotion = New(published: true);
        promotion.Change(Facts() with { From = From.AddDays(-1), Budget = null }, Now);
        var begun = From.AddHours(1);

        Refused("Promotions.BegunAlready", () => promotion.Change(Facts(), begun));
        Refused("Promotions.BudgetTooLate", () => promotion.Change(Facts() with { From = From.AddDays(-1), Budget = 100m }, begun));
        Refused("Promotions.PeriodInvalid", () => promotion.Change(Facts() with { From = From.AddDays(-1), To = begun }, begun));
        promotion.Change(Facts() with { From = From.AddDays(-1), To = begun.AddMinutes(1) }, begun);

        Assert.Equal([PromotionStatus.Active, PromotionStatus.Ended], [promotion.StatusAt(begun), promotion.StatusAt(begun.AddMinutes(1))]);
    }

    [Fact]
    public void A_budget_is_given_to_the_last_fen_and_never_more_and_what_is_taken_back_can_be_given_again()
    {
        var promotion = New(Facts() with { Budget = 10m }, published: true);
        promotion.Give(9.99m);
        Assert.False(promotion.IsGivenAway);
        Refused("Promotions.BudgetSpent", () => promotion.Give(0.02m));
        promotion.Give(0.01m);

        Assert.Equal((true, 0m, PromotionStatus.Ended), (promotion.IsGivenAway, promotion.Left, promotion.StatusAt(From)));
        Refused("Promotions.BudgetTooLow", () => promotion.Change(Facts() with { Budget = 9m }, From));
        promotion.TakeBack(9.99m);
        Assert.Equal((9.99m, PromotionStatus.Active), (promotion.Left, promotion.StatusAt(From)));
        promotion.Change(Facts() with { Budget = 20m }, From);
        Assert.Equal(19.99m, promotion.Left);
    }

    [Fact]
    public void Without_a_budget_nothing_is_counted()
    {
        var promotion = New(published: true);
        promotion.Give(1_000_000m);
        Assert.Equal((0m, null, false), (promotion.Given, promotion.Left, promotion.IsGivenAway));
    }

    [Fact]
    public void It_is_published_once_and_not_after_its_end()
    {
        var promotion = New();
        Refused("Promotions.PeriodOver", () => promotion.Publish(To));
        promotion.Publish(To.AddTicks(-1));
        Refused("Promotions.PublishedAlready", () => promotion.Publish(Now));
    }

    private static PromotionFacts Facts() => new("活动", From, To);

    private static Promotion New(PromotionFacts? facts = null, bool published = false)
    {
        var promotion = new Promotion(1, "PM1", new By(2, "王"), facts ?? Facts(), Now);
        if (published)
        {
            promotion.Publish(Now);
        }

        return promotion;
    }

    private static RuleException Refused(string code, Action act)
    {
        var refusal = Assert.Throws<RuleException>(act);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
