using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.DingTalk.Channel;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>Requests that are decided in DingTalk or in the application, at the root and two levels below it.</summary>
public sealed class DingTalkChannelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_shown_in_DingTalk_with_its_evidence_and_decided_there_level_by_level(bool below)
    {
        await using var desk = await DingTalkDesk.OpenAsync(below);
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));

        var no = await desk.AskedAsync(amount: 1234.5m);

        var instance = Assert.Single(desk.DingTalk.Instances);
        Assert.Equal(await desk.UserAsync(desk.World.Maker), instance.OriginatorUserId);
        Assert.Equal(
            [await desk.UserAsync(desk.World.Finance), await desk.UserAsync(desk.World.Admin)],
            instance.Levels.Select(level => Assert.Single(level.UserIds)));
        var form = instance.Form.ToDictionary();
        Assert.Equal((no, "¥1,234.50", desk.World.Maker.Name), (form[DingTalkForm.RequestNo], form[DingTalkForm.Amount], form[DingTalkForm.Maker]));
        Assert.Contains(desk.World.Organization.Code, form[DingTalkForm.Subject], StringComparison.Ordinal);
        Assert.Equal("0 → 1", form[DingTalkForm.Change]);
        Assert.Equal($"https://kboss.test/approvals/{no}", form[DingTalkForm.Link]);
        Assert.Equal($"{no}-1", form[DingTalkForm.BusinessId]);
        Assert.Equal((DingTalkStage.Running, true), (await desk.StateAsync(no) is var state ? (state!.Stage, Assert.Single(state.Now).InDingTalk) : default));

        await desk.DecideAsync(desk.World.Finance, remark: "可以\u200b");
        Assert.Equal((ApprovalStatus.Pending, 2), (await desk.World.RequestAsync(no) is var half ? (half.Status, half.Level) : default));
        Assert.Empty(await desk.World.DepartmentsAsync());
        Assert.Single(desk.DingTalk.Instances);

        await desk.DecideAsync(desk.World.Admin);
        Assert.Equal((ApprovalStatus.Approved, desk.World.Admin.By), await EndAsync(desk, no));
        Assert.Equal(["华东"], await desk.World.DepartmentsAsync());
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);
        await using var db = desk.Boss.Db();
        Assert.Equal(
            [(ApprovalEventKind.Agreed, 1, "可以"), (ApprovalEventKind.Agreed, 2, "")],
            (await db.ApprovalEvents.Where(e => e.RequestNo == no && e.Kind == ApprovalEventKind.Agreed).OrderBy(e => e.Number).ToListAsync())
                .Select(e => (e.Kind, e.Level, e.Text)));
    }

    [Theory]
    [InlineData(Role.Sales, false)]
    [InlineData(Role.Operations, true)]
    public async Task The_margin_stands_in_the_form_only_for_a_maker_who_may_see_costs(Role role, bool shown)
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        await desk.World.AskAsync(new NewDepartment("华东"), await desk.Boss.Given.MemberAsync(desk.World.Organization, role));
        await desk.DispatchAsync();

        Assert.Equal(shown, Assert.Single(desk.DingTalk.Instances).Form.ToDictionary()[DingTalkForm.Change].Contains("1.23%", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_in_DingTalk_ends_the_request()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        var no = await desk.AskedAsync();

        await desk.DecideAsync(desk.World.Finance, agree: false, "太多");

        Assert.Equal((ApprovalStatus.Refused, desk.World.Finance.By), await EndAsync(desk, no));
        Assert.Empty(await desk.World.DepartmentsAsync());
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);
    }

    [Theory]
    [InlineData("agree")]
    [InlineData("refuse")]
    [InlineData("withdraw")]
    public async Task What_is_closed_in_the_application_is_ended_in_DingTalk_with_the_reason(string how)
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();

        await (how switch
        {
            "agree" => desk.World.AgreeAsync(no, desk.World.Finance),
            "refuse" => desk.World.As<ApprovalService>(desk.World.Finance).DecideAsync(no, new DecideApproval(false, "no")),
            _ => desk.World.As<ApprovalService>(desk.World.Maker).WithdrawAsync(no),
        });
        await desk.DispatchAsync();

        Assert.Equal("TERMINATED", desk.Newest.Status);
        Assert.StartsWith("KBoss: ", desk.Newest.Records[^1].Remark, StringComparison.Ordinal);
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);

        // The push about the end, which we have caused ourselves, changes nothing.
        var before = (await desk.World.RequestAsync(no)).Events;
        await desk.PushAsync(desk.Newest.InstanceId);
        await desk.DispatchAsync();
        Assert.Equal(before, (await desk.World.RequestAsync(no)).Events);
        Assert.Single(desk.DingTalk.Instances);
    }

    [Fact]
    public async Task A_step_that_is_decided_in_the_application_lets_DingTalk_ask_the_rest_anew()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        var no = await desk.AskedAsync();

        await desk.World.AgreeAsync(no, desk.World.Finance);
        await desk.DispatchAsync();

        Assert.Equal(["RUNNING", "TERMINATED"], desk.DingTalk.Instances.Select(i => i.Status));
        Assert.Equal(await desk.UserAsync(desk.World.Admin), Assert.Single(Assert.Single(desk.Newest.Levels).UserIds));
        await desk.DecideAsync(desk.World.Admin);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
        Assert.Equal([1, 2], (await desk.InstancesAsync(no)).Select(i => i.Round));
    }

    [Fact]
    public async Task A_step_whose_people_have_no_account_is_decided_in_the_application_and_says_so()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        await desk.WithoutAccountAsync(desk.World.Finance);

        var no = await desk.AskedAsync();

        Assert.Empty(desk.DingTalk.Instances);
        var state = (await desk.StateAsync(no))!;
        Assert.Equal((DingTalkStage.InApp, DingTalkReason.NoAccount), (state.Stage, state.Reason));
        Assert.Equal((desk.World.Finance.Name, false), Assert.Single(state.Now) is var seat ? (seat.Name, seat.InDingTalk) : default);
        Assert.Equal(1, await desk.ReconcileAsync());
        Assert.Empty(desk.DingTalk.Instances);

        await desk.World.AgreeAsync(no, desk.World.Finance);
        await desk.DispatchAsync();
        Assert.Equal((DingTalkStage.Running, DingTalkReason.None), (await desk.StateAsync(no) is var next ? (next!.Stage, next.Reason) : default));
        await desk.DecideAsync(desk.World.Admin);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task Where_one_of_several_has_no_account_the_others_are_asked_and_the_page_names_who_is_not()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        var second = await desk.Boss.Given.MemberAsync(desk.World.Organization, Role.Finance);
        await desk.WithoutAccountAsync(second);
        await desk.World.PolicyAsync(ByRole(Role.Finance));

        var no = await desk.AskedAsync();

        Assert.Equal([await desk.UserAsync(desk.World.Finance)], Assert.Single(desk.Newest.Levels).UserIds);
        Assert.Equal([(desk.World.Finance.Name, true), (second.Name, false)], (await desk.StateAsync(no))!.Now.Select(s => (s.Name, s.InDingTalk)));

        await desk.World.AgreeAsync(no, second);
        await desk.DispatchAsync();
        Assert.Equal("TERMINATED", desk.Newest.Status);
    }

    [Fact]
    public async Task Whoever_decides_at_two_steps_is_asked_for_the_second_one_after_the_first()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByMember(desk.World.Admin), ByRole(Role.Admin));
        var no = await desk.AskedAsync();
        Assert.Single(desk.Newest.Levels);

        await desk.DecideAsync(desk.World.Admin);

        Assert.Equal((ApprovalStatus.Pending, 2), (await desk.World.RequestAsync(no) is var half ? (half.Status, half.Level) : default));
        Assert.Equal(2, desk.DingTalk.Instances.Count);
        await desk.DecideAsync(desk.World.Admin);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task A_maker_without_an_account_is_stood_in_for_where_the_configuration_names_somebody()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        await desk.WithoutAccountAsync(desk.World.Maker);
        var no = await desk.AskedAsync();
        Assert.Equal((DingTalkStage.InApp, DingTalkReason.NoOriginator), (await desk.StateAsync(no) is var state ? (state!.Stage, state.Reason) : default));

        await using var other = await DingTalkDesk.OpenAsync(settings: ("DingTalk:OriginatorUserId", "u13900000099"));
        other.DingTalk.Employ("u13900000099", employed: true);
        await other.World.PolicyAsync(ByRole(Role.Finance));
        await other.WithoutAccountAsync(other.World.Maker);
        var second = await other.AskedAsync();
        Assert.Equal("u13900000099", other.Newest.OriginatorUserId);

        // Whoever only stands in takes nothing back.
        other.DingTalk.Terminate(other.Newest.InstanceId, "u13900000099", "withdrawn");
        await other.PushAsync(other.Newest.InstanceId);
        await other.DispatchAsync();
        Assert.Equal(ApprovalStatus.Pending, (await other.World.RequestAsync(second)).Status);
        Assert.Equal(DingTalkReason.EndedThere, (await other.StateAsync(second))!.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_whose_end_nobody_heard_of_is_found_again_and_never_done_twice(bool happened)
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.World.WaitingAsync();
        // People are found and the token is there, so that the next call is the start.
        await using (var scope = desk.Boss.NewScope())
        {
            await scope.ServiceProvider.GetRequiredService<DingTalkClient>().FindUserAsync("13900000001");
        }

        if (happened)
        {
            desk.DingTalk.LoseNextStart();
        }
        else
        {
            desk.DingTalk.LoseNextStart(0);
            desk.DingTalk.FailStarts(1);
        }

        await desk.DispatchAsync();
        Assert.Equal((DingTalkStage.Starting, "System"), (await desk.StateAsync(no) is var state ? (state!.Stage, state.Fault) : default));
        Assert.Equal(happened ? 1 : 0, desk.DingTalk.Instances.Count);

        desk.Boss.Time.Advance(TimeSpan.FromSeconds(6));
        await desk.DispatchAsync();

        Assert.Equal((DingTalkStage.Running, ""), (await desk.StateAsync(no) is var now ? (now!.Stage, now.Fault) : default));
        Assert.Equal(desk.Newest.InstanceId, Assert.Single(await desk.InstancesAsync(no)).InstanceId);
        Assert.Single(desk.DingTalk.Instances);
        await desk.DecideAsync(desk.World.Finance);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task A_process_that_was_killed_while_it_worked_is_replaced_when_its_lease_ends()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.World.WaitingAsync();
        var request = await desk.World.RequestAsync(no);
        await using (var db = desk.Boss.Db())
        {
            db.Add(new DingTalkInstance(request, 1, desk.Boss.Now.AddMinutes(2), desk.Boss.Now));
            await db.SaveChangesAsync();
        }

        desk.Boss.Time.Advance(TimeSpan.FromMinutes(3));
        await desk.SyncAsync(no);

        Assert.Equal(DingTalkStage.Running, Assert.Single(await desk.InstancesAsync(no)).Stage);
        Assert.Single(desk.DingTalk.Instances);
    }

    [Fact]
    public async Task Many_who_compare_at_once_start_one_instance()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        var no = await desk.World.WaitingAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => desk.SyncAsync(no))));

        Assert.Single(desk.DingTalk.Instances);
        Assert.Single(await desk.InstancesAsync(no));
        Assert.Null(Assert.Single(await desk.InstancesAsync(no)).LeasedUntil);
    }

    [Fact]
    public async Task R_APR_1_a_consent_in_the_application_and_one_in_DingTalk_at_the_same_moment_are_one_decision()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var desk = await DingTalkDesk.OpenAsync();
            var second = await desk.Boss.Given.MemberAsync(desk.World.Organization, Role.Finance);
            await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
            var no = await desk.AskedAsync();
            Assert.True(desk.DingTalk.Act(desk.Newest.InstanceId, await desk.UserAsync(desk.World.Finance), agree: true, ""));
            desk.Boss.SignIn(second);

            var inApp = Task.Run(async () =>
            {
                await using var scope = desk.Boss.NewScope();
                try
                {
                    await scope.ServiceProvider.GetRequiredService<ApprovalService>().DecideAsync(no, new DecideApproval(true, Level: 1));
                    return true;
                }
                catch (KBoss.Domain.Common.RuleException e) when (e.Code == "Approvals.LevelDecided")
                {
                    return false;
                }
            });
            await Task.WhenAll(inApp, Task.Run(() => desk.SyncAsync(no)));
            await desk.DispatchAsync();

            await using var db = desk.Boss.Db();
            var agreed = await db.ApprovalEvents.Where(e => e.RequestNo == no && e.Kind == ApprovalEventKind.Agreed).ToListAsync();
            Assert.Equal(await inApp ? second.MemberId : desk.World.Finance.MemberId, Assert.Single(agreed).By.MemberId);
            Assert.Equal((ApprovalStatus.Pending, 2), (await desk.World.RequestAsync(no) is var request ? (request.Status, request.Level) : default));
            Assert.Equal(await inApp ? 1 : 0, (await desk.World.NoticesAsync()).Count(n => n == ("DingTalkTooLate", desk.World.Finance.MemberId)));

            await desk.DecideAsync(desk.World.Admin);
            Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
            Assert.Equal(["华东"], await desk.World.DepartmentsAsync());
        }
    }

    [Fact]
    public async Task Whoever_decides_in_DingTalk_after_it_was_closed_here_is_told_on_both_sides()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        await desk.World.As<ApprovalService>(desk.World.Maker).WithdrawAsync(no);

        await desk.DecideAsync(desk.World.Finance);

        Assert.Equal(ApprovalStatus.Withdrawn, (await desk.World.RequestAsync(no)).Status);
        Assert.Empty(await desk.World.DepartmentsAsync());
        Assert.Contains(("DingTalkTooLate", desk.World.Finance.MemberId), await desk.World.NoticesAsync());
        Assert.Contains(desk.Newest.Records, r => r.Type == "ADD_REMARK" && r.Remark.Contains("未计入", StringComparison.Ordinal));
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);
    }

    [Fact]
    public async Task A_maker_who_takes_it_back_in_DingTalk_takes_it_back_here()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();

        desk.DingTalk.Terminate(desk.Newest.InstanceId, await desk.UserAsync(desk.World.Maker), "写错了");
        await desk.PushAsync(desk.Newest.InstanceId);
        await desk.DispatchAsync();

        Assert.Equal((ApprovalStatus.Withdrawn, desk.World.Maker.By), await EndAsync(desk, no));
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);
    }

    [Fact]
    public async Task A_decision_of_somebody_to_whom_it_was_handed_on_does_not_count()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        var no = await desk.AskedAsync();
        var instance = desk.Newest.InstanceId;

        Assert.True(desk.DingTalk.Redirect(instance, await desk.UserAsync(desk.World.Finance), await desk.UserAsync(desk.World.Maker)));
        await desk.DecideAsync(desk.World.Maker);

        Assert.Equal((ApprovalStatus.Pending, 1), (await desk.World.RequestAsync(no) is var request ? (request.Status, request.Level) : default));
        Assert.Equal((DingTalkStage.InApp, DingTalkReason.NotCounted), (await desk.StateAsync(no) is var state ? (state!.Stage, state.Reason) : default));
        Assert.Equal("TERMINATED", desk.DingTalk.Find(instance)!.Status);
        await desk.World.AgreeAsync(no, desk.World.Finance);
        await desk.DispatchAsync();
        Assert.Equal(DingTalkStage.Running, (await desk.StateAsync(no))!.Stage);
    }

    [Fact]
    public async Task Whoever_lost_the_role_decides_nothing_in_DingTalk_either_and_is_told()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        var second = await desk.Boss.Given.MemberAsync(desk.World.Organization, Role.Finance);
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        await using (var db = desk.Boss.Db())
        {
            (await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == desk.World.Finance.MemberId)).Take(Role.Finance);
            await db.SaveChangesAsync();
        }

        await desk.DecideAsync(desk.World.Finance);

        Assert.Equal(ApprovalStatus.Pending, (await desk.World.RequestAsync(no)).Status);
        Assert.Equal(DingTalkReason.NotCounted, (await desk.StateAsync(no))!.Reason);
        Assert.Contains(("DingTalkNotCounted", desk.World.Finance.MemberId), await desk.World.NoticesAsync());
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.AgreeAsync(no, second)).Status);
    }

    [Fact]
    public async Task When_nobody_of_those_asked_may_decide_any_more_the_next_comparison_asks_those_who_may()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance, standIn: desk.World.Admin));
        var no = await desk.AskedAsync();
        await using (var db = desk.Boss.Db())
        {
            (await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == desk.World.Finance.MemberId)).Take(Role.Finance);
            await db.SaveChangesAsync();
        }

        Assert.Equal(1, await desk.ReconcileAsync());

        Assert.Equal(await desk.UserAsync(desk.World.Admin), Assert.Single(Assert.Single(desk.Newest.Levels).UserIds));
        await desk.DecideAsync(desk.World.Admin);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
    }

    [Fact]
    public async Task R_APR_2_a_consent_in_DingTalk_to_what_the_world_refuses_by_then_is_told_there()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        await using (var db = desk.Boss.Db())
        {
            db.Add(new Domain.Organizations.Department(desk.World.Organization.Id, null, "华东", desk.Boss.Now));
            await db.SaveChangesAsync();
        }

        await desk.DecideAsync(desk.World.Finance);

        Assert.Equal(ApprovalStatus.Failed, (await desk.World.RequestAsync(no)).Status);
        Assert.Contains(desk.Newest.Records, r => r.Type == "ADD_REMARK" && r.Remark.Contains("未能执行", StringComparison.Ordinal));
    }

    [Fact]
    public async Task F130_what_was_never_pushed_is_found_by_the_hourly_comparison()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        Assert.True(desk.DingTalk.Act(desk.Newest.InstanceId, await desk.UserAsync(desk.World.Finance), agree: true, ""));

        Assert.Equal(1, await desk.ReconcileAsync());

        Assert.Equal(ApprovalStatus.Approved, (await desk.World.RequestAsync(no)).Status);
        Assert.Equal(0, await desk.EventsAsync());
        Assert.Equal(0, await desk.ReconcileAsync());
    }

    [Fact]
    public async Task An_instance_that_DingTalk_does_not_know_any_more_is_started_anew()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        desk.DingTalk.Forget();

        await desk.ReconcileAsync();

        Assert.Equal([DingTalkStage.Closed, DingTalkStage.Running], (await desk.InstancesAsync(no)).Select(i => i.Stage));
        Assert.Equal($"{no}-2", desk.Newest.Form.ToDictionary()[DingTalkForm.BusinessId]);
    }

    [Fact]
    public async Task What_DingTalk_refuses_is_kept_said_and_tried_again_every_hour()
    {
        await using var desk = await DingTalkDesk.OpenAsync(settings: ("DingTalk:ProcessCode", "PROC-deleted"));
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();

        Assert.Equal((DingTalkStage.Starting, "Template"), (await desk.StateAsync(no) is var state ? (state!.Stage, state.Fault) : default));
        var settings = await desk.World.As<DingTalkQueries>(desk.World.Admin).SettingsAsync();
        Assert.Equal((true, 1, 1, "Template"), (settings.IsConfigured, settings.Running, settings.Failing, settings.LastFault));
        Assert.Equal("https://kboss.test/dingtalk/callback", settings.CallbackUrl);
        await using (var db = desk.Boss.Db())
        {
            Assert.Equal(OutboxStatus.Failed, (await db.OutboxMessages.SingleAsync(m => m.Kind == DingTalkWork.Kind)).Status);
        }

        await Assert.ThrowsAsync<RunFailedException>(desk.ReconcileAsync);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.AgreeAsync(no, desk.World.Finance)).Status);
        await desk.DispatchAsync();
        Assert.Equal(DingTalkStage.Closed, Assert.Single(await desk.InstancesAsync(no)).Stage);
    }

    [Fact]
    public async Task Without_a_configuration_nothing_is_sent_and_the_page_says_what_is_missing()
    {
        await using var desk = await DingTalkDesk.OpenAsync(configured: false);
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();

        await using (var db = desk.Boss.Db())
        {
            Assert.False(await db.OutboxMessages.AnyAsync(m => m.Kind == DingTalkWork.Kind));
        }

        var settings = await desk.World.As<DingTalkQueries>(desk.World.Admin).SettingsAsync();
        Assert.False(settings.IsConfigured);
        Assert.Contains("DingTalk:AppKey", settings.Missing);
        Assert.Null(await desk.StateAsync(no));
        Assert.Equal(0, await desk.ReconcileAsync());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await desk.PostAsync("signature=x&timestamp=1&nonce=n", """{"encrypt":"x"}""")).StatusCode);
        Assert.Equal(ApprovalStatus.Approved, (await desk.World.AgreeAsync(no, desk.World.Finance)).Status);
    }

    [Fact]
    public async Task Who_may_not_see_a_request_is_not_told_of_its_instance()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        var stranger = await desk.Boss.Given.MemberAsync(desk.World.Organization, Role.Maintenance);
        var elsewhere = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.DistributorAsync(desk.World.Root), Role.Admin);

        Assert.Equal("Common.NotFound", await RefusedAsync(() => desk.StateAsync(no, stranger)));
        Assert.Equal("Common.NotFound", await RefusedAsync(() => desk.StateAsync(no, elsewhere)));
        Assert.NotNull(await desk.StateAsync(no, desk.World.Maker));
        Assert.Equal("Common.PermissionNeeded", await RefusedAsync(() => desk.World.As<DingTalkQueries>(desk.World.Maker).SettingsAsync()));
        Assert.Equal(0, (await desk.World.As<DingTalkQueries>(elsewhere).SettingsAsync()).Running);
    }

    private static async Task<(ApprovalStatus Status, Domain.Common.By By)> EndAsync(DingTalkDesk desk, string no)
    {
        var request = await desk.World.RequestAsync(no);
        return (request.Status, request.ClosedBy);
    }
}
