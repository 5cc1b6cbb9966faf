using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using KBoss.Domain.Access;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace KBoss.Web.SignIn;

/// <summary>On an endpoint that only open pages ask, without anybody: asking it is no use of the session.</summary>
public sealed class AskedByItself;

/// <summary>
/// The session in the browser: an encrypted cookie with the session's number and key and nothing else. Who that is and what it may do is asked of the
/// database before a minute is over, and at once when this process has news of the member [R-ORG-3].
/// </summary>
public static class SessionCookie
{
    public const string Name = "kboss-session";

    /// <summary>The header of a request that an open page makes without anybody: it is no use of the session, which would never run out otherwise.</summary>
    public const string ByItself = "X-By-Itself";

    private const string KeyClaim = "kboss:key";
    // One principal for each session that is believed: requests share it, and nobody writes to it.
    private static readonly ConditionalWeakTable<SignedIn, ClaimsPrincipal> Principals = [];

    public static void Configure(CookieAuthenticationOptions cookie, CookieRules rules, IOptions<SessionLimits> limits)
    {
        rules.Apply(cookie.Cookie, Name);
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        // How long the session holds is decided by its row: an open circuit uses it without asking for a new cookie.
        cookie.ExpireTimeSpan = limits.Value.Lifetime;
        cookie.SlidingExpiration = false;
        cookie.LoginPath = "/account/login";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            // The page for 403 says which role is needed; the address stays.
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Gives the session to the browser of this request; what it had before is overwritten.</summary>
    public static Task WriteAsync(HttpContext http, SignedIn session) =>
        http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, ContentOf(session.Key));

    /// <summary>Ends the session of this request for good and takes the cookie from the browser.</summary>
    public static async Task EndAsync(HttpContext http)
    {
        if (Read(http.User) is { } key)
        {
            await http.RequestServices.GetRequiredService<MemberSessions>().SignOutAsync(key, http.RequestAborted);
        }

        await ForgetAsync(http);
    }

    /// <summary>What a principal holds of its session, or null for a visitor.</summary>
    public static SessionKey? Read(ClaimsPrincipal? user) =>
        long.TryParse(user?.FindFirstValue(ActorClaims.Session), CultureInfo.InvariantCulture, out var id) && user?.FindFirstValue(KeyClaim) is { } key
            ? new SessionKey(id, key)
            : null;

    private static bool IsByItself(HttpContext http) =>
        http.Request.Headers.ContainsKey(ByItself) || http.GetEndpoint()?.Metadata.GetMetadata<AskedByItself>() is not null;

    private static Task ForgetAsync(HttpContext http) => http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>What the cookie holds.</summary>
    internal static ClaimsPrincipal ContentOf(SessionKey key) => new(new ClaimsIdentity(
        [new Claim(ActorClaims.Session, key.Id.ToString(CultureInfo.InvariantCulture)), new Claim(KeyClaim, key.Key)],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The member as requests and circuits know it.</summary>
    internal static ClaimsPrincipal PrincipalOf(SignedIn session) => Principals.GetValue(session, static known =>
        new MemberPrincipal(known.Actor, [new Claim(KeyClaim, known.Key.Key)], CookieAuthenticationDefaults.AuthenticationScheme));

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<MemberSessions>();
        var session = Read(context.Principal) is not { } key ? null
            : IsByItself(http) ? await sessions.LookAsync(key, http.RequestAborted)
            : await sessions.BelieveAsync(key, http.RequestAborted);
        if (session is null)
        {
            await EndedSession.NoteAsync(http, Read(context.Principal));
            context.RejectPrincipal();
            await ForgetAsync(http);
            return;
        }

        // With the roles of today: one that was given since then counts from here on.
        context.ReplacePrincipal(PrincipalOf(session));
    }
}
