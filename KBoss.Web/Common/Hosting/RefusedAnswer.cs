using KBoss.Domain.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace KBoss.Web.Common;

/// <summary>
/// What an address asks for is refused, such as an export with a filter that is not understood: 400 and why, for people as a page (<see cref="Refused"/>), for
/// others in words.
/// </summary>
internal sealed class RefusedAnswer(RuleException refusal) : IResult
{
    /// <summary>Why; read by the page that is shown instead.</summary>
    public RuleException Refusal { get; } = refusal;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        if (httpContext.Features.Get<IStatusCodePagesFeature>() is { Enabled: true })
        {
            httpContext.Features.Set(this);
            return;
        }

        httpContext.Response.ContentType = "text/plain; charset=utf-8";
        await httpContext.Response.WriteAsync(httpContext.RequestServices.GetRequiredService<RuleMessages>().Text(Refusal), httpContext.RequestAborted);
    }
}
