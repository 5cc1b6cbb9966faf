using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals;

public sealed class ApprovalServiceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_policy_a_change_is_carried_out_at_once(bool below)
    {
        await using var world = await StartAsync(below);

        var asked = await world.AskAsync(new NewDepartment("华东"));

        Assert.True(asked.Done);
        Assert.Equal(["华东"], await world.DepartmentsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R_APR_2_a_change_waits_and_is_carried_out_with_the_last_consent(bool below)
    {
        await using var world = await StartAsync(below);
        await world.PolicyAsync(ByRole(Role.Finance), ByMember(world.Admin));

        var no = await world.WaitingAsync();
        Assert.Empty(await world.DepartmentsAsync());
        Assert.Equal([("ApprovalWaits", world.Finance.MemberId)], await world.NoticesAsync());

        Assert.Equal(ApprovalStatus.Pending, (await world.AgreeAsync(no, world.Finance)).Status);
        Assert.Empty(await world.DepartmentsAsync());
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, world.Admin)).Status);

        Assert.Equal(["华东"], await world.DepartmentsAsync());
        var request = await world.RequestAsync(no);
        Assert.Equal((ApprovalStatus.Approved, world.Admin.By), (request.Status, request.ClosedBy));
    }

    [Fact]
    public async Task R_APR_2_what_the_world_refuses_by_then_ends_as_failed_with_nothing_of_it_stored()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        await using (var db = world.Boss.Db())
        {
            db.Add(new Domain.Organizations.Department(world.Organization.Id, null, "华东", world.Boss.Now));
            await db.SaveChangesAsync();
        }

        var decided = await world.AgreeAsync(no, world.Finance, "可以");

        Assert.Equal((ApprovalStatus.Failed, "Organizations.DepartmentNameTaken"), (decided.Status, decided.Failure?.Code));
        Assert.Equal(["华东"], await world.DepartmentsAsync());
        var request = await world.RequestAsync(no);
        var kept = ApprovalJson.ReadRefusal(request.FailureCode, request.FailureArgs)!;
        Assert.Equal(("Organizations.DepartmentNameTaken", ApprovalStatus.Failed), (kept.Code, request.Status));
        Assert.Equal(["华东", 100m, ApprovalKind.SupplierSettlement], kept.Args);
        Assert.Contains(("ApprovalFailed", world.Maker.MemberId), await world.NoticesAsync());
    }

    [Fact]
    public async Task R_APR_1_nobody_decides_their_own_request_and_no_decision_is_made_twice()
    {
        await using var world = await StartAsync();
        var second = await world.Boss.Given.MemberAsync(world.Organization, Role.Finance);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = (await world.AskAsync(new NewDepartment("华东"), world.Finance)).RequestNo!;

        Assert.Equal("Approvals.OwnRequest", await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, second)).Status);
        Assert.Equal("Approvals.Closed", await RefusedAsync(() => world.AgreeAsync(no, second)));
        Assert.Equal(["华东"], await world.DepartmentsAsync());
    }

    [Fact]
    public async Task R_APR_1_a_later_policy_does_not_touch_an_open_request()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        await world.PolicyAsync(ByMember(world.Admin), ByRole(Role.Finance));

        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(no, world.Admin)));
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, world.Finance)).Status);

        var after = await world.WaitingAsync("华北");
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(after, world.Finance)));
        await world.PolicyAsync();
        Assert.True((await world.AskAsync(new NewDepartment("华南"))).Done);
        Assert.Equal(ApprovalStatus.Pending, (await world.AgreeAsync(after, world.Admin)).Status);
    }

    [Fact]
    public async Task Only_the_levels_that_the_amount_reaches_are_asked_in_their_order()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByMember(world.Admin, from: 10_000m), ByRole(Role.Finance), ByMember(world.Admin, from: 1_000m));

        var no = await world.WaitingAsync(amount: 1_000m);
        Assert.Equal([1, 2], (await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Steps.Select(s => s.Number));
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(no, world.Admin)));
        Assert.Equal(ApprovalStatus.Pending, (await world.AgreeAsync(no, world.Finance)).Status);
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, world.Admin)).Status);
        Assert.Equal([["成员2"], ["成员3"]], (await world.As<ApprovalDesk>(world.Maker).WouldAskAsync(Kind, new ApprovalFacts("c", 1_000m), default))
            .Select(l => l.Names.ToArray()));
    }

    [Fact]
    public async Task R_APR_2_a_change_that_is_not_the_one_that_was_asked_is_not_carried_out()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        await using (var db = world.Boss.Db())
        {
            var request = await db.ApprovalRequests.SingleAsync();
            db.Entry(request).Property(r => r.Change).CurrentValue = request.Change.Replace("华东", "华西", StringComparison.Ordinal);
            await db.SaveChangesAsync();
        }

        Assert.False((await world.As<ApprovalQueries>(world.Finance).GetAsync(no)).IsIntact);
        Assert.Equal("Approvals.Tampered", await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.Equal(ApprovalStatus.Pending, (await world.RequestAsync(no)).Status);
        Assert.Empty(await world.DepartmentsAsync());
    }

    [Fact]
    public void The_same_change_has_one_form_and_a_kept_refusal_is_what_it_was()
    {
        Assert.Equal(
            ApprovalJson.Canonical(new { B = 0.80m, A = "中" }), ApprovalJson.Canonical(new Dictionary<string, object> { ["A"] = "中", ["B"] = 0.8m }));
        Assert.Equal("""{"A":"中","B":0.8}""", ApprovalJson.Canonical(new { B = 0.80m, A = "中" }));
        Assert.NotEqual(ApprovalJson.Hash(1, "AP1", Kind, "{}"), ApprovalJson.Hash(1, "AP2", Kind, "{}"));
        object?[] args = [null, 7, 7L, 7.50m, "文", new DateOnly(2026, 2, 28), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), ApprovalStatus.Refused];
        Assert.Equal(args, ApprovalJson.ReadRefusal("A.B", ApprovalJson.WriteArgs(new RuleException("A.B", args)))!.Args);
    }

    [Fact]
    public async Task While_no_approver_is_there_the_stand_in_decides_and_it_stands_in_the_history()
    {
        await using var world = await StartAsync();
        var deputy = await world.Boss.Given.MemberAsync(world.Organization, Role.Operations);
        await world.PolicyAsync(ByMember(world.Finance, standIn: deputy));
        var no = await world.WaitingAsync();
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(no, deputy)));

        var today = ChinaTime.Day(world.Boss.Now);
        await world.As<ApproverAbsenceService>(world.Finance).SetAsync(today.AddDays(1), today.AddDays(2));
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(no, deputy)));
        world.Boss.Time.SetUtcNow(ChinaTime.Start(today.AddDays(1)));
        Assert.True((await world.As<ApprovalQueries>(deputy).GetAsync(no)).AsStandIn);
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, deputy)).Status);
        Assert.Single((await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Events, e => e is { Kind: ApprovalEventKind.Agreed, AsStandIn: true });

        var second = await world.WaitingAsync("华北");
        world.Boss.Time.SetUtcNow(ChinaTime.End(today.AddDays(2)));
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => world.AgreeAsync(second, deputy)));
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(second, world.Finance)).Status);
        Assert.Null(await world.As<ApproverAbsenceService>(world.Finance).FindAsync());
    }

    [Fact]
    public async Task A_request_that_nobody_may_decide_is_refused_at_asking_and_stores_nothing()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance), ByRole(Role.Maintenance));
        Assert.Equal("Approvals.NobodyDecides", await RefusedAsync(() => world.AskAsync(new NewDepartment("华东"))));
        // The only approver cannot ask herself.
        await world.PolicyAsync(ByRole(Role.Finance));
        Assert.Equal("Approvals.NobodyDecides", await RefusedAsync(() => world.AskAsync(new NewDepartment("华东"), world.Finance)));

        await using var db = world.Boss.Db();
        Assert.Equal((0, 0, 0), (await db.ApprovalRequests.CountAsync(), await db.ApprovalEvents.CountAsync(), await db.Notices.CountAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_approver_who_lost_the_role_or_was_disabled_in_between_decides_nothing_any_more(bool disabled)
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        var members = world.As<MemberService>(world.Admin);
        await (disabled ? members.DisableAsync(world.Finance.MemberId)
            : members.SetRolesAsync(world.Finance.MemberId, new HashSet<Role> { Role.Sales }, new HashSet<Role> { Role.Finance }));

        // The session of the actor does not know it yet.
        Assert.NotEmpty(await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.NotEmpty(await RefusedAsync(() => world.As<ApprovalService>(world.Finance).AskBackAsync(no, "为什么？")));
        Assert.NotEmpty(await RefusedAsync(() => world.As<ApprovalService>(world.Finance).DecideFromChannelAsync(no, world.Finance.MemberId, true, null)));
        Assert.Equal(ApprovalStatus.Pending, (await world.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task When_nobody_is_left_at_the_next_level_the_Admin_is_told()
    {
        await using var world = await StartAsync();
        var maintenance = await world.Boss.Given.MemberAsync(world.Organization, Role.Maintenance);
        await world.PolicyAsync(ByRole(Role.Finance), ByRole(Role.Maintenance));
        var no = await world.WaitingAsync();
        await world.As<MemberService>(world.Admin).DisableAsync(maintenance.MemberId);

        await world.AgreeAsync(no, world.Finance);

        Assert.Contains(("ApprovalStuck", world.Admin.MemberId), await world.NoticesAsync());
        Assert.Empty((await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Row.WaitsFor);
    }

    [Fact]
    public async Task A_refusal_ends_it_with_its_reason_and_changes_nothing()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance), ByMember(world.Admin));
        var no = await world.WaitingAsync();

        var empty = await Assert.ThrowsAsync<RuleException>(() => world.As<ApprovalService>(world.Finance).DecideAsync(no, new DecideApproval(false, " ")));
        Assert.Equal(("Common.TextRequired", "remark"), (empty.Code, empty.Field));
        await world.As<ApprovalService>(world.Finance).DecideAsync(no, new DecideApproval(false, "没有凭证"));

        Assert.Equal((ApprovalStatus.Refused, world.Finance.By), ((await world.RequestAsync(no)).Status, (await world.RequestAsync(no)).ClosedBy));
        Assert.Equal("没有凭证", (await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Events[^1].Text);
        Assert.Contains(("ApprovalRefusedBecause", world.Maker.MemberId), await world.NoticesAsync());
        Assert.Equal("Approvals.Closed", await RefusedAsync(() => world.As<ApprovalService>(world.Maker).WithdrawAsync(no)));
        Assert.Empty(await world.DepartmentsAsync());
    }

    [Fact]
    public async Task What_nobody_decided_in_time_is_expired_for_its_reader_from_that_instant_on_before_it_is_written_down()
    {
        await using var world = await StartAsync(below: true);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        var ends = (await world.RequestAsync(no)).ExpiresAt;
        world.Boss.Time.SetUtcNow(ends.AddTicks(-1));
        Assert.Equal(ApprovalStatus.Pending, (await world.As<ApprovalQueries>(world.Maker).GetAsync(no)).Row.Status);

        world.Boss.Time.SetUtcNow(ends);
        var details = await world.As<ApprovalQueries>(world.Maker).GetAsync(no);
        Assert.Equal((ApprovalStatus.Expired, ends, false), (details.Row.Status, details.Row.ClosedAt, details.IsPending));
        Assert.Equal(ApprovalStatus.Pending, (await world.RequestAsync(no)).Status);
        Assert.Equal([ApprovalStatus.Expired], (await world.Boss.Get<ApprovalQueries>().ListAsync(Sent("Expired"))).Rows.Select(r => r.Status));
        Assert.Empty((await world.Boss.Get<ApprovalQueries>().ListAsync(Sent("Pending"))).Rows);
        Assert.Empty((await world.As<ApprovalQueries>(world.Finance).ListAsync(Page())).Rows);
    }

    [Fact]
    public async Task A_question_returns_to_the_maker_whose_answer_lets_it_wait_again()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        Assert.Equal((0, 1), await CountsAsync());

        await world.As<ApprovalService>(world.Finance).AskBackAsync(no, "凭证在哪里？");
        Assert.Equal((1, 0), await CountsAsync());
        Assert.Empty((await world.As<ApprovalQueries>(world.Finance).ListAsync(Page())).Rows);
        Assert.Equal(("ApprovalAskedBack", world.Maker.MemberId), (await world.NoticesAsync())[^1]);

        await world.As<ApprovalService>(world.Maker).SayAsync(no, "已附上。");
        Assert.Equal((0, 1), await CountsAsync());
        Assert.Equal([no], (await world.As<ApprovalQueries>(world.Finance).ListAsync(Page())).Rows.Select(r => r.No));
        Assert.Equal(("ApprovalAnswered", world.Finance.MemberId), (await world.NoticesAsync())[^1]);
        Assert.Equal(
            [ApprovalEventKind.Asked, ApprovalEventKind.AskedBack, ApprovalEventKind.Answered],
            (await world.As<ApprovalQueries>(world.Finance).GetAsync(no)).Events.Select(e => e.Kind));

        await world.As<ApprovalService>(world.Maker).WithdrawAsync(no, "改日再说");
        Assert.Equal((0, 0), await CountsAsync());

        async Task<(int Maker, int Finance)> CountsAsync() => (
            await world.As<ApprovalQueries>(world.Maker).CountWaitingAsync(), await world.As<ApprovalQueries>(world.Finance).CountWaitingAsync());
    }

    [Fact]
    public async Task Its_maker_alone_withdraws_a_request()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();

        Assert.Equal("Approvals.NotMaker", await RefusedAsync(() => world.As<ApprovalService>(world.Admin).WithdrawAsync(no)));
        await world.As<ApprovalService>(world.Maker).WithdrawAsync(no);

        Assert.Equal("Approvals.Closed", await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.Equal("Approvals.Closed", await RefusedAsync(
            () => world.As<ApprovalService>(world.Finance).DecideFromChannelAsync(no, world.Finance.MemberId, true, null)));
        Assert.Empty(await world.DepartmentsAsync());
    }

    [Fact]
    public async Task After_a_week_of_Shanghai_days_nobody_decides_any_more_and_the_maker_is_told()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        var expires = ChinaTime.End(ChinaTime.Day(world.Boss.Now).AddDays(7));
        Assert.Equal(expires, (await world.RequestAsync(no)).ExpiresAt);

        world.Boss.Time.SetUtcNow(expires.AddTicks(-1));
        Assert.Equal(0, await world.Boss.Get<ApprovalClock>().ExpireDueAsync());
        world.Boss.Time.SetUtcNow(expires);
        // Also while the schedule has not run.
        Assert.Equal("Approvals.Expired", await RefusedAsync(() => world.AgreeAsync(no, world.Finance)));
        Assert.Equal(1, await world.Boss.Get<ApprovalClock>().ExpireDueAsync());
        Assert.Equal(0, await world.Boss.Get<ApprovalClock>().ExpireDueAsync());

        Assert.Equal(ApprovalStatus.Expired, (await world.RequestAsync(no)).Status);
        Assert.Contains(("ApprovalExpired", world.Maker.MemberId), await world.NoticesAsync());
        Assert.Equal("Approvals.Expired", await RefusedAsync(() => world.As<ApprovalService>(world.Maker).WithdrawAsync(no)));
        Assert.Empty(await world.DepartmentsAsync());
    }

    [Fact]
    public async Task After_a_day_those_who_keep_it_waiting_are_reminded_by_notice_and_SMS_and_after_each_further_one()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        var phone = await PhoneAsync(world, world.Finance);

        world.Boss.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await world.Boss.Get<ApprovalClock>().RemindDueAsync());
        world.Boss.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await world.Boss.Get<ApprovalClock>().RemindDueAsync());
        Assert.Equal(0, await world.Boss.Get<ApprovalClock>().RemindDueAsync());
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        await world.Boss.Get<ApprovalClock>().RemindDueAsync();

        var sent = await world.Boss.SmsToAsync(phone);
        Assert.Equal([SmsTemplate.ApprovalReminder, SmsTemplate.ApprovalReminder], sent.Select(sms => sms.Template));
        Assert.StartsWith(no, sent[0].Parameters["title"], StringComparison.Ordinal);
        Assert.Equal(2, (await world.NoticesAsync()).Count(n => n == ("ApprovalReminder", world.Finance.MemberId)));

        // Nobody is reminded of what waits for the maker.
        await world.As<ApprovalService>(world.Finance).AskBackAsync(no, "？");
        world.Boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await world.Boss.Get<ApprovalClock>().RemindDueAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R_ISO_1_another_organization_sees_and_decides_no_request(bool below)
    {
        await using var world = await StartAsync(below);
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        var child = await world.Boss.Given.DistributorAsync(world.Organization);
        var everything = RolePermissions.RolesOf(OrganizationKind.Distributor).ToArray();
        List<Actor> strangers = [await world.Boss.Given.MemberAsync(child, everything)];
        if (below)
        {
            strangers.Add(await world.Boss.Given.MemberAsync(world.Root, everything));
        }

        foreach (var stranger in strangers)
        {
            Assert.Equal("Common.NotFound", await RefusedAsync(() => world.AgreeAsync(no, stranger)));
            Assert.Equal("Common.NotFound", await RefusedAsync(() => world.As<ApprovalQueries>(stranger).GetAsync(no)));
            Assert.Equal("Common.NotFound", await RefusedAsync(() => world.As<ApprovalService>(stranger).SayAsync(no, "插话")));
            Assert.Equal("Approvals.NotDecider", await RefusedAsync(
                () => world.Boss.Get<ApprovalService>().DecideFromChannelAsync(no, stranger.MemberId, true, null)));
            Assert.Empty((await world.As<ApprovalQueries>(stranger).ListAsync(Page("All"))).Rows);
            Assert.Equal(0, await world.As<ApprovalQueries>(stranger).CountWaitingAsync());
        }

        // Nor does a colleague without a part in it.
        var colleague = await world.Boss.Given.MemberAsync(world.Organization, Role.Operations);
        Assert.Equal("Common.NotFound", await RefusedAsync(() => world.As<ApprovalQueries>(colleague).GetAsync(no)));
        Assert.Equal("Common.NotFound", await RefusedAsync(() => world.As<ApprovalService>(colleague).SayAsync(no, "插话")));
        Assert.Equal("Common.NotFound", await RefusedAsync(() => world.AgreeAsync(no, colleague)));
        Assert.Empty((await world.As<ApprovalQueries>(colleague).ListAsync(Page("All"))).Rows);
        Assert.Equal([no], (await world.As<ApprovalQueries>(world.Admin).ListAsync(Page("All"))).Rows.Select(r => r.No));
        Assert.Equal([no], (await world.As<ApprovalQueries>(world.Maker).ListAsync(Page("Sent"))).Rows.Select(r => r.No));
    }

    [Fact]
    public async Task A_decision_made_elsewhere_follows_the_same_rules()
    {
        await using var world = await StartAsync(below: true);
        await world.PolicyAsync(ByRole(Role.Finance), ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        world.Boss.SignIn(null);
        var service = world.Boss.Get<ApprovalService>();

        Assert.Equal("Approvals.OwnRequest", await RefusedAsync(() => service.DecideFromChannelAsync(no, world.Maker.MemberId, true, null)));
        Assert.Equal("Approvals.NotDecider", await RefusedAsync(() => service.DecideFromChannelAsync(no, world.Admin.MemberId, true, null)));
        Assert.Equal("Common.NotFound", await RefusedAsync(() => service.DecideFromChannelAsync("AP1", world.Finance.MemberId, true, null)));
        await service.DecideFromChannelAsync(no, world.Finance.MemberId, true, "好", level: 1);
        // The same answer comes a second time.
        Assert.Equal("Approvals.LevelDecided", await RefusedAsync(() => service.DecideFromChannelAsync(no, world.Finance.MemberId, true, "好", level: 1)));
        Assert.Equal(ApprovalStatus.Refused, (await service.DecideFromChannelAsync(no, world.Finance.MemberId, false, null, level: 2)).Status);
        Assert.Empty(await world.DepartmentsAsync());
    }

    [Fact]
    public async Task The_manager_of_the_makers_department_decides()
    {
        await using var world = await StartAsync();
        await using (var db = world.Boss.Db())
        {
            var sales = new Department(world.Organization.Id, null, "销售部", world.Boss.Now);
            db.Add(sales);
            await db.SaveChangesAsync();
            sales.Add(await db.Members.FirstAsync(m => m.Id == world.Maker.MemberId));
            sales.Add(await db.Members.FirstAsync(m => m.Id == world.Finance.MemberId));
            await db.SaveChangesAsync();
            sales.Members.Single(s => s.MemberId == world.Finance.MemberId).Appoint(Position.Manager, null, null);
            await db.SaveChangesAsync();
        }

        await world.PolicyAsync(new LevelTerms([new ApproverTerms(ApproverKind.DepartmentManager)]));
        Assert.Equal("Approvals.NobodyDecides", await RefusedAsync(() => world.AskAsync(new NewDepartment("华东"), world.Admin)));
        var no = await world.WaitingAsync();
        Assert.Equal([no], (await world.As<ApprovalQueries>(world.Finance).ListAsync(Page())).Rows.Select(r => r.No));
        Assert.Equal(ApprovalStatus.Approved, (await world.AgreeAsync(no, world.Finance)).Status);
    }

    [Fact]
    public async Task Open_pages_are_told_after_the_commit_and_not_of_what_was_refused()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var told = new List<ApprovalChanged>();
        using var hearing = world.Boss.Get<Changes>().Subscribe<ApprovalChanged>(told.Add);

        var no = await world.WaitingAsync();
        await RefusedAsync(() => world.AgreeAsync(no, world.Admin));
        await world.AgreeAsync(no, world.Finance);

        Assert.Equal(Enumerable.Repeat(new ApprovalChanged(world.Organization.Id, no), 2), told);
    }

    [Fact]
    public async Task Decisions_are_audited_and_the_history_is_never_changed()
    {
        await using var world = await StartAsync();
        await world.PolicyAsync(ByRole(Role.Finance));
        var no = await world.WaitingAsync();
        await world.AgreeAsync(no, world.Finance, "可以");

        await using var db = world.Boss.Db();
        var audit = await db.AuditEntries.Where(a => a.Subject == $"Approval {no}").OrderBy(a => a.Id).ToListAsync();
        Assert.Equal([(world.Maker.Name, "Added"), (world.Finance.Name, "Modified")], audit.Select(a => (a.Actor, a.Action)));
        Assert.Contains("Approved", audit[1].After, StringComparison.Ordinal);
        db.Remove(await db.ApprovalEvents.FirstAsync());
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task Who_is_named_in_a_policy_or_has_decided_is_not_deleted()
    {
        await using var world = await StartAsync();
        var (named, standIn, idle) = (
            await world.Boss.Given.MemberAsync(world.Organization, Role.Operations), await world.Boss.Given.MemberAsync(world.Organization, Role.Operations),
            await world.Boss.Given.MemberAsync(world.Organization, Role.Operations));
        await world.As<ApprovalPolicyService>(world.Admin).SaveAsync(new SavePolicy(Kind, 0, [ByMember(named, standIn: standIn)]));

        var members = world.As<MemberService>(world.Admin);
        Assert.Equal("Organizations.MemberHasHistory", await RefusedAsync(() => members.DeleteAsync(named.MemberId)));
        Assert.Equal("Organizations.MemberHasHistory", await RefusedAsync(() => members.DeleteAsync(standIn.MemberId)));
        await members.DeleteAsync(idle.MemberId);
    }

    private static PageRequest Sent(string status) =>
        new(1, 20, null, false, new Dictionary<string, string> { ["box"] = "Sent", ["status"] = status });

    private static PageRequest Page(string? box = null) =>
        new(1, 50, null, false, box is null ? [] : new Dictionary<string, string> { ["box"] = box });

    private static async Task<string> PhoneAsync(ApprovalWorld world, Actor actor)
    {
        await using var db = world.Boss.Db();
        return await db.Members.Where(m => m.Id == actor.MemberId).Select(m => m.Phone).SingleAsync();
    }
}
