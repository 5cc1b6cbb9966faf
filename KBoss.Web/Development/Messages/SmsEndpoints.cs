using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development.Messages;

internal static class SmsEndpoints
{
    private const int RefreshSeconds = 3;

    public static void MapSms(this IEndpointRouteBuilder dev)
    {
        dev.MapMethods("/sms/", [HttpMethods.Get, HttpMethods.Post], SendAsync);
        dev.MapPost("/tencent-sms/", SendByTencentAsync);
        dev.MapPost("/messages/{bizId}/report", ReportAsync);
        dev.MapPost("/messages/{bizId}/reply", ReplyAsync);
        dev.MapGet("/mails", Mails);
        dev.MapGet("/mails/latest", LatestMail);
        dev.MapGet("/messages", Messages);
        dev.MapGet("/messages/latest", Latest);
    }

    private static async Task<IResult> SendAsync(HttpRequest request, SmsSimulator sms, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return await SayAsync(sms.Answer(Call(request, body.ToArray())), sms.Delay, cancellationToken);
    }

    private static async Task<IResult> SendByTencentAsync(HttpRequest request, TencentSmsSimulator tencent, SmsSimulator sms, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return await SayAsync(tencent.Answer(Call(request, body.ToArray())), sms.Delay, ct);
    }

    private static SmsCall Call(HttpRequest request, byte[] body) => new(
        request.Method,
        request.PathBase + request.Path,
        request.Query.ToDictionary(p => p.Key, p => p.Value.ToString()),
        request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
        body);

    private static async Task<IResult> SayAsync(SimulatedSmsAnswer answer, TimeSpan delay, CancellationToken ct)
    {
        await Task.Delay(delay, ct);
        return answer.Lost ? Results.StatusCode(StatusCodes.Status504GatewayTimeout) : Results.Json(answer.Body, statusCode: answer.Status);
    }

    private static async Task<IResult> ReportAsync(string bizId, bool delivered, string? code, SimulatedPhones phones, SmsPushes pushes, CancellationToken ct) =>
        phones.Decide(bizId, delivered, code ?? (delivered ? "DELIVERED" : "MOBILE_NOT_ON_SERVICE")) is { } message
            ? Results.Text($"{await pushes.ReportAsync(message, ct)}") : Results.NotFound();

    private static async Task<IResult> ReplyAsync(string bizId, string text, SimulatedPhones phones, SmsPushes pushes, CancellationToken ct) =>
        phones.Asked(bizId) is { } message ? Results.Text($"{await pushes.ReplyAsync(message, text, ct)}") : Results.NotFound();

    private static IResult LatestMail(string? to, MailSimulator mails) => mails.Mails(to) is [var newest, ..] ? Results.Json(newest) : Results.NotFound();

    private static IResult Mails(MailSimulator mails, string? to = null)
    {
        var rows = Html.Concat(mails.Mails(to).Select(mail => Of(
            $"""
            <tr data-testid="row-mails"><td>{mail.At:yyyy-MM-dd HH:mm:ss}</td><td>{mail.To}</td><td>{mail.Subject}</td><td>{mail.Text}</td></tr>

            """)));
        return Page("page-dev-mails", "已发送的邮件 Sent mails", Of(
            $"""
            <div class="scroll"><table data-testid="grid-mails">
              <thead><tr><th>时间 Time (UTC)</th><th>收件人 To</th><th>主题 Subject</th><th>内容 Text</th></tr></thead>
              <tbody>{rows}</tbody>
            </table></div>
            """));
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
              <td data-testid="value-code">{message.Code}</td><td>{message.Text}</td><td>{message.Vendor}</td>
              <td>
                <form method="post" action="/dev/messages/{Uri.EscapeDataString(message.BizId)}/report?delivered=true">
                  <button data-testid="action-delivered">送达 Delivered</button></form>
                <form method="post" action="/dev/messages/{Uri.EscapeDataString(message.BizId)}/report?delivered=false">
                  <button data-testid="action-undelivered">失败 Failed</button></form>
                <form method="post" action="/dev/messages/{Uri.EscapeDataString(message.BizId)}/reply?text=R">
                  <button data-testid="action-reply">回复R Reply R</button></form>
              </td>
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
              <thead><tr><th>时间 Time (UTC)</th><th>手机号 Phone</th><th>模板 Template</th><th>验证码 Code</th><th>内容 Text</th>
                <th>供应商 Vendor</th><th>运营商 Carrier</th></tr></thead>
              <tbody>{rows}</tbody>
            </table></div>
            """), refreshSeconds: refresh ? RefreshSeconds : null);
    }
}
