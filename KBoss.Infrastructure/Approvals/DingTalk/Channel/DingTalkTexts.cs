using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Approvals.DingTalk.Channel;

/// <summary>
/// What people read in DingTalk: the values of the form and the remarks of KBoss. They are in both languages, because DingTalk shows everybody the same; the
/// labels are those of the template.
/// </summary>
internal static class DingTalkTexts
{
    /// <summary>How every remark of KBoss begins, by which it knows its own again.</summary>
    public const string Mark = "KBoss: ";

    private const int MaxLines = 12;
    private const string Before = nameof(Before);
    private const string After = nameof(After);

    /// <summary>
    /// The values of the form for a request: what the evidence says in short, the link to all of it, and the id of the instance. The maker sees the form as
    /// its approvers do, so costs and margins stand in it only where the maker sees costs.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Form(ApprovalRequest request, string businessId, string appUrl, bool seesCosts) =>
    [
        new(DingTalkForm.RequestNo, request.No),
        new(DingTalkForm.Kind, KindOf(request.Kind)),
        new(DingTalkForm.Subject, request.SubjectName == request.Subject ? request.Subject : $"{request.SubjectName}（{request.Subject}）"),
        new(DingTalkForm.Amount, request.Amount is { } amount ? Yuan(amount) : "—"),
        new(DingTalkForm.Maker, request.Maker.Name),
        new(DingTalkForm.Change, Short(request, seesCosts)),
        new(DingTalkForm.Link, $"{appUrl.TrimEnd('/')}/approvals/{Uri.EscapeDataString(request.No)}"),
        new(DingTalkForm.BusinessId, businessId),
    ];

    /// <summary>Why an instance ends that nobody can decide any more.</summary>
    public static string Closed(ApprovalRequest request) => Mark + request.Status switch
    {
        ApprovalStatus.Approved => $"已由{request.ClosedBy.Name}在 KBoss 中同意 Agreed by {request.ClosedBy.Name} in KBoss",
        ApprovalStatus.Refused => $"已由{request.ClosedBy.Name}在 KBoss 中拒绝 Refused by {request.ClosedBy.Name} in KBoss",
        ApprovalStatus.Withdrawn => "申请人已撤回 Withdrawn by the maker",
        ApprovalStatus.Expired => "已过期 Expired",
        ApprovalStatus.Failed => "已同意，但变更未能执行，详情见 KBoss。Agreed to, but the change could not be carried out; see KBoss",
        _ => $"本级已在 KBoss 中处理，余下各级将重新发起 Decided in KBoss; the remaining steps are asked anew",
    };

    /// <summary>What is said to whoever decided after it was decided.</summary>
    public static string TooLate(string name) => $"{Mark}{name}的意见未计入：该级此前已被处理。The decision of {name} came too late and does not count";

    /// <summary>A remark from DingTalk as KBoss keeps it: without what nobody sees, and not longer than a remark may be.</summary>
    public static string Remark(string text)
    {
        var remark = text.ReplaceLineEndings("\n").Trim();
        while (VisibleText.Hidden(remark, free: true) is { } hidden)
        {
            var code = int.Parse(hidden.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            // A half of a pair is no character by itself, and is read as the one that stands for it.
            var half = code is >= 0xD800 and <= 0xDFFF;
            remark = string.Concat(remark.EnumerateRunes().Where(rune => rune.Value != (half ? 0xFFFD : code))).Trim();
        }

        if (remark.Length <= ApprovalRequest.MaxRemark)
        {
            return remark;
        }

        var end = ApprovalRequest.MaxRemark - 1;
        return remark[..(char.IsHighSurrogate(remark[end - 1]) ? end - 1 : end)] + "…";
    }

    private static string KindOf(ApprovalKind kind) => kind switch
    {
        ApprovalKind.OfflineRecharge => "线下充值 Offline recharge",
        ApprovalKind.CustomerTerms => "客户专属价格与折扣 A customer's own terms",
        ApprovalKind.DistributorTerms => "分销机构专属价格与折扣 A distributor's own terms",
        ApprovalKind.SupplierSettlement => "供应商结算 Supplier settlement",
        ApprovalKind.DistributorSettlement => "分销结算 Distributor settlement",
        _ => kind.ToString(),
    };

    private static string Short(ApprovalRequest request, bool seesCosts)
    {
        var lines = new List<string>();
        if (request.Discount is { } discount)
        {
            lines.Add($"最低折扣 Lowest discount: {Share(discount)}");
        }

        if (seesCosts && request.MarginRate is { } margin)
        {
            lines.Add($"最低毛利率 Lowest margin: {Share(margin)}");
        }

        Changes(JsonNode.Parse(request.Evidence), "", lines, seesCosts);
        var more = lines.Count - MaxLines;
        var text = string.Join("\r\n", lines.Take(MaxLines)) + (more > 0 ? $"\r\n… +{more}" : "");
        return text.Length == 0 ? "详见链接 See the link" : text.Length <= DingTalkForm.MaxValue ? text : text[..(DingTalkForm.MaxValue - 1)] + "…";
    }

    /// <summary>Whatever in the evidence has a before and an after, as one line each, named after what it stands in.</summary>
    private static void Changes(JsonNode? node, string name, List<string> lines, bool seesCosts)
    {
        foreach (var item in node is JsonArray items ? items : [])
        {
            Changes(item, name, lines, seesCosts);
        }

        foreach (var (key, value) in node as JsonObject ?? [])
        {
            if (key.EndsWith(After, StringComparison.OrdinalIgnoreCase) || (!seesCosts && TellsCost(key)))
            {
                continue;
            }

            if (!key.EndsWith(Before, StringComparison.OrdinalIgnoreCase))
            {
                Changes(value, key, lines, seesCosts);
                continue;
            }

            var what = key[..^Before.Length];
            var (was, will) = (Side(value), Side(Member(node!.AsObject(), what + After)));
            if (was != will)
            {
                lines.Add($"{Label(node.AsObject(), what.Length > 0 ? what : name)}{was} → {will}");
            }
        }
    }

    private static bool TellsCost(string key) =>
        key.Contains("Cost", StringComparison.OrdinalIgnoreCase) || key.Contains("Margin", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a line is about: the product that stands beside it, or what the evidence calls it.</summary>
    private static string Label(JsonObject members, string name)
    {
        var product = Text(Member(members, "ProductName") ?? Member(members, "Product") ?? Member(members, "Name"));
        var sku = Text(Member(members, "SkuCode"));
        var label = string.Join(' ', new[] { product, sku }.Where(text => text.Length > 0));
        label = label.Length > 0 ? label : name == "Balance" ? "余额 Balance" : name;
        return label.Length > 0 ? $"{label}: " : "";
    }

    /// <summary>One side of a change: a text or number, or of several terms what is paid, or else the discount.</summary>
    private static string Side(JsonNode? node)
    {
        if (node is not JsonObject terms)
        {
            return OrDash(Text(node));
        }

        var paid = Text(Member(terms, "UnitPrice")) is { Length: > 0 } unit ? unit : Text(Member(terms, "Price"));
        return paid.Length > 0 ? $"¥{paid}" : OrDash(Text(Member(terms, "Discount")));
    }

    private static string OrDash(string text) => text.Length > 0 ? text : "—";

    private static JsonNode? Member(JsonObject members, string name) =>
        members.FirstOrDefault(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Text(JsonNode? node) => node is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => Number(value.ToJsonString()),
            _ => "",
        }
        : "";

    private static string Number(string written) => decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number.ToString("#,##0.####", CultureInfo.InvariantCulture)
        : written;

    private static string Yuan(decimal amount) => "¥" + amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Share(decimal share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
