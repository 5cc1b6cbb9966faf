using CsCheck;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Storefront;

/// <summary>What is shown can be bought at the price that is shown, and what cannot be bought is not shown [R-PRC-1] [R-PRC-4].</summary>
public sealed class ShownCanBeBoughtTests
{
    /// <summary>What decides whether a Sku is sold, as it may come: every kind of value beside the edges of its rules.</summary>
    private sealed record Case(
        SalesMode Mode, decimal Rate, int Agreement, decimal List, decimal? Discount, decimal? Price, decimal? Floor, int? Stock, int Shelf,
        decimal? OwnDiscount, decimal? OwnPrice, bool OwnValid, decimal Cost, bool Below, decimal? BelowDiscount, decimal? BelowPrice);

    /// <summary>What is not shown is refused with; the second where nothing but the cost keeps it from being sold.</summary>
    private static readonly string[] NotSold = ["Orders.NotSold", "Orders.PriceUnderReview"];

    private static readonly Gen<decimal> Rates = Of(0.0001m, 0.1m, 0.7m, 0.9999m, 1m);
    private static readonly Gen<decimal> Prices = Of(0.0001m, 0.0049m, 0.005m, 0.0062m, 0.01m, 1m, 99.9999m, 12345.6789m);

    private static readonly Gen<Case> Cases =
        from mode in Gen.Enum<SalesMode>()
        from rate in Rates
        from agreement in Gen.Int[0, 9]
        from list in Prices
        from discount in Maybe(Rates)
        from price in Maybe(Prices)
        from floor in Maybe(Prices)
        from stock in Of<int?>(null, null, 0, 1, 5)
        from shelf in Gen.Int[0, 15]
        from own in Gen.Select(Maybe(Rates), Maybe(Prices), Gen.Bool)
        from below in Gen.Select(Rates, Gen.Bool, Maybe(Rates), Maybe(Prices))
        select new Case(
            mode, rate, agreement, list, discount, price, floor, stock, shelf, own.Item1, own.Item2, own.Item3, below.Item1, below.Item2, below.Item3, below.Item4);

    /// <summary>What nothing keeps from being sold but the one value that was drawn: of the others most are not shown.</summary>
    private static readonly Gen<Case> Ordinary =
        from drawn in Cases
        from what in Gen.Int[0, 3]
        let sold = new Case(SalesMode.Discount, 0.7m, 1, 100m, 0.9m, null, null, null, 15, null, null, false, 0.8m, true, 0.95m, null)
        select what switch
        {
            0 => sold,
            1 => sold with { Discount = drawn.Discount },
            2 => sold with { OwnDiscount = drawn.OwnDiscount, OwnValid = drawn.OwnValid },
            _ => sold with { List = drawn.List, Stock = drawn.Stock },
        };

    [Fact]
    public async Task R_PRC_4_whatever_is_shown_can_be_ordered_at_that_price_and_whatever_is_not_is_refused()
    {
        var (shown, hidden) = (0, 0);
        await Gen.Frequency((2, Cases), (1, Ordinary)).Array[60].SampleAsync(
            async cases =>
            {
                await using var boss = await TestKBoss.StartAsync();
                var world = await World.MakeAsync(boss, cases);
                foreach (var (customer, offers) in new[] { (world.Customer, world.Offers), (world.CustomerBelow, world.Below) })
                {
                    boss.SignIn(await boss.Given.MemberAsync(customer, Role.Buyer));
                    var cards = (await boss.Get<StorefrontQueries>().ListAsync(new(Size: StorefrontSearch.MaxSize))).Cards;
                    foreach (var offer in offers)
                    {
                        var seen = await SeenAsync(boss, offer, cards);
                        _ = seen is null ? hidden++ : shown++;
                        await OrderAsync(boss, offer, seen);
                    }
                }
            },
            iter: 1, threads: 1);

        // Neither side of the promise is tried on nothing.
        Assert.True(shown > 10 && hidden > 10, $"{shown} shown, {hidden} hidden");
    }

    [Fact]
    public async Task R_PRC_4_whoever_keeps_prices_is_told_why_in_the_grid_and_beside_the_Sku()
    {
        await using var shop = await OpenShop.OpenAsync();
        var boss = shop.Boss;
        var supplier = await boss.Given.SupplierAsync(shop.Root, SalesMode.Commission, 1m);
        var lost = await boss.Given.OfferAsync(shop.Root, supplier, discount: 0.8m);
        var cheap = await boss.Given.OfferAsync(shop.Root, shop.Supplier, 0.006m, discount: 0.8m);
        var fine = await shop.OfferAsync();
        Assert.Equal([fine.SkuId], await ShownAsync());

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        var grid = boss.Get<TermsWorkbenchQueries>();
        var rows = (await grid.PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows.ToDictionary(r => r.OfferId, r => r.Reasons);
        Assert.Equal([InvisibleReason.NoCost], rows[lost.Id]);
        Assert.Equal([InvisibleReason.PriceTooLow], rows[cheap.Id]);
        Assert.Empty(rows[fine.Id]);
        Assert.Equal([lost.Id, cheap.Id], await grid.IdsAsync(OfferGrid.Discounts, Workbooks.Page(("visible", "no"))));
        Assert.Equal(fine.Id, Assert.Single((await grid.PageAsync(OfferGrid.Discounts, Workbooks.Page(("visible", "yes")))).Rows).OfferId);
        Assert.Equal(["NoCost"], await BesideAsync(supplier));
        Assert.Equal(["PriceTooLow"], await BesideAsync(shop.Supplier));

        async Task<List<long>> ShownAsync()
        {
            var products = (await shop.Storefront.ListAsync(new())).Cards.Select(c => c.Id).ToList();
            await using var db = boss.Db();
            return await db.Skus.Where(s => products.Contains(s.ProductId)).Select(s => s.Id).ToListAsync();
        }

        async Task<List<string>> BesideAsync(Supplier of) =>
            [.. (await boss.Get<CatalogQueries>().ProductsAsync(of.Id, Workbooks.Page())).Rows.SelectMany(p => p.Skus).SelectMany(s => s.Invisible)];
    }

    [Fact]
    public async Task R_PRC_4_what_the_root_has_no_cost_for_is_not_shown_below_and_the_distributor_there_is_told_that_it_is_not_supplied()
    {
        await using var shop = await OpenShop.OpenAsync();
        var boss = shop.Boss;
        var supplier = await boss.Given.SupplierAsync(shop.Root, SalesMode.FloorPrice);
        var upstream = await boss.Given.OfferAsync(shop.Root, supplier, floorPrice: null);
        var distributor = await boss.Given.DistributorAsync(shop.Root);
        var offer = await boss.Given.DownstreamOfferAsync(distributor, upstream, costPrice: 70m, price: 90m);

        boss.SignIn(await boss.Given.MemberAsync(distributor, Role.Operations));
        Assert.Equal([InvisibleReason.NotSupplied], Assert.Single((await boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows).Reasons);
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.CustomerAsync(distributor), Role.Buyer));
        Assert.Empty((await shop.Storefront.ListAsync(new())).Cards);
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 90m))).Code);
    }

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<decimal?> Maybe(Gen<decimal> gen) => Gen.Select(Gen.Int[0, 3], gen, (some, value) => some > 0 ? value : (decimal?)null);

    /// <summary>The unit price on the product's page and in the list, if the offer is on both; on one alone it fails.</summary>
    private static async Task<decimal?> SeenAsync(TestKBoss boss, Offer offer, IReadOnlyList<ProductCard> cards)
    {
        await using var db = boss.Db();
        var productId = await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.ProductId).SingleAsync();
        var listed = cards.FirstOrDefault(c => c.Id == productId)?.UnitPrice;
        decimal? onPage = null;
        try
        {
            onPage = (await boss.Get<StorefrontQueries>().GetAsync(productId)).Skus.Single(s => s.OfferId == offer.Id).Quote.UnitPrice;
        }
        catch (NotFoundException)
        {
            // It is not shown.
        }

        Assert.Equal(listed, onPage);
        return onPage;
    }

    private static async Task OrderAsync(TestKBoss boss, Offer offer, decimal? seen)
    {
        await using var db = boss.Db();
        var (list, stock) = await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => ValueTuple.Create(s.ListPrice, s.Stock)).SingleAsync();
        if (seen is { } price && stock != 0)
        {
            var row = await boss.Get<CartQueries>().PreviewAsync(offer.Id, 1, 1);
            Assert.Equal((price, true), (row.Why!.UnitPrice, row.CanBeOrdered));
            var no = await boss.Get<OrderService>().PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [row.Wish], FromCart: false));
            // A customer may have so many unpaid orders and no more.
            await boss.Get<OrderService>().CancelAsync(no, "", default);
            return;
        }

        foreach (var asked in new[] { seen ?? 0, list, offer.PublicTerms.UnitPrice(list) ?? 1m })
        {
            var refusal = await OpenShop.RefusedAsync(() => boss.Get<OrderService>().PlaceAsync(
                new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(offer.Id, 1, 1, asked)], FromCart: false)));
            Assert.Contains(refusal.Code, seen is null ? NotSold : new[] { "Catalog.StockShort", "Orders.LinesChanged" });
        }

        if (seen is null)
        {
            Assert.Contains((await OpenShop.RefusedAsync(() => boss.Get<CartService>().AddAsync(offer.Id, 1, 1))).Code, NotSold);
        }
    }

    /// <summary>A root and a distributor below it, each with a customer, and an offer for each case.</summary>
    private sealed record World(Organization Customer, Organization CustomerBelow, List<Offer> Offers, List<Offer> Below)
    {
        public static async Task<World> MakeAsync(TestKBoss boss, Case[] cases)
        {
            var given = boss.Given;
            var root = await given.RootAsync();
            var below = await given.DistributorAsync(root);
            var world = new World(await given.CustomerAsync(root), await given.CustomerAsync(below), [], []);
            await using var db = boss.Db();
            // All at once: a save for each of them would take most of the test.
            var suppliers = cases.Select((_, i) => new Supplier(root.Id, new SupplierFacts($"供应商 {i}", SupplierKind.Product), boss.Now)).ToList();
            db.AddRange(suppliers);
            await db.SaveChangesAsync();
            world.Offers.AddRange(cases.Zip(suppliers, (c, supplier) => OfferOf(root, supplier, c, boss.Now)));
            db.AddRange(world.Offers);
            db.AddRange(cases.Zip(suppliers, (c, supplier) => new SupplyAgreement(
                root.Id, supplier.Id, 1,
                new AgreementTerms(c.Mode, c.Mode == SalesMode.FloorPrice ? null : c.Rate, boss.Now.AddDays(-2), c.Agreement == 0 ? boss.Now : null), boss.Now)));
            db.AddRange(cases.Zip(world.Offers).Where(x => x.First.Floor is not null).Select(x => new SupplyPrice(x.Second.Sku, x.First.Floor!.Value)));
            await db.SaveChangesAsync();
            db.AddRange(cases.Zip(world.Offers).Where(x => x.First.OwnDiscount is not null || x.First.OwnPrice is not null).Select(x => new CustomerTerms(
                root.Id, world.Customer.Id, x.Second.Id, Terms.Of(x.First.OwnDiscount, x.First.OwnDiscount is null ? x.First.OwnPrice : null),
                boss.Now.AddDays(-2), x.First.OwnValid ? null : boss.Now.AddDays(-1))));
            world.Below.AddRange(cases.Zip(world.Offers, (c, upstream) => OfferBelow(below, upstream, c)));
            db.AddRange(world.Below);
            await db.SaveChangesAsync();
            boss.Get<Changes>().Publish(new StorefrontChanged());
            return world;
        }

        private static Offer OfferOf(Organization root, Supplier supplier, Case c, DateTime now)
        {
            var product = new Product(supplier, new ProductFacts($"产品 {supplier.Id}", "云主机", "华北"), now);
            if (c.Shelf == 0)
            {
                product.PutOnShelf(false);
            }
            else if (c.Shelf == 1)
            {
                product.Delete(now);
            }

            var sku = new Sku(root.Id, supplier.Id, $"SKU-{supplier.Id}", new SkuFacts("CPU=16核", BillingUnit.Month, c.List, c.Stock));
            sku.MoveTo(product);
            var offer = new Offer(root.Id, sku);
            offer.SetPublicTerms(c.Mode == SalesMode.FloorPrice ? Terms.Of(c.Mode, null, c.Price) : Terms.Of(c.Mode, c.Discount, null));
            return offer;
        }

        private static Offer OfferBelow(Organization distributor, Offer upstream, Case c)
        {
            var offer = Offer.Downstream(distributor.Id, upstream, c.Below ? Terms.Of(c.Cost, null) : Terms.Of(null, c.Cost));
            offer.SetPublicTerms(c.Below ? Terms.Of(SalesMode.Discount, c.BelowDiscount, null) : Terms.Of(SalesMode.FloorPrice, null, c.BelowPrice));
            return offer;
        }
    }
}
