using KBoss.Infrastructure.SignIn;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.SignIn;

/// <summary>
/// Leads whoever has signed in and has something to do before anything else (choose a password of its own, consent to the agreement) to the page
/// where it is done, from every other page; without roles there is nothing else to do anyway.
/// </summary>
public sealed class SessionGate(RequestDelegate next)
{
    /// <summary>What can be read before consenting to it.</summary>
    private static readonly PathString[] Texts = ["/account/agreement", "/account/privacy"];

    public Task InvokeAsync(HttpContext http)
    {
        if (SessionCookie.DutyOf(http.User) is { } duty
            && HttpMethods.IsGet(http.Request.Method)
            && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && http.Request.Path != PathOf(duty)
            && !Texts.Contains(http.Request.Path))
        {
            http.Response.Redirect(PageFor(duty, http.Request.GetEncodedPathAndQuery()));
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
}
