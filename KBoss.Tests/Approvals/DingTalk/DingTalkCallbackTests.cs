using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using KBoss.Web.Development;
using static KBoss.Tests.Approvals.ApprovalWorld;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>What the callback answers to pushes that are genuine, repeated, forged or late, and that none of them decides anything by itself.</summary>
public sealed class DingTalkCallbackTests
{
    /// <summary>Each kind of push with the status of its answer; 200 means the encrypted "success".</summary>
    public static TheoryData<string, HttpStatusCode, int> Pushes => new()
    {
        { "genuine", HttpStatusCode.OK, 1 },
        { "genuine, other spellings", HttpStatusCode.OK, 1 },
        { "without an id", HttpStatusCode.OK, 1 },
        { "of an unknown instance", HttpStatusCode.OK, 1 },
        { "of another kind", HttpStatusCode.OK, 0 },
        { "check_url", HttpStatusCode.OK, 0 },
        { "with another token", HttpStatusCode.Forbidden, 0 },
        { "with another key", HttpStatusCode.Forbidden, 0 },
        { "of another app", HttpStatusCode.Forbidden, 0 },
        { "of another enterprise", HttpStatusCode.Forbidden, 0 },
        { "signed for another text", HttpStatusCode.Forbidden, 0 },
        { "signed for another time", HttpStatusCode.Forbidden, 0 },
        { "without a signature", HttpStatusCode.Forbidden, 0 },
        { "signed two hours ago", HttpStatusCode.Forbidden, 0 },
        { "signed in two hours", HttpStatusCode.Forbidden, 0 },
        { "that is no JSON", HttpStatusCode.Forbidden, 0 },
        { "whose body is no JSON", HttpStatusCode.BadRequest, 0 },
        { "whose body has no text", HttpStatusCode.BadRequest, 0 },
        { "whose text is a number", HttpStatusCode.BadRequest, 0 },
        { "whose body is too large", HttpStatusCode.RequestEntityTooLarge, 0 },
    };

    [Theory]
    [MemberData(nameof(Pushes))]
    public async Task A_push_is_answered_by_what_it_is_and_decides_nothing(string what, HttpStatusCode status, int kept)
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        var before = (await desk.World.RequestAsync(no)).Events;
        var (token, key, owner, at) = (desk.Keys.DingTalkCallbackToken, desk.Keys.DingTalkAesKey, DevelopmentKeys.DingTalkAppKey, desk.Boss.Now);
        var message = new JsonObject
        {
            ["EventType"] = "bpms_instance_change",
            ["CorpId"] = DevelopmentKeys.DingTalkCorpId,
            ["eventId"] = "e1",
            ["processInstanceId"] = desk.Newest.InstanceId,
            ["type"] = "finish",
            ["result"] = "agree",
        };
        switch (what)
        {
            case "without an id":
                message.Remove("eventId");
                break;
            case "of an unknown instance":
                message["processInstanceId"] = "nobody's";
                break;
            case "of another kind":
                message["EventType"] = "user_add_org";
                break;
            case "check_url":
                message = new JsonObject { ["EventType"] = "check_url" };
                break;
            case "with another token":
                token = "forged";
                break;
            case "with another key":
                key = "o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus";
                break;
            case "of another app":
                owner = "dingother";
                break;
            case "of another enterprise":
                message["CorpId"] = "dingother";
                break;
            case "signed two hours ago":
                at = at.AddHours(-2);
                break;
            case "signed in two hours":
                at = at.AddHours(2);
                break;
            default:
                break;
        }

        var crypto = new DingTalkCallbackCrypto(token, key, owner);
        var sent = crypto.Reply(what == "that is no JSON" ? "agree" : message.ToJsonString(), at);
        var encrypt = what == "signed for another text" ? crypto.Encrypt(message.ToJsonString()) : sent.Encrypt;
        var timestamp = what == "signed for another time"
            ? (long.Parse(sent.Timestamp, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) : sent.Timestamp;
        var query = what switch
        {
            "genuine, other spellings" => $"msg_signature={sent.Signature}&timeStamp={timestamp}&nonce={sent.Nonce}",
            "without a signature" => $"timestamp={timestamp}&nonce={sent.Nonce}",
            _ => $"signature={sent.Signature}&timestamp={timestamp}&nonce={sent.Nonce}",
        };
        using var answer = await desk.PostAsync(query, what switch
        {
            "whose body is no JSON" => "encrypt",
            "whose body has no text" => "{}",
            "whose text is a number" => """{"encrypt":1}""",
            "whose body is too large" => $$"""{"encrypt":"{{new string('x', 70_000)}}"}""",
            _ => new JsonObject { ["encrypt"] = encrypt }.ToJsonString(),
        });

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK)
        {
            Assert.Equal("success", await OpenedAsync(desk, answer));
        }

        Assert.Equal(kept, await desk.EventsAsync());
        // It says "agreed"; what DingTalk says when it is asked is believed, and there nobody has agreed.
        await desk.DispatchAsync();
        Assert.Equal((ApprovalStatus.Pending, before), (await desk.World.RequestAsync(no) is var request ? (request.Status, request.Events) : default));
        Assert.Single(desk.DingTalk.Instances);
    }

    [Fact]
    public async Task A_push_that_comes_again_is_acknowledged_again_and_has_no_second_consequence()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance), ByMember(desk.World.Admin));
        var no = await desk.AskedAsync();
        await desk.DecideAsync(desk.World.Finance);
        var (before, events) = ((await desk.World.RequestAsync(no)).Events, await desk.EventsAsync());

        foreach (var push in desk.DingTalk.Pushes.Of(desk.Newest.InstanceId))
        {
            Assert.Empty(await desk.DingTalk.Pushes.SendAsync(push.EventId));
        }

        await desk.DispatchAsync();
        Assert.Equal((before, events), ((await desk.World.RequestAsync(no)).Events, await desk.EventsAsync()));
    }

    [Fact]
    public async Task Many_that_come_at_once_are_kept_once()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        await desk.AskedAsync();
        var push = desk.DingTalk.Pushes.Of(desk.Newest.InstanceId)[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => desk.DingTalk.Pushes.SendMessageAsync(push.Message))));

        Assert.All(answers, Assert.Empty);
        Assert.Equal(1, await desk.EventsAsync());
    }

    [Fact]
    public async Task A_push_about_a_request_that_was_taken_back_is_acknowledged_and_decides_nothing()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        var no = await desk.AskedAsync();
        await desk.World.As<ApprovalService>(desk.World.Maker).WithdrawAsync(no);
        await desk.DispatchAsync();

        Assert.Empty(await desk.DingTalk.Pushes.SendMessageAsync(new JsonObject
        {
            ["EventType"] = "bpms_instance_change",
            ["eventId"] = "late",
            ["processInstanceId"] = desk.Newest.InstanceId,
            ["type"] = "finish",
            ["result"] = "agree",
        }.ToJsonString()));
        await desk.DispatchAsync();

        Assert.Equal(ApprovalStatus.Withdrawn, (await desk.World.RequestAsync(no)).Status);
        Assert.Empty(await desk.World.DepartmentsAsync());
    }

    [Fact]
    public async Task While_others_write_it_answers_in_time_that_the_push_was_not_kept_and_keeps_it_when_it_comes_again()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        await desk.AskedAsync();
        var push = desk.DingTalk.Pushes.Of(desk.Newest.InstanceId)[0];
        await using (await HeldWriter.TakeAsync(desk.Boss.Get<KBossDbContextFactory>()))
        {
            Assert.Equal("HTTP 503", await desk.DingTalk.Pushes.SendAsync(push.EventId));
        }

        Assert.Empty(await desk.DingTalk.Pushes.SendAsync(push.EventId));
        Assert.Equal(1, await desk.EventsAsync());
    }

    [Fact]
    public async Task Old_events_are_forgotten_long_after_a_repetition_would_be_refused_for_its_age()
    {
        await using var desk = await DingTalkDesk.OpenAsync();
        await desk.World.PolicyAsync(ByRole(Role.Finance));
        await desk.AskedAsync();
        await desk.PushAsync(desk.Newest.InstanceId);
        Assert.Equal(2, await desk.EventsAsync());

        desk.Boss.Time.Advance(TimeSpan.FromDays(29));
        await desk.ReconcileAsync();
        Assert.Equal(2, await desk.EventsAsync());
        desk.Boss.Time.Advance(TimeSpan.FromDays(2));
        await desk.ReconcileAsync();
        Assert.Equal(0, await desk.EventsAsync());
    }

    private static async Task<string> OpenedAsync(DingTalkDesk desk, HttpResponseMessage answer)
    {
        var reply = JsonSerializer.Deserialize<Dictionary<string, string>>(await answer.Content.ReadAsStringAsync())!;
        return new DingTalkCallbackCrypto(desk.Keys.DingTalkCallbackToken, desk.Keys.DingTalkAesKey, DevelopmentKeys.DingTalkAppKey)
            .Open(reply["msg_signature"], reply["timeStamp"], reply["nonce"], reply["encrypt"]);
    }
}
