using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Reports;

namespace KBoss.Tests.Reports;

public sealed class PaybackTests
{
    private static readonly DateTime Start = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Nothing_given_is_nothing_to_pay_back() => Assert.Null(Payback.Of(Start, [new Earned(Start, 10m, 0m)]));

    [Fact]
    public void Days_are_those_of_Shanghai()
    {
        // 15:59 and 16:00 UTC are the two sides of a Shanghai midnight.
        var before = Payback.Of(Start, [new Earned(new DateTime(2026, 1, 6, 15, 59, 0, DateTimeKind.Utc), 10m, 10m)]);
        var after = Payback.Of(Start, [new Earned(new DateTime(2026, 1, 6, 16, 0, 0, DateTimeKind.Utc), 10m, 10m)]);

        Assert.Equal((1, 2), (before!.Value.Days!.Value, after!.Value.Days!.Value));
    }

    [Fact]
    public void What_was_covered_and_is_no_longer_counts_from_when_it_is_again()
    {
        Earned[] orders = [new(Start.AddDays(1), 5m, 5m), new(Start.AddDays(2), 1m, 9m), new(Start.AddDays(7), 8m, 0m), new(Start.AddDays(8), 3m, 1m)];

        Assert.Equal(1, Payback.Of(Start, orders[..1])!.Value.Days);
        Assert.Null(Payback.Of(Start, orders[..2])!.Value.Days);
        Assert.Equal(7, Payback.Of(Start, orders)!.Value.Days);
    }

    [Fact]
    public void It_is_the_first_order_after_which_the_margin_has_always_covered_what_was_given() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[-30, 60], Gen.Int[0, 40]).Array[0, 12].Sample(made =>
        {
            var orders = made.Select((o, i) => new Earned(Start.AddDays(o.Item1).AddSeconds(i), o.Item2, o.Item3)).ToArray();
            var sorted = orders.OrderBy(o => o.At).ToArray();
            // Slowly: for each order, whether from it on every sum is covered.
            int? days = null;
            for (var i = sorted.Length - 1; i >= 0 && Covered(sorted[..(i + 1)]); i--)
            {
                days = ChinaTime.Day(sorted[i].At).DayNumber - ChinaTime.Day(Start).DayNumber;
            }

            var payback = Payback.Of(Start, orders);
            Assert.Equal(orders.Sum(o => o.Given) == 0 ? null : new Payback(days), payback);
        }, iter: 10_000);

    private static bool Covered(Earned[] orders) => orders.Sum(o => o.Given) is > 0 and var given && orders.Sum(o => o.Margin) >= given;
}
