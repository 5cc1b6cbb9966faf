using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.DingTalk.Channel;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Approvals.DingTalk;

/// <summary>Where DingTalk pushes what happens to approval instances.</summary>
public static class DingTalkEndpoints
{
    /// <summary>The address that is saved in DingTalk's console.</summary>
    public const string Callback = "/dingtalk/callback";

    /// <summary>An event has some twenty short fields; whatever is much larger is none.</summary>
    private const int MaxPushBytes = 64 * 1024;

    /// <summary>DingTalk waits one second and a half. What could not be kept by then is not acknowledged, and comes again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1200);

    /// <summary>Maps the callback.</summary>
    public static IEndpointRouteBuilder MapDingTalkCallback(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Callback, ReceiveAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxPushBytes));
        return routes;
    }

    /// <summary>
    /// Answers the encrypted <c>success</c> once the event is kept, and only then; 403 for what DingTalk has not signed for this app, 404 where nothing is
    /// configured, 503 when the event could not be kept in time.
    /// </summary>
    private static async Task<IResult> ReceiveAsync(
        HttpContext http, [FromServices] DingTalkInbox inbox, [FromServices] IOptionsSnapshot<DingTalkOptions> options, [FromServices] AttemptLimits limits,
        [FromServices] TimeProvider time, [FromServices] ILoggerFactory logs)
    {
        var log = logs.CreateLogger(typeof(DingTalkEndpoints));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            limits.Demand(Attempt.DingTalk, http, null);
            var settings = options.Value;
            if (!settings.IsConfigured)
            {
                return Results.NotFound();
            }

            if (await EncryptedAsync(http.Request, patience.Token) is not { } encrypt)
            {
                return Results.BadRequest();
            }

            var query = http.Request.Query;
            string Of(string name, string other) => query[name].ToString() is { Length: > 0 } value ? value : query[other].ToString();
            var push = DingTalkPush.Open(
                settings, Of("msg_signature", "signature"), Of("timestamp", "timeStamp"), query["nonce"].ToString(), encrypt, time.UtcNow());
            if (push.IsApproval && !await inbox.ReceiveAsync(push, patience.Token))
            {
                log.LogInformation("A DingTalk event {EventType} {Type} came again.", push.EventType, push.Type);
            }

            var reply = DingTalkPush.Crypto(settings).Reply(DingTalkPush.Acknowledgement, time.UtcNow());
            return Results.Json(new Dictionary<string, string>
            {
                ["msg_signature"] = reply.Signature,
                ["timeStamp"] = reply.Timestamp,
                ["nonce"] = reply.Nonce,
                ["encrypt"] = reply.Encrypt,
            });
        }
        catch (DingTalkRefusedException refused)
        {
            log.LogWarning("A DingTalk push was refused: {Refusal}", refused.Refusal);
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (TooManyAttemptsException)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }
        catch (BadHttpRequestException unreadable)
        {
            return Results.StatusCode(unreadable.StatusCode);
        }
        catch (Exception late) when (late is BusyException or OperationCanceledException or IOException)
        {
            log.LogWarning("A DingTalk push could not be kept in time.");
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The encrypted text of the body; null when there is none.</summary>
    private static async Task<string?> EncryptedAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 4 }, ct);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("encrypt", out var encrypt)
                && encrypt.ValueKind == JsonValueKind.String ? encrypt.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
