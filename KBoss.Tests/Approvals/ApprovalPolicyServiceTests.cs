using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Organizations.Members;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals;

public sealed class ApprovalPolicyServiceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_is_a_new_version_that_begins_now_or_on_a_later_day_and_the_old_ones_stay_readable(bool below)
    {
        await using var world = await StartAsync(below);
        var policies = world.As<ApprovalPolicyService>(world.Admin);
        Assert.Equal(1, await policies.SaveAsync(new SavePolicy(Kind, 0, [ByRole(Role.Finance, from: 500m)], 3)));
        var day = ChinaTime.Day(world.Boss.Now).AddDays(3);
        Assert.Equal(2, await policies.SaveAsync(new SavePolicy(Kind, 1, [ByMember(world.Admin)], From: day)));

        var kind = await KindAsync(world);
        Assert.Equal((1, 2, 2), (kind.InForce!.Number, kind.Next!.Number, kind.Last));
        Assert.Equal((500m, 3), (kind.InForce.Levels[0].AmountFrom, kind.InForce.ExpiryDays));
        Assert.True((await world.AskAsync(new NewDepartment("华东", 499m))).Done);

        world.Boss.Time.SetUtcNow(ChinaTime.Start(day).AddTicks(-1));
        Assert.True((await world.AskAsync(new NewDepartment("华北", 499m))).Done);
        world.Boss.Time.SetUtcNow(ChinaTime.Start(day));
        Assert.False((await world.AskAsync(new NewDepartment("华南", 499m))).Done);
        kind = await KindAsync(world);
        Assert.Equal((2, (PolicyRow?)null, "2 1", 1), (kind.InForce!.Number, kind.Next, string.Join(' ', kind.Versions.Select(v => v.Number)), kind.Waiting));
        Assert.Equal(world.Admin.Name, kind.InForce.Levels[0].Approvers[0].Name);
    }

    [Fact]
    public async Task What_was_to_begin_later_never_does_once_another_version_takes_its_place()
    {
        await using var world = await StartAsync();
        var policies = world.As<ApprovalPolicyService>(world.Admin);
        var day = ChinaTime.Day(world.Boss.Now).AddDays(3);
        await policies.SaveAsync(new SavePolicy(Kind, 0, [ByRole(Role.Finance)], From: day));
        await policies.TurnOffAsync(Kind, 1);

        var kind = await KindAsync(world);
        Assert.True(kind.Versions[^1].NeverBegan);
        Assert.Empty(kind.InForce!.Levels);
        world.Boss.Time.SetUtcNow(ChinaTime.Start(day));
        Assert.True((await world.AskAsync(new NewDepartment("华东"))).Done);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var world = await StartAsync();
        var stranger = await world.Boss.Given.MemberAsync(await world.Boss.Given.DistributorAsync(world.Organization), Role.Finance);
        var gone = await world.Boss.Given.MemberAsync(world.Organization, Role.Finance);
        await world.As<MemberService>(world.Admin).DeregisterAsync(gone.MemberId);
        var policies = world.As<ApprovalPolicyService>(world.Admin);

        Assert.Equal("Common.NotFound", await RefusedAsync(() => policies.SaveAsync(new SavePolicy(Kind, 0, [ByMember(stranger)]))));
        Assert.Equal("Common.NotFound", await RefusedAsync(() => policies.SaveAsync(new SavePolicy(Kind, 0, [ByRole(Role.Finance, standIn: stranger)]))));
        Assert.Equal("Organizations.MemberDeregistered", await RefusedAsync(() => policies.SaveAsync(new SavePolicy(Kind, 0, [ByMember(gone)]))));
        Assert.Equal("Approvals.FromPast", await RefusedAsync(
            () => policies.SaveAsync(new SavePolicy(Kind, 0, [ByRole(Role.Finance)], From: ChinaTime.Day(world.Boss.Now)))));
        Assert.Equal("Common.ChangedMeanwhile", await RefusedAsync(() => policies.TurnOffAsync(Kind, 1)));
        Assert.Equal("Common.PermissionNeeded", await RefusedAsync(
            () => world.As<ApprovalPolicyService>(world.Finance).TurnOffAsync(Kind, 0)));
        Assert.Empty((await KindAsync(world)).Versions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_who_turns_it_off_turns_it_off_and_a_policy_without_a_level_is_not_saved(bool below)
    {
        await using var world = await StartAsync(below);
        var policies = world.As<ApprovalPolicyService>(world.Admin);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => policies.SaveAsync(new SavePolicy(Kind, 0, [])));
        Assert.Equal(("Approvals.LevelNeeded", "levels"), (refusal.Code, refusal.Field));
        await policies.SaveAsync(new SavePolicy(Kind, 0, [ByRole(Role.Finance)]));
        Assert.Equal("Approvals.LevelNeeded", await RefusedAsync(() => policies.SaveAsync(new SavePolicy(Kind, 1, []))));
        Assert.False((await world.AskAsync(new NewDepartment("华东"))).Done);

        Assert.Equal(2, await world.As<ApprovalPolicyService>(world.Admin).TurnOffAsync(Kind, 1));
        Assert.True((await world.AskAsync(new NewDepartment("华北"))).Done);
    }

    private static async Task<KindPolicy> KindAsync(ApprovalWorld world) =>
        (await world.As<ApprovalPolicyQueries>(world.Admin).ListAsync()).Single(k => k.Kind == Kind);
}
