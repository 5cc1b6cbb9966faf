using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using Microsoft.Extensions.Options;
using static KBoss.Infrastructure.Connectors.TencentCloud.TencentInstance;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>
/// Speaks with Tencent Cloud: instances run, found, renewed and ended; customers of this agent; the bill. <see cref="TencentCloudException"/> for whatever it
/// refuses. What it would not recognise as a repetition is sent once.
/// </summary>
public sealed class TencentCloudClient(HttpClient http, IOptionsSnapshot<TencentCloudOptions> options, TencentRoles roles, TimeProvider time)
{
    /// <summary>The most instances that one call may name or start.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The tag by which an instance is found again that KBoss has asked for.</summary>
    public const string KeyTag = "kboss-key";

    private const string Instances = "2017-03-12";
    private const int BillPage = 300;

    /// <summary>Whose account it is; the harmless call by which the key is tried.</summary>
    public async Task<string> AccountAsync(CancellationToken ct = default) => Text(
        await CallAsync(new TencentCloudCall("sts", "2018-08-13", "GetCallerIdentity", [], options.Value.Region), "", ct), "AccountId");

    /// <summary>The customer of this agent with that account number; null when there is none. Its name is masked.</summary>
    public async Task<TencentCustomer?> FindCustomerAsync(string clientUin, long? organizationId = null, CancellationToken ct = default)
    {
        var answer = await CallAsync(
            new TencentCloudCall("partners", "2018-03-21", "DescribeAgentAuditedClients", new JsonObject { ["ClientUin"] = clientUin, ["Offset"] = 0, ["Limit"] = 20 })
            {
                OrganizationId = organizationId,
            },
            "", ct);
        return Objects(answer, "AgentClientSet").Where(client => Text(client, "ClientUin") == clientUin).Select(client => new TencentCustomer(
            clientUin, Text(client, "ClientName"), Text(client, "Mail"), Text(client, "AuthType") == "1", Text(client, "HasOverdueBill") == "1",
            Time(Text(client, "AgentTime")))).FirstOrDefault();
    }

    /// <summary>Starts instances and gives their ids; the same token twice starts them once.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(TencentPlace place, JsonObject instances, string logKey, long organizationId, CancellationToken ct = default)
    {
        var answer = await CallAsync(Cvm(place, "RunInstances", instances, logKey, organizationId), place.Role, ct);
        return [.. (answer["InstanceIdSet"] as JsonArray ?? []).Select(id => id?.ToString() ?? "").Where(id => id.Length > 0)];
    }

    /// <summary>Asks whether instances could be started, and starts none; <see cref="TencentCloudException"/> says why they could not.</summary>
    public async Task DryRunAsync(TencentPlace place, JsonObject instances, long organizationId, CancellationToken ct = default)
    {
        var tried = (JsonObject)instances.DeepClone();
        tried["DryRun"] = true;
        try
        {
            await CallAsync(Cvm(place, "RunInstances", tried, "", organizationId), place.Role, ct);
        }
        catch (TencentCloudException e) when (e.Code == "DryRunOperation")
        {
            // That is how it says yes.
        }
    }

    /// <summary>The instances that carry this key, however many they are.</summary>
    public async Task<IReadOnlyList<TencentInstance>> FindByKeyAsync(TencentPlace place, string key, long organizationId, CancellationToken ct = default)
    {
        var found = new List<TencentInstance>();
        while (true)
        {
            var answer = await CallAsync(
                Cvm(place, "DescribeInstances", new JsonObject
                {
                    ["Filters"] = new JsonArray(new JsonObject { ["Name"] = $"tag:{KeyTag}", ["Values"] = new JsonArray(key) }),
                    ["Offset"] = found.Count,
                    ["Limit"] = MostAtOnce,
                }, key, organizationId),
                place.Role, ct);
            var page = Objects(answer, "InstanceSet").Select(Read).ToList();
            found.AddRange(page);
            if (page.Count < MostAtOnce)
            {
                return found;
            }
        }
    }

    /// <summary>One instance; null when Tencent Cloud does not know it (any more).</summary>
    public async Task<TencentInstance?> GetAsync(TencentReference reference, long organizationId, CancellationToken ct = default)
    {
        try
        {
            var answer = await CallAsync(
                Cvm(reference.Place, "DescribeInstances", Named(reference), reference.InstanceId, organizationId), reference.Place.Role, ct);
            return Objects(answer, "InstanceSet").Select(Read).FirstOrDefault(instance => instance.InstanceId == reference.InstanceId);
        }
        catch (TencentCloudException e) when (e.Code is "InvalidInstanceId.NotFound" or "ResourceNotFound")
        {
            return null;
        }
    }

    /// <summary>What it would cost to prolong an instance by so many months.</summary>
    public async Task<TencentPrice> RenewalPriceAsync(TencentReference reference, int months, long organizationId, CancellationToken ct = default)
    {
        var answer = await CallAsync(
            Cvm(reference.Place, "InquiryPriceRenewInstances", Prepaid(Named(reference), months), reference.InstanceId, organizationId), reference.Place.Role, ct);
        var price = (answer["Price"] as JsonObject)?["InstancePrice"] as JsonObject;
        return new TencentPrice(Amount(Text(price, "OriginalPrice")), Amount(Text(price, "DiscountPrice")));
    }

    /// <summary>Prolongs an instance by so many months. It is sent once: a repetition would prolong it again.</summary>
    public Task RenewAsync(TencentReference reference, int months, string logKey, long organizationId, CancellationToken ct = default)
    {
        var content = Prepaid(Named(reference), months);
        content["RenewPortableDataDisk"] = true;
        return CallAsync(Cvm(reference.Place, "RenewInstances", content, logKey, organizationId) with { Repeatable = false }, reference.Place.Role, ct);
    }

    /// <summary>Ends an instance. It is sent once: the second time an instance that is paid for ahead is destroyed for good.</summary>
    public Task TerminateAsync(TencentReference reference, long organizationId, CancellationToken ct = default) => CallAsync(
        Cvm(reference.Place, "TerminateInstances", Named(reference), reference.InstanceId, organizationId) with { Repeatable = false }, reference.Place.Role, ct);

    /// <summary>Every line of a month's bill (<c>yyyy-MM</c>), page after page until one is empty: the total that the vendor tells may be too low.</summary>
    public async IAsyncEnumerable<TencentBillLine> BillAsync(string month, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var (offset, context) = (0, "");
        while (true)
        {
            var content = new JsonObject { ["Month"] = month, ["Offset"] = offset, ["Limit"] = BillPage, ["NeedRecordNum"] = 0 };
            if (context.Length > 0)
            {
                content["Context"] = context;
            }

            var answer = await CallAsync(new TencentCloudCall("billing", "2018-07-09", "DescribeBillDetail", content), "", ct);
            var rows = Objects(answer, "DetailSet").ToList();
            foreach (var row in rows)
            {
                yield return new TencentBillLine(
                    Text(row, "BillId"), Text(row, "OrderId"), Text(row, "ResourceId"), Text(row, "OwnerUin"), Text(row, "ProductCodeName"),
                    Text(row, "PayModeName"), Text(row, "ActionTypeName"), Text(row, "FeeBeginTime"), Text(row, "FeeEndTime"),
                    Objects(row, "ComponentSet").Sum(part => Amount(Text(part, "RealCost"))));
            }

            if (rows.Count == 0)
            {
                yield break;
            }

            (offset, context) = (offset + rows.Count, Text(answer, "Context"));
        }
    }

    private static TencentCloudCall Cvm(TencentPlace place, string action, JsonObject content, string logKey, long organizationId) =>
        new("cvm", Instances, action, content, place.Region) { LogKey = logKey, OrganizationId = organizationId };

    private static JsonObject Named(TencentReference reference) => new() { ["InstanceIds"] = new JsonArray(reference.InstanceId) };

    private static JsonObject Prepaid(JsonObject content, int months)
    {
        content["InstanceChargePrepaid"] = new JsonObject { ["Period"] = months, ["RenewFlag"] = "NOTIFY_AND_MANUAL_RENEW" };
        return content;
    }

    private static IEnumerable<JsonObject> Objects(JsonObject node, string name) => (node[name] as JsonArray ?? []).OfType<JsonObject>();

    private static decimal Amount(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
        ? amount : throw new TencentCloudException(TencentCloudException.Unreachable, "An amount is no number.");

    private async Task<JsonObject> CallAsync(TencentCloudCall call, string role, CancellationToken ct)
    {
        var settings = options.Value is { IsConfigured: true } configured
            ? configured
            : throw new TencentCloudException(TencentCloudException.NotConfigured, $"Missing: {string.Join(", ", options.Value.Missing)}.");
        var key = role.Length == 0 ? settings.Key : await roles.GetAsync(settings.SecretId, role, () => AssumeAsync(settings, role, ct));
        return await TencentCloudApi.CallAsync(http, settings.Endpoint, key, call, time.UtcNow(), ct);
    }

    private async Task<(TencentCloudKey Key, DateTime EndsAt)> AssumeAsync(TencentCloudOptions settings, string role, CancellationToken ct)
    {
        var parts = role.Split(':', 2);
        var call = new TencentCloudCall("sts", "2018-08-13", "AssumeRole", new JsonObject
        {
            ["RoleArn"] = $"qcs::cam::uin/{parts[0]}:roleName/{parts[^1]}",
            ["RoleSessionName"] = "kboss",
            ["DurationSeconds"] = 7200,
        }, settings.Region);
        var answer = await TencentCloudApi.CallAsync(http, settings.Endpoint, settings.Key, call, time.UtcNow(), ct);
        var key = answer["Credentials"] as JsonObject;
        return (
            new TencentCloudKey(Text(key, "TmpSecretId"), Text(key, "TmpSecretKey"), Text(key, "Token")),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(Text(answer, "ExpiredTime"), NumberStyles.None, CultureInfo.InvariantCulture)).UtcDateTime);
    }
}
