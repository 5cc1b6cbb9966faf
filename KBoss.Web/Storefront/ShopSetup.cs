using KBoss.Domain.Access;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Web.Common;
using KBoss.Web.Orders;
using KBoss.Web.Pricing;
using KBoss.Web.Storefront.News;
using Microsoft.AspNetCore.OutputCaching;

namespace KBoss.Web.Storefront;

/// <summary>What the shop's pages stand on: the cache for visitors, the words, the figure at the cart, the news.</summary>
public static class ShopSetup
{
    public static IServiceCollection AddShop(this IServiceCollection services)
    {
        services.AddScoped<IHeaderFigure, CartFigure>();
        services.AddSingleton<StorefrontCache>();
        StorefrontAntiforgery.Decorate(services);
        services.AddSingleton<ShopTexts>();
        services.AddSingleton<PriceWords>();
        services.AddShopNews();
        services.AddOptions<OutputCacheOptions>().Configure<StorefrontCache>((options, storefront) =>
            options.AddPolicy(StorefrontCache.Policy, storefront));
        return services;
    }

    /// <summary>The number of lines in the cart, which the members of a customer share.</summary>
    private sealed class CartFigure(CartQueries cart, Changes changes) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(cart: await cart.CountAsync(ct));

        public IDisposable? Follow(Actor actor, Action changed) => changes.Subscribe<CountChanged>(change =>
        {
            if (change.Kind == nameof(CartLine) && change.CountedFor == actor.OrganizationId)
            {
                changed();
            }
        });
    }
}
