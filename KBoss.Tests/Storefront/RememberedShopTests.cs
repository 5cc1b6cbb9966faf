using KBoss.Domain.Access;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Storefront;

/// <summary>What pages of the shop keep in memory: it is that of the seller, and the price is that of the customer now.</summary>
public sealed class RememberedShopTests
{
    [Fact]
    public async Task R_PRC_2_a_page_that_is_remembered_shows_each_customer_its_own_price_and_no_other_organizations()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var product = await ProductOfAsync(shop, offer);
        var other = await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Root), Role.Buyer);
        var stranger = await shop.Boss.Given.MemberAsync(
            await shop.Boss.Given.CustomerAsync(await shop.Boss.Given.DistributorAsync(shop.Root)), Role.Buyer);
        Assert.Equal(80m, await PriceAsync(shop.Buyer));

        await shop.Boss.Given.OwnTermsAsync(offer, shop.Customer, discount: 0.75m);

        Assert.Equal([75m, 80m, 80m, 75m], [await PriceAsync(shop.Buyer), await PriceAsync(other), await PriceAsync(null), await PriceAsync(shop.Buyer)]);
        // Its seller does not sell it, whoever has looked at it before.
        shop.Boss.SignIn(stranger);
        Assert.IsType<Domain.Common.NotFoundException>(await OpenShop.RefusedAsync(() => shop.Storefront.GetAsync(product)));

        async Task<decimal> PriceAsync(Actor? reader)
        {
            shop.Boss.SignIn(reader);
            var price = Assert.Single((await shop.Storefront.GetAsync(product)).Skus).Quote.UnitPrice;
            Assert.Equal(price, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);
            return price;
        }
    }

    [Fact]
    public async Task A_page_that_was_looked_at_asks_the_database_for_the_customers_own_terms_alone()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var product = await ProductOfAsync(shop, offer);
        await shop.Storefront.GetAsync(product);
        await shop.Storefront.ListAsync(new());

        using var commands = new CommandCount(shop.Boss);
        await shop.Storefront.GetAsync(product);
        await shop.Storefront.ListAsync(new());

        Assert.Equal(2, commands.Commands.Count);
        Assert.All(commands.Commands, sql => Assert.Contains("CustomerTerms", sql, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_price_is_on_the_page_at_once_and_in_another_process_within_the_lifetime()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var product = await ProductOfAsync(shop, offer);
        Assert.Equal(80m, await PriceAsync());

        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Root, Role.Operations));
        await shop.Boss.Get<TermsWorkbenchService>().ApplyAsync([offer.Id], new TermsChange(TermsKind.Discount, 0.9m));
        shop.Boss.SignIn(shop.Buyer);
        Assert.Equal(90m, await PriceAsync());

        await using (var db = shop.Boss.Db())
        {
            (await db.Offers.SingleAsync(o => o.Id == offer.Id)).SetPublicTerms(Terms.Of(SalesMode.Discount, 0.95m, null));
            await db.SaveChangesAsync();
        }

        shop.Boss.Time.Advance(StorefrontShelves.Lifetime);
        Assert.Equal(95m, await PriceAsync());

        async Task<decimal> PriceAsync() => Assert.Single((await shop.Storefront.GetAsync(product)).Skus).Quote.UnitPrice;
    }

    [Fact]
    public async Task An_agreement_that_ends_by_the_clock_takes_the_product_off_at_that_moment()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var product = await ProductOfAsync(shop, offer);
        await using (var db = shop.Boss.Db())
        {
            (await db.SupplyAgreements.SingleAsync(a => a.SupplierId == shop.Supplier.Id)).EndAt(shop.Boss.Now.AddSeconds(3));
            await db.SaveChangesAsync();
        }

        await shop.Storefront.GetAsync(product);
        shop.Boss.Time.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        await shop.Storefront.GetAsync(product);
        shop.Boss.Time.Advance(TimeSpan.FromTicks(1));

        Assert.IsType<Domain.Common.NotFoundException>(await OpenShop.RefusedAsync(() => shop.Storefront.GetAsync(product)));
    }

    [Fact]
    public async Task The_stock_on_the_page_is_that_of_now()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 5);
        var product = await ProductOfAsync(shop, offer);
        Assert.Equal(5, Assert.Single((await shop.Storefront.GetAsync(product)).Skus).Stock);

        await shop.PlaceAsync(offer, quantity: 2);

        Assert.Equal(3, Assert.Single((await shop.Storefront.GetAsync(product)).Skus).Stock);
    }

    [Fact]
    public async Task The_figure_at_the_cart_follows_every_change_and_is_one_customers_alone()
    {
        await using var shop = await OpenShop.OpenAsync();
        var (first, second) = (await shop.OfferAsync(), await shop.OfferAsync());
        var other = await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Root), Role.Buyer);
        var carts = shop.Boss.Get<CartQueries>();
        Assert.Equal(0, await carts.CountAsync());

        await shop.Cart.AddAsync(first.Id, 1, 1);
        await shop.Cart.AddAsync(second.Id, 1, 1);
        Assert.Equal(2, await carts.CountAsync());
        using (var commands = new CommandCount(shop.Boss))
        {
            Assert.Equal(2, await carts.CountAsync());
            Assert.Empty(commands.Commands);
        }

        shop.Boss.SignIn(other);
        Assert.Equal(0, await carts.CountAsync());
        await shop.Cart.AddAsync(first.Id, 1, 1);
        Assert.Equal(1, await carts.CountAsync());

        shop.Boss.SignIn(shop.Buyer);
        await shop.Cart.RemoveAsync((await carts.ListAsync())[0].LineId);
        Assert.Equal(1, await carts.CountAsync());
        await shop.Orders.PlaceAsync(new PlaceOrder("key", [.. (await carts.ListAsync()).Select(l => l.Wish)], FromCart: true));
        Assert.Equal(0, await carts.CountAsync());

        // Another process says nothing here.
        await using (var db = shop.Boss.Db())
        {
            db.Add(new Domain.Orders.CartLine(shop.Customer.Id, first.Id, 1, 1, new Domain.Orders.SeenOffer("P", "CPU=1", Domain.Catalog.BillingUnit.Month, 80m), shop.Boss.Now));
            await db.SaveChangesAsync();
        }

        shop.Boss.Time.Advance(Counts<Domain.Orders.CartLine>.Lifetime);
        Assert.Equal(1, await carts.CountAsync());
    }

    private static async Task<long> ProductOfAsync(OpenShop shop, Offer offer)
    {
        await using var db = shop.Boss.Db();
        return await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.ProductId).SingleAsync();
    }
}
