using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;

namespace KBoss.Tests.Pricing;

/// <summary>At most one own terms hold for a customer and an offer at any instant, and nothing that was agreed is forgotten [R-PRC-5].</summary>
public sealed class OwnTermsTimelineTests
{
    private static readonly By Sales = new(7, "销售");

    /// <summary>Shanghai midnights about the 29th of February of a leap year and the end of a year, from which and until which people agree terms.</summary>
    private static readonly DateTime[] Days =
    [
        .. Enumerable.Range(26, 6).Select(day => ChinaTime.Start(new DateOnly(2028, 1, 31).AddDays(day))),
        .. Enumerable.Range(0, 5).Select(day => ChinaTime.Start(new DateOnly(2028, 12, 29).AddDays(day))),
    ];

    /// <summary>Each boundary, the tick before it and the one after it.</summary>
    private static readonly DateTime[] Instants = [.. Days.SelectMany(day => new[] { day.AddTicks(-1), day, day.AddTicks(1) })];

    [Fact]
    public void R_PRC_5_whatever_is_put_after_another_what_holds_is_what_was_put_last_there()
    {
        // What is put, from which day, until which later day or for good, and when somebody does it: not after it begins.
        var puts = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Days.Length - 2], Gen.Int[1, Days.Length], Gen.Int[0, Days.Length - 1]).Array[1, 12];
        puts.Sample(
            wishes =>
            {
                var rows = new List<CustomerTerms>();
                var first = new List<(CustomerTerms Row, Terms Terms, DateTime From, DateTime? To)>();
                // The oracle: at each instant the number of the last put that covers it, one after the other; 0 takes off.
                var oracle = new int[Instants.Length];
                var now = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
                foreach (var (value, from, length, wait) in wishes)
                {
                    var (begins, ends) = (Days[from], from + length < Days.Length ? Days[from + length] : (DateTime?)null);
                    // Time goes on between two acts; what would begin in the past is another test.
                    now = Days[wait] > now && Days[wait] <= begins ? Days[wait] : now;
                    if (begins < now)
                    {
                        continue;
                    }

                    var others = value == 0 ? null : Own(value, begins, ends, now);
                    var added = OwnTermsTimeline.Put(rows, others, new Period(begins, ends), Sales, now);
                    rows.AddRange(added);
                    first.AddRange(added.Select(a => (a, a.Terms, a.ValidFrom, a.ValidTo)));
                    for (var i = 0; i < Instants.Length; i++)
                    {
                        if (Instants[i] >= begins && (ends is null || Instants[i] < ends))
                        {
                            oracle[i] = value;
                        }
                    }
                }

                for (var i = 0; i < Instants.Length; i++)
                {
                    var held = rows.Where(r => r.Valid.Contains(Instants[i])).ToList();
                    Assert.True(held.Count <= 1, $"{held.Count} at {Instants[i]:O}");
                    Assert.Equal(oracle[i] == 0 ? (decimal?)null : oracle[i] / 10m, held.SingleOrDefault()?.Terms.Discount);
                    Assert.Same(held.SingleOrDefault(), OwnTermsTimeline.At(rows, Instants[i]));
                }

                // Nothing overlaps anything, also between the instants that were tried.
                Assert.All(rows, one => Assert.DoesNotContain(rows, other => !ReferenceEquals(one, other) && one.Valid.Overlaps(other.Valid)));
                // What was agreed is still there as it was; what is over earlier says when and by whom.
                Assert.All(first, f =>
                {
                    Assert.Equal((f.Terms, f.From, f.To), (f.Row.Terms, f.Row.ValidFrom, f.Row.AgreedTo));
                    Assert.Equal(f.Row.ValidTo != f.Row.AgreedTo, f.Row.EndedAt is not null);
                    Assert.Equal(f.Row.EndedAt is null ? By.Nobody : Sales, f.Row.EndedBy);
                });
                return true;
            },
            iter: 10_000);
    }

    [Fact]
    public void R_PRC_5_terms_for_a_week_split_those_that_go_on_for_good()
    {
        var long_ = Own(8, Days[0], null, Days[0]);
        var week = Own(7, Days[1], Days[3], Days[0]);
        var added = OwnTermsTimeline.Put([long_], week, week.Valid, Sales, Days[0]);

        Assert.Equal(2, added.Count);
        var rest = added[1];
        Assert.Equal((Days[0], (DateTime?)Days[1], null), (long_.ValidFrom, long_.ValidTo, long_.AgreedTo));
        Assert.Equal((week, Sales, (DateTime?)Days[0]), (long_.ReplacedBy, long_.EndedBy, long_.EndedAt));
        Assert.Equal((long_, Days[3], null, 0.8m), (rest.RestOf, rest.ValidFrom, rest.ValidTo, rest.Terms.Discount));
        Assert.Equal((long_.By, long_.MadeAt, long_.RequestNo), (rest.By, rest.MadeAt, rest.RequestNo));
    }

    [Fact]
    public void R_PRC_5_terms_that_begin_where_others_end_leave_them_alone()
    {
        var before = Own(8, Days[0], Days[2], Days[0]);
        var next = Own(7, Days[2], Days[4], Days[0]);
        Assert.Equal([next], OwnTermsTimeline.Put([before], next, next.Valid, Sales, Days[0]));
        Assert.Null(before.EndedAt);
        Assert.Same(before, OwnTermsTimeline.At([before, next], Days[2].AddTicks(-1)));
        Assert.Same(next, OwnTermsTimeline.At([before, next], Days[2]));
        Assert.Null(OwnTermsTimeline.At([before, next], Days[4]));
    }

    [Fact]
    public void R_PRC_5_terms_that_are_replaced_before_they_begin_never_hold_and_stay_in_the_history()
    {
        var later = Own(8, Days[2], Days[4], Days[0]);
        var instead = Own(7, Days[1], Days[4], Days[0]);
        Assert.Equal([instead], OwnTermsTimeline.Put([later], instead, instead.Valid, Sales, Days[0]));
        Assert.True(later.NeverHeld);
        Assert.Equal((Days[2], (DateTime?)Days[2], (DateTime?)Days[4], instead), (later.ValidFrom, later.ValidTo, later.AgreedTo, later.ReplacedBy));
    }

    [Fact]
    public void Terms_that_are_taken_off_say_by_whom_and_that_nothing_took_their_place()
    {
        var terms = Own(8, Days[0], null, Days[0]);
        Assert.Empty(OwnTermsTimeline.Put([terms], null, new Period(Days[1], null), Sales, Days[1]));
        Assert.Equal(((DateTime?)Days[1], Sales, null), (terms.ValidTo, terms.EndedBy, terms.ReplacedBy));
    }

    [Fact]
    public void What_has_been_is_not_agreed_anew()
    {
        var terms = Own(8, Days[0], null, Days[0]);
        var refusal = Assert.Throws<RuleException>(() => OwnTermsTimeline.Put([terms], Own(7, Days[1], null, Days[2]), new Period(Days[1], null), Sales, Days[1].AddTicks(1)));
        Assert.Equal(("Pricing.PeriodBegun", "valid-from"), (refusal.Code, refusal.Field));
        Assert.Null(terms.EndedAt);
    }

    [Fact]
    public void A_period_that_is_reversed_empty_or_ends_in_another_age_is_refused()
    {
        Assert.Equal("Pricing.PeriodInvalid", Assert.Throws<RuleException>(() => Own(7, Days[1], Days[0], Days[0])).Code);
        Assert.Equal("Pricing.PeriodInvalid", Assert.Throws<RuleException>(() => Own(7, Days[1], Days[1], Days[0])).Code);
        Assert.Equal("Pricing.PeriodTooFar", Assert.Throws<RuleException>(() => Own(7, Days[1], ChinaTime.End(DateOnly.MaxValue), Days[0])).Code);
        Assert.Equal("Pricing.PeriodTooFar", Assert.Throws<RuleException>(() => OwnTermsTimeline.Put(
            [], null, new Period(Days[0], new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc)), Sales, Days[0])).Code);
        // Ten years from the 29th of February are over on the 28th.
        var leap = ChinaTime.Start(new DateOnly(2028, 2, 29));
        Assert.NotNull(Own(7, leap, ChinaTime.Start(new DateOnly(2038, 2, 28)), leap));
        Assert.Throws<RuleException>(() => Own(7, leap, ChinaTime.Start(new DateOnly(2038, 3, 1)), leap));
    }

    private static CustomerTerms Own(int tenths, DateTime from, DateTime? to, DateTime now) =>
        new(1, 2, 3, Terms.Of(tenths / 10m, null), from, to, by: new By(tenths, $"第 {tenths} 人"), madeAt: now == DateTime.MinValue ? from : now);
}
