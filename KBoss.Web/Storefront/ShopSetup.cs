using System.Globalization;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Orders;
using KBoss.Web.Common;
using KBoss.Web.Orders;
using KBoss.Web.Pricing;
using Microsoft.AspNetCore.OutputCaching;

namespace KBoss.Web.Storefront;

/// <summary>What the shop's pages stand on: the cache for visitors, the words, the figure at the cart.</summary>
public static class ShopSetup
{
    public static IServiceCollection AddShop(this IServiceCollection services)
    {
        services.AddScoped<IHeaderFigure, CartFigure>();
        services.AddSingleton<StorefrontCache>();
        StorefrontAntiforgery.Decorate(services);
        services.AddSingleton<ShopTexts>();
        services.AddSingleton<PriceWords>();
        services.AddOptions<OutputCacheOptions>().Configure<StorefrontCache>((options, storefront) =>
            options.AddPolicy(StorefrontCache.Policy, storefront));
        return services;
    }

    /// <summary><c>/shop/version</c>: a number that differs once something has changed that customers can see; an open page asks for itself again then.</summary>
    public static void MapShop(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/shop/version", (StorefrontVersion version) => Text(version)).AllowAnonymous();

    public static string Text(StorefrontVersion version) => version.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of lines in the cart.</summary>
    private sealed class CartFigure(CartQueries cart) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(cart: await cart.CountAsync(ct));
    }
}
