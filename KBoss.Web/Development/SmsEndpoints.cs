using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development;

internal static class SmsEndpoints
{
    private const int RefreshSeconds = 3;

    public static void MapSms(this IEndpointRouteBuilder dev)
    {
        dev.MapMethods("/sms/", [HttpMethods.Get, HttpMethods.Post], SendAsync);
        dev.MapGet("/messages", Messages);
        dev.MapGet("/messages/latest", Latest);
    }

    private static async Task<IResult> SendAsync(HttpRequest request, SmsSimulator sms, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var answer = sms.Answer(new SmsCall(
            request.Method,
            request.PathBase + request.Path,
            request.Query.ToDictionary(p => p.Key, p => p.Value.ToString()),
            request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
            body.ToArray()));
        await Task.Delay(sms.Delay, cancellationToken);
        return Results.Json(
            answer.BizId is { } bizId
                ? new Dictionary<string, string> { ["Code"] = answer.Code, ["Message"] = answer.Message, ["BizId"] = bizId, ["RequestId"] = answer.RequestId }
                : new Dictionary<string, string> { ["Code"] = answer.Code, ["Message"] = answer.Message, ["RequestId"] = answer.RequestId },
            statusCode: answer.Status);
    }

    private static IResult Latest(string? phone, SmsSimulator sms) =>
        sms.Latest(phone ?? "") is { } message
            ? Results.Json(new
            {
                phone = message.Phone,
                template = message.Template.ToString(),
                code = message.Code,
                text = message.Text,
                sentAt = message.SentAt,
            })
            : Results.NotFound();

    private static IResult Messages(SmsSimulator sms, string? phone = null, bool refresh = false)
    {
        var rows = Html.Concat(sms.Messages(phone).Select(message => Of(
            $"""
            <tr data-testid="row-messages" data-key="{message.BizId}">
              <td>{message.SentAt:yyyy-MM-dd HH:mm:ss}</td><td>{message.Phone}</td><td>{message.Template}</td>
              <td data-testid="value-code">{message.Code}</td><td>{message.Text}</td>
            </tr>

            """)));
        var filter = Uri.EscapeDataString(phone ?? "");
        var toggle = refresh
            ? Of($"""<a href="/dev/messages?phone={filter}" data-testid="action-refresh-stop">停止自动刷新 Stop refreshing</a>""")
            : Of($"""<a href="/dev/messages?phone={filter}&refresh=true" data-testid="action-refresh">自动刷新 Refresh by itself</a>""");
        return Page("page-dev-messages", "已发送的短信 Sent messages", Of(
            $"""
            <form method="get" action="/dev/messages">
              <label>手机号 Phone <input name="phone" value="{phone}" data-testid="field-phone"></label>
              <button class="primary" data-testid="action-filter">筛选 Filter</button>
            </form>
            {toggle}
            <div class="scroll"><table data-testid="grid-messages">
              <thead><tr><th>时间 Time (UTC)</th><th>手机号 Phone</th><th>模板 Template</th><th>验证码 Code</th><th>内容 Text</th></tr></thead>
              <tbody>{rows}</tbody>
            </table></div>
            """), refreshSeconds: refresh ? RefreshSeconds : null);
    }
}
