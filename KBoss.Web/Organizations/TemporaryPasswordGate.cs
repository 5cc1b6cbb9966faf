namespace KBoss.Web.Organizations;

/// <summary>Leads whoever signed in with a temporary password to the page where it is changed, from every other page; without roles there is nothing else to do anyway.</summary>
public sealed class TemporaryPasswordGate(RequestDelegate next)
{
    private const string ChangePage = "/account/password";

    public Task InvokeAsync(HttpContext http)
    {
        if (SessionCookie.MustChangePassword(http.User)
            && HttpMethods.IsGet(http.Request.Method)
            && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !http.Request.Path.StartsWithSegments("/account"))
        {
            http.Response.Redirect(ChangePage);
            return Task.CompletedTask;
        }

        return next(http);
    }
}
