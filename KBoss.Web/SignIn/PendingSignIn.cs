using System.Text.Json;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.SignIn;
using KBoss.Web.Common;
using Microsoft.AspNetCore.DataProtection;

namespace KBoss.Web.SignIn;

/// <summary>Keeps, encrypted in a cookie and for ten minutes, that somebody gave the right password and has yet to give the code.</summary>
public sealed class PendingSignIn(IDataProtectionProvider protection, CookieRules cookies, TimeProvider time)
{
    private const string Cookie = "kboss-signin";
    private const string Path = "/account";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly IDataProtector protector = protection.CreateProtector("KBoss.PendingSignIn");

    /// <summary>What the browser of this request brings, if it is genuine and not too old.</summary>
    public PasswordAccepted? Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[cookies.NameOf(Cookie)] is { Length: > 0 } text
                && JsonSerializer.Deserialize<Ticket>(protector.Unprotect(text)) is { } ticket && time.UtcNow() < ticket.Until
                    ? ticket.Accepted
                    : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Forged, or protected by a key that is gone: as if there were none.
            return null;
        }
    }

    /// <summary>Gives it to the browser of this request.</summary>
    public void Write(HttpContext http, PasswordAccepted accepted) => http.Response.Cookies.Append(
        cookies.NameOf(Cookie), protector.Protect(JsonSerializer.Serialize(new Ticket(accepted, time.UtcNow() + Lifetime))),
        cookies.Options(http, Lifetime, Path));

    /// <summary>Takes it away again.</summary>
    public void Clear(HttpContext http) => http.Response.Cookies.Delete(cookies.NameOf(Cookie), cookies.Options(http, null, Path));

    private sealed record Ticket(PasswordAccepted Accepted, DateTime Until);
}
