using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Connectors.TencentCloud;

namespace KBoss.Web.Development.Connectors;

/// <summary>A call as it reached the simulated Tencent Cloud; header names in lower case.</summary>
public sealed record TencentSimulatedCall(string Service, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Action => Headers.GetValueOrDefault("x-tc-action", "");
}

/// <summary>
/// Plays Tencent Cloud: checks TC3 signatures, assumes roles, runs, renews and ends instances that exist in memory, bills them, and knows the customers of
/// an agent.
/// </summary>
public sealed partial class TencentCloudSimulator(DevelopmentKeys keys, TimeProvider time)
{
    /// <summary>The account to which the key of Development belongs.</summary>
    public const string Account = "100000000001";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedInstance> instances = [];
    private readonly Dictionary<string, List<string>> tokens = [];
    private readonly Dictionary<string, (TencentCloudKey Key, string Role, DateTime EndsAt)> assumed = [];
    /// <summary>A new start gives other numbers than the one before, whose instances are known to nobody any more.</summary>
    private int numbers = Random.Shared.Next(0x1000_0000, 0x7000_0000);

    /// <summary>How long an instance takes to run once it was ordered.</summary>
    public TimeSpan StartsAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether instances that are ordered from now on fail to start.</summary>
    public bool LaunchesFail { get; set; }

    /// <summary>The customers of this agent: account number and name.</summary>
    public Dictionary<string, string> Customers { get; } = new() { ["100000000101"] = "示例科技有限公司", ["100000000102"] = "示例研究院" };

    /// <summary>Every instance that there is, the newest first.</summary>
    public IReadOnlyList<SimulatedInstance> Instances
    {
        get
        {
            lock (gate)
            {
                return [.. instances.Values.OrderByDescending(i => i.Id, StringComparer.Ordinal)];
            }
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Answers a call; an error stands in the envelope, as with the real one.</summary>
    public string Answer(TencentSimulatedCall call)
    {
        lock (gate)
        {
            JsonObject response;
            try
            {
                var role = Who(call);
                response = Act(call, JsonNode.Parse(call.Body) as JsonObject ?? throw Refused("InvalidParameter", "The request is no object."), role);
            }
            catch (JsonException)
            {
                response = Error("InvalidParameter", "The request is no JSON.");
            }
            catch (TencentCloudException refusal)
            {
                response = Error(refusal.Code, refusal.Message);
            }

            return Envelope(response);
        }
    }

    /// <summary>The answer of a vendor that does not do it.</summary>
    public static string Refusal(string code, string message) => Envelope(Error(code, message));

    private static string Envelope(JsonObject response)
    {
        response["RequestId"] = Guid.NewGuid().ToString();
        return new JsonObject { ["Response"] = response }.ToJsonString(Json);
    }

    private static JsonObject Error(string code, string message) => new() { ["Error"] = new JsonObject { ["Code"] = code, ["Message"] = message } };

    private static TencentCloudException Refused(string code, string message) => new(code, message);

    /// <summary>The role in which it is called, empty for the account itself; refuses what is not signed.</summary>
    private string Who(TencentSimulatedCall call)
    {
        var authorization = call.Headers.GetValueOrDefault("authorization", "");
        var temporary = assumed.Values.FirstOrDefault(a => authorization.Contains($"Credential={a.Key.SecretId}/", StringComparison.Ordinal));
        var key = temporary.Key ?? new TencentCloudKey(DevelopmentKeys.TencentSecretId, keys.TencentSecretKey);
        var fault = temporary.Key is not null && temporary.EndsAt <= Now
            ? "AuthFailure.TokenFailure" : Tc3Signature.Fault(key, call.Service, authorization, call.Headers, call.Body, Now);
        return fault is null ? temporary.Role ?? "" : throw Refused(fault, "The call is not signed as it must be.");
    }

    private JsonObject Act(TencentSimulatedCall call, JsonObject request, string role) => (call.Service, call.Action) switch
    {
        ("sts", "GetCallerIdentity") => new() { ["AccountId"] = Account, ["Arn"] = $"qcs::cam::uin/{Account}:uin/{Account}", ["Type"] = "RootAccount" },
        ("sts", "AssumeRole") => Assume(request),
        ("partners", "DescribeAgentAuditedClients") => Clients(request),
        ("cvm", "RunInstances") => Run(request, Place(call, role)),
        ("cvm", "DescribeInstances") => Describe(request, Place(call, role)),
        ("cvm", "InquiryPriceRenewInstances") => Price(request, Place(call, role)),
        ("cvm", "RenewInstances") => Renew(request, Place(call, role)),
        ("cvm", "TerminateInstances") => Terminate(request, Place(call, role)),
        ("billing", "DescribeBillDetail") => Bill(request),
        _ => throw Refused("InvalidAction", "There is no such action."),
    };

    private static TencentPlace Place(TencentSimulatedCall call, string role) => call.Headers.GetValueOrDefault("x-tc-region") is { Length: > 0 } region
        ? new TencentPlace(region, role) : throw Refused("MissingParameter", "Region is missing.");

    private JsonObject Assume(JsonObject request)
    {
        if (RoleArn().Match(Text(request, "RoleArn")) is not { Success: true } role)
        {
            throw Refused("InvalidParameter.RoleNotExist", "There is no such role.");
        }

        var key = new TencentCloudKey($"AKIDtmp{RandomNumberGenerator.GetHexString(12)}", RandomNumberGenerator.GetHexString(32), RandomNumberGenerator.GetHexString(40));
        var endsAt = Now.AddSeconds((int?)request["DurationSeconds"] ?? 7200);
        assumed[key.SecretId] = (key, $"{role.Groups[1].Value}:{role.Groups[2].Value}", endsAt);
        return new JsonObject
        {
            ["Credentials"] = new JsonObject { ["Token"] = key.Token, ["TmpSecretId"] = key.SecretId, ["TmpSecretKey"] = key.SecretKey },
            ["ExpiredTime"] = new DateTimeOffset(endsAt).ToUnixTimeSeconds(),
            ["Expiration"] = Iso(endsAt),
        };
    }

    private JsonObject Clients(JsonObject request)
    {
        var wanted = Text(request, "ClientUin");
        var found = Customers.Where(c => wanted.Length == 0 || c.Key == wanted).ToList();
        return new JsonObject
        {
            ["AgentClientSet"] = new JsonArray([.. found.Select(c => (JsonNode)new JsonObject
            {
                ["Uin"] = Account, ["ClientUin"] = c.Key, ["ClientName"] = $"{c.Value[..1]}***", ["AuthType"] = "1", ["HasOverdueBill"] = 0,
                ["AgentTime"] = "2026-01-01 00:00:00", ["Mail"] = "",
            })]),
            ["TotalCount"] = found.Count,
        };
    }

    private JsonObject Run(JsonObject request, TencentPlace place)
    {
        var zone = Text(request["Placement"] as JsonObject, "Zone");
        Demand(zone.StartsWith($"{place.Region}-", StringComparison.Ordinal), "InvalidParameterValue.ZoneNotMatchRegion", "Zone and region do not match.");
        Demand(InstanceType().IsMatch(Text(request, "InstanceType")), "InvalidParameterValue.InvalidInstanceTypeMalformed", "There is no such instance type.");
        Demand(Text(request, "ImageId").StartsWith("img-", StringComparison.Ordinal), "InvalidImageId.Malformed", "There is no such image.");
        var password = Text(request["LoginSettings"] as JsonObject, "Password");
        Demand(
            password.Length is >= 12 and <= 30 && password.Any(char.IsUpper) && password.Any(char.IsLower) && password.Any(char.IsDigit),
            "InvalidPassword", "The password is too simple.");
        var token = Text(request, "ClientToken");
        Demand(token.Length is > 0 and <= 64, "InvalidClientToken.TooLong", "The token is missing or too long.");
        var count = (int?)request["InstanceCount"] ?? 1;
        Demand(count is >= 1 and <= TencentCloudClient.MostAtOnce, "LimitExceeded.InstanceQuota", "Too many at once.");
        if ((bool?)request["DryRun"] == true)
        {
            throw Refused("DryRunOperation", "The request would have succeeded.");
        }

        if (!tokens.TryGetValue(token, out var ids))
        {
            ids = tokens[token] = [.. Enumerable.Range(0, count).Select(_ => Add(request, place, zone, token))];
        }

        return new JsonObject { ["InstanceIdSet"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
    }

    private string Add(JsonObject request, TencentPlace place, string zone, string token)
    {
        var months = (int?)(request["InstanceChargePrepaid"] as JsonObject)?["Period"];
        var tag = ((request["TagSpecification"] as JsonArray)?[0] as JsonObject)?["Tags"] as JsonArray;
        var id = $"ins-{++numbers:x8}";
        instances[id] = new SimulatedInstance(id, place, zone, Text(request, "InstanceType"), Text(request, "InstanceName"), token, Text(tag?[0] as JsonObject, "Value"))
        {
            OrderedAt = Now,
            RunsFrom = LaunchesFail ? null : Now + StartsAfter,
            Prepaid = Text(request, "InstanceChargeType") == "PREPAID",
            EndsAt = months is { } period ? ChinaTime.AddMonths(Now, period) : null,
        };
        return id;
    }

    private JsonObject Describe(JsonObject request, TencentPlace place)
    {
        var ids = Ids(request);
        var filters = (request["Filters"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var found = instances.Values.Where(i => i.Place == place && (ids.Count == 0 || ids.Contains(i.Id)))
            .Where(i => filters.All(f => Text(f, "Name") == $"tag:{TencentCloudClient.KeyTag}" && (f["Values"] as JsonArray ?? []).Any(v => v?.ToString() == i.Key)))
            .OrderBy(i => i.Id, StringComparer.Ordinal).ToList();
        var page = found.Skip((int?)request["Offset"] ?? 0).Take(Math.Min((int?)request["Limit"] ?? 20, 100));
        return new JsonObject { ["TotalCount"] = found.Count, ["InstanceSet"] = new JsonArray([.. page.Select(i => (JsonNode)Node(i))]) };
    }

    private JsonObject Node(SimulatedInstance i)
    {
        var operation = i.RenewedAt > i.OrderedAt ? "RenewInstances" : "RunInstances";
        return new JsonObject
        {
            ["InstanceId"] = i.Id,
            ["InstanceName"] = i.Name,
            ["InstanceType"] = i.InstanceType,
            ["Placement"] = new JsonObject { ["Zone"] = i.Zone, ["ProjectId"] = 0 },
            ["InstanceChargeType"] = i.Prepaid ? "PREPAID" : "POSTPAID_BY_HOUR",
            ["InstanceState"] = i.StateAt(Now),
            ["RestrictState"] = i.Isolated ? "PROTECTIVELY_ISOLATED" : i.EndsAt < Now ? "EXPIRED" : "NORMAL",
            ["LatestOperation"] = operation,
            ["LatestOperationState"] = i.StateAt(Now) == "LAUNCH_FAILED" ? "FAILED" : i.BusyUntil > Now ? "OPERATING" : "SUCCESS",
            ["LatestOperationErrorMsg"] = i.StateAt(Now) == "LAUNCH_FAILED" ? "Sold out." : "",
            ["PublicIpAddresses"] = i.StateAt(Now) == "RUNNING" ? new JsonArray(i.PublicAddress) : null,
            ["PrivateIpAddresses"] = new JsonArray(i.PrivateAddress),
            ["CreatedTime"] = Iso(i.OrderedAt),
            ["ExpiredTime"] = i.EndsAt is { } end ? Iso(end) : null,
        };
    }

    private JsonObject Price(JsonObject request, TencentPlace place)
    {
        var months = (int?)(request["InstanceChargePrepaid"] as JsonObject)?["Period"] ?? 1;
        var found = Named(request, place);
        return new JsonObject
        {
            ["Price"] = new JsonObject { ["InstancePrice"] = new JsonObject { ["OriginalPrice"] = 100m * months * found.Count, ["DiscountPrice"] = 80m * months * found.Count } },
        };
    }

    private JsonObject Renew(JsonObject request, TencentPlace place)
    {
        var months = (int?)(request["InstanceChargePrepaid"] as JsonObject)?["Period"] ?? throw Refused("MissingParameter", "Period is missing.");
        foreach (var instance in Named(request, place))
        {
            Demand(instance is { Prepaid: true, Isolated: false }, "InvalidInstance.NotSupported", "It is not paid for ahead.");
            Demand(instance.BusyUntil <= Now, "OperationDenied.InstanceOperationInProgress", "Another operation is under way.");
            instance.EndsAt = ChinaTime.AddMonths(instance.EndsAt!.Value, months);
            instance.RenewedAt = Now;
            instance.BusyUntil = Now.AddSeconds(1);
            instance.Renewals++;
        }

        return [];
    }

    private JsonObject Terminate(JsonObject request, TencentPlace place)
    {
        foreach (var instance in Named(request, place))
        {
            if (instance is { Prepaid: true, Isolated: false })
            {
                instance.Isolated = true;
            }
            else
            {
                instances.Remove(instance.Id);
            }

            instance.Terminations++;
        }

        return [];
    }

    private JsonObject Bill(JsonObject request)
    {
        var month = DateTime.ParseExact(Text(request, "Month"), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        var rows = instances.Values.Where(i => i.OrderedAt < ChinaTime.AddMonths(month, 1)).OrderBy(i => i.Id, StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["DetailSet"] = new JsonArray([.. rows.Skip((int?)request["Offset"] ?? 0).Take(Math.Min((int?)request["Limit"] ?? 20, BillLimit)).Select(i => (JsonNode)new JsonObject
            {
                ["BillId"] = $"{month:yyyyMM}-{i.Id}", ["OrderId"] = $"D{i.Id}", ["ResourceId"] = i.Id, ["OwnerUin"] = Account, ["ProductCodeName"] = "云服务器CVM",
                ["PayModeName"] = i.Prepaid ? "包年包月" : "按量计费", ["ActionTypeName"] = "包年包月新购",
                ["FeeBeginTime"] = $"{month:yyyy-MM-dd} 00:00:00", ["FeeEndTime"] = $"{ChinaTime.AddMonths(month, 1).AddSeconds(-1):yyyy-MM-dd HH:mm:ss}",
                ["ComponentSet"] = new JsonArray(new JsonObject { ["RealCost"] = "79.99000000" }, new JsonObject { ["RealCost"] = "0.01000000" }),
            })]),
            // The real one may tell too few as well.
            ["Total"] = Math.Max(rows.Count - 1, 0),
            ["Context"] = "next",
        };
    }

    /// <summary>How many lines of a bill fit on a page.</summary>
    public int BillLimit { get; set; } = 300;

    private List<SimulatedInstance> Named(JsonObject request, TencentPlace place) =>
    [
        .. Ids(request).Select(id => instances.TryGetValue(id, out var found) && found.Place == place
            ? found : throw Refused("InvalidInstanceId.NotFound", "There is no such instance.")),
    ];

    private static HashSet<string> Ids(JsonObject request) => [.. (request["InstanceIds"] as JsonArray ?? []).Select(id => id?.ToString() ?? "")];

    private static string Text(JsonObject? node, string name) => node?[name]?.ToString() ?? "";

    private static string Iso(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static void Demand(bool good, string code, string message)
    {
        if (!good)
        {
            throw Refused(code, message);
        }
    }

    [GeneratedRegex(@"^qcs::cam::uin/(\d+):roleName/(.+)\z")]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*\.[A-Z0-9]+\z")]
    private static partial Regex InstanceType();
}
