using System.Net;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Tests.Development;
using KBoss.Web.Development;
using KBoss.Web.Development.DingTalk;
using Microsoft.AspNetCore.Http;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>The client and the simulated DingTalk, which talk over the network of this machine.</summary>
public sealed class DingTalkClientTests
{
    private const string Maker = "13800000003";
    private const string First = "13800000002";
    private const string Second = "13800000001";

    [Fact]
    public async Task A_person_is_found_by_phone_and_nobody_where_there_is_none()
    {
        await using var app = await DevelopmentApp.StartAsync();
        Assert.Equal("u13800000001", await UserAsync(app, Second));

        app.DingTalk.Employ("u13800000001", employed: false);

        Assert.Null(await UserAsync(app, Second));
        Assert.Null(await UserAsync(app, "123"));
    }

    [Fact]
    public async Task One_token_serves_all_calls_and_is_asked_for_again_before_it_ends()
    {
        await using var app = await DevelopmentApp.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => UserAsync(app, Maker)));
        Assert.Equal((1, 1), (app.DingTalk.TokensAsked, app.DingTalk.TokensMade));

        Assert.True(app.Clock.TryAdvance(TimeSpan.FromMinutes(114)));
        await UserAsync(app, Maker);
        Assert.Equal(1, app.DingTalk.TokensAsked);

        // Five minutes before the end: DingTalk still gives the same one, and does so until it has ended.
        Assert.True(app.Clock.TryAdvance(TimeSpan.FromMinutes(1.5)));
        await UserAsync(app, Maker);
        Assert.Equal((2, 1), (app.DingTalk.TokensAsked, app.DingTalk.TokensMade));
    }

    [Fact]
    public async Task A_token_that_was_ended_early_is_asked_for_once_more_by_both_interfaces()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);

        app.DingTalk.EndToken();
        Assert.Equal("u13800000003", await UserAsync(app, Maker));
        await UserAsync(app, First);
        app.DingTalk.EndToken();
        var id = await StartAsync(app);

        Assert.Equal(DingTalkStatus.Running, (await GetAsync(app, id)).Status);
        Assert.Equal(3, app.DingTalk.TokensMade);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_such()
    {
        await using var app = await DevelopmentApp.StartAsync();
        var settings = app.DingTalkOptions;
        await using var wrong = await DevelopmentApp.StartAsync(
            ("DingTalk:AppKey", settings.AppKey), ("DingTalk:AppSecret", "wrong"), ("DingTalk:ProcessCode", settings.ProcessCode),
            ("DingTalk:CallbackToken", settings.CallbackToken), ("DingTalk:EncodingAesKey", settings.EncodingAesKey), ("DingTalk:AppUrl", settings.AppUrl),
            ("DingTalk:ApiHost", settings.ApiHost), ("DingTalk:OldApiHost", settings.OldApiHost));

        var failure = await Assert.ThrowsAsync<DingTalkException>(() => UserAsync(wrong, Maker));

        Assert.Equal((DingTalkFault.Credentials, "invalidClientIdOrSecret", false), (failure.Fault, failure.Code, failure.IsTransient));
    }

    [Fact]
    public async Task Without_settings_nothing_is_called_and_what_is_missing_is_said()
    {
        await using var app = await DevelopmentApp.StartAsync(("DingTalk:AppKey", "dingreal"));

        var failure = await Assert.ThrowsAsync<DingTalkException>(() => UserAsync(app, Maker));

        Assert.Equal(DingTalkFault.NotConfigured, failure.Fault);
        Assert.Contains("DingTalk:AppSecret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_goes_through_its_levels_in_order_and_says_who_agreed()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var id = await StartAsync(app);

        Assert.True(app.DingTalk.Act(id, "u13800000002", agree: true, "可以"));
        var halfway = await GetAsync(app, id);
        Assert.Equal(DingTalkStatus.Running, halfway.Status);
        Assert.Equal([("u13800000002", true, "可以")], halfway.Operations.Where(o => o.IsDecision).Select(o => (o.UserId, o.Agrees, o.Remark)));
        Assert.False(app.DingTalk.Act(id, "u13800000002", agree: true, ""));

        Assert.True(app.DingTalk.Act(id, "u13800000001", agree: true, ""));
        var done = await GetAsync(app, id);
        Assert.Equal(DingTalkStatus.Agreed, done.Status);
        Assert.Equal("KB-1", done.Form[DingTalkForm.BusinessId]);
        Assert.Equal(2, done.Operations.Count(o => o.IsDecision));
    }

    [Fact]
    public async Task A_refusal_ends_the_instance_at_once()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var id = await StartAsync(app);

        Assert.True(app.DingTalk.Act(id, "u13800000002", agree: false, "太低"));

        Assert.Equal(DingTalkStatus.Refused, (await GetAsync(app, id)).Status);
    }

    [Fact]
    public async Task All_of_a_level_agree_where_all_must_and_one_where_one_suffices()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var all = await StartAsync(app, new DingTalkApprovers(DingTalkAction.And, ["u13800000001", "u13800000002"]));
        Assert.True(app.DingTalk.Act(all, "u13800000001", agree: true, ""));
        Assert.Equal(DingTalkStatus.Running, (await GetAsync(app, all)).Status);
        Assert.True(app.DingTalk.Act(all, "u13800000002", agree: true, ""));
        Assert.Equal(DingTalkStatus.Agreed, (await GetAsync(app, all)).Status);

        var any = await StartAsync(app, new DingTalkApprovers(DingTalkAction.Or, ["u13800000001", "u13800000002"]));
        Assert.True(app.DingTalk.Act(any, "u13800000002", agree: true, ""));
        Assert.Equal(DingTalkStatus.Agreed, (await GetAsync(app, any)).Status);
        Assert.False(app.DingTalk.Act(any, "u13800000001", agree: true, ""));
    }

    [Fact]
    public async Task An_instance_is_ended_with_a_remark_once()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var id = await StartAsync(app);
        await app.DingTalkAsync(client => client.CommentAsync(id, "u13800000003", "请尽快"));

        await app.DingTalkAsync(client => client.TerminateAsync(id, "u13800000003", "已在 KBoss 中决定"));

        var ended = await GetAsync(app, id);
        Assert.Equal(DingTalkStatus.Terminated, ended.Status);
        Assert.Equal(["请尽快", "已在 KBoss 中决定"], ended.Operations.Where(o => o.Remark.Length > 0).Select(o => o.Remark));
        Assert.False(app.DingTalk.Act(id, "u13800000002", agree: true, ""));
        var again = await Assert.ThrowsAsync<DingTalkException>(() => app.DingTalkAsync(client => client.TerminateAsync(id, "u13800000003", "again")));
        Assert.False(again.IsTransient);
    }

    [Fact]
    public async Task An_instance_whose_answer_was_lost_is_found_by_its_business_id_over_several_pages()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var from = app.Clock.GetUtcNow().UtcDateTime.AddMinutes(-1);
        app.DingTalk.LoseNextStart();
        Assert.True((await Assert.ThrowsAsync<DingTalkException>(() => StartAsync(app))).IsTransient);
        for (var i = 0; i < 45; i++)
        {
            await StartAsync(app, businessId: $"other-{i}");
        }

        var found = await app.DingTalkAsync(client => client.FindInstanceAsync("KB-1", "u13800000003", from));
        Assert.Equal("KB-1", (await GetAsync(app, Assert.IsType<string>(found))).Form[DingTalkForm.BusinessId]);
        Assert.Null(await app.DingTalkAsync(client => client.FindInstanceAsync("KB-2", "u13800000003", from)));
    }

    [Fact]
    public async Task Refusals_are_told_by_what_is_wrong()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);

        Assert.Equal(DingTalkFault.NoInstance, (await Assert.ThrowsAsync<DingTalkException>(() => GetAsync(app, "nothing"))).Fault);
        var stranger = new DingTalkApprovers(DingTalkAction.None, ["u13900000000"]);
        Assert.Equal(DingTalkFault.User, (await Assert.ThrowsAsync<DingTalkException>(() => StartAsync(app, stranger))).Fault);
        Assert.Equal(DingTalkFault.Template, (await Assert.ThrowsAsync<DingTalkException>(() => StartAsync(app, field: "没有的字段"))).Fault);
        app.DingTalk.FailNext(1);
        Assert.Equal(DingTalkFault.System, (await Assert.ThrowsAsync<DingTalkException>(() => UserAsync(app, "13800000009"))).Fault);

        var settings = app.DingTalkOptions;
        await using var other = await DevelopmentApp.StartAsync(
            ("DingTalk:AppKey", settings.AppKey), ("DingTalk:AppSecret", settings.AppSecret), ("DingTalk:ProcessCode", "PROC-deleted"),
            ("DingTalk:CallbackToken", settings.CallbackToken), ("DingTalk:EncodingAesKey", settings.EncodingAesKey), ("DingTalk:AppUrl", settings.AppUrl),
            ("DingTalk:ApiHost", settings.ApiHost), ("DingTalk:OldApiHost", settings.OldApiHost));
        Assert.Equal(("processCodeError", DingTalkFault.Template), (
            await Assert.ThrowsAsync<DingTalkException>(() => StartAsync(other)) is var refused ? (refused.Code, refused.Fault) : default));
    }

    [Theory]
    [InlineData("40014", 200, DingTalkFault.Credentials)]
    [InlineData("60011", 200, DingTalkFault.Permission)]
    [InlineData("-1", 200, DingTalkFault.System)]
    [InlineData("needAuth", 400, DingTalkFault.Permission)]
    [InlineData("sysErrror", 400, DingTalkFault.System)]
    [InlineData("autoflowLikeTriggerRateLimited", 400, DingTalkFault.Limit)]
    [InlineData("somethingNew", 400, DingTalkFault.Refused)]
    [InlineData("somethingNew", 503, DingTalkFault.System)]
    [InlineData("", 429, DingTalkFault.Limit)]
    public void Codes_of_both_interfaces_become_one_kind_of_fault(string code, int status, DingTalkFault fault) =>
        Assert.Equal(fault, DingTalkException.FaultOf(code, status));

    [Fact]
    public async Task Nobody_there_is_told_as_unreachable_and_no_secret_is_logged()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await UserAsync(app, Maker);
        await PeopleAsync(app);
        await StartAsync(app);
        var settings = app.DingTalkOptions;
        Assert.Contains(app.Logs, line => line.Contains("DingTalk getbymobile", StringComparison.Ordinal));
        string[] secrets = ["access_token=", settings.AppSecret, "signature="];
        Assert.DoesNotContain(app.Logs, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));

        await using var nobody = await DevelopmentApp.StartAsync(
            ("DingTalk:AppKey", settings.AppKey), ("DingTalk:AppSecret", settings.AppSecret), ("DingTalk:ProcessCode", settings.ProcessCode),
            ("DingTalk:CallbackToken", settings.CallbackToken), ("DingTalk:EncodingAesKey", settings.EncodingAesKey), ("DingTalk:AppUrl", settings.AppUrl),
            ("DingTalk:ApiHost", "http://127.0.0.1:9"), ("DingTalk:OldApiHost", "http://127.0.0.1:9"));
        var failure = await Assert.ThrowsAsync<DingTalkException>(() => UserAsync(nobody, Maker));
        Assert.Equal((DingTalkFault.Unreachable, true), (failure.Fault, failure.IsTransient));
    }

    [Fact]
    public async Task What_happens_in_an_instance_is_pushed_signed_and_encrypted_until_it_is_acknowledged()
    {
        await using var app = await DevelopmentApp.StartAsync();
        app.DingTalk.Pushes.RetryIntervals = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 5)];
        var sent = 0;
        app.OnPush = _ => Task.FromResult(Interlocked.Increment(ref sent) <= 2 ? Results.StatusCode(500) : Results.Ok());
        await PeopleAsync(app);
        var id = await StartAsync(app, new DingTalkApprovers(DingTalkAction.None, ["u13800000001"]));
        await Until(() => sent > 3);
        app.OnPush = null;

        Assert.True(app.DingTalk.Act(id, "u13800000001", agree: true, ""));

        await Until(() => app.DingTalk.Pushes.Of(id).All(push => push.Acknowledged));
        Assert.Equal(
            ["bpms_instance_change finish", "bpms_instance_change start", "bpms_task_change finish", "bpms_task_change start"],
            app.Pushes.Where(push => push.InstanceId == id).Select(push => $"{push.EventType} {push.Type}").Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(await app.DingTalk.Pushes.CheckUrlAsync());
        Assert.Equal("HTTP 403", await app.DingTalk.Pushes.SendForgedAsync(id));
    }

    [Fact]
    public async Task The_page_shows_an_instance_as_the_phone_does_and_decides_by_its_buttons()
    {
        await using var app = await DevelopmentApp.StartAsync();
        await PeopleAsync(app);
        var id = await StartAsync(app);

        var page = await app.Browser.GetStringAsync("/dev/dingtalk");
        Assert.Contains("data-testid=\"action-agree\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(DingTalkForm.BusinessId, page, StringComparison.Ordinal);
        using var decision = new FormUrlEncodedContent([new("user", "u13800000002"), new("decision", "refuse"), new("remark", "<b>no</b>")]);
        var answer = await app.Browser.PostAsync($"/dev/dingtalk/instances/{Uri.EscapeDataString(id)}/decide", decision);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(DingTalkStatus.Refused, (await GetAsync(app, id)).Status);
        Assert.DoesNotContain("<b>no</b>", await app.Browser.GetStringAsync("/dev/dingtalk"), StringComparison.Ordinal);
    }

    private static Task<string?> UserAsync(DevelopmentApp app, string phone) => app.DingTalkAsync(client => client.FindUserAsync(phone));

    private static async Task PeopleAsync(DevelopmentApp app)
    {
        foreach (var phone in new[] { Maker, First, Second })
        {
            Assert.Equal(DingTalkSimulator.UserOf(phone), await UserAsync(app, phone));
        }
    }

    private static Task<string> StartAsync(
        DevelopmentApp app, DingTalkApprovers? only = null, string businessId = "KB-1", string field = DingTalkForm.Subject) =>
        app.DingTalkAsync(client => client.StartAsync(new DingTalkStart(
            DingTalkSimulator.UserOf(Maker),
            only is null ? [new(DingTalkAction.None, [DingTalkSimulator.UserOf(First)]), new(DingTalkAction.None, [DingTalkSimulator.UserOf(Second)])] : [only],
            [new(field, "客户甲"), new(DingTalkForm.BusinessId, businessId)])));

    private static Task<DingTalkInstanceDetails> GetAsync(DevelopmentApp app, string id) => app.DingTalkAsync(client => client.GetAsync(id));

    private static async Task Until(Func<bool> done)
    {
        for (var i = 0; i < 200 && !done(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(done());
    }
}
