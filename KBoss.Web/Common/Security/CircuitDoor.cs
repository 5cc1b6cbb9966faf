using Microsoft.Extensions.Options;

namespace KBoss.Web.Common;

/// <summary>
/// Stands before the connection of circuits, whatever carries it. A browser lets every site open a WebSocket to this one and sends the member's
/// cookie along, so the door opens to pages of this host alone, and to so many at once.
/// </summary>
public sealed class CircuitDoor(RequestDelegate next, IOptions<ConnectionLimitOptions> options) : IDisposable
{
    /// <summary>Where circuits connect.</summary>
    public static readonly PathString Path = "/_blazor";

    /// <summary>A list of scripts, the same for everybody, which browsers ask for without saying from where.</summary>
    public static readonly PathString Open = "/_blazor/initializers";

    private readonly ConnectionLimit limit = new(options.Value);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments(Path) || http.Request.Path.StartsWithSegments(Open))
        {
            await next(http);
            return;
        }

        if (!IsFromHere(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var place = limit.Take(http);
        if (!place.IsAcquired)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        // The request of a WebSocket lasts as long as its circuit is connected.
        await next(http);
    }

    public void Dispose() => limit.Dispose();

    /// <summary>
    /// Whether a page of this host asks. Browsers say Origin with every WebSocket and every POST; with a GET, as long polling sends, those of today
    /// say Sec-Fetch-Site. Who says neither is no page.
    /// </summary>
    private static bool IsFromHere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site == "same-origin";
        }

        // Behind a proxy that ends TLS the scheme may be unknown here; the host is not.
        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var from)
            && new HostString(from.Authority) == request.Host
            && (!request.IsHttps || from.Scheme == Uri.UriSchemeHttps);
    }
}
