using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Web.Development.DingTalk;

/// <summary>The events of the simulated DingTalk: signed, encrypted, and sent again until the application acknowledges them.</summary>
public sealed class DingTalkPushes(
    DevelopmentKeys keys, DevelopmentAddress here, IHttpClientFactory clients, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<DingTalkPushes> logger)
{
    internal const string Client = "dingtalk-simulator";

    /// <summary>How long the application may take to answer a push.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedPush> pushes = [];
    private long sent;

    /// <summary>The waits between the sendings of a push that is not acknowledged.</summary>
    public IReadOnlyList<TimeSpan> RetryIntervals { get; set; } = [.. new[] { 1, 2, 5, 10, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>Whether events are pushed by themselves; a test that is off pushes them when it wants to.</summary>
    public bool ByItself { get; set; } = true;

    /// <summary>The events about an instance, in the order in which they happened.</summary>
    public IReadOnlyList<SimulatedPush> Of(string instanceId)
    {
        lock (gate)
        {
            return [.. pushes.Values.Where(push => push.InstanceId == instanceId)];
        }
    }

    /// <summary>Tells the application what happened to an instance.</summary>
    public void Push(SimulatedInstance instance, string eventType, string type, string result, string staffId, long? taskId = null)
    {
        var message = new JsonObject
        {
            ["EventType"] = eventType,
            ["EventTime"] = Milliseconds(Now),
            ["CorpId"] = DevelopmentKeys.DingTalkCorpId,
            ["BizId"] = $"{Milliseconds(Now)}",
            ["eventId"] = Guid.NewGuid().ToString("N"),
            ["processInstanceId"] = instance.InstanceId,
            ["processCode"] = instance.ProcessCode,
            ["businessId"] = instance.BusinessNo,
            ["title"] = instance.Title,
            ["staffId"] = staffId,
            ["createTime"] = Milliseconds(instance.CreatedAt),
            ["type"] = type,
        };
        if (result.Length > 0)
        {
            message["result"] = result;
        }

        if (taskId is { } task)
        {
            message["taskId"] = task;
        }

        if (instance.FinishedAt is { } finished)
        {
            message["finishTime"] = Milliseconds(finished);
        }

        var push = new SimulatedPush(message["eventId"]!.ToString(), instance.InstanceId, eventType, type, message.ToJsonString(Json), 0, "", false);
        lock (gate)
        {
            pushes[push.EventId] = push;
        }

        if (ByItself)
        {
            _ = Task.Run(() => SendUntilAcknowledgedAsync(push.EventId, lifetime.ApplicationStopping));
        }
    }

    /// <summary>Sends an event once, whether or not it was sent before; the answer as DingTalk judges it, empty when it is right.</summary>
    public async Task<string> SendAsync(string eventId, CancellationToken ct = default)
    {
        SimulatedPush? push;
        lock (gate)
        {
            push = pushes.GetValueOrDefault(eventId);
        }

        if (push is null)
        {
            return "no such event";
        }

        var answer = await SendMessageAsync(push.Message, ct: ct);
        lock (gate)
        {
            var known = pushes[eventId];
            pushes[eventId] = known with
            {
                Sent = known.Sent + 1,
                LastAnswer = answer.Length == 0 ? DingTalkPush.Acknowledgement : answer,
                Acknowledged = known.Acknowledged || answer.Length == 0,
            };
        }

        return answer;
    }

    /// <summary>The check that DingTalk makes when somebody saves the address of the callback.</summary>
    public Task<string> CheckUrlAsync(CancellationToken ct = default) => SendMessageAsync("""{"EventType":"check_url"}""", ct: ct);

    /// <summary>Sends what somebody would send who knows the address and not the keys: that the instance was agreed to.</summary>
    public Task<string> SendForgedAsync(string instanceId, CancellationToken ct = default)
    {
        var forger = new DingTalkCallbackCrypto("forged", DevelopmentKeys.NewAesKey(), DevelopmentKeys.DingTalkAppKey);
        var message = new JsonObject
        {
            ["EventType"] = DingTalkPush.InstanceChange,
            ["eventId"] = Guid.NewGuid().ToString("N"),
            ["processInstanceId"] = instanceId,
            ["type"] = "finish",
            ["result"] = "agree",
        };
        return PostAsync(forger, message.ToJsonString(Json), Now, ct);
    }

    /// <summary>Signs and encrypts a message as DingTalk does and sends it; the answer as DingTalk judges it, empty when it is right.</summary>
    public Task<string> SendMessageAsync(string message, DateTime? signedAt = null, CancellationToken ct = default) =>
        PostAsync(Crypto, message, signedAt ?? Now, ct);

    /// <summary>Forgets every event.</summary>
    public void Forget()
    {
        lock (gate)
        {
            pushes.Clear();
        }
    }

    internal static long Milliseconds(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private DingTalkCallbackCrypto Crypto => new(keys.DingTalkCallbackToken, keys.DingTalkAesKey, DevelopmentKeys.DingTalkAppKey);

    private async Task SendUntilAcknowledgedAsync(string eventId, CancellationToken stopping)
    {
        try
        {
            foreach (var wait in RetryIntervals.Prepend(TimeSpan.Zero))
            {
                await Task.Delay(wait, stopping);
                if ((await SendAsync(eventId, stopping)).Length == 0)
                {
                    return;
                }
            }

            logger.LogWarning("The DingTalk event {EventId} was never acknowledged.", eventId);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The application stops; what it has not heard it asks for.
        }
    }

    private async Task<string> PostAsync(DingTalkCallbackCrypto crypto, string message, DateTime signedAt, CancellationToken ct)
    {
        var sent = crypto.Reply(message, signedAt);
        // Both spellings are met in practice; which one this is changes from push to push.
        var names = Interlocked.Increment(ref this.sent) % 2 == 0 ? ("signature", "timestamp") : ("msg_signature", "timeStamp");
        var address = $"{here.PublicUrl}/dingtalk/callback?{names.Item1}={sent.Signature}&{names.Item2}={sent.Timestamp}&nonce={sent.Nonce}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(Client);
            using var content = new StringContent(new JsonObject { ["encrypt"] = sent.Encrypt }.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(address), content, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                return $"HTTP {(int)response.StatusCode}";
            }

            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(patience.Token)) as JsonObject;
            string Of(string name) => answer?[name]?.ToString() ?? "";
            return Crypto.Open(Of("msg_signature"), Of("timeStamp"), Of("nonce"), Of("encrypt")) == DingTalkPush.Acknowledgement ? "" : "not success";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "no answer within 1.5 s";
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or DingTalkRefusedException)
        {
            return e.Message;
        }
    }
}
