using KBoss.Domain.Common;

namespace KBoss.Web.Common;

/// <summary>
/// Answers a request whose turn to write did not come: 503 and when to try again, for people as a page or in words. Pages that take forms show the
/// refusal themselves, like any other.
/// </summary>
public sealed class BusyAnswer(RequestDelegate next, RuleMessages messages)
{
    private const string Seconds = "5";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (BusyException busy) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            Mark(http.Response);
            // A page that was asked for is answered with a page, by the status.
            if (!HttpMethods.IsGet(http.Request.Method))
            {
                http.Response.ContentType = "text/plain; charset=utf-8";
                await http.Response.WriteAsync(messages.Text(busy), http.RequestAborted);
            }
        }
    }

    /// <summary>Says that the server is busy and when to ask again.</summary>
    public static void Mark(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = Seconds;
    }
}
