using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Delivery.Resources;

/// <summary>What a resource is follows the instant, by the Shanghai calendar; and how its end moves.</summary>
public sealed class ResourceStateTests
{
    private const int Grace = 7;

    public static TheoryData<string, string> Ends => new()
    {
        // The end, and the Shanghai instant at which seven days of grace are over: inside a month, over its end, over a leap day and without, over a year.
        { "2026-03-10 10:00", "2026-03-17 10:00" },
        { "2026-04-28 00:00", "2026-05-05 00:00" },
        { "2028-02-25 23:59", "2028-03-03 23:59" },
        { "2027-02-25 23:59", "2027-03-04 23:59" },
        { "2026-12-29 08:30", "2027-01-05 08:30" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_resource_is_what_its_clock_says_whether_or_not_a_schedule_has_run(string ends, string releases)
    {
        var (end, over) = (Utc(ends), Utc(releases));
        var resource = Make(end);
        (DateTime At, ResourceState State)[] clock =
        [
            (end.AddDays(-30).AddTicks(-1), ResourceState.Running), (end.AddDays(-30), ResourceState.Ending), (end.AddTicks(-1), ResourceState.Ending),
            (end, ResourceState.Grace), (over.AddTicks(-1), ResourceState.Grace), (over, ResourceState.Released), (over.AddYears(3), ResourceState.Released),
        ];

        Assert.All(clock, c => Assert.Equal(c.State, resource.StateAt(c.At)));
        Assert.Equal(over, resource.ReleasesAt);
        Assert.False(resource.Expire(Grace, end.AddTicks(-1)));
        Assert.True(resource.Expire(1, end));
        Assert.False(resource.Expire(30, end));
        // What was promised holds, whatever is set afterwards.
        Assert.Equal((over, ResourceState.Grace), (resource.ReleasesAt, resource.StateAt(over.AddTicks(-1))));
        Assert.False(resource.Release(over.AddTicks(-1)));
        Assert.True(resource.Release(over));
        Assert.False(resource.Release(over));
        Assert.Equal(ResourceState.Released, resource.StateAt(end.AddDays(-40)));
    }

    [Theory]
    [InlineData("2026-01-31 10:00", BillingUnit.Month, 1, "2026-02-28 10:00")]
    [InlineData("2028-01-31 10:00", BillingUnit.Month, 1, "2028-02-29 10:00")]
    [InlineData("2028-02-29 10:00", BillingUnit.Year, 1, "2029-02-28 10:00")]
    [InlineData("2026-12-31 23:59", BillingUnit.Month, 2, "2027-02-28 23:59")]
    [InlineData("2026-12-31 23:59", BillingUnit.Hour, 120, "2027-01-05 23:59")]
    public void A_renewal_counts_from_the_old_end_also_in_the_days_of_grace(string ends, BillingUnit unit, int periods, string expected)
    {
        var end = Utc(ends);
        foreach (var now in new[] { end.AddDays(-20), end.AddTicks(-1), end, ChinaTime.AddDays(end, Grace).AddTicks(-1) }.Where(now => now < Utc(expected)))
        {
            var resource = Make(end);
            resource.Expire(Grace, now);
            resource.Renew(unit, periods, 3, now);
            Assert.Equal((Utc(expected), ResourceStatus.Active), (resource.EndsAt, resource.Status));
            Assert.Equal(ChinaTime.AddDays(Utc(expected), 3), resource.ReleasesAt);
        }
    }

    [Fact]
    public void More_days_of_grace_count_for_what_ends_from_then_on_and_none_at_all_release_at_the_end()
    {
        var end = Utc("2026-03-10 10:00");
        var longer = Make(end);
        longer.Expire(30, end);
        Assert.Equal((ChinaTime.AddDays(end, 30), ResourceState.Grace), (longer.ReleasesAt, longer.StateAt(ChinaTime.AddDays(end, 29))));

        var none = Make(end);
        none.Renew(BillingUnit.Month, 1, 0, end);
        Assert.Equal(ResourceState.Released, none.StateAt(none.EndsAt!.Value));
        Assert.Equal((true, true), (none.Expire(0, none.EndsAt.Value), none.Release(none.EndsAt.Value)));
        Assert.Null(Make(null).ReleasesAt);
    }

    [Fact]
    public void What_is_released_or_never_ends_is_not_renewed()
    {
        var end = Utc("2026-03-10 10:00");
        var over = ChinaTime.AddDays(end, Grace);
        Assert.Equal("Delivery.ResourceReleased", Code(() => Make(end).Renew(BillingUnit.Month, 1, Grace, over)));
        Assert.Equal("Delivery.RenewalTooShort", Code(() => Make(end).Renew(BillingUnit.Hour, 48, Grace, end.AddHours(48))));
        Make(end).Renew(BillingUnit.Hour, 48, Grace, end.AddHours(48).AddTicks(-1));
        Assert.Equal("Delivery.NotRenewable", Code(() => Make(null).Renew(BillingUnit.Month, 1, Grace, over)));
        Assert.Equal("Delivery.NotRenewable", Code(() => Make(end).Renew(BillingUnit.Piece, 1, Grace, end)));
        Assert.Equal(ResourceState.Running, Make(null).StateAt(over.AddYears(50)));
    }

    [Theory]
    // Ends on 10 March at 10:00: tried on the 7th, 8th and 9th, once each.
    [InlineData("2026-03-06 23:59", null, false)]
    [InlineData("2026-03-07 00:00", null, true)]
    [InlineData("2026-03-07 23:59", "2026-03-07 00:00", false)]
    [InlineData("2026-03-08 00:00", "2026-03-07 09:20", true)]
    [InlineData("2026-03-09 09:20", "2026-03-08 09:20", true)]
    [InlineData("2026-03-10 09:20", "2026-03-09 09:20", false)]
    // Nothing ran on any of the three days: as long as it can be renewed, but once.
    [InlineData("2026-03-10 09:20", "2026-02-08 09:20", true)]
    [InlineData("2026-03-16 09:20", null, true)]
    [InlineData("2026-03-16 09:20", "2026-03-12 09:20", false)]
    [InlineData("2026-03-17 10:00", null, false)]
    public void It_is_renewed_by_itself_on_three_days_once_a_day(string now, string? tried, bool due)
    {
        var end = Utc("2026-03-10 10:00");
        var auto = new AutoRenewal(3, "RS1");
        auto.SwitchOn(BillingUnit.Month, 1, 80m, 10, new By(5, "买家"));
        if (tried is not null)
        {
            auto.Tried(AutoRenewalOutcome.MoneyShort, Utc(tried));
        }

        Assert.Equal((due, 88m), (auto.IsDue(end, ChinaTime.AddDays(end, Grace), Utc(now)), auto.Limit));
        auto.SwitchOff();
        Assert.False(auto.IsDue(end, ChinaTime.AddDays(end, Grace), Utc(now)));
    }

    private static string Code(Action act) => Assert.Throws<RuleException>(act).Code;

    private static DateTime Utc(string shanghai) => ChinaTime.ToUtc(DateTime.Parse(shanghai, System.Globalization.CultureInfo.InvariantCulture));

    private static Resource Make(DateTime? end)
    {
        var start = Utc("2026-01-01 00:00");
        var sold = new SoldItem("产品", "SKU", "CPU=16核", BillingUnit.Month, 1, 1);
        var task = new FulfilmentTask(1, "FT1", new FulfilmentOrder(new Parties(1, 3), "客户", "KB1", 9, sold), 7, Connector.Manual, start);
        return new Resource(task, new Pieces(1, 1), "RS1", new AccessDetails("203.0.113.7"), new ServiceTime(start, end, Grace));
    }
}
