using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Leads;
using KBoss.Tests.Customers;
using KBoss.Tests.Support;

namespace KBoss.Tests.Leads;

/// <summary>How many of the leads that somebody claimed have become customers, and the leads behind each number.</summary>
public sealed class LeadFigureTests
{
    private int forms;

    [Fact]
    public async Task A_lead_counts_for_who_claimed_it_and_is_converted_by_a_customer_that_registered_afterwards()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var before = await team.CustomerAsync(team.First);
        var writes = await boss.Given.MemberAsync(before, Role.Buyer);

        // One becomes a customer, one is in hand, one comes to nothing; spam, what a customer wrote and what names an older customer do not count.
        var (won, open, lost, spam, theirs, older) = (
            await LeaveAsync(team), await LeaveAsync(team), await LeaveAsync(team), await LeaveAsync(team), await LeaveAsync(team, writes), await LeaveAsync(team));
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        var became = await team.CustomerAsync(team.First);
        foreach (var no in new[] { won, open, lost, spam, theirs, older })
        {
            await team.As<LeadService>(team.First).TakeAsync(no);
        }

        await CloseAsync(team, won, LeadStatus.Done, became.Code);
        await CloseAsync(team, lost, LeadStatus.Lost);
        await CloseAsync(team, spam, LeadStatus.Spam);
        await CloseAsync(team, theirs, LeadStatus.Done, before.Code);
        await CloseAsync(team, older, LeadStatus.Done, before.Code);
        // One that was handed over counts for whoever has it; one that is answered without a customer is not converted.
        var handed = await LeaveAsync(team);
        await team.As<LeadService>(team.First).TakeAsync(handed);
        await team.As<LeadService>(team.First).HandOverAsync(handed, team.Second.MemberId, null);
        await team.As<LeadService>(team.Second).CloseAsync(handed, LeadStatus.Done, "答复了", null);

        var first = new LeadFigures(team.First.MemberId, team.First.Name, Claimed: 3, InHand: 1, Converted: 1);
        var second = new LeadFigures(team.Second.MemberId, team.Second.Name, Claimed: 1, InHand: 0, Converted: 0);
        Assert.Equal([first, second], await team.As<LeadFigureQueries>(team.Operations).MembersAsync(30));
        // A salesperson reads its own.
        Assert.Equal([second], await team.As<LeadFigureQueries>(team.Second).MembersAsync(30));
        foreach (var row in new[] { first, second })
        {
            Assert.Equal((row.Claimed, row.InHand, row.Converted), await BehindAsync(team, team.Operations, row));
        }

        Assert.Equal((1, 0, 0), await BehindAsync(team, team.Second, second));
        Assert.Equal([team.First.MemberId, team.Second.MemberId], (await team.As<LeadQueries>(team.Operations).ClaimersAsync()).Select(m => m.MemberId));

        // What is taken up again is in hand and no longer converted.
        await team.As<LeadService>(team.First).ReopenAsync(won);
        Assert.Equal((3, 2, 0), (await team.As<LeadFigureQueries>(team.First).MembersAsync(30)).Select(f => (f.Claimed, f.InHand, f.Converted)).Single());
    }

    [Theory]
    // Claimed at half past eleven in the evening of Shanghai: that day is the first of 30 until 29 days later.
    [InlineData(29, 1)]
    [InlineData(30, 0)]
    public async Task Days_are_those_of_Shanghai_up_to_and_including_today(int daysLater, int claimed)
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        boss.Time.Advance(new DateTime(2026, 3, 1, 15, 30, 0, DateTimeKind.Utc) - boss.Now);
        var no = await LeaveAsync(team);
        await team.As<LeadService>(team.First).TakeAsync(no);
        boss.Time.Advance(TimeSpan.FromDays(daysLater) - TimeSpan.FromHours(23));

        var rows = await team.As<LeadFigureQueries>(team.First).MembersAsync(30);
        Assert.Equal(claimed, rows.Sum(r => r.Claimed));
        var day = boss.Get<LeadFigureQueries>().FirstDay(30);
        Assert.Equal(claimed, (await boss.Get<LeadQueries>().ListAsync(SalesTeam.Ask(("conversion", "counted"), ("claimed-from", $"{day:yyyy-MM-dd}")))).Total);
    }

    [Fact]
    public async Task Another_distributor_reads_nothing_of_them_and_who_handles_no_leads_is_refused()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var no = await LeaveAsync(team);
        await team.As<LeadService>(team.First).TakeAsync(no);
        var below = await boss.Given.DistributorAsync(team.Root);
        Assert.Empty(await team.As<LeadFigureQueries>(await boss.Given.MemberAsync(below, Role.Operations)).MembersAsync(30));
        Assert.Empty(await team.As<LeadQueries>(await boss.Given.MemberAsync(below, Role.Operations)).ClaimersAsync());
        var finance = await boss.Given.MemberAsync(team.Root, Role.Finance);
        await Assert.ThrowsAsync<PermissionException>(() => team.As<LeadFigureQueries>(finance).MembersAsync(30));
        Assert.Equal("conversion", (await Assert.ThrowsAsync<RuleException>(
            () => team.As<LeadQueries>(team.First).ListAsync(SalesTeam.Ask(("conversion", "all"))))).Field);
    }

    private async Task<string> LeaveAsync(SalesTeam team, Actor? writer = null)
    {
        team.Boss.Time.Advance(TimeSpan.FromSeconds(1));
        return await team.As<MessageBoard>(writer!).LeaveAsync($"form {++forms}", new LeadMessage(LeadKind.Purchase, "李女士", "", "13700001111", "", $"想买 {forms} 台"));
    }

    private static Task CloseAsync(SalesTeam team, string no, LeadStatus outcome, string? customer = null) =>
        team.As<LeadService>(team.First).CloseAsync(no, outcome, null, customer);

    private static async Task<(int Claimed, int InHand, int Converted)> BehindAsync(SalesTeam team, Actor actor, LeadFigures row)
    {
        return (await CountAsync("counted"), await CountAsync("in-hand"), await CountAsync("converted"));

        async Task<int> CountAsync(string conversion) => (await team.As<LeadQueries>(actor).ListAsync(SalesTeam.Ask(
            ("member", $"{row.MemberId}"), ("conversion", conversion), ("claimed-from", $"{team.Boss.Get<LeadFigureQueries>().FirstDay(30):yyyy-MM-dd}")))).Total;
    }
}
