using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Promotions;

/// <summary>What promotions give away, and that it is never more than their budget.</summary>
public sealed class PromotionBudgetTests
{
    [Fact]
    public async Task What_an_order_is_given_counts_when_it_is_placed_and_comes_back_when_it_is_cancelled()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, f => f with { Budget = 20m }, offer);
        var order = await shop.PlaceAsync(offer, 2, 2, 75m);
        Assert.Equal(20m, await GivenAsync(shop, promotion));

        // Given away: everybody sees the other price, and an order at the promotion's is asked again.
        Assert.Equal(80m, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);
        Assert.Equal("Orders.PriceChanged", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 75m))).Code);

        await shop.Orders.CancelAsync(order, "");
        Assert.Equal(0m, await GivenAsync(shop, promotion));
        Assert.Equal(75m, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);
        await shop.PlaceAsync(offer, 1, 1, 75m);
        Assert.Equal(5m, await GivenAsync(shop, promotion));

        // Whoever does not pay in time gives it back as well.
        shop.Boss.Time.Advance(Order.PayWithin + TimeSpan.FromMinutes(1));
        await shop.Orders.CancelOverdueAsync();
        Assert.Equal(0m, await GivenAsync(shop, promotion));
    }

    [Fact]
    public async Task A_line_that_would_be_given_more_than_is_left_has_the_other_price_on_every_page_before_it_is_ordered()
    {
        await using var shop = await OpenShop.OpenAsync();
        var (offer, second) = (await shop.OfferAsync(), await shop.OfferAsync());
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, f => f with { Budget = 12m }, offer, second);
        await shop.Cart.AddAsync(offer.Id, 2, 1);
        await shop.Cart.AddAsync(second.Id, 1, 1);

        // The newest line first: it takes five of twelve, the other would take ten.
        var cart = shop.Boss.Get<CartQueries>();
        var rows = await cart.ListAsync();
        Assert.Equal([(second.Id, 75m), (offer.Id, 160m)], rows.Select(r => (r.OfferId, r.Amount)));
        Assert.Equal(CandidateOutcome.GivenAway, rows[1].Why!.Candidates.Single(c => c.Source == PriceSource.Promotion).Outcome);
        // Bought alone it fits.
        Assert.Equal(150m, Assert.Single(await cart.ListAsync([rows[1].LineId])).Amount);
        Assert.Equal(240m, (await cart.PreviewAsync(offer.Id, 3, 1)).Amount);

        var order = await shop.OrderAsync(await shop.Orders.PlaceAsync(new PlaceOrder("key", [.. rows.Select(r => r.Wish)], FromCart: true)));
        Assert.Equal((235m, 5m), (order.Total, await GivenAsync(shop, promotion)));
        Assert.Equal([5m, 0m], order.Lines.Select(l => l.Given));
    }

    [Fact]
    public async Task The_page_of_a_product_says_what_so_many_of_it_cost_and_for_how_many_the_promotion_suffices()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.PromotionAsync(0.75m, f => f with { Budget = 12m }, offer);
        var cart = shop.Boss.Get<CartQueries>();

        (int, int, decimal, int?)[] wanted = [(1, 1, 75m, null), (2, 1, 75m, null), (3, 1, 80m, 2), (100, 1, 80m, 2), (3, 4, 80m, 0)];
        foreach (var (quantity, periods, price, upTo) in wanted)
        {
            var sku = Assert.Single((await shop.Storefront.GetAsync(offer.Sku.ProductId, new WantedSku(offer.Sku.Code, quantity, periods))).Skus);
            Assert.Equal((75m, price, upTo), (sku.Quote.UnitPrice, sku.Wanted.UnitPrice, sku.UpTo));
            Assert.Equal(price, (await cart.PreviewAsync(offer.Id, quantity, periods)).Why!.UnitPrice);
        }
    }

    [Fact]
    public async Task Two_at_once_never_give_away_more_than_the_budget_and_the_one_that_would_is_asked_again()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, f => f with { Budget = 17m }, offer);

        var placed = await Ending.OfAllAsync(shop.Boss, 8, (services, i) => services.GetRequiredService<OrderService>().PlaceAsync(
            new PlaceOrder($"key-{i}", [new OrderWish(offer.Id, 1, 1, 75m)], FromCart: false)));

        Assert.Equal(3, placed.Count(code => code.Length == 0));
        Assert.All(placed.Where(code => code.Length > 0), code => Assert.Contains(code, new[] { "Orders.PriceChanged", "Promotions.BudgetSpent" }));
        Assert.Equal(15m, await GivenAsync(shop, promotion));
        await using var db = shop.Boss.Db();
        Assert.Equal(15m, (await db.OrderLines.Select(l => l.Given).ToListAsync()).Sum());
    }

    [Fact]
    public async Task A_promotion_without_a_budget_is_written_to_by_no_order()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, null, offer);
        using var commands = new CommandCount(shop.Boss);

        var order = await shop.PlaceAsync(offer, shown: 75m);
        await shop.Orders.CancelAsync(order, "");

        Assert.DoesNotContain(commands.Commands, sql => sql.Contains("UPDATE \"Promotions\"", StringComparison.Ordinal));
        await using var db = shop.Boss.Db();
        Assert.Equal(promotion.Version, (await db.Promotions.SingleAsync()).Version);
    }

    [Fact]
    public async Task Only_what_a_promotion_gives_counts_not_the_customers_own_price()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.OwnTermsAsync(offer, shop.Customer, discount: 0.72m);
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, f => f with { Budget = 100m }, offer);

        var order = await shop.OrderAsync(await shop.PlaceAsync(offer, shown: 72m));

        Assert.Equal((PriceSource.Own, 0m, 0m), (order.Lines[0].PriceSource, order.Lines[0].Given, await GivenAsync(shop, promotion)));
    }

    private static async Task<decimal> GivenAsync(OpenShop shop, Promotion promotion)
    {
        await using var db = shop.Boss.Db();
        return await db.Promotions.Where(p => p.Id == promotion.Id).Select(p => p.Given).SingleAsync();
    }
}
