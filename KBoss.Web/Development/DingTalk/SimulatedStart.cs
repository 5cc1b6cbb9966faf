using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Web.Development.DingTalk;

/// <summary>Reads and checks what somebody sends who wants to start an instance.</summary>
internal static class SimulatedStart
{
    private const int MaxApprovers = 20;
    private const int MaxFields = 150;
    private const int MaxValue = 65_535;

    /// <summary>Demands the one template that the simulated enterprise has.</summary>
    public static void DemandTemplate(string? processCode)
    {
        if (processCode != DevelopmentKeys.DingTalkProcessCode)
        {
            throw new DingTalkSimulatedException(400, "processCodeError", "审批模板不存在或已删除");
        }
    }

    /// <summary>The instance that a start asks for; refused as the new interface refuses.</summary>
    public static SimulatedInstance Read(JsonObject body, DateTime now, long number)
    {
        DemandTemplate(body["processCode"]?.ToString());
        var originator = body["originatorUserId"]?.ToString() ?? "";
        var levels = new List<DingTalkApprovers>();
        foreach (var node in Nodes(body["approvers"]))
        {
            var users = (node["userIds"] as JsonArray ?? []).Select(user => user?.ToString() ?? "").ToList();
            if (!Enum.TryParse<DingTalkAction>(node["actionType"]?.ToString(), ignoreCase: true, out var action) || users.Count == 0
                || (action == DingTalkAction.None && users.Count != 1) || (action != DingTalkAction.None && users.Count < 2))
            {
                throw new DingTalkSimulatedException(400, "invalidParameter", "审批人参数错误");
            }

            levels.Add(new DingTalkApprovers(action, users));
        }

        if (levels.Count is 0 or > MaxApprovers)
        {
            throw new DingTalkSimulatedException(400, "targetSelectApproverMissing", "缺少审批人");
        }

        var form = Nodes(body["formComponentValues"])
            .Select(field => KeyValuePair.Create(
                field["name"]?.ToString() ?? "",
                field["value"] is JsonValue value && value.GetValueKind() == JsonValueKind.String
                    ? value.GetValue<string>()
                    : throw new DingTalkSimulatedException(400, "invalidParameter", "表单值必须是字符串"))).ToList();
        if (form.Count is 0 or > MaxFields || form.Any(field => field.Value.Length > MaxValue))
        {
            throw new DingTalkSimulatedException(400, "invalidParameter", "表单参数错误");
        }

        return form.Find(field => !DingTalkForm.Labels.Contains(field.Key)) is { Key: { } strange }
            ? throw new DingTalkSimulatedException(400, "illegalComponent", $"模板中没有控件{strange}")
            : new SimulatedInstance(
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(15)).Replace('+', 'A').Replace('/', 'B'),
                $"{now:yyyyMMddHHmmss}{number}", DevelopmentKeys.DingTalkProcessCode, originator, levels, form, now)
            {
                Records = [new SimulatedRecord(originator, now, "START_PROCESS_INSTANCE", "NONE", "")],
            };
    }

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) => node is JsonArray array ? array.OfType<JsonObject>() : [];
}
