using KBoss.Web.Common;
using KBoss.Web.SignIn;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Storefront.News;

/// <summary><c>/shop/news</c>: what happens while a page without a circuit stands open, as server-sent events.</summary>
public static class ShopNewsSetup
{
    public static IServiceCollection AddShopNews(this IServiceCollection services)
    {
        services.AddOptions<ConnectionLimitOptions>(ConnectionLimitOptions.News)
            .BindConfiguration($"{ConnectionLimitOptions.Section}:{ConnectionLimitOptions.News}");
        services.AddSingleton<ShopNewsDoor>();
        services.AddTransient<ShopNews>();
        return services;
    }

    /// <summary>A stream lasts for hours: it is no request whose length says anything, and no use of a session.</summary>
    public static void MapShopNews(this IEndpointRouteBuilder routes) => routes.MapGet("/shop/news", Open)
        .AllowAnonymous().DisableHttpMetrics().WithMetadata(new AskedByItself());

    private static IResult Open(HttpContext http, ShopNewsDoor door, ShopNews news)
    {
        // A page of another site could read nothing of it, and is not to take the places of others.
        if (Preferences.IsFromElsewhere(http.Request))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var place = door.Limit.Take(http);
        http.Response.RegisterForDispose(place);
        if (!place.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        // nginx would collect what is said until there is more of it.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(news.TellAsync(http.User, http.RequestAborted));
    }

    /// <summary>How many streams there are at once.</summary>
    private sealed class ShopNewsDoor(IOptionsMonitor<ConnectionLimitOptions> options) : IDisposable
    {
        public ConnectionLimit Limit { get; } = new(options.Get(ConnectionLimitOptions.News));

        public void Dispose() => Limit.Dispose();
    }
}
