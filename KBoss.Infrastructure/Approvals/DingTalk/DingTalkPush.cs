using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>
/// An event that was proved to come from DingTalk for this app. It is a hint to look at an instance and no more: what has happened there is asked of DingTalk.
/// <see cref="Key"/> is the same for every repetition of the event.
/// </summary>
public sealed record DingTalkPush(string EventType, string Key, string InstanceId, string Type, string Result)
{
    public const string InstanceChange = "bpms_instance_change";
    public const string TaskChange = "bpms_task_change";

    /// <summary>What the endpoint answers, encrypted, once the event is kept.</summary>
    public const string Acknowledgement = "success";

    private const int MaxWord = 50;
    private const int MaxId = 100;

    /// <summary>How far the instant at which a push was signed may lie from now.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>Whether it tells of an approval; everything else is only answered.</summary>
    public bool IsApproval => EventType is InstanceChange or TaskChange && InstanceId.Length > 0;

    /// <summary>
    /// Proves and reads a push: its signature, its age (milliseconds since 1970, in UTC), its key, its owner and, where it is configured, its enterprise;
    /// otherwise <see cref="DingTalkRefusedException"/>.
    /// </summary>
    public static DingTalkPush Open(DingTalkOptions options, string signature, string timestamp, string nonce, string encrypt, DateTime now)
    {
        var message = Crypto(options).Open(signature, timestamp, nonce, encrypt);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || Math.Abs(new DateTimeOffset(now).ToUnixTimeMilliseconds() - (decimal)milliseconds) > (decimal)Tolerance.TotalMilliseconds)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.TooOld, "The push was signed too long ago.");
        }

        return Read(message, options.CorpId);
    }

    /// <summary>The keys of the subscription; what is missing is refused as not configured.</summary>
    public static DingTalkCallbackCrypto Crypto(DingTalkOptions options) =>
        new(options.CallbackToken.Trim(), options.EncodingAesKey.Trim(), options.AppKey.Trim());

    private static DingTalkPush Read(string message, string corpId)
    {
        JsonObject node;
        try
        {
            node = JsonNode.Parse(message) as JsonObject ?? throw new JsonException("No object.");
            _ = node.Count;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.Unreadable, "The message is not JSON.", e);
        }

        string Text(string name, int max) => DingTalkAnswer.Text(node, name) is not { } text
            ? ""
            : text.Length <= max ? text : throw new DingTalkRefusedException(DingTalkRefusal.Unreadable, $"The field {name} is too long.");

        try
        {
            // Older pushes write it in lower case.
            var corp = Text("CorpId", MaxId) is { Length: > 0 } written ? written : Text("corpId", MaxId);
            if (corpId.Length > 0 && corp.Length > 0 && corp != corpId)
            {
                throw new DingTalkRefusedException(DingTalkRefusal.OtherOwner, "The push is about another enterprise.");
            }

            var eventType = Text("EventType", MaxWord);
            var (instanceId, type, result) = (Text("processInstanceId", MaxId), Text("type", MaxWord), Text("result", MaxWord));
            // Without an id the event is the same when it says the same.
            string[] same = Text("eventId", MaxId) is { Length: > 0 } id ? ["id", id] : ["of", eventType, instanceId, Text("taskId", MaxWord), type, result];
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', same))));
            return new DingTalkPush(eventType, key, instanceId, type, result);
        }
        catch (DingTalkException e)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.Unreadable, "A field of the message is repeated.", e);
        }
    }
}
