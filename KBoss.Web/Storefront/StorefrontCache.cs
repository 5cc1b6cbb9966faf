using System.Globalization;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Storefront;
using KBoss.Web.Common;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace KBoss.Web.Storefront;

/// <summary>
/// Keeps rendered storefront pages for visitors who have not signed in: by address, language and theme, for ten seconds and never beyond a change of the
/// storefront or an instant at which an agreement begins or ends. A page that sets a cookie is never kept.
/// </summary>
public sealed class StorefrontCache(StorefrontVersion version, StorefrontDates dates) : IOutputCachePolicy
{
    public const string Policy = "storefront";

    // A change made by another server is seen after this time.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly object Mark = new();

    /// <summary>Whether the page that is being made will be kept for other visitors too.</summary>
    public static bool Keeps(HttpContext http) => http.Items.ContainsKey(Mark);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var anonymous = http.User.Identity is not { IsAuthenticated: true } && StringValues.IsNullOrEmpty(http.Request.Headers.Authorization);
        var read = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = anonymous && read;
        if (context.EnableOutputCaching)
        {
            http.Items[Mark] = true;
        }

        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Lifetime;
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.VaryByValues["language"] = CultureInfo.CurrentUICulture.Name;
        context.CacheVaryByRules.VaryByValues["theme"] = Preferences.Of(http).Theme;
        context.CacheVaryByRules.VaryByValues["version"] = version.Number.ToString(CultureInfo.InvariantCulture);
        context.CacheVaryByRules.VaryByValues["date"] = (await dates.LastAsync(cancellation)).Ticks.ToString(CultureInfo.InvariantCulture);
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode == StatusCodes.Status200OK && StringValues.IsNullOrEmpty(response.Headers.SetCookie);
        return ValueTask.CompletedTask;
    }
}
