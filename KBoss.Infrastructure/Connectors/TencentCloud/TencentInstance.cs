using System.Globalization;
using System.Text.Json.Nodes;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>In which account an instance runs: that of the settings, or another one through a role.</summary>
/// <param name="Role">The role as <c>uin:name</c>; empty for the account of the settings.</param>
public sealed record TencentPlace(string Region, string Role = "");

/// <summary>The name by which KBoss knows an instance: its region, its id and, if it is another account, the role.</summary>
public sealed record TencentReference(TencentPlace Place, string InstanceId)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for what is none.</summary>
    public static TencentReference? Parse(string text) => text.Split('/') is [{ Length: > 0 } region, { Length: > 0 } id, .. var more] && more.Length <= 1
        ? new TencentReference(new TencentPlace(region, more.Length > 0 ? more[0] : ""), id) : null;

    public override string ToString() => Place.Role.Length > 0 ? $"{Place.Region}/{InstanceId}/{Place.Role}" : $"{Place.Region}/{InstanceId}";
}

/// <summary>An instance as Tencent Cloud tells it; times are UTC, no end where it is paid for by the hour.</summary>
public sealed record TencentInstance(
    string InstanceId, string State, string RestrictState, string ChargeType, string LatestOperation, string LatestOperationState,
    string LatestOperationError, string PublicAddress, string PrivateAddress, DateTime? EndsAt)
{
    public bool Runs => State == "RUNNING" && RestrictState is "" or "NORMAL";

    public bool HasFailed => State == "LAUNCH_FAILED";

    /// <summary>It is gone, or on its way: in the recycle bin, being destroyed, or stopped to be destroyed.</summary>
    public bool HasEnded => State is "SHUTDOWN" or "TERMINATING" || RestrictState == "PROTECTIVELY_ISOLATED";

    public bool IsBusy => LatestOperationState == "OPERATING";

    internal static TencentInstance Read(JsonObject node) => new(
        Text(node, "InstanceId"), Text(node, "InstanceState"), Text(node, "RestrictState"), Text(node, "InstanceChargeType"),
        Text(node, "LatestOperation"), Text(node, "LatestOperationState"), Text(node, "LatestOperationErrorMsg"),
        First(node, "PublicIpAddresses"), First(node, "PrivateIpAddresses"), Time(node["ExpiredTime"]?.ToString()));

    internal static string Text(JsonObject? node, string name) => node?[name]?.ToString() ?? "";

    /// <summary>An instant in ISO 8601, UTC; null where there is none.</summary>
    internal static DateTime? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime : null;

    private static string First(JsonObject node, string name) => (node[name] as JsonArray)?.FirstOrDefault()?.ToString() ?? "";
}

/// <summary>A customer of this agent at Tencent Cloud; the name is masked there.</summary>
public sealed record TencentCustomer(string Uin, string Name, string Mail, bool IsCompany, bool HasOverdueBill, DateTime? AgentSince);

/// <summary>What a renewal costs at Tencent Cloud, in yuan: the list price, and what is paid.</summary>
public sealed record TencentPrice(decimal Original, decimal Discounted);

/// <summary>One line of a month's bill at Tencent Cloud; amounts in yuan with up to eight decimals, times as the vendor writes them.</summary>
public sealed record TencentBillLine(
    string BillId, string OrderId, string ResourceId, string OwnerUin, string Product, string PayMode, string Action, string From, string To, decimal RealCost);
