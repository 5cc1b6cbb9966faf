using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KBoss.Web.Storefront;

/// <summary>
/// Issues no antiforgery token on a page that is kept for everybody: the token belongs to one browser, and it would come with a cookie.
/// Such pages hold no form that changes anything; validation is untouched.
/// </summary>
public sealed class StorefrontAntiforgery(IAntiforgery inner) : IAntiforgery
{
    private static readonly AntiforgeryTokenSet None = new(null, null, "__RequestVerificationToken", null);

    /// <summary>Puts itself before the framework's own.</summary>
    public static void Decorate(IServiceCollection services)
    {
        services.AddAntiforgery();
        var framework = services.Last(s => s.ServiceType == typeof(IAntiforgery)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IAntiforgery>(provider =>
            new StorefrontAntiforgery((IAntiforgery)ActivatorUtilities.CreateInstance(provider, framework))));
    }

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => StorefrontCache.Keeps(httpContext) ? None : inner.GetAndStoreTokens(httpContext);

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => StorefrontCache.Keeps(httpContext) ? None : inner.GetTokens(httpContext);

    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => inner.IsRequestValidAsync(httpContext);

    public Task ValidateRequestAsync(HttpContext httpContext) => inner.ValidateRequestAsync(httpContext);

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
        if (!StorefrontCache.Keeps(httpContext))
        {
            inner.SetCookieTokenAndHeader(httpContext);
        }
    }
}
