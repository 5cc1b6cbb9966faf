using System.Security.Cryptography;
using System.Text.Json;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Web.Common;
using Microsoft.AspNetCore.DataProtection;

namespace KBoss.Web.Organizations;

/// <summary>
/// Keeps, encrypted in a cookie, to which phone this browser has asked for a code. Whether the code was given stands in the database, so that nothing is
/// lost when the process ends; and only the browser that asked can give it.
/// </summary>
public sealed class PendingRegistration(IDataProtectionProvider protection, CookieRules cookies, TimeProvider time)
{
    private const string Cookie = "kboss-register";
    private const string Path = "/account";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(3);
    private readonly IDataProtector protector = protection.CreateProtector("KBoss.PendingRegistration");

    /// <summary>What the browser of this request brings, if it is genuine and not too old.</summary>
    public AskedPhone? Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[cookies.NameOf(Cookie)] is { Length: > 0 } text
                && JsonSerializer.Deserialize<Ticket>(protector.Unprotect(text)) is { } ticket && time.UtcNow() < ticket.Until
                    ? ticket.Asked
                    : null;
        }
        catch (CryptographicException)
        {
            // Forged, or protected by a key that is gone: as if there were none.
            return null;
        }
    }

    /// <summary>Gives it to the browser of this request.</summary>
    public void Write(HttpContext http, AskedPhone asked) => http.Response.Cookies.Append(
        cookies.NameOf(Cookie), protector.Protect(JsonSerializer.Serialize(new Ticket(asked, time.UtcNow() + Lifetime))), cookies.Options(http, Lifetime, Path));

    /// <summary>Takes it away again.</summary>
    public void Clear(HttpContext http) => http.Response.Cookies.Delete(cookies.NameOf(Cookie), cookies.Options(http, null, Path));

    private sealed record Ticket(AskedPhone Asked, DateTime Until);
}
