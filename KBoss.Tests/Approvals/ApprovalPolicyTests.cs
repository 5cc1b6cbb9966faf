using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;

namespace KBoss.Tests.Approvals;

public sealed class ApprovalPolicyTests
{
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);
    private static readonly ApproverTerms Finance = new(ApproverKind.Role, Role: Role.Finance);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(100.0, null, true)]
    [InlineData(100.0, 99.99, false)]
    [InlineData(100.0, 100.0, true)]
    [InlineData(100.0, 100.01, true)]
    public void A_level_is_asked_from_its_amount_on_and_without_one_always(double? from, double? amount, bool asked) => Assert.Equal(
        asked, Level(ApprovalKind.OfflineRecharge, new LevelTerms([Finance], AmountFrom: (decimal?)from)).AppliesTo(new("c", Amount: (decimal?)amount)));

    [Theory]
    [InlineData(0.8, null, 0.7999, 0.5, true)]
    [InlineData(0.8, null, 0.8, 0.5, false)]
    [InlineData(0.8, null, null, 0.5, true)]
    [InlineData(null, 0.05, 0.1, 0.0499, true)]
    [InlineData(null, 0.05, 0.1, 0.05, false)]
    [InlineData(null, 0.05, 0.1, null, true)]
    [InlineData(null, 0.0, 0.1, -0.01, true)]
    [InlineData(0.8, 0.05, 0.9, 0.04, true)]
    [InlineData(0.8, 0.05, 0.7, 0.06, true)]
    [InlineData(0.8, 0.05, 0.9, 0.06, false)]
    public void A_level_is_asked_below_its_discount_or_its_margin_and_where_one_of_them_is_not_known(
        double? discountBelow, double? marginBelow, double? discount, double? margin, bool asked) => Assert.Equal(
        asked,
        Level(ApprovalKind.CustomerTerms, new LevelTerms([Finance], DiscountBelow: (decimal?)discountBelow, MarginBelow: (decimal?)marginBelow))
            .AppliesTo(new("c", Discount: (decimal?)discount, MarginRate: (decimal?)margin)));

    [Fact]
    public void A_smaller_amount_never_asks_more_levels()
    {
        var amount = Gen.Int[1, 1_000_000].Select(fen => fen / 100m);
        Gen.Select(amount.Nullable().List[1, ApprovalPolicy.MaxLevels], amount, amount).Sample((thresholds, one, two) =>
        {
            var policy = Policy(ApprovalKind.OfflineRecharge, [.. thresholds.Select(from => new LevelTerms([Finance], AmountFrom: from))]);
            var (less, more) = (Math.Min(one, two), Math.Max(one, two));
            var asked = policy.LevelsFor(new("c", less)).Select(l => l.Number).ToList();
            Assert.Equal(asked.Order(), asked);
            Assert.Empty(asked.Except(policy.LevelsFor(new("c", more)).Select(l => l.Number)));
            Assert.All(thresholds.Select((from, i) => (from, i)), t => Assert.Equal(t.from is null || less >= t.from, asked.Contains(t.i + 1)));
        });
    }

    [Fact]
    public void What_makes_no_sense_is_refused_at_its_field()
    {
        Refused("Approvals.TooManyLevels", "levels", [.. Enumerable.Repeat(new LevelTerms([Finance]), ApprovalPolicy.MaxLevels + 1)]);
        Refused("Approvals.ApproverRequired", "approvers-2", [new([Finance]), new([])]);
        Refused("Approvals.ApproverRequired", "approvers-1", [new([new(ApproverKind.Member)])]);
        Refused("Approvals.ApproverRequired", "approvers-1", [new([new(ApproverKind.DepartmentManager, Role: Role.Admin)])]);
        Refused("Approvals.ApproverTwice", "approvers-1", [new([Finance, Finance])]);
        Refused("Approvals.ApproverTwice", "approvers-1", [new([new(ApproverKind.Member, 7)], StandInId: 7)]);
        Refused("Approvals.MeasureNotForKind", "levels-1", [new([Finance], DiscountBelow: 0.8m)]);
        Refused("Common.AmountInvalid", "amount-1", [new([Finance], AmountFrom: 0)]);
        Refused("Common.AmountInvalid", "amount-1", [new([Finance], AmountFrom: 1.005m)]);
        Refused("Organizations.RoleNotForKind", "approvers-1", [new([new(ApproverKind.Role, Role: Role.Buyer)])]);
        Refused("Common.RateInvalid", "discount-1", [new([Finance], DiscountBelow: 1.2m)], ApprovalKind.CustomerTerms);
        Refused("Approvals.MarginInvalid", "margin-1", [new([Finance], MarginBelow: 5m)], ApprovalKind.CustomerTerms);
        Assert.Equal("Common.CountInvalid", RuleException.Of(() => Policy(ApprovalKind.OfflineRecharge, 0))?.Code);
        Assert.Equal("Common.CountInvalid", RuleException.Of(() => Policy(ApprovalKind.OfflineRecharge, ApprovalPolicy.MaxExpiryDays + 1))?.Code);
    }

    [Theory]
    [InlineData("B", "F1 F2")]
    [InlineData("B", "F1 F2", "F3")]
    [InlineData("F1", "F2")]
    [InlineData("F1", "S*", "F2")]
    [InlineData("B", "F2", "F1")]
    [InlineData("B", "S*", "F1", "F2")]
    [InlineData("B", "", "F1", "F2", "S")]
    [InlineData("S", "F1 F2")]
    [InlineData("S", "", "F1", "F2")]
    public void R_APR_1_approvers_who_are_there_decide_never_the_maker_and_while_there_is_none_the_stand_in(string maker, string deciders, params string[] away)
    {
        string[] all = ["B", "F1", "F2", "F3", "S", "N"];
        var colleagues = all.Select((name, i) => new Colleague(
            i + 1, name, name switch
            {
                "N" => new HashSet<Role>(),
                ['F', ..] => new HashSet<Role> { Role.Finance },
                _ => [Role.Sales],
            }, !away.Contains(name))).ToList();
        // The third of Finance is never there, and the stand-in has another role.
        colleagues[3] = colleagues[3] with { IsThere = false };
        var level = Level(ApprovalKind.OfflineRecharge, new LevelTerms([Finance], StandInId: 5));

        var found = Deciders.Of(level, Array.IndexOf(all, maker) + 1, colleagues, []);

        Assert.Equal(deciders, string.Join(' ', found.Select(d => d.Name + (d.IsStandIn ? "*" : ""))));
    }

    [Fact]
    public void A_member_without_a_role_decides_nothing_whoever_names_it() => Assert.Empty(Deciders.Of(
        Level(ApprovalKind.OfflineRecharge, new LevelTerms([new(ApproverKind.Member, 7)])), 1, [new Colleague(7, "N", new HashSet<Role>(), true)], []));

    [Theory]
    [InlineData(1, "2")]
    [InlineData(2, "9")]
    [InlineData(3, "9")]
    [InlineData(9, "")]
    [InlineData(5, "2 9")]
    [InlineData(77, "")]
    public void The_manager_of_whoever_manages_is_the_one_above(long maker, string managers)
    {
        // 100 is above 10 and 20; 10 is managed by 2, 20 by nobody, 100 by 9.
        Dictionary<long, long?> parents = new() { [100] = null, [10] = 100, [20] = 100 };
        DepartmentSeat[] seats = [new(10, 1, false), new(10, 2, true), new(20, 3, false), new(100, 9, true), new(10, 5, false), new(20, 5, false)];

        Assert.Equal(managers, string.Join(' ', Deciders.ManagersOf(maker, seats, parents)));
    }

    [Fact]
    public void A_circle_of_departments_ends_the_walk() =>
        Assert.Empty(Deciders.ManagersOf(1, [new(10, 1, false)], new Dictionary<long, long?> { [10] = 20, [20] = 10 }));

    private static ApprovalLevel Level(ApprovalKind kind, LevelTerms terms) => Policy(kind, terms).Levels.Single();

    private static ApprovalPolicy Policy(ApprovalKind kind, params LevelTerms[] levels) => Policy(kind, ApprovalPolicy.DefaultExpiryDays, levels);

    private static ApprovalPolicy Policy(ApprovalKind kind, int days, params LevelTerms[] levels) => new(1, kind, 1, levels, days, Now, By.System, Now);

    private static void Refused(string code, string field, LevelTerms[] levels, ApprovalKind kind = ApprovalKind.OfflineRecharge)
    {
        var refusal = RuleException.Of(() => Policy(kind, levels));
        Assert.Equal((code, field), (refusal?.Code, refusal?.Field));
    }
}
