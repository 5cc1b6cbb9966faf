using System.Globalization;
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

/// <summary>
/// The session in the browser: an encrypted cookie with the session's key, which is asked again before a minute is over whether it still holds
/// [R-ORG-3]. What it says of the member is believed in between, and no longer than until this process has news of the member's sessions.
/// </summary>
public static class SessionCookie
{
    public const string Name = "kboss-session";

    private const string KeyClaim = "kboss:key";
    private const string CheckedAt = "kboss:checked";

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
    public static Task WriteAsync(HttpContext http, SignedIn session) => http.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(session), new AuthenticationProperties { Items = { [CheckedAt] = Text(Clock(http)) } });

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
        ActorClaims.Read(user) is { SessionId: { } id } && user!.FindFirstValue(KeyClaim) is { } key ? new SessionKey(id, key) : null;

    private static Task ForgetAsync(HttpContext http) => http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>The member as cookie and circuit hold it.</summary>
    internal static ClaimsPrincipal PrincipalOf(SignedIn session) => new(new ClaimsIdentity(
        ActorClaims.Write(session.Actor).Append(new Claim(KeyClaim, session.Key.Key)), CookieAuthenticationDefaults.AuthenticationScheme));

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        // Taken before the database is asked: what changes while it answers is news again.
        var now = Clock(http);
        if (context.Properties.Items.TryGetValue(CheckedAt, out var text)
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            && (now - at).Duration() < MemberSessions.BelievedFor
            && ActorClaims.Read(context.Principal) is { } believed
            && !http.RequestServices.GetRequiredService<SessionNews>().Any(believed.MemberId, at))
        {
            return;
        }

        var session = Read(context.Principal) is { } key
            ? await http.RequestServices.GetRequiredService<MemberSessions>().FindAsync(key, http.RequestAborted)
            : null;
        if (session is null)
        {
            context.RejectPrincipal();
            await ForgetAsync(http);
            return;
        }

        // With the roles of today: one that was given since then counts from here on.
        context.ReplacePrincipal(PrincipalOf(session));
        context.Properties.Items[CheckedAt] = Text(now);
        context.ShouldRenew = true;
    }

    private static DateTime Clock(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().UtcNow();

    private static string Text(DateTime at) => at.ToString("O", CultureInfo.InvariantCulture);
}
