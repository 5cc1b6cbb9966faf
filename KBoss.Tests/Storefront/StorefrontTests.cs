using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Orders;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Storefront;

public sealed class StorefrontTests
{
    public static TheoryData<string> Vanishings() => ["no terms", "off shelf", "deleted", "agreement ended", "mode changed"];

    [Theory]
    [MemberData(nameof(Vanishings))]
    public async Task R_PRC_1_an_invisible_product_is_on_no_list_and_behind_no_link_even_with_own_terms(string how)
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        await shop.Boss.Given.OwnTermsAsync(offer, shop.Customer, discount: 0.75m);
        var productId = await ProductOfAsync(shop, offer);
        Assert.Equal(75m, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);

        await VanishAsync(shop, offer, how);

        foreach (var actor in new[] { shop.Buyer, null, await shop.Boss.Given.MemberAsync(shop.Root, Role.Operations) })
        {
            shop.Boss.SignIn(actor);
            var list = await shop.Storefront.ListAsync(new(Text: "产品"));
            Assert.Empty(list.Cards);
            Assert.Empty(list.Types);
            Assert.Equal(0, (await shop.Storefront.HomeAsync()).Total);
            Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => shop.Storefront.GetAsync(productId)));
        }

        shop.Boss.SignIn(shop.Buyer);
        Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => shop.Boss.Get<CartQueries>().PreviewAsync(offer.Id, 1, 1)));
        Assert.Equal("Orders.NotSold", (await OpenShop.RefusedAsync(() => shop.PlaceAsync(offer, shown: 75m))).Code);
    }

    [Fact]
    public async Task A_product_without_public_terms_appears_when_they_are_set()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync(discount: null);
        Assert.Empty((await shop.Storefront.ListAsync(new())).Cards);

        await shop.ChangeAsync(offer, o => o.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.85m, null)));

        var card = Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
        Assert.Equal((85m, 100m), (card.UnitPrice, card.ListPrice));
    }

    [Fact]
    public async Task A_change_by_another_server_is_seen_within_the_lifetime_of_the_shelf()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
        await using (var db = shop.Boss.Db())
        {
            (await db.Offers.SingleAsync(o => o.Id == offer.Id)).ClearPublicTerms();
            await db.SaveChangesAsync();
        }

        shop.Boss.Time.Advance(StorefrontShelves.Lifetime);

        Assert.Empty((await shop.Storefront.ListAsync(new())).Cards);
    }

    [Fact]
    public async Task A_card_shows_the_price_for_everybody_to_visitors_and_the_own_price_to_the_customer()
    {
        await using var shop = await OpenShop.OpenAsync();
        var cheap = await shop.OfferAsync(discount: 0.8m);
        var dear = await AddSkuAsync(shop, cheap, "CPU=32核; 内存=64G", 0.9m);
        await shop.Boss.Given.OwnTermsAsync(dear, shop.Customer, discount: 0.75m);
        await shop.Boss.Given.OwnTermsAsync(cheap, shop.Customer, discount: 0.1m, to: shop.Boss.Now.AddDays(1));
        shop.Boss.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((75m, true), await PriceAsync());
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Root), Role.Buyer));
        Assert.Equal((80m, true), await PriceAsync());
        shop.Boss.SignIn(null);
        Assert.Equal((80m, true), await PriceAsync());

        async Task<(decimal Price, bool Differ)> PriceAsync()
        {
            var card = Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
            var details = await shop.Storefront.GetAsync(card.Id);
            Assert.Equal(card.UnitPrice, details.Skus[0].Quote.UnitPrice);
            Assert.Equal(["16核", "32核"], details.Options.Single(o => o.Name == "CPU").Values.Order());
            Assert.Equal(["64G"], details.Options.Single(o => o.Name == "内存").Values);
            return (card.UnitPrice, card.PricesDiffer);
        }
    }

    [Fact]
    public async Task Lists_are_filtered_searched_sorted_and_paged()
    {
        await using var shop = await OpenShop.OpenAsync();
        await AddProductAsync(shop, "天河", "超算", "天津", 30m, "CPU=64核", ProductTags.Star);
        await AddProductAsync(shop, "Sugon 曙光", "超算", "北京", 10m, "CPU=32核_100%");
        await AddProductAsync(shop, "昇腾集群", "智算", "北京", 20m, "GPU=8卡", ProductTags.New | ProductTags.Recommended);
        shop.Boss.SignIn(null);

        Assert.Equal(["昇腾集群", "Sugon 曙光", "天河"], await NamesAsync(new()));
        Assert.Equal(["Sugon 曙光", "昇腾集群", "天河"], await NamesAsync(new(Sort: StorefrontSort.PriceUp)));
        Assert.Equal(["天河", "昇腾集群", "Sugon 曙光"], await NamesAsync(new(Sort: StorefrontSort.PriceDown)));
        Assert.Equal(["Sugon 曙光", "天河"], await NamesAsync(new(Type: "超算")));
        Assert.Equal(["Sugon 曙光"], await NamesAsync(new(Type: "超算", Region: "北京")));
        Assert.Equal(["Sugon 曙光"], await NamesAsync(new(Text: "sugon 超算")));
        Assert.Equal(["Sugon 曙光"], await NamesAsync(new(Text: "　ＳＵＧＯＮ　超算 ")));
        Assert.Equal(["天河"], await NamesAsync(new(Text: "64核")));
        Assert.Equal(["Sugon 曙光"], await NamesAsync(new(Text: "_100%")));
        Assert.Empty(await NamesAsync(new(Text: "天_")));
        Assert.Equal(["天河"], await NamesAsync(new(Tag: ProductTags.Star)));
        Assert.Equal(["Sugon 曙光"], await NamesAsync(new(Page: 2, Size: 1)));
        Assert.Equal(["天河"], await NamesAsync(new(Page: 99, Size: 2)));

        var list = await shop.Storefront.ListAsync(new(Type: "超算", Region: "北京", Size: 1));
        Assert.Equal(
            [new Facet("智算", 1) { Kind = ProductKind.AiCompute }, new Facet("超算", 1) { Kind = ProductKind.Supercomputing }],
            list.Types.OrderBy(f => f.Value, StringComparer.Ordinal));
        Assert.Equal([("北京", 1), ("天津", 1)], list.Regions.Select(f => (f.Value, f.Count)).OrderBy(f => f.Value, StringComparer.Ordinal));
        var home = await shop.Storefront.HomeAsync();
        // Each stands there once; the row of what is new is filled up with the newest of the others.
        Assert.Equal(["昇腾集群", "Sugon 曙光"], Names(home.Newest));
        Assert.Equal(["天河"], Names(home.Stars));
        Assert.Empty(home.Recommended);
        Assert.Equal(3, home.Total);

        async Task<string[]> NamesAsync(StorefrontSearch search) => Names((await shop.Storefront.ListAsync(search)).Cards);

        static string[] Names(IEnumerable<ProductCard> cards) => [.. cards.Select(c => c.Name)];
    }

    [Fact]
    public async Task Each_customer_shops_at_its_own_seller()
    {
        await using var shop = await OpenShop.OpenAsync();
        var upstream = await shop.OfferAsync();
        var distributor = await shop.Boss.Given.DistributorAsync(shop.Root);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(distributor), Role.Buyer));
        Assert.Empty((await shop.Storefront.ListAsync(new())).Cards);

        await shop.Boss.Given.DownstreamOfferAsync(distributor, upstream, 0.85m, 0.95m);
        shop.Boss.Time.Advance(StorefrontShelves.Lifetime);
        Assert.Equal(95m, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);
        shop.Boss.SignIn(shop.Buyer);
        Assert.Equal(80m, Assert.Single((await shop.Storefront.ListAsync(new())).Cards).UnitPrice);
    }

    [Fact]
    public async Task A_visitor_sees_an_empty_shop_while_there_is_no_root_distributor()
    {
        await using var boss = await Support.TestKBoss.StartAsync();

        Assert.Empty((await boss.Get<StorefrontQueries>().ListAsync(new())).Cards);
        Assert.IsType<NotFoundException>(await OpenShop.RefusedAsync(() => boss.Get<StorefrontQueries>().GetAsync(1)));
    }

    private static async Task VanishAsync(OpenShop shop, Offer offer, string how)
    {
        switch (how)
        {
            case "no terms":
                await shop.ChangeAsync(offer, o => o.ClearPublicTerms());
                break;
            case "off shelf":
                await shop.ChangeAsync(offer, o => o.Sku.Product.PutOnShelf(false));
                break;
            case "deleted":
                await shop.ChangeAsync(offer, o => o.Sku.Product.Delete(shop.Boss.Now));
                break;
            case "agreement ended":
                // By the clock alone: the shelf that is in memory must not outlive the agreement.
                await using (var db = shop.Boss.Db())
                {
                    (await db.SupplyAgreements.SingleAsync()).EndAt(shop.Boss.Now.AddSeconds(5));
                    await db.SaveChangesAsync();
                }

                await shop.ChangeAsync(offer, _ => { });
                Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
                shop.Boss.Time.Advance(TimeSpan.FromSeconds(5));
                break;
            default:
                await using (var db = shop.Boss.Db())
                {
                    var agreement = await db.SupplyAgreements.SingleAsync();
                    agreement.EndAt(shop.Boss.Now);
                    db.Add(new SupplyAgreement(shop.Root.Id, shop.Supplier.Id, 2, new AgreementTerms(SalesMode.FloorPrice, null, shop.Boss.Now), shop.Boss.Now));
                    await db.SaveChangesAsync();
                }

                await shop.ChangeAsync(offer, _ => { });
                break;
        }
    }

    private static async Task<long> ProductOfAsync(OpenShop shop, Offer offer)
    {
        await using var db = shop.Boss.Db();
        return await db.Skus.Where(s => s.Id == offer.SkuId).Select(s => s.ProductId).SingleAsync();
    }

    private static async Task<Offer> AddSkuAsync(OpenShop shop, Offer sibling, string options, decimal discount)
    {
        await using var db = shop.Boss.Db();
        var product = await db.Skus.Where(s => s.Id == sibling.SkuId).Select(s => s.Product).SingleAsync();
        var sku = new Sku(shop.Root.Id, shop.Supplier.Id, $"SKU-{options}", new SkuFacts(options, BillingUnit.Month, 100m));
        sku.MoveTo(product);
        var offer = new Offer(shop.Root.Id, sku);
        offer.SetPublicTerms(Terms.Of(SalesMode.Discount, discount, null));
        db.Add(offer);
        await db.SaveChangesAsync();
        return offer;
    }

    private static async Task AddProductAsync(
        OpenShop shop, string name, string type, string region, decimal price, string options, ProductTags tags = ProductTags.None)
    {
        await using var db = shop.Boss.Db();
        var product = new Product(shop.Supplier, new ProductFacts(name, type, region, Tags: tags), shop.Boss.Now);
        var sku = new Sku(shop.Root.Id, shop.Supplier.Id, $"SKU-{name}", new SkuFacts(options, BillingUnit.Hour, price));
        sku.MoveTo(product);
        var offer = new Offer(shop.Root.Id, sku);
        offer.SetPublicTerms(Terms.Of(SalesMode.Discount, 1m, null));
        db.Add(offer);
        await db.SaveChangesAsync();
    }
}
