using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Connectors.TencentCloud.Profiles;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors.Asking;

public sealed class TencentProfileTests
{
    private static readonly ProfileFacts Known = new("100000000101", "示例科技", "张工");

    [Fact]
    public async Task A_profile_is_checked_after_the_commit_and_its_customer_is_told()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud);
        var profiles = world.Boss.Get<TencentProfileService>();
        Assert.Equal(ProfileState.NotGiven, (await profiles.MineAsync()).State);
        await profiles.GiveAsync(Known);
        Assert.Equal(ProfileState.Checking, (await profiles.MineAsync()).State);
        await world.DispatchAsync();

        var mine = await profiles.MineAsync();
        Assert.Equal((ProfileState.Confirmed, "100000000101"), (mine.State, mine.Uin));
        Assert.NotEmpty(mine.VendorName);
        Assert.Contains("TencentProfileConfirmed", await world.NoticesAsync(world.Buyer.Id));
        world.Boss.SignIn(world.Staff);
        Assert.Equal(mine, await profiles.OfCustomerAsync(world.Buyer.Code));
        await using var db = world.Boss.Db();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Subject == $"TencentProfile {world.Buyer.Id}"
            && e.OrganizationId == world.SoldBy.Id && e.MemberId == world.Customer.MemberId));
    }

    [Fact]
    public async Task An_account_that_the_vendor_does_not_know_is_refused_and_a_better_one_is_asked_about_anew()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud);
        var profiles = world.Boss.Get<TencentProfileService>();
        await profiles.GiveAsync(Known with { Uin = "999999999999" });
        await world.DispatchAsync();
        Assert.Equal((ProfileState.Refused, "Unknown"), ((await profiles.MineAsync()).State, (await profiles.MineAsync()).Reason));
        Assert.Equal("Connectors.TencentRefused", (await Assert.ThrowsAsync<RuleException>(world.PlaceAsync)).Code);

        await profiles.GiveAsync(Known);
        await world.DispatchAsync();
        Assert.Equal(ProfileState.Confirmed, (await profiles.MineAsync()).State);
    }

    [Theory]
    [InlineData(ConnectorFault.Fail)]
    [InlineData(ConnectorFault.LoseAnswer)]
    [InlineData(ConnectorFault.RateLimit)]
    [InlineData(ConnectorFault.Slow)]
    public async Task What_could_not_be_checked_says_so_and_is_checked_later_by_itself(ConnectorFault fault)
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud, patience: fault == ConnectorFault.Slow ? 0.3 : 10);
        var profiles = world.Boss.Get<TencentProfileService>();
        world.World.Faults.Slowness = TimeSpan.FromSeconds(2);
        world.World.Faults.Order("TencentCloud", "DescribeAgentAuditedClients", fault, ConnectorFaults.Always);
        await profiles.GiveAsync(Known);
        await world.DispatchAsync();
        var missed = await profiles.MineAsync();
        Assert.Equal((ProfileState.NotChecked, "Unreachable"), (missed.State, missed.Reason));
        Assert.Equal("Connectors.TencentNotChecked", (await Assert.ThrowsAsync<RuleException>(world.PlaceAsync)).Code);

        world.World.Faults.Clear();
        world.Boss.Time.Advance(TimeSpan.FromMinutes(10));
        await world.DispatchAsync();
        Assert.Equal(ProfileState.Confirmed, (await profiles.MineAsync()).State);
        await world.PlaceAsync();
    }

    [Fact]
    public async Task An_answer_about_what_was_changed_meanwhile_says_nothing()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud);
        var profiles = world.Boss.Get<TencentProfileService>();
        await profiles.GiveAsync(Known);
        await profiles.WithdrawAsync();
        await world.DispatchAsync();
        Assert.Equal(TencentProfileDetails.None, await profiles.MineAsync());
        var profile = new TencentProfile(new Parties(1, 2));
        profile.Give(Known, world.Boss.Now);
        profile.Give(Known with { Uin = "100000000102" }, world.Boss.Now);
        Assert.False(profile.Confirm(1, "示***", world.Boss.Now));
        Assert.Equal(ProfileState.Checking, profile.State);
        Assert.True(profile.Confirm(2, "示***", world.Boss.Now));
        Assert.False(profile.Miss(2, "Unreachable", world.Boss.Now));
        Assert.Equal(ProfileState.Confirmed, profile.State);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_only_the_Admin_may()
    {
        await using var world = await AskingWorld.OpenAsync(Connector.TencentCloud);
        Assert.Equal(["uin", "profile-name", "profile-contact"], Assert.Throws<RuleException>(() => new ProfileFacts("12ab", "", " ").Kept()).All.Select(p => p.Field));
        Assert.Equal("100012345678", (Known with { Uin = " １０００ 1234-5678 " }).Kept().Uin);
        var profiles = world.Boss.Get<TencentProfileService>();
        Assert.Equal("Connectors.UinInvalid", (await Assert.ThrowsAsync<RuleException>(() => profiles.GiveAsync(Known with { Uin = "1234" }))).Code);
        Assert.Equal("Connectors.ProfileNotGiven", (await Assert.ThrowsAsync<RuleException>(() => profiles.CheckAgainAsync())).Code);

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Buyer, Role.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => profiles.GiveAsync(Known));
        Assert.Equal(ProfileState.NotGiven, (await profiles.MineAsync()).State);
        // Neither the staff of another distributor nor a salesperson of somebody else's sees it.
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales));
        await Assert.ThrowsAsync<NotFoundException>(() => profiles.OfCustomerAsync(world.Buyer.Code));
    }
}
