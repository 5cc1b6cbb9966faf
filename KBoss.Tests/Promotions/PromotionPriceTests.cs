using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Promotions;

/// <summary>Promotions as the price of shop, cart and order.</summary>
public sealed class PromotionPriceTests
{
    [Fact]
    public async Task R_PRC_2_an_open_promotion_counts_for_everybody_from_its_first_instant_to_its_last()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var (from, to) = (shop.Boss.Now.AddDays(1), shop.Boss.Now.AddDays(3));
        await shop.Boss.Given.PromotionAsync(0.75m, f => f with { From = from, To = to }, offer);

        foreach (var (at, price) in new[] { (from.AddTicks(-1), 80m), (from, 75m), (to.AddTicks(-1), 75m), (to, 80m) })
        {
            shop.Boss.Time.SetUtcNow(at);
            foreach (var reader in new[] { shop.Buyer, null })
            {
                shop.Boss.SignIn(reader);
                var card = Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
                Assert.Equal((at, price), (at, card.UnitPrice));
                Assert.Equal(price == 75m, card.Promotion is { Until: var until } && until == to);
                var sku = Assert.Single((await shop.Storefront.GetAsync(card.Id)).Skus);
                Assert.Equal(price, sku.Quote.UnitPrice);
                Assert.Equal(price == 75m, sku.Quote.Source == PriceSource.Promotion);
                Assert.Equal(price == 75m, sku.Quote.Candidates.Any(c => c.Source == PriceSource.Promotion));
            }
        }

        shop.Boss.SignIn(shop.Buyer);
        await shop.PlaceAsync(offer, shown: 80m);
    }

    [Fact]
    public async Task One_by_code_counts_for_those_who_have_joined_alone()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var other = await shop.Boss.Given.MemberAsync(await shop.Boss.Given.CustomerAsync(shop.Root), Role.Buyer);
        var promotion = await shop.Boss.Given.PromotionAsync(0.72m, f => f with { Audience = Audience.ByCode }, offer);
        Assert.Equal(80m, await PriceAsync(shop, shop.Buyer));

        await shop.Boss.Given.JoinAsync(promotion, shop.Customer);

        Assert.Equal([72m, 80m, 80m], [await PriceAsync(shop, shop.Buyer), await PriceAsync(shop, other), await PriceAsync(shop, null)]);
        // Nobody is told of what is not for them.
        shop.Boss.SignIn(other);
        var product = Assert.Single((await shop.Storefront.ListAsync(new())).Cards).Id;
        Assert.DoesNotContain(Assert.Single((await shop.Storefront.GetAsync(product)).Skus).Quote.Candidates, c => c.Source == PriceSource.Promotion);
    }

    [Fact]
    public async Task R_PRM_1_a_customer_joins_once_and_only_what_is_published_and_not_over()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.72m, f => f with { Audience = Audience.ByCode }, offer);
        await shop.Boss.Given.JoinAsync(promotion, shop.Customer);

        Assert.Equal("Promotions.AlreadyJoined", (await OpenShop.RefusedAsync(() => shop.Boss.Given.JoinAsync(promotion, shop.Customer))).Code);
        shop.Boss.Time.SetUtcNow(promotion.To);
        var late = await shop.Boss.Given.CustomerAsync(shop.Root);
        Assert.Equal("Promotions.EndedAlready", (await OpenShop.RefusedAsync(() => shop.Boss.Given.JoinAsync(promotion, late))).Code);
        await using var db = shop.Boss.Db();
        Assert.Single(await db.PromotionMembers.ToListAsync());
    }

    [Fact]
    public async Task Two_who_join_at_once_join_once()
    {
        await using var shop = await OpenShop.OpenAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.72m, f => f with { Audience = Audience.ByCode }, await shop.OfferAsync());
        var joins = await Ending.OfAllAsync<KBossDbContextFactory>(shop.Boss, 6, contexts =>
            contexts.InTransactionAsync(OrganizationScope.Of(shop.Root.Id, shop.Customer.Id), null, async db =>
            {
                await shop.Boss.Get<PromotionJoining>().JoinAsync(db, promotion, new Parties(shop.Root.Id, shop.Customer.Id), "CODE", db.Now);
                await db.SaveChangesAsync();
            }));

        Assert.Single(joins, code => code.Length == 0);
        Assert.All(joins.Where(code => code.Length > 0), code => Assert.Equal("Promotions.AlreadyJoined", code));
    }

    [Theory]
    [InlineData(SalesMode.Discount, false, 85)]
    [InlineData(SalesMode.Commission, false, 85)]
    [InlineData(SalesMode.FloorPrice, false, 76.5)]
    [InlineData(SalesMode.Discount, true, 63.75)]
    [InlineData(SalesMode.FloorPrice, true, 63.75)]
    public async Task A_discount_is_taken_off_the_list_price_or_off_the_public_price_and_stacks_on_the_customers_own(SalesMode mode, bool stacks, decimal price)
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var customer = await boss.Given.CustomerAsync(root);
        var supplier = await boss.Given.SupplierAsync(root, mode, 0.3m);
        var offer = mode == SalesMode.FloorPrice
            ? await boss.Given.OfferAsync(root, supplier, price: 90m, floorPrice: 30m)
            : await boss.Given.OfferAsync(root, supplier, discount: 0.9m);
        await boss.Given.PromotionAsync(0.85m, f => f with { Stacking = stacks }, offer);
        if (stacks)
        {
            await boss.Given.OwnTermsAsync(offer, customer, mode == SalesMode.FloorPrice ? null : 0.75m, mode == SalesMode.FloorPrice ? 75m : null);
        }

        var quote = await QuoteAsync(boss, offer, customer);

        Assert.Equal((price, PriceSource.Promotion), (quote.UnitPrice, quote.Source));
        Assert.Equal(90m - price, quote.Given(1, 1));
    }

    [Fact]
    public async Task On_a_tie_the_customers_own_price_wins_then_the_older_promotion_then_the_public_price()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (customer, other) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(root));
        var offer = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root), discount: 0.8m);
        await boss.Given.OwnTermsAsync(offer, customer, discount: 0.8m);
        var older = await boss.Given.PromotionAsync(0.8m, null, offer);
        await boss.Given.PromotionAsync(0.8m, null, offer);

        Assert.Equal((PriceSource.Own, 0m), ((await QuoteAsync(boss, offer, customer)).Source, (await QuoteAsync(boss, offer, customer)).Given(1, 1)));
        var quote = await QuoteAsync(boss, offer, other);
        Assert.Equal((PriceSource.Promotion, older.No), (quote.Source, quote.Promotion?.No));
    }

    [Fact]
    public async Task Any_number_of_promotions_is_one_query_more_and_three_in_all()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var customer = await boss.Given.CustomerAsync(root);
        var supplier = await boss.Given.SupplierAsync(root);
        var offers = new List<Offer>();
        for (var i = 0; i < 20; i++)
        {
            offers.Add(await boss.Given.OfferAsync(root, supplier, discount: 0.9m));
        }

        await boss.Given.OwnTermsAsync(offers[3], customer, discount: 0.85m);
        for (var i = 0; i < 12; i++)
        {
            var audience = i % 2 == 0 ? Audience.Everybody : Audience.ByCode;
            var promotion = await boss.Given.PromotionAsync(0.88m - (i / 100m), f => f with { Audience = audience }, [.. offers]);
            await boss.Given.JoinAsync(promotion, customer);
        }

        await using var db = boss.Db(root.Id, customer.Id);
        using var counted = new CommandCount(boss);
        var quotes = await boss.Get<PricingQueries>().QuoteAsync(db, root.Id, customer.Id, [.. offers.Select(o => o.Id)], boss.Now);

        Assert.InRange(counted.Commands.Count, 1, 3);
        Assert.All(quotes.Values, q => Assert.Equal(77m, q.Quote.UnitPrice));
        Assert.Equal(12, quotes[offers[0].Id].Quote.Candidates.Count(c => c.Source == PriceSource.Promotion));
    }

    [Fact]
    public async Task A_distributor_below_has_promotions_of_its_own_and_never_those_of_another()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var child = await boss.Given.DistributorAsync(root);
        var (ofRoot, ofChild) = (await boss.Given.CustomerAsync(root), await boss.Given.CustomerAsync(child));
        var upstream = await boss.Given.OfferAsync(root, await boss.Given.SupplierAsync(root, rate: 0.5m), discount: 0.9m);
        var offer = await boss.Given.DownstreamOfferAsync(child, upstream, costDiscount: 0.6m, discount: 0.9m);
        await boss.Given.PromotionAsync(0.7m, null, upstream);
        var own = await boss.Given.PromotionAsync(0.8m, null, offer);
        var buyer = await boss.Given.MemberAsync(ofChild, Role.Buyer);

        Assert.Equal([70m, 80m], [(await QuoteAsync(boss, upstream, ofRoot)).UnitPrice, (await QuoteAsync(boss, offer, ofChild)).UnitPrice]);
        boss.SignIn(buyer);
        Assert.Equal(80m, Assert.Single((await boss.Get<StorefrontQueries>().ListAsync(new())).Cards).UnitPrice);
        var order = await boss.Get<OrderService>().PlaceAsync(new PlaceOrder("key", [new OrderWish(offer.Id, 1, 1, 80m)], FromCart: false));
        await using var db = boss.Db();
        var line = await db.OrderLines.SingleAsync();
        Assert.Equal((own.No, PriceSource.Promotion, 10m), (line.PromotionNo, line.PriceSource, line.Given));
        Assert.NotEmpty(order);

        boss.SignIn(await boss.Given.MemberAsync(child, Role.Operations));
        Assert.Equal(own.No, Assert.Single((await boss.Get<PromotionQueries>().ListAsync(Support.Workbooks.Page())).Rows).No);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<PromotionQueries>().GetAsync(own.No));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<PromotionService>().EndAsync(own.No));
    }

    [Fact]
    public async Task R_ORD_7_a_promotion_that_ends_between_two_pages_is_asked_again_at_the_price_of_now()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.75m, null, offer);
        await shop.Cart.AddAsync(offer.Id, 2, 3);
        var row = Assert.Single(await shop.Boss.Get<CartQueries>().ListAsync());
        Assert.Equal((450m, promotion.Name), (row.Amount, row.Why!.Candidates[0].Name));

        shop.Boss.Time.SetUtcNow(promotion.To);
        var refused = await OpenShop.RefusedAsync(() => shop.Orders.PlaceAsync(new PlaceOrder("key", [row.Wish], FromCart: true)));

        Assert.Equal("Orders.PriceChanged", refused.Code);
        var now = Assert.Single(await shop.Boss.Get<CartQueries>().ListAsync());
        Assert.Equal((480m, true), (now.Amount, now.PriceChanged));
        var order = await shop.OrderAsync(await shop.Orders.PlaceAsync(new PlaceOrder("key", [now.Wish], FromCart: true)));
        Assert.Equal((480m, PriceSource.Public, null, 0m), (order.Total, order.Lines[0].PriceSource, order.Lines[0].PromotionNo, order.Lines[0].Given));
    }

    [Fact]
    public async Task An_order_keeps_its_promotion_whatever_becomes_of_it()
    {
        await using var shop = await OpenShop.OpenAsync();
        var offer = await shop.OfferAsync();
        var promotion = await shop.Boss.Given.PromotionAsync(0.7777m, null, offer);
        var order = await shop.OrderAsync(await shop.PlaceAsync(offer, 3, 7, 77.77m));
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Root, Role.Operations));
        await shop.Boss.Get<PromotionService>().EndAsync(promotion.No);

        var line = (await shop.OrderAsync(order.OrderNo)).Lines[0];
        Assert.Equal((promotion.No, PriceSource.Promotion, 1633.17m, 46.83m), (line.PromotionNo, line.PriceSource, line.Amount, line.Given));
        Assert.Equal(promotion.Name, PriceExplanation.Read(line.PriceExplanation)!.Candidates[0].Name);
        var details = await shop.Boss.Get<PromotionQueries>().GetAsync(promotion.No);
        Assert.Equal(new PromotionSales(1, 1, 1633.17m, 46.83m), details.Sales);
        Assert.Equal(46.83m, details.Given);
    }

    private static async Task<decimal> PriceAsync(OpenShop shop, Actor? reader)
    {
        shop.Boss.SignIn(reader);
        var card = Assert.Single((await shop.Storefront.ListAsync(new())).Cards);
        Assert.Equal(card.UnitPrice, Assert.Single((await shop.Storefront.GetAsync(card.Id)).Skus).Quote.UnitPrice);
        return card.UnitPrice;
    }

    private static async Task<Quote> QuoteAsync(TestKBoss boss, Offer offer, Organization customer)
    {
        await using var db = boss.Db();
        return (await boss.Get<PricingQueries>().QuoteAsync(db, offer.OrganizationId, customer.Id, [offer.Id], boss.Now))[offer.Id].Quote;
    }
}
