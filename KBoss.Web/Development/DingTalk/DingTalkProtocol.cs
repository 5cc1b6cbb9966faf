using System.Text.Json;
using System.Text.Json.Nodes;

namespace KBoss.Web.Development.DingTalk;

/// <summary>The two interfaces of DingTalk that the application calls, as far as it calls them.</summary>
internal static class DingTalkProtocol
{
    public static void MapDingTalk(this IEndpointRouteBuilder dev)
    {
        var api = dev.MapGroup("/dingtalk/api/v1.0");
        api.MapPost("/oauth2/accessToken", (HttpRequest request, DingTalkSimulator dingTalk) => AnswerAsync(request, null, body =>
        {
            var (token, seconds) = dingTalk.Token(Text(body, "appKey"), Text(body, "appSecret"));
            return new JsonObject { ["accessToken"] = token, ["expireIn"] = seconds };
        }));
        api.MapPost("/workflow/processInstances", (HttpRequest request, DingTalkSimulator dingTalk) =>
            AnswerAsync(request, dingTalk, body => new JsonObject { ["instanceId"] = dingTalk.Start(body) }));
        api.MapGet("/workflow/processInstances", (HttpRequest request, DingTalkSimulator dingTalk, string? processInstanceId) =>
            AnswerAsync(request, dingTalk, _ => dingTalk.Tell(processInstanceId ?? "")));
        api.MapPost("/workflow/processInstances/terminate", (HttpRequest request, DingTalkSimulator dingTalk) => AnswerAsync(request, dingTalk, body =>
        {
            dingTalk.Terminate(Text(body, "processInstanceId"), Text(body, "operatingUserId"), Text(body, "remark"));
            return new JsonObject { ["result"] = true, ["success"] = true };
        }));
        api.MapPost("/workflow/processInstances/comments", (HttpRequest request, DingTalkSimulator dingTalk) => AnswerAsync(request, dingTalk, body =>
        {
            dingTalk.Comment(Text(body, "processInstanceId"), Text(body, "commentUserId"), Text(body, "text"));
            return new JsonObject { ["result"] = true, ["success"] = true };
        }));
        api.MapPost("/workflow/processes/instanceIds/query", (HttpRequest request, DingTalkSimulator dingTalk) => AnswerAsync(request, dingTalk, dingTalk.List));
        dev.MapPost("/dingtalk/oapi/topapi/v2/user/getbymobile", async (HttpRequest request, DingTalkSimulator dingTalk) =>
            Json(200, dingTalk.UserByMobile(request.Query["access_token"], Text(await BodyAsync(request), "mobile"))));
        dev.MapDingTalkPages();
    }

    private static async Task<IResult> AnswerAsync(HttpRequest request, DingTalkSimulator? asked, Func<JsonObject, JsonObject> answer)
    {
        try
        {
            asked?.Demand(request.Headers["x-acs-dingtalk-access-token"]);
            return Json(200, answer(HttpMethods.IsPost(request.Method) ? await BodyAsync(request) : []));
        }
        catch (DingTalkSimulatedException refusal)
        {
            return Json(refusal.Status, new JsonObject
            {
                ["code"] = refusal.Code,
                ["requestid"] = Guid.NewGuid().ToString("D").ToUpperInvariant(),
                ["message"] = refusal.Message,
            });
        }
    }

    private static async Task<JsonObject> BodyAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Text(JsonObject body, string name) => body[name]?.ToString() ?? "";

    private static IResult Json(int status, JsonObject answer) => Results.Text(answer.ToJsonString(), "application/json; charset=utf-8", statusCode: status);
}
