using System.Globalization;
using System.Security.Claims;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace KBoss.Web.Organizations;

/// <summary>The session of a signed-in member: a cookie that is asked again, before a minute is over, whether it still holds [R-ORG-3].</summary>
public static class SessionCookie
{
    public const string Name = "kboss-session";
    public const string StampClaim = "kboss:stamp";

    private const string DutyClaim = "kboss:duty";
    private const string CheckedAt = "kboss:checked";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = Name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.IsEssential = true;
        cookie.ExpireTimeSpan = Lifetime;
        cookie.SlidingExpiration = true;
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

    /// <summary>Begins the session in the browser of this request.</summary>
    public static Task BeginAsync(HttpContext http, SignedIn session) => http.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, PrincipalOf(session), new AuthenticationProperties { Items = { [CheckedAt] = Now(http) } });

    /// <summary>Ends the session in the browser of this request.</summary>
    public static Task EndAsync(HttpContext http) => http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    /// <summary>The member and stamp that a principal carries, or null for a visitor.</summary>
    public static (long MemberId, string Stamp)? Read(ClaimsPrincipal? user) =>
        ActorClaims.Read(user) is { } actor && user!.FindFirstValue(StampClaim) is { } stamp ? (actor.MemberId, stamp) : null;

    /// <summary>What the member of the session must do before anything else, or null.</summary>
    public static SignInDuty? DutyOf(ClaimsPrincipal? user) => Enum.TryParse<SignInDuty>(user?.FindFirstValue(DutyClaim), out var duty) ? duty : null;

    /// <summary>Whether the session was begun with a temporary password that has yet to be changed.</summary>
    public static bool MustChangePassword(ClaimsPrincipal? user) => DutyOf(user) == SignInDuty.ChangePassword;

    private static ClaimsPrincipal PrincipalOf(SignedIn session)
    {
        var claims = ActorClaims.Write(session.Actor).Append(new Claim(StampClaim, session.SecurityStamp));
        return new ClaimsPrincipal(new ClaimsIdentity(
            session.Duty is { } duty ? claims.Append(new Claim(DutyClaim, duty.ToString())) : claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (context.Properties.Items.TryGetValue(CheckedAt, out var text)
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
            && (Clock(http) - at).Duration() < MemberSessions.BelievedFor)
        {
            return;
        }

        var session = Read(context.Principal) is var (member, stamp)
            ? await http.RequestServices.GetRequiredService<MemberSessions>().FindAsync(member, stamp, http.RequestAborted)
            : null;
        if (session is null)
        {
            context.RejectPrincipal();
            await EndAsync(http);
            return;
        }

        // With the roles of today: one that was given since then counts from here on.
        context.ReplacePrincipal(PrincipalOf(session));
        context.Properties.Items[CheckedAt] = Now(http);
        context.ShouldRenew = true;
    }

    private static DateTime Clock(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().UtcNow();

    private static string Now(HttpContext http) => Clock(http).ToString("O", CultureInfo.InvariantCulture);
}
