using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Orders;

namespace KBoss.Tests.Orders;

public sealed class CartTests
{
    [Fact]
    public async Task Adding_the_same_offer_again_adds_to_its_line()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();

        await shop.Cart.AddAsync(offer.Id, 2, 1);
        await shop.Cart.AddAsync(offer.Id, 3, 12);

        var line = Assert.Single(await CartAsync(shop));
        Assert.Equal((5, 12, 80m, 4800m), (line.Quantity, line.Periods, line.SeenUnitPrice, line.Amount));
        Assert.Equal("Common.CountInvalid", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, CartLine.MaxQuantity, 1))).Code);
        Assert.Equal(5, Assert.Single(await CartAsync(shop)).Quantity);
    }

    [Fact]
    public async Task Adding_from_two_windows_at_once_makes_one_line_with_both()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => shop.Cart.AddAsync(offer.Id, 1, 1))));

        Assert.Equal(4, Assert.Single(await CartAsync(shop)).Quantity);
    }

    [Fact]
    public async Task A_line_tells_that_its_price_has_changed_and_keeps_telling_after_a_change_of_quantity()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Cart.AddAsync(offer.Id, 1, 1);
        Assert.False(Assert.Single(await CartAsync(shop)).PriceChanged);

        await shop.ChangeAsync(offer, o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.75m, null)));
        await shop.Cart.ChangeAsync((await CartAsync(shop))[0].LineId, 3, 2);

        var line = Assert.Single(await CartAsync(shop));
        Assert.True(line.PriceChanged);
        Assert.Equal((80m, 75m, 450m), (line.SeenUnitPrice, line.Why!.UnitPrice, line.Amount));
    }

    [Fact]
    public async Task R_PRC_1_a_line_whose_offer_vanished_says_so_and_cannot_be_ordered()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.OwnTermsAsync(offer, shop.Customer, discount: 0.75m);
        await shop.Cart.AddAsync(offer.Id, 1, 1);

        await shop.ChangeAsync(offer, o => o.Sku.Product.Delete(shop.Boss.Now));

        var line = Assert.Single(await CartAsync(shop));
        Assert.Equal((false, 0m), (line.Sold, line.Amount));
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(
            () => shop.Orders.PlaceAsync(new PlaceOrder("k", [line.Wish], FromCart: true)))).Code);
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, 1, 1))).Code);
        await shop.Cart.RemoveAsync(line.LineId);
        Assert.Empty(await CartAsync(shop));
    }

    [Fact]
    public async Task A_line_tells_that_there_is_not_enough()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 2);
        await shop.Cart.AddAsync(offer.Id, 3, 1);

        Assert.True(Assert.Single(await CartAsync(shop)).StockShort);
    }

    private static Task<IReadOnlyList<CartRow>> CartAsync(OpenShop shop) => shop.Boss.Get<CartQueries>().ListAsync();
}
