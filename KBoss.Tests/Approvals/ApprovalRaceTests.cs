using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals;

/// <summary>Two at once, each of which has read before the other wrote (docs/decisions/0018).</summary>
public sealed class ApprovalRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    public void Dispose() => queue.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R_APR_1_of_two_approvers_at_once_one_decides_and_the_other_is_told(bool secondAgrees)
    {
        await using var world = await StartAsync(more: queue.Into);
        var other = await world.Boss.Given.MemberAsync(world.Organization, Role.Finance);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();

        Assert.Equal(("Approvals.Closed", ""), await queue.TwoAsync(
            () => world.AgreeAsync(no, world.Finance),
            () => world.As<ApprovalService>(other).DecideAsync(no, new DecideApproval(secondAgrees, "已看"))));

        Assert.Equal(secondAgrees ? ["华东"] : [], await world.DepartmentsAsync());
        Assert.Equal(secondAgrees ? ApprovalStatus.Approved : ApprovalStatus.Refused, (await world.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task R_APR_1_a_double_click_or_two_windows_give_one_consent_and_not_that_of_the_next_level()
    {
        await using var world = await StartAsync(more: queue.Into);
        await world.PolicyAsync(ByRole(Role.Finance), ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        Task Agree() => world.As<ApprovalService>(world.Finance).DecideAsync(no, new DecideApproval(true, Level: 1));

        Assert.Equal(("Approvals.LevelDecided", ""), await queue.TwoAsync(Agree, Agree));

        Assert.Equal((ApprovalStatus.Pending, 2), ((await world.RequestAsync(no)).Status, (await world.RequestAsync(no)).Level));
        world.Boss.SignIn(world.Finance);
        var answers = await Ending.OfAllAsync(
            world.Boss, 6, (services, _) => services.GetRequiredService<ApprovalService>().DecideAsync(no, new DecideApproval(true, Level: 2)));
        Assert.Equal(["", .. Enumerable.Repeat("Approvals.Closed", 5)], answers.Order(StringComparer.Ordinal));
        Assert.Equal(["华东"], await world.DepartmentsAsync());
    }

    [Fact]
    public async Task A_request_that_is_withdrawn_while_it_is_agreed_to_is_not_carried_out()
    {
        await using var world = await StartAsync(more: queue.Into);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();

        Assert.Equal(("Approvals.Closed", ""), await queue.TwoAsync(
            () => world.AgreeAsync(no, world.Finance), () => world.As<ApprovalService>(world.Maker).WithdrawAsync(no)));

        Assert.Empty(await world.DepartmentsAsync());
        Assert.Equal(ApprovalStatus.Withdrawn, (await world.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task A_request_that_expires_while_it_is_agreed_to_is_closed_once()
    {
        await using var world = await StartAsync(more: queue.Into);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();

        Assert.Equal(("Approvals.Expired", ""), await queue.TwoAsync(() => world.AgreeAsync(no, world.Finance), async () =>
        {
            world.Boss.Time.SetUtcNow((await world.RequestAsync(no)).ExpiresAt);
            await using var window = world.Boss.NewScope();
            await window.ServiceProvider.GetRequiredService<ApprovalClock>().ExpireDueAsync();
        }));

        Assert.Empty(await world.DepartmentsAsync());
        Assert.Equal(ApprovalStatus.Expired, (await world.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task Comments_that_come_at_once_are_all_kept()
    {
        await using var world = await StartAsync(more: queue.Into);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        world.Boss.SignIn(world.Maker);

        var answers = await Ending.OfAllAsync(world.Boss, 6, (services, i) => services.GetRequiredService<ApprovalService>().SayAsync(no, $"第 {i} 条"));

        Assert.All(answers, answer => Assert.Equal("", answer));
        Assert.Equal(Enumerable.Range(1, 7), (await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Events.Select(e => e.Number));
    }

    [Fact]
    public async Task Of_two_Admins_who_set_a_policy_at_once_the_second_sees_that_there_is_another()
    {
        await using var world = await StartAsync(more: queue.Into);
        var other = await world.Boss.Given.MemberAsync(world.Organization, Role.Admin);
        Task Save(Actor admin, Role role) => world.As<ApprovalPolicyService>(admin).SaveAsync(new SavePolicy(Kind, 0, [ByRole(role)]));

        Assert.Equal(("Common.ChangedMeanwhile", ""), await queue.TwoAsync(() => Save(world.Admin, Role.Finance), () => Save(other, Role.Sales)));

        await using var db = world.Boss.Db();
        Assert.Equal(1, await db.ApprovalPolicies.CountAsync());
    }

    [Fact]
    public async Task A_member_that_is_deleted_while_a_policy_names_it_is_not_named()
    {
        await using var world = await StartAsync(more: queue.Into);
        var named = await world.Boss.Given.MemberAsync(world.Organization, Role.Operations);

        Assert.Equal(("Common.NotFound", ""), await queue.TwoAsync(
            () => world.As<ApprovalPolicyService>(world.Admin).SaveAsync(new SavePolicy(Kind, 0, [ByMember(named)])),
            () => world.As<MemberService>(world.Admin).DeleteAsync(named.MemberId)));
    }
}
