using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Startup.Demo;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development.DingTalk;

/// <summary>What a person sees of the simulated DingTalk on the phone, and the buttons under it.</summary>
internal static class DingTalkPages
{
    private const int Shown = 30;

    public static void MapDingTalkPages(this IEndpointRouteBuilder dev)
    {
        dev.MapGet("/dingtalk", Show);
        dev.MapGet("/dingtalk/instances", (DingTalkSimulator dingTalk) => Results.Json(dingTalk.Instances.Select(instance => Row(dingTalk, instance))));
        dev.MapPost("/dingtalk/instances/{instanceId}/decide", DecideAsync);
        dev.MapPost("/dingtalk/instances/{instanceId}/forge", async (HttpRequest request, string instanceId, DingTalkSimulator dingTalk, CancellationToken ct) =>
            Said(request, $"伪造的回调 Forged callback: {Answer(await dingTalk.Pushes.SendForgedAsync(instanceId, ct))}"));
        dev.MapPost("/dingtalk/events/{eventId}/send", async (HttpRequest request, string eventId, DingTalkSimulator dingTalk, CancellationToken ct) =>
            Said(request, $"再次发送 Sent again: {Answer(await dingTalk.Pushes.SendAsync(eventId, ct))}"));
        dev.MapPost("/dingtalk/check", async (HttpRequest request, DingTalkSimulator dingTalk, CancellationToken ct) =>
            Said(request, $"check_url: {Answer(await dingTalk.Pushes.CheckUrlAsync(ct))}"));
        dev.MapPost("/dingtalk/people/{userId}", async (HttpRequest request, string userId, DingTalkSimulator dingTalk) =>
        {
            dingTalk.Employ(userId, (await request.ParametersAsync()).GetValueOrDefault("in") == "true");
            return Said(request, "");
        });
    }

    private static IResult Show(DingTalkSimulator dingTalk, string? user = null, string? said = null)
    {
        var shown = dingTalk.Instances
            .Where(instance => string.IsNullOrEmpty(user) || instance.Levels.Any(level => level.UserIds.Contains(user))).Take(Shown).ToList();
        var people = Html.Concat(dingTalk.People.Select(person => Of(
            $"""
            <li data-testid="row-people" data-key="{person.UserId}"><a href="/dev/dingtalk?user={person.UserId}">{Name(person.UserId)}</a>
            <form method="post" action="/dev/dingtalk/people/{person.UserId}"><input type="hidden" name="in" value="{(person.In ? "false" : "true")}">
            <button data-testid="action-employ">{(person.In ? "离职 Leaves" : "入职 Joins")}</button></form></li>

            """)));
        var cards = shown.Count > 0 ? Html.Concat(shown.Select(instance => Card(dingTalk, instance))) : Of(
            $"""
            <p data-testid="value-empty">还没有审批。在 KBoss 中提交需要审批的申请后，会出现在这里。
            No approvals yet: they come when somebody in KBoss asks for something that needs consent.</p>
            """);
        var filter = string.IsNullOrEmpty(user) ? default : Of($"""<p>{Name(user)} · <a href="/dev/dingtalk">所有人 Everybody</a></p>""");
        var notice = string.IsNullOrEmpty(said) ? default : Of($"""<p class="said" role="status" data-testid="value-said">{said}</p>""");
        return Page("page-dev-dingtalk", "模拟钉钉审批 Simulated DingTalk approvals", Of(
            $"""
            {notice}{filter}
            <p><a href="/dev/dingtalk?user={user}" data-testid="action-refresh">刷新 Refresh</a></p>
            {cards}
            <details><summary>通讯录 People</summary><ul class="people">{people}</ul></details>
            <form method="post" action="/dev/dingtalk/check"><button data-testid="action-check">保存回调地址 Save the callback address (check_url)</button></form>
            """), "cards");
    }

    private static Html Card(DingTalkSimulator dingTalk, SimulatedInstance instance)
    {
        var path = $"/dev/dingtalk/instances/{Uri.EscapeDataString(instance.InstanceId)}";
        var form = Html.Concat(instance.Form.Where(field => field.Key != DingTalkForm.BusinessId && field.Value.Length > 0).Select(field => Of(
            $"""<dt>{field.Key}</dt><dd>{(field.Key == DingTalkForm.Link ? Link(field.Value) : Of($"{field.Value}"))}</dd>""")));
        var levels = Html.Concat(instance.Levels.Select((level, index) => Of(
            $"""
            <li class="{(instance.Tasks.Any(t => t.Level == index && t.Status == "RUNNING") ? "waiting" : "")}">
              <small>{index + 1}. {Way(level.Action)}</small>
              {Html.Concat(level.UserIds.Select(user => Seat(instance, path, index, user)))}
            </li>
            """)));
        var records = Html.Concat(instance.Records.Where(record => record.Remark.Length > 0).Select(record => Of($"<li>{Name(record.UserId)}: {record.Remark}</li>")));
        var events = Html.Concat(dingTalk.Pushes.Of(instance.InstanceId).Select(push => Of(
            $"""
            <tr data-testid="row-events" data-key="{push.Type}">
            <td>{push.EventType.Replace("bpms_", "", StringComparison.Ordinal)} {push.Type}</td><td>{push.Sent}× {push.LastAnswer}</td>
            <td><form method="post" action="/dev/dingtalk/events/{push.EventId}/send"><button data-testid="action-send-again">再发 Send again</button></form></td></tr>

            """)));
        return Of(
            $"""
            <section class="card" data-testid="row-instances" data-key="{instance.InstanceId}">
              <h2>{Name(instance.OriginatorUserId)}提交的审批 <span class="pill" data-testid="status" data-status="{instance.Status}">{Status(instance)}</span></h2>
              <dl>{form}</dl>
              <ul class="levels">{levels}</ul>
              <ul>{records}</ul>
              <details><summary>回调 Callbacks</summary>
                <div class="scroll"><table class="events"><tbody>{events}</tbody></table></div>
                <form method="post" action="{path}/forge"><button data-testid="action-forge">发送伪造的回调 Send a forged callback</button></form>
              </details>
            </section>

            """);
    }

    private static Html Seat(SimulatedInstance instance, string path, int level, string user)
    {
        var task = instance.Tasks.LastOrDefault(t => t.Level == level && t.UserId == user);
        var state = task switch
        {
            null => instance.IsRunning ? "未到 Not yet" : "—",
            { Status: "RUNNING" } => "待处理 Waiting",
            { Status: "COMPLETED", Result: "AGREE" } => "已同意 Agreed",
            { Status: "COMPLETED" } => "已拒绝 Refused",
            _ => "已取消 Cancelled",
        };
        var buttons = task is { Status: "RUNNING" } && instance.IsRunning
            ? Of(
                $"""
                <form class="decide" method="post" action="{path}/decide">
                  <input type="hidden" name="user" value="{user}">
                  <input name="remark" placeholder="审批意见 Remark" aria-label="审批意见 Remark" maxlength="200" data-testid="field-remark">
                  <button class="primary" name="decision" value="agree" data-testid="action-agree">同意 Agree</button>
                  <button name="decision" value="refuse" data-testid="action-refuse">拒绝 Refuse</button>
                </form>
                """)
            : default;
        return Of($"""<div data-testid="row-tasks" data-key="{user}">{Name(user)} <span class="pill">{state}</span>{buttons}</div>""");
    }

    private static async Task<IResult> DecideAsync(HttpRequest request, string instanceId, DingTalkSimulator dingTalk)
    {
        var form = await request.ParametersAsync();
        try
        {
            var agree = form.GetValueOrDefault("decision") == "agree";
            return dingTalk.Act(instanceId, form.GetValueOrDefault("user") ?? "", agree, form.GetValueOrDefault("remark") ?? "")
                ? Said(request, agree ? "已同意 Agreed" : "已拒绝 Refused")
                : Said(request, "审批已被处理 This was decided already");
        }
        catch (DingTalkSimulatedException refusal)
        {
            return Said(request, refusal.Message);
        }
    }

    private static IResult Said(HttpRequest request, string said) => request.WantsHtml()
        ? request.SeeOther($"/dev/dingtalk{(said.Length > 0 ? $"?said={Uri.EscapeDataString(said)}" : "")}")
        : Results.Json(new { said });

    private static string Answer(string judged) => judged.Length == 0 ? "success" : judged;

    private static Html Link(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? Of($"""<a href="{address}" data-testid="action-open">{address}</a>""")
        : Of($"{address}");

    private static string Name(string userId)
    {
        var phone = DingTalkSimulator.Phone(userId);
        return DemoOrganizations.Accounts.FirstOrDefault(account => account.Phone == phone) is { } demo ? $"{demo.Name} {phone}" : phone;
    }

    private static string Way(DingTalkAction action) => action switch
    {
        DingTalkAction.And => "会签 All must agree",
        DingTalkAction.Or => "或签 Any one",
        _ => "审批人 Approver",
    };

    private static string Status(SimulatedInstance instance) => (instance.Status, instance.Result) switch
    {
        ("RUNNING", _) => "审批中 Running",
        ("TERMINATED", _) => "已撤销 Withdrawn",
        (_, "agree") => "审批通过 Agreed",
        _ => "审批拒绝 Refused",
    };

    private static object Row(DingTalkSimulator dingTalk, SimulatedInstance instance) => new
    {
        instance.InstanceId,
        instance.Status,
        instance.Result,
        Form = instance.Form.ToDictionary(),
        Waiting = instance.Tasks.Where(task => task.Status == "RUNNING").Select(task => task.UserId),
        Events = dingTalk.Pushes.Of(instance.InstanceId).Select(push => new { push.EventId, push.EventType, push.Type, push.Sent, push.Acknowledged }),
    };
}
