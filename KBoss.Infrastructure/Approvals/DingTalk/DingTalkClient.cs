using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>
/// Speaks with DingTalk: users by phone, instances started, read, found and ended. It calls once; what failed is tried again by the outbox, because DingTalk
/// does not know a repetition.
/// </summary>
public sealed class DingTalkClient(HttpClient http, DingTalkTokens tokens, IOptionsSnapshot<DingTalkOptions> options)
{
    private const string Instances = "/v1.0/workflow/processInstances";

    /// <summary>The most ids on a page, and the most pages that are looked through.</summary>
    private const int PageSize = 20;
    private const int MaxPages = 25;

    /// <summary>The user id of whoever has this phone in the enterprise; null when nobody has.</summary>
    public async Task<string?> FindUserAsync(string phone, CancellationToken ct = default)
    {
        try
        {
            var answer = await WithTokenAsync(async token =>
            {
                var address = $"{Settings().OldApiHost.TrimEnd('/')}/topapi/v2/user/getbymobile?access_token={Uri.EscapeDataString(token)}";
                var (status, body) = await SendAsync(HttpMethod.Post, address, "getbymobile", new JsonObject { ["mobile"] = phone }, null, ct);
                return DingTalkAnswer.ReadOld(status, body);
            }, ct);
            return DingTalkAnswer.Text(answer["result"] as JsonObject, "userid") is { Length: > 0 } id ? id : throw DingTalkAnswer.Malformed("No userid.");
        }
        catch (DingTalkException e) when (e.Code is "60121" or "40104")
        {
            return null;
        }
    }

    /// <summary>Starts an instance and gives its id. Before a repetition look whether the first call has started it: <see cref="FindInstanceAsync"/>.</summary>
    public async Task<string> StartAsync(DingTalkStart start, CancellationToken ct = default)
    {
        var settings = Settings();
        var body = new JsonObject
        {
            ["originatorUserId"] = start.OriginatorUserId,
            ["processCode"] = settings.ProcessCode,
            ["approvers"] = new JsonArray([.. start.Levels.Select(level => (JsonNode)new JsonObject
            {
                ["actionType"] = level.Action.ToString().ToUpperInvariant(),
                ["userIds"] = Texts(level.UserIds),
            })]),
            ["formComponentValues"] = new JsonArray([.. start.Form.Select(field =>
                (JsonNode)new JsonObject { ["name"] = field.Key, ["value"] = field.Value })]),
        };
        if (settings.AgentId is { } agent)
        {
            body["microappAgentId"] = agent;
        }

        var answer = await CallAsync(HttpMethod.Post, Instances, "start", body, ct);
        return DingTalkAnswer.Text(answer, "instanceId") is { Length: > 0 } id ? id : throw DingTalkAnswer.Malformed("No instanceId.");
    }

    /// <summary>The instance as it stands; <see cref="DingTalkFault.NoInstance"/> when DingTalk does not know it.</summary>
    public async Task<DingTalkInstanceDetails> GetAsync(string instanceId, CancellationToken ct = default) => DingTalkAnswer.Instance(
        instanceId, await CallAsync(HttpMethod.Get, $"{Instances}?processInstanceId={Uri.EscapeDataString(instanceId)}", "get", null, ct));

    /// <summary>
    /// The id of the instance whose form holds this business id, among those of the originator that were started since then (UTC); null when there is none.
    /// </summary>
    public async Task<string?> FindInstanceAsync(string businessId, string originatorUserId, DateTime from, CancellationToken ct = default)
    {
        var next = "0";
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await CallAsync(HttpMethod.Post, "/v1.0/workflow/processes/instanceIds/query", "list", new JsonObject
            {
                ["processCode"] = Settings().ProcessCode,
                ["startTime"] = Milliseconds(from),
                ["nextToken"] = long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : next,
                ["maxResults"] = PageSize,
                ["userIds"] = Texts([originatorUserId]),
            }, ct);
            var result = answer["result"] as JsonObject;
            foreach (var id in (result?["list"] as JsonArray ?? []).Select(id => id?.ToString() ?? "").Where(id => id.Length > 0))
            {
                if ((await GetAsync(id, ct)).Form.GetValueOrDefault(DingTalkForm.BusinessId) == businessId)
                {
                    return id;
                }
            }

            if (DingTalkAnswer.Text(result, "nextToken") is not { Length: > 0 } following)
            {
                return null;
            }

            next = following;
        }

        throw new DingTalkException(DingTalkFault.Refused, "too-many", "More instances were started meanwhile than can be looked through.");
    }

    /// <summary>Ends a running instance; everybody who was asked in it reads the remark.</summary>
    public Task TerminateAsync(string instanceId, string operatingUserId, string remark, CancellationToken ct = default) => CallAsync(
        HttpMethod.Post, $"{Instances}/terminate", "terminate", new JsonObject
        {
            ["processInstanceId"] = instanceId,
            ["isSystem"] = true,
            ["operatingUserId"] = operatingUserId,
            ["remark"] = remark,
        }, ct);

    /// <summary>Adds a comment that everybody who was asked in the instance reads.</summary>
    public Task CommentAsync(string instanceId, string userId, string text, CancellationToken ct = default) => CallAsync(
        HttpMethod.Post, $"{Instances}/comments", "comment", new JsonObject
        {
            ["processInstanceId"] = instanceId,
            ["commentUserId"] = userId,
            ["text"] = text,
        }, ct);

    private static long Milliseconds(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private Task<JsonObject> CallAsync(HttpMethod method, string path, string operation, JsonObject? content, CancellationToken ct) =>
        WithTokenAsync(async token =>
        {
            var (status, body) = await SendAsync(method, Settings().ApiHost.TrimEnd('/') + path, operation, content, token, ct);
            return DingTalkAnswer.Read(status, body);
        }, ct);

    /// <summary>A token that DingTalk refuses was ended by somebody; a new one is asked for once.</summary>
    private async Task<JsonObject> WithTokenAsync(Func<string, Task<JsonObject>> call, CancellationToken ct)
    {
        var token = await TokenAsync(ct);
        try
        {
            return await call(token);
        }
        catch (DingTalkException e) when (e.IsToken)
        {
            tokens.Forget(token);
            return await call(await TokenAsync(ct));
        }
    }

    private Task<string> TokenAsync(CancellationToken ct)
    {
        var settings = Settings();
        return tokens.GetAsync(settings.AppKey, async ct =>
        {
            var content = new JsonObject { ["appKey"] = settings.AppKey, ["appSecret"] = settings.AppSecret };
            var (status, body) = await SendAsync(HttpMethod.Post, $"{settings.ApiHost.TrimEnd('/')}/v1.0/oauth2/accessToken", "accessToken", content, null, ct);
            JsonObject answer;
            try
            {
                answer = DingTalkAnswer.Read(status, body);
            }
            catch (DingTalkException e) when (status is >= 400 and < 500 and not 429)
            {
                throw new DingTalkException(DingTalkFault.Credentials, e.Code == "InvalidAuthentication" ? "invalidClientIdOrSecret" : e.Code, e.Message, e);
            }

            return DingTalkAnswer.Text(answer, "accessToken") is { Length: > 0 } token
                && long.TryParse(DingTalkAnswer.Text(answer, "expireIn"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    ? (token, TimeSpan.FromSeconds(seconds))
                    : throw DingTalkAnswer.Malformed("No accessToken.");
        }, ct);
    }

    private async Task<(int Status, string Body)> SendAsync(
        HttpMethod method, string address, string operation, JsonObject? content, string? token, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address));
            request.Options.Set(VendorLog.Operation, operation);
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("x-acs-dingtalk-access-token", token);
            }

            if (content is not null)
            {
                request.Content = new StringContent(content.ToJsonString(DingTalkAnswer.Json), Encoding.UTF8, "application/json");
            }

            using var response = await http.SendAsync(request, ct);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // An address may hold a token, so only what went wrong is told.
            throw new DingTalkException(DingTalkFault.Unreachable, "unreachable", e.Message, e);
        }
    }

    private DingTalkOptions Settings() => options.Value is { IsConfigured: true } settings
        ? settings
        : throw new DingTalkException(DingTalkFault.NotConfigured, "not-configured", $"Missing: {string.Join(", ", options.Value.Missing)}.");
}
