using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Texts;
using Microsoft.AspNetCore.Mvc;

namespace KBoss.Web.Messaging;

/// <summary>Where the vendors of text messages push what carriers and people say; the addresses are saved in their consoles.</summary>
public static class SmsCallbackEndpoints
{
    /// <summary>Hundreds of reports come in one push; whatever is much larger is none.</summary>
    private const int MaxPushBytes = 512 * 1024;

    /// <summary>Maps the callbacks: <c>/sms/callback/alibaba/…</c> and <c>/sms/callback/tencent/…</c>, each with the secret at its end.</summary>
    public static IEndpointRouteBuilder MapSmsCallbacks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sms/callback/{vendor}/{secret}", ReceiveAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxPushBytes));
        return routes;
    }

    /// <summary>
    /// Answers in the vendor's words once everything is kept, which lets it stop repeating; 404 for a wrong address, so that nobody learns that there is a
    /// right one, 400 for what is no push, 503 when it could not be kept and should come again.
    /// </summary>
    private static async Task<IResult> ReceiveAsync(string vendor, string secret, HttpRequest request, [FromServices] SmsCallbacks callbacks, CancellationToken ct)
    {
        SmsVendor? from = vendor switch { "alibaba" => SmsVendor.AlibabaCloud, "tencent" => SmsVendor.TencentCloud, _ => null };
        if (from is not { } known || !callbacks.Opens(secret))
        {
            return Results.NotFound();
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 4 }, ct);
            await callbacks.ReceiveAsync(known, body, ct);
            return known == SmsVendor.AlibabaCloud ? Results.Json(new { code = 0, msg = "接收成功" }) : Results.Json(new { result = 0, errmsg = "OK" });
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }
        catch (BadHttpRequestException unreadable)
        {
            return Results.StatusCode(unreadable.StatusCode);
        }
        catch (BusyException)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
