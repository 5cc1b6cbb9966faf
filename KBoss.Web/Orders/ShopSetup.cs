using KBoss.Domain.Common;
using KBoss.Infrastructure.Orders;
using KBoss.Web.Common;
using KBoss.Web.Pricing;
using Microsoft.AspNetCore.OutputCaching;

namespace KBoss.Web.Orders;

/// <summary>What the shop's pages stand on: the cache for visitors, the pictures of products, the figure at the cart.</summary>
public static class ShopSetup
{
    /// <summary>The longest time a browser keeps a picture; another picture has another key and with it another address.</summary>
    private const string KeepPicture = "public, max-age=86400, immutable";

    public static IServiceCollection AddShop(this IServiceCollection services)
    {
        services.AddScoped<IHeaderFigure, CartFigure>();
        services.AddSingleton<StorefrontCache>();
        services.AddSingleton<ShopTexts>();
        services.AddSingleton<PriceWords>();
        services.AddOptions<OutputCacheOptions>().Configure<StorefrontCache>((options, storefront) =>
            options.AddPolicy(StorefrontCache.Policy, storefront));
        return services;
    }

    /// <summary>The pictures that Operations has uploaded, of visible products alone.</summary>
    public static void MapShop(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/products/{id:long}/picture/{key}", async (long id, string key, StorefrontQueries storefront, HttpContext http, CancellationToken ct) =>
        {
            try
            {
                var (type, content) = await storefront.GetImageAsync(id, key, ct);
                http.Response.Headers.CacheControl = KeepPicture;
                return Results.Bytes(content, type);
            }
            catch (NotFoundException)
            {
                return Results.NotFound();
            }
        }).AllowAnonymous();

    /// <summary>The number of lines in the cart.</summary>
    private sealed class CartFigure(CartQueries cart) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(cart: await cart.CountAsync(ct));
    }
}
