using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Wallets.Alipay;

namespace KBoss.Web.Development;

/// <summary>Reads what the application asks of the simulated gateway, and refuses it in the gateway's order and words.</summary>
internal static class SimulatedRequests
{
    private static readonly TimeSpan DefaultExpiry = TimeSpan.FromDays(15);
    private static readonly TimeSpan LeastExpiry = TimeSpan.FromMinutes(1);

    /// <summary>Checks the common parameters and the application's signature, in the gateway's order; returns the business fields.</summary>
    public static JsonObject Check(IReadOnlyDictionary<string, string> request, string appPublicKey)
    {
        foreach (var name in (string[])["method", "app_id", "timestamp", "version", "sign_type", "biz_content"])
        {
            if (string.IsNullOrEmpty(request.GetValueOrDefault(name)))
            {
                throw SimulatedRefusalException.MissingParameter(name);
            }
        }

        if (string.IsNullOrEmpty(request.GetValueOrDefault("sign")))
        {
            throw SimulatedRefusalException.MissingParameter("signature");
        }

        if (request["app_id"] != DevelopmentKeys.AlipayAppId)
        {
            throw SimulatedRefusalException.InvalidParameter("app_id", "无效的AppID参数");
        }

        if (request["sign_type"] != AlipaySignature.SignType)
        {
            throw SimulatedRefusalException.InvalidParameter("signature_type", "无效的签名类型");
        }

        if (!AlipayFormat.TryParseTime(request["timestamp"], out _))
        {
            throw SimulatedRefusalException.InvalidParameter("timestamp", "非法的时间戳参数");
        }

        if (!AlipaySignature.Verify(AlipaySignature.RequestString(request), request["sign"], appPublicKey))
        {
            throw SimulatedRefusalException.InvalidParameter("signature", "验签出错，请检查应用私钥与签名原串");
        }

        try
        {
            return JsonNode.Parse(request["biz_content"]) as JsonObject ?? throw Invalid("biz_content");
        }
        catch (JsonException)
        {
            throw Invalid("biz_content");
        }
    }

    /// <summary>The page payment that is asked for, as a trade that nobody has opened yet; refused with what the gateway would say.</summary>
    public static SimulatedTrade PagePay(IReadOnlyDictionary<string, string> request, JsonObject content, DateTime now)
    {
        var subject = Text(content, "subject");
        if (subject is not { Length: >= 1 and <= 256 } || subject.AsSpan().IndexOfAny('/', '=', '&') >= 0)
        {
            throw Invalid("subject");
        }

        if (Text(content, "product_code") != "FAST_INSTANT_TRADE_PAY")
        {
            throw Invalid("product_code");
        }

        if (!AlipayFormat.TryParseAmount(Text(content, "total_amount"), out var amount)
            || amount is < AlipayFormat.MinAmount or > AlipayFormat.MaxAmount)
        {
            throw Invalid("total_amount");
        }

        var expiresAt = now + DefaultExpiry;
        if (Text(content, "time_expire") is { } expiry
            && (!AlipayFormat.TryParseTime(expiry, out expiresAt) || expiresAt < now + LeastExpiry || expiresAt > now + DefaultExpiry))
        {
            throw Invalid("time_expire");
        }

        return new SimulatedTrade(
            OutTradeNo(content),
            amount,
            subject,
            request.GetValueOrDefault("notify_url") ?? "",
            request.GetValueOrDefault("return_url") ?? "",
            Text(content, "passback_params") ?? "",
            now,
            expiresAt);
    }

    /// <summary>The number of the trade that is asked about.</summary>
    public static string OutTradeNo(JsonObject content) =>
        Text(content, "out_trade_no") is { } number && AlipayFormat.IsOutTradeNo(number) ? number : throw Invalid("out_trade_no");

    private static string? Text(JsonObject content, string name) =>
        content[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static SimulatedRefusalException Invalid(string name) =>
        SimulatedRefusalException.Business("ACQ.INVALID_PARAMETER", $"参数无效：{name}");
}
