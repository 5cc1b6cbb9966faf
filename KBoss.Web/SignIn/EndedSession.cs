using KBoss.Domain.SignIn;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Web.Common;

namespace KBoss.Web.SignIn;

/// <summary>
/// Keeps for a few minutes, in a cookie, why the session of a browser was ended by somebody or something else, so that the page to sign in can say it. It holds
/// one of a few words and opens nothing.
/// </summary>
public static class EndedSession
{
    private const string Cookie = "kboss-ended";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>What is said; who signed out, or signed in anew, knows it.</summary>
    private static readonly SessionEnd[] Said =
        [SessionEnd.ByMember, SessionEnd.ByAdmin, SessionEnd.TooMany, SessionEnd.CredentialsChanged, SessionEnd.AccessChanged, SessionEnd.RanOut];

    /// <summary>Notes why the session that a request came with does not hold.</summary>
    public static async Task NoteAsync(HttpContext http, SessionKey? key)
    {
        if (key is null || await http.RequestServices.GetRequiredService<MemberSessions>().EndOfAsync(key, http.RequestAborted) is not { } end || !Said.Contains(end))
        {
            return;
        }

        // The request may be that of the page that says it.
        http.Items[Cookie] = end;
        var rules = http.RequestServices.GetRequiredService<CookieRules>();
        http.Response.Cookies.Append(rules.NameOf(Cookie), end.ToString(), rules.Options(http, Lifetime));
    }

    /// <summary>Why the session of this browser ended, once; null when there is nothing to say.</summary>
    public static SessionEnd? Take(HttpContext http)
    {
        var rules = http.RequestServices.GetRequiredService<CookieRules>();
        var name = rules.NameOf(Cookie);
        var kept = Enum.TryParse<SessionEnd>(http.Request.Cookies[name], out var known) && Said.Contains(known) ? known : (SessionEnd?)null;
        var end = http.Items[Cookie] as SessionEnd? ?? kept;
        if (end is not null)
        {
            http.Response.Cookies.Delete(name, rules.Options(http, null));
        }

        return end;
    }
}
