using System.Text;
using KBoss.Infrastructure.Connectors.Partners;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Web.Common;

namespace KBoss.Web.Development.Connectors;

/// <summary>Where the simulated suppliers answer, with whatever fault a tester has ordered.</summary>
internal static class ConnectorEndpoints
{
    private const string Tencent = TencentCloudOptions.Vendor;

    public static void MapConnectors(this IEndpointRouteBuilder dev)
    {
        dev.MapPost("/connectors/tencent/{service}", TencentAsync);
        dev.Map("/connectors/jinan/v1/{**path}", (HttpContext http, string path, JinanSimulator jinan, ConnectorFaults faults) => PartnerAsync(http, path, jinan, faults));
        dev.Map("/connectors/zhongjin/v1/{**path}", (HttpContext http, string path, ZhongjinSimulator zhongjin, ConnectorFaults faults) =>
            PartnerAsync(http, path, zhongjin, faults));
        // As a partner's own host: KBoss may frame its desktop.
        var framed = new ResponsePolicy("default-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'");
        dev.MapGet("/connectors/jinan/doors/{token}", (string token, JinanSimulator jinan) => Enter(jinan, token)).WithMetadata(framed);
        dev.MapGet("/connectors/zhongjin/doors/{token}", (string token, ZhongjinSimulator zhongjin) => Enter(zhongjin, token)).WithMetadata(framed);
        dev.MapConnectorPages();
    }

    private static async Task TencentAsync(HttpContext http, string service, TencentCloudSimulator tencent, ConnectorFaults faults)
    {
        var call = new TencentSimulatedCall(service, Headers(http), await BodyAsync(http));
        await ServeAsync(
            http, faults, Tencent, call.Action, "", () => (200, tencent.Answer(call)), answer => Write(http, answer.Item1, Encoding.UTF8.GetBytes(answer.Item2), ""),
            fault => (200, fault == ConnectorFault.RateLimit
                ? TencentCloudSimulator.Refusal("RequestLimitExceeded", "Too many calls.")
                : TencentCloudSimulator.Refusal("FailedOperation", "It was refused.")),
            answer => answer.Item2.Contains("\"Error\"", StringComparison.Ordinal) ? answer.Item2[..Math.Min(answer.Item2.Length, 120)] : "");
    }

    private static async Task PartnerAsync(HttpContext http, string path, PartnerSimulator partner, ConnectorFaults faults)
    {
        var request = http.Request;
        var call = new PartnerCall(
            request.Method, $"{request.PathBase}{request.Path}{request.QueryString}", path, request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            Headers(http), await BodyAsync(http));
        await ServeAsync(
            http, faults, partner.Name, partner.OperationOf(call), call.IdempotencyKey, () => partner.Answer(call),
            answer => Write(http, answer.Status, answer.Body, answer.Signature),
            fault => partner.Refuse(call, fault == ConnectorFault.RateLimit
                ? new PartnerRefusalException(429, "RateLimited", "请求过于频繁", retry: true)
                : new PartnerRefusalException(422, "Refused.Other", "已拒绝")),
            answer => answer.Status < 300 ? "" : $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)[..Math.Min(answer.Body.Length, 60)]}");
    }

    /// <summary>Serves one call, with the fault that is ordered for it.</summary>
    private static async Task ServeAsync<T>(
        HttpContext http, ConnectorFaults faults, string vendor, string operation, string key, Func<T> work, Func<T, Task> write, Func<ConnectorFault, T> refuse,
        Func<T, string> said)
    {
        var fault = faults.Take(vendor, operation);
        switch (fault)
        {
            case ConnectorFault.Fail:
                faults.Note(vendor, operation, key, fault, "HTTP 500");
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case ConnectorFault.Refuse or ConnectorFault.RateLimit:
                var refusal = refuse(fault.Value);
                faults.Note(vendor, operation, key, fault, said(refusal));
                await write(refusal);
                return;
            case ConnectorFault.Slow:
                faults.Note(vendor, operation, key, fault, "");
                await Task.Delay(faults.Slowness, http.RequestAborted);
                await write(work());
                return;
            case ConnectorFault.LoseAnswer:
                work();
                faults.Note(vendor, operation, key, fault, "");
                http.Abort();
                return;
            case ConnectorFault.Twice:
                work();
                break;
        }

        var answer = work();
        faults.Note(vendor, operation, key, fault, said(answer));
        await write(answer);
    }

    private static async Task Write(HttpContext http, int status, byte[] body, string signature)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        if (signature.Length > 0)
        {
            http.Response.Headers[PartnerSignature.SignatureHeader] = signature;
        }

        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static IResult Enter(PartnerSimulator partner, string token) => partner.Enter(token) is { } what
        ? DevelopmentHtml.Page("page-dev-connectors-door", $"{partner.Name}: {what}", DevelopmentHtml.Of(
            $"""<p data-testid="value-door">{what}</p><p>模拟的桌面或控制台。 A simulated desktop or console.</p>"""))
        : Results.StatusCode(StatusCodes.Status403Forbidden);

    private static Dictionary<string, string> Headers(HttpContext http) =>
        http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());

    private static async Task<byte[]> BodyAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }
}
