using KBoss.Domain.Access;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.SignIn;

/// <summary>
/// Leads whoever has signed in and has something to do before anything else (choose a password of its own, consent to the agreement) to the page
/// where it is done, from every other page. No circuit is opened for it, and what takes a session is refused: services refuse it as well.
/// </summary>
public sealed class SessionGate(RequestDelegate next)
{
    /// <summary>What can be read before consenting to it.</summary>
    private static readonly PathString[] Texts = ["/account/agreement", "/account/privacy"];

    public Task InvokeAsync(HttpContext http)
    {
        if (ActorClaims.Read(http.User)?.Duty is not { } duty || http.Request.Path == PathOf(duty) || Texts.Contains(http.Request.Path))
        {
            return next(http);
        }

        var isPage = http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        if (isPage && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            http.Response.Redirect(PageFor(duty, http.Request.GetEncodedPathAndQuery()));
            return Task.CompletedTask;
        }

        if (isPage || IsCircuit(http.Request.Path) || http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(http);
    }

    /// <summary>The address of the page for a duty, from which the member goes on to <paramref name="returnUrl"/>.</summary>
    public static string PageFor(SignInDuty duty, string? returnUrl = null) =>
        duty == SignInDuty.Consent && returnUrl is not null && Preferences.LocalOrHome(returnUrl) is var target and not "/"
            && !target.StartsWith("/account/", StringComparison.OrdinalIgnoreCase)
                ? QueryHelpers.AddQueryString(PathOf(duty), "returnUrl", target)
                : PathOf(duty);

    private static string PathOf(SignInDuty duty) => duty == SignInDuty.ChangePassword ? "/account/password" : "/account/consent";

    private static bool IsCircuit(PathString path) => path.StartsWithSegments(CircuitDoor.Path) && !path.StartsWithSegments(CircuitDoor.Open);
}
