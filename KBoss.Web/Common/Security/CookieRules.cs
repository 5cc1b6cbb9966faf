namespace KBoss.Web.Common;

/// <summary>
/// What every cookie of KBoss has in common. Outside Development its name begins with <c>__Host-</c>, which a browser takes only with
/// <c>Secure</c>, for the whole of this host and for no other: neither a page without TLS nor a neighbouring host can plant one. Development runs
/// on plain HTTP, where such a cookie does not exist.
/// </summary>
public sealed class CookieRules(IHostEnvironment environment)
{
    private readonly bool strict = !environment.IsDevelopment();

    /// <summary>The name under which the browser keeps a cookie.</summary>
    public string NameOf(string name) => strict ? $"__Host-{name}" : name;

    /// <summary>Gives name and marks to a cookie that the framework writes.</summary>
    public void Apply(CookieBuilder cookie, string name)
    {
        cookie.Name = NameOf(name);
        cookie.HttpOnly = true;
        cookie.SecurePolicy = strict ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.IsEssential = true;
        cookie.Path = "/";
    }

    /// <summary>The marks of a cookie that KBoss writes itself; in Development it may be kept to a part of the site.</summary>
    public CookieOptions Options(HttpContext http, TimeSpan? maxAge, string path = "/") => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = strict || http.Request.IsHttps,
        Path = strict ? "/" : path,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
