using KBoss.Domain.Catalog;
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
    public async Task More_than_there_is_is_refused_at_the_quantity_and_a_line_that_has_become_too_much_can_be_mended()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(stock: 5);

        var tooMany = await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, 6, 1));
        Assert.Equal(("Orders.StockShort", "quantity"), (tooMany.Code, tooMany.Field));
        Assert.Equal(5, tooMany.Args[1]);
        await shop.Cart.AddAsync(offer.Id, 4, 1);
        Assert.Equal("Orders.StockShort", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, 2, 1))).Code);
        var line = Assert.Single(await CartAsync(shop));
        Assert.Equal("Orders.StockShort", (await OpenShop.RefusedAsync(() => shop.Cart.ChangeAsync(line.LineId, 6, 1))).Code);
        Assert.Equal((4, true), (Assert.Single(await CartAsync(shop)).Quantity, line.CanBeOrdered));

        await shop.ChangeAsync(offer, o => o.Sku.Change(new SkuFacts(o.Sku.Options, o.Sku.Unit, o.Sku.ListPrice, 2)));
        line = Assert.Single(await CartAsync(shop));
        Assert.Equal((true, true, false), (line.Sold, line.StockShort, line.CanBeOrdered));
        // Fewer is a step in the right direction, though it is not enough.
        await shop.Cart.ChangeAsync(line.LineId, 3, 1);
        await shop.Cart.ChangeAsync(line.LineId, 2, 1);
        Assert.True(Assert.Single(await CartAsync(shop)).CanBeOrdered);

        await shop.ChangeAsync(offer, o => o.Sku.Change(new SkuFacts(o.Sku.Options, o.Sku.Unit, o.Sku.ListPrice, 0)));
        Assert.Equal("Orders.SoldOut", (await OpenShop.RefusedAsync(() => shop.Cart.AddAsync(offer.Id, 1, 1))).Code);
    }

    [Fact]
    public async Task R_ORD_7_a_line_whose_Sku_became_something_else_says_each_change_and_counts_by_what_it_is_now()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Cart.AddAsync(offer.Id, 2, 12);
        var before = Assert.Single(await CartAsync(shop));
        Assert.Empty(before.Changes);

        await shop.ChangeAsync(offer, o =>
        {
            o.Sku.Change(new SkuFacts("CPU=32核; 内存=64G", BillingUnit.Piece, 200m));
            o.Sku.Product.Change(new ProductFacts("新名", "云主机", "华北"));
        });

        var line = Assert.Single(await CartAsync(shop));
        Assert.Equal((1, 2, 320m), (line.Periods, line.Quantity, line.Amount));
        Assert.Equal(
            [
                new(LineFact.Product, before.ProductName, "新名"), new(LineFact.Options, "CPU=16核; 内存=64G", "CPU=32核; 内存=64G"),
                new(LineFact.Unit, BillingUnit.Month, BillingUnit.Piece), new(LineFact.Periods, 12, 1), new(LineFact.UnitPrice, 80m, 160m),
            ],
            line.Changes);
        Assert.NotEmpty(await shop.Orders.PlaceAsync(new PlaceOrder("k", [line.Wish], FromCart: true)));
    }

    [Fact]
    public async Task A_piece_that_had_periods_can_be_mended_in_the_cart_and_by_adding_it_again()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Cart.AddAsync(offer.Id, 1, 12);
        await shop.ChangeAsync(offer, o => o.Sku.Change(new SkuFacts(o.Sku.Options, BillingUnit.Piece, o.Sku.ListPrice)));

        var line = Assert.Single(await CartAsync(shop));
        await shop.Cart.ChangeAsync(line.LineId, 3, line.Periods);
        Assert.Equal(240m, Assert.Single(await CartAsync(shop)).Amount);
        await shop.Cart.AddAsync(offer.Id, 1, 12);
        line = Assert.Single(await CartAsync(shop));
        Assert.Equal((4, 1), (line.Quantity, line.Periods));
        Assert.Empty(line.Changes);
    }

    private static Task<IReadOnlyList<CartRow>> CartAsync(OpenShop shop) => shop.Boss.Get<CartQueries>().ListAsync();
}
