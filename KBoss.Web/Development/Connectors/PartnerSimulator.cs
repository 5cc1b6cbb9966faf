using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Domain.Catalog;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Connectors.Partners;

namespace KBoss.Web.Development.Connectors;

/// <summary>
/// Plays a partner that speaks the protocol of <c>docs/connectors.md</c>: checks signatures, clocks, nonces and keys, and keeps what it has opened in memory.
/// </summary>
public abstract class PartnerSimulator(string name, string accessKey, string secret, DevelopmentAddress address, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan DoorsOpen = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (string Signature, DateTime At, PartnerReply Reply)> nonces = [];
    private readonly Dictionary<string, (string Content, PartnerReply? Reply)> keys = [];
    private readonly Dictionary<string, PartnerThing> things = [];
    private readonly Dictionary<string, (DateTime OpensAt, int Wanted, List<string> References)> openings = [];
    private readonly Dictionary<string, (string Door, DateTime Until)> doors = [];
    private int numbers;

    /// <summary>The name in the log of calls and on the page.</summary>
    public string Name { get; } = name;

    public string AccessKey { get; } = accessKey;

    public string Secret { get; } = secret;

    /// <summary>How long it takes until what was ordered can be used.</summary>
    public TimeSpan OpensAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many of what was ordered are opened; the rest is given up. Null: all.</summary>
    public int? OpensAtMost { get; set; }

    /// <summary>Everything that was opened, the newest first.</summary>
    public IReadOnlyList<PartnerThing> Things
    {
        get
        {
            lock (Gate)
            {
                return [.. things.Values.Reverse()];
            }
        }
    }

    protected Lock Gate { get; } = new();

    protected DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The operation that a request asks for, by the names of the log of calls; empty where there is none.</summary>
    public virtual string OperationOf(PartnerCall call) => (call.Method, call.Path.Split('/')) switch
    {
        ("GET", ["ping"]) => "ping",
        ("POST", ["openings"]) => IsDryRun(call) ? "dry-run" : "open",
        ("GET", ["openings", _]) => "find",
        ("POST", ["resources", _, "renewals"]) => "renew",
        ("POST", ["resources", _, "termination"]) => "terminate",
        ("POST", ["resources", _, "doors", _]) => "enter",
        _ => "",
    };

    /// <summary>Answers a request, signed.</summary>
    public PartnerReply Answer(PartnerCall call)
    {
        lock (Gate)
        {
            try
            {
                var signature = Demand(call);
                if (nonces.TryGetValue(call.Nonce, out var seen))
                {
                    // The very same request has come twice: it is answered as the first time. A nonce of another one is a forgery.
                    return seen.Signature == signature ? seen.Reply : throw new PartnerRefusalException(401, "NonceRepeated", "随机串已被使用");
                }

                var reply = Keyed(call);
                foreach (var old in nonces.Where(n => n.Value.At < Now - (PartnerSignature.Skew * 2)).Select(n => n.Key).ToList())
                {
                    nonces.Remove(old);
                }

                nonces[call.Nonce] = (signature, Now, reply);
                return reply;
            }
            catch (PartnerRefusalException refusal)
            {
                return Refuse(call, refusal);
            }
        }
    }

    /// <summary>The answer to a request that the partner does not do.</summary>
    public PartnerReply Refuse(PartnerCall call, PartnerRefusalException refusal) => Reply(call, refusal.Status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message, ["retry"] = refusal.Retry },
        ["requestId"] = Guid.NewGuid().ToString(),
    });

    /// <summary>What stands behind a door, while it is open; null when it is closed or was never there.</summary>
    public string? Enter(string token)
    {
        lock (Gate)
        {
            return doors.TryGetValue(token, out var door) && Now < door.Until ? door.Door : null;
        }
    }

    /// <summary>Does what only this partner does; null for what it does not know.</summary>
    protected virtual JsonNode? Special(PartnerCall call, JsonObject request) => null;

    /// <summary>Refuses what this partner does not open, by its own rules.</summary>
    protected abstract void Judge(string customerCode, string? account);

    /// <summary>A short-lived address.</summary>
    protected JsonObject Door(string what)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var until = Now + DoorsOpen;
        doors[token] = (what, until);
        return new JsonObject
        {
            ["url"] = $"{address.PublicUrl}/dev/connectors/{Name.ToLowerInvariant()}/doors/{token}",
            ["expiresAt"] = Iso(until),
        };
    }

    protected static string Iso(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    protected static string Text(JsonNode? node, string name) => (node as JsonObject)?[name]?.ToString() ?? "";

    protected static PartnerRefusalException Missing(string what) => new(404, PartnerException.NotFound, $"{what} 不存在");

    protected static JsonObject Content(PartnerCall call)
    {
        try
        {
            return call.Body.Length == 0 ? [] : JsonNode.Parse(call.Body) as JsonObject ?? throw new PartnerRefusalException(400, "Malformed", "不是对象");
        }
        catch (JsonException)
        {
            throw new PartnerRefusalException(400, "Malformed", "不是 JSON");
        }
    }

    private static bool IsDryRun(PartnerCall call)
    {
        try
        {
            return (bool?)Content(call)["dryRun"] == true;
        }
        catch (PartnerRefusalException)
        {
            return false;
        }
    }

    private string Header(PartnerCall call, string name) => call.Headers.GetValueOrDefault(name.ToLowerInvariant(), "");

    /// <summary>The signature of a request that is signed as it must be.</summary>
    private string Demand(PartnerCall call)
    {
        if (Header(call, PartnerSignature.KeyHeader) != AccessKey)
        {
            throw new PartnerRefusalException(401, "KeyUnknown", "未知的访问密钥");
        }

        if (!long.TryParse(Header(call, PartnerSignature.TimestampHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            || (Now - DateTimeOffset.FromUnixTimeSeconds(timestamp).UtcDateTime).Duration() > PartnerSignature.Skew)
        {
            throw new PartnerRefusalException(401, "TimestampSkewed", "时间戳超出允许范围");
        }

        if (call.Nonce.Length is < 16 or > 64)
        {
            throw new PartnerRefusalException(401, "NonceInvalid", "随机串长度应为 16 到 64");
        }

        var expected = PartnerSignature.Sign(
            Secret, new PartnerMessage(call.Method, call.SignedPath, timestamp, call.Nonce, call.IdempotencyKey, call.Body));
        return PartnerSignature.Same(expected, Header(call, PartnerSignature.SignatureHeader))
            ? expected : throw new PartnerRefusalException(401, "SignatureInvalid", "签名不正确");
    }

    /// <summary>A key that has come before is answered from what it did; with other content it is refused.</summary>
    private PartnerReply Keyed(PartnerCall call)
    {
        if (call.IdempotencyKey.Length == 0)
        {
            return Reply(call, 200, Act(call));
        }

        var content = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{call.Method} {call.Path}\n"), .. call.Body]));
        if (keys.TryGetValue(call.IdempotencyKey, out var known))
        {
            return known.Content != content
                ? throw new PartnerRefusalException(409, "KeyReused", "幂等键已用于其他请求")
                // What is still being opened is told as it stands now.
                : openings.ContainsKey(call.IdempotencyKey) ? Reply(call, 200, Opening(call.IdempotencyKey)) : Signed(call, known.Reply!);
        }

        var reply = Reply(call, 200, Act(call));
        keys[call.IdempotencyKey] = (content, reply);
        return reply;
    }

    private JsonNode Act(PartnerCall call) => Special(call, Content(call)) ?? (call.Method, call.Path.Split('/')) switch
    {
        ("GET", ["ping"]) => new JsonObject { ["name"] = Name, ["time"] = Iso(Now) },
        ("POST", ["openings"]) => Open(call),
        ("GET", ["openings", var key]) => openings.ContainsKey(key) ? Opening(key) : throw Missing("openings"),
        ("POST", ["resources", var reference, "renewals"]) => Renew(reference, Content(call)),
        ("POST", ["resources", var reference, "termination"]) => End(reference),
        ("POST", ["resources", var reference, "doors", var door]) => Door($"{door} {Thing(reference).Reference}"),
        _ => throw Missing("path"),
    };

    private JsonObject Open(PartnerCall call)
    {
        var request = Content(call);
        var (product, customer, account) = (Text(request, "product"), Text(request["customer"], "code"), (string?)request["account"]);
        var quantity = (int?)request["quantity"] ?? 0;
        if (product.Length == 0 || customer.Length == 0 || quantity < 1 || call.IdempotencyKey.Length == 0
            || !Enum.TryParse<BillingUnit>(Text(request, "unit"), ignoreCase: true, out var unit))
        {
            throw new PartnerRefusalException(422, "Invalid", "开通请求不完整");
        }

        if (product.StartsWith("unknown", StringComparison.OrdinalIgnoreCase))
        {
            throw new PartnerRefusalException(422, "Refused.NoSuchProduct", "没有这个产品");
        }

        if ((bool?)request["dryRun"] == true)
        {
            return new JsonObject { ["state"] = "open", ["pieces"] = new JsonArray() };
        }

        Judge(customer, account);
        var references = new List<string>();
        for (var i = 0; i < Math.Min(quantity, OpensAtMost ?? quantity); i++)
        {
            var thing = new PartnerThing($"{Name[..2].ToUpperInvariant()}-{++numbers:D5}", call.IdempotencyKey, product, customer, account, Now)
            {
                EndsAt = ServicePeriod.End(unit, (int?)request["periods"] ?? 1, Now),
            };
            things[thing.Reference] = thing;
            references.Add(thing.Reference);
        }

        openings[call.IdempotencyKey] = (Now + OpensAfter, quantity, references);
        return Opening(call.IdempotencyKey);
    }

    private JsonObject Opening(string key)
    {
        var (opensAt, wanted, references) = openings[key];
        var opened = opensAt <= Now;
        var isShort = references.Count < wanted;
        return new JsonObject
        {
            ["state"] = !opened ? "opening" : isShort ? "failed" : "open",
            ["pieces"] = new JsonArray([.. opened ? references.Select(r => (JsonNode)Piece(things[r])) : []]),
            ["reason"] = opened && isShort ? "资源不足" : null,
        };
    }

    private static JsonObject Piece(PartnerThing thing) => new()
    {
        ["reference"] = thing.Reference,
        ["address"] = $"{thing.Reference.ToLowerInvariant()}.example.com",
        ["userName"] = thing.Account ?? "root",
        ["secret"] = thing.Secret,
        ["consoleUrl"] = null,
        ["endsAt"] = thing.EndsAt is { } end ? Iso(end) : null,
    };

    private JsonObject Renew(string reference, JsonObject request)
    {
        var thing = Thing(reference);
        if (thing.Ended || thing.EndsAt is not { } end || !Enum.TryParse<BillingUnit>(Text(request, "unit"), ignoreCase: true, out var unit))
        {
            throw new PartnerRefusalException(422, "Refused.NotRenewable", "不能续期");
        }

        thing.EndsAt = ServicePeriod.End(unit, (int?)request["periods"] ?? 1, end);
        thing.Renewals++;
        return new JsonObject { ["reference"] = reference, ["endsAt"] = thing.EndsAt is { } at ? Iso(at) : null };
    }

    private JsonObject End(string reference)
    {
        Thing(reference).Ended = true;
        return new JsonObject { ["reference"] = reference, ["state"] = "ended" };
    }

    private PartnerThing Thing(string reference) => things.TryGetValue(reference, out var thing) ? thing : throw Missing("resources");

    private PartnerReply Reply(PartnerCall call, int status, JsonNode content) =>
        Signed(call, new PartnerReply(status, Encoding.UTF8.GetBytes(content.ToJsonString(Json)), ""));

    private PartnerReply Signed(PartnerCall call, PartnerReply reply) =>
        reply with { Signature = PartnerSignature.SignAnswer(Secret, call.Nonce, reply.Status, reply.Body) };
}
