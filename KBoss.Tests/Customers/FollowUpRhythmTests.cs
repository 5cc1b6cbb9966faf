using KBoss.Domain.Customers;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Reports;
using KBoss.Tests.Support;

namespace KBoss.Tests.Customers;

/// <summary>How often somebody talks with a customer, on its page, in the lists and behind their numbers.</summary>
public sealed class FollowUpRhythmTests
{
    private static readonly FollowUpFacts Talk = new(FollowUpWay.Phone, "回访", "一切正常", null);

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(1, 0, null)]
    [InlineData(2, 10, 10)]
    [InlineData(3, 10, 5)]
    [InlineData(4, 10, 3)]
    [InlineData(3, 25, 13)]
    [InlineData(2, 0, 0)]
    public void The_rhythm_is_the_average_of_the_days_between_talks(int count, int days, int? interval)
    {
        var first = new DateTime(2026, 3, 1, 15, 59, 0, DateTimeKind.Utc);
        Assert.Equal(interval, new FollowUpRhythm(count == 0 ? null : first.AddDays(days), count, count == 0 ? null : first).Interval);
    }

    [Fact]
    public async Task Talks_are_counted_for_90_days_of_Shanghai_and_the_number_leads_to_as_many()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        // Ten minutes before midnight in Shanghai.
        boss.Time.Advance(new DateTime(2026, 3, 1, 15, 50, 0, DateTimeKind.Utc) - boss.Now);
        var (busy, quiet) = (await team.CustomerAsync(team.First), await team.CustomerAsync(team.First));
        var old = boss.Now;
        await TalkAsync(0);
        await TalkAsync(30);
        await TalkAsync(40);

        // The day of the first talk is the first of 90, a quarter of an hour later it is not.
        boss.Time.Advance(TimeSpan.FromDays(19));
        await ExpectAsync(3, interval: 35);
        boss.Time.Advance(TimeSpan.FromMinutes(15));
        await ExpectAsync(2, interval: 40);

        var rows = (await Lists().MineAsync(SalesTeam.All with { Sort = "last-follow-up" })).Rows;
        Assert.Equal([(quiet.Code, null, 0), (busy.Code, (DateTime?)old.AddDays(70), 2)], rows.Select(r => (r.Code, r.LastFollowUpAt, r.FollowUps)));
        Assert.Equal([busy.Code, quiet.Code], (await Lists().MineAsync(SalesTeam.All with { Sort = "follow-ups", Descending = true })).Rows.Select(r => r.Code));
        var sheet = Workbooks.Rows((await Lists().ExportMineAsync(SalesTeam.All)).Content);
        Assert.Equal(["2026-05-10 23:50", "2"], sheet.Single(r => r[0] == busy.Code).TakeLast(2));

        // Another salesperson sees nothing of it.
        Assert.Empty((await team.As<CustomerListQueries>(team.Second).MineAsync(SalesTeam.Ask(("quiet", "30")))).Rows);

        async Task TalkAsync(int days)
        {
            boss.Time.Advance(TimeSpan.FromDays(days));
            await team.As<CustomerService>(team.First).AddFollowUpAsync(busy.Code, Talk);
        }

        async Task ExpectAsync(int count, int interval)
        {
            var rhythm = (await team.As<CustomerQueries>(team.First).DetailsAsync(busy.Code)).FollowUps;
            Assert.Equal((count, interval, old.AddDays(70)), (rhythm.Count, rhythm.Interval, rhythm.LastAt));
            var from = FollowUpRhythm.FirstDay(boss.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(count, (await boss.Get<CustomerQueries>().FollowUpsAsync(busy.Code, SalesTeam.Ask(("from", from)))).Total);
            Assert.Equal(3, (await boss.Get<CustomerQueries>().FollowUpsAsync(busy.Code, SalesTeam.All)).Total);
        }

        CustomerListQueries Lists() => team.As<CustomerListQueries>(team.First);
    }

    [Fact]
    public async Task Who_was_not_talked_to_for_so_many_days_is_found_also_where_nobody_ever_has()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        boss.Time.Advance(new DateTime(2026, 3, 1, 15, 50, 0, DateTimeKind.Utc) - boss.Now);
        var (talked, never) = (await team.CustomerAsync(team.First), await team.CustomerAsync(team.First));
        boss.Time.Advance(TimeSpan.FromDays(10));
        await team.As<CustomerService>(team.First).AddFollowUpAsync(talked.Code, Talk);

        // Ten minutes before the 30th day since it registered, and on it; then the same for the talk.
        boss.Time.Advance(TimeSpan.FromDays(19));
        await ExpectAsync();
        boss.Time.Advance(TimeSpan.FromMinutes(15));
        await ExpectAsync(never.Code);
        boss.Time.Advance(TimeSpan.FromDays(9));
        await ExpectAsync(never.Code);
        boss.Time.Advance(TimeSpan.FromDays(1));
        await ExpectAsync(talked.Code, never.Code);
        await team.As<CustomerService>(team.First).AddFollowUpAsync(never.Code, Talk);
        await ExpectAsync(talked.Code);

        async Task ExpectAsync(params string[] codes) => Assert.Equal(
            codes, (await team.As<CustomerListQueries>(team.First).MineAsync(SalesTeam.Ask(("quiet", "30")) with { Sort = "created" })).Rows.Select(r => r.Code));
    }
}
