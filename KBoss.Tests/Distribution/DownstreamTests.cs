using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Desk;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Storefront;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Distribution;

/// <summary>A distributor that sells what its upstream buys, at the first level below the root and at the second.</summary>
public sealed class DownstreamTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task R_ISO_1_a_distributor_sees_the_facts_of_what_it_may_sell_and_none_of_what_its_upstream_keeps_to_itself(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var (mine, sibling) = (chain.Levels[level].Id, chain.Sibling.Id);
        long[] skus = [chain.Discounts[0].SkuId, chain.Prices[0].SkuId];
        long[] products = [chain.ProductOf(chain.Discounts[0]).Id, chain.ProductOf(chain.Prices[0]).Id];
        // One organization, two and more have a filter of their own each.
        foreach (var scope in new[] { OrganizationScope.Of(mine), OrganizationScope.Of(sibling, mine), OrganizationScope.Of(sibling, mine, 999_998, 999_999) })
        {
            await using var db = chain.Boss.Get<KBossDatabase>().Open(scope);
            Assert.Equal(skus.Order(), await db.Skus.Select(s => s.Id).OrderBy(id => id).ToListAsync());
            Assert.Equal(products.Order(), await db.Products.Select(p => p.Id).OrderBy(id => id).ToListAsync());
            Assert.Equal(2, await db.Offers.CountAsync(o => o.Sku.Product.SupplierName != ""));
            Assert.Empty(await db.Suppliers.ToListAsync());
            Assert.Empty(await db.SupplyAgreements.ToListAsync());
            Assert.Empty(await db.SupplyPrices.ToListAsync());
        }

        foreach (var strangers in new long[][] { [], [sibling], [sibling, 999_998], [sibling, 999_998, 999_999] })
        {
            await using var db = chain.Boss.Get<KBossDatabase>().Open(OrganizationScope.Of(strangers));
            Assert.Empty(await db.Skus.ToListAsync());
            Assert.Empty(await db.Products.ToListAsync());
        }

        await using var root = chain.Boss.Db(chain.Levels[0].Id);
        Assert.Equal((3, 3, 1), (await root.Skus.CountAsync(), await root.Products.CountAsync(), await root.SupplyPrices.CountAsync()));
    }

    [Fact]
    public async Task R_ISO_1_what_is_seen_downstream_is_written_by_its_owner_alone_whatever_a_service_forgets()
    {
        await using var chain = await SalesChain.StartAsync();
        await using var db = chain.Boss.Db(chain.Levels[1].Id);
        (await db.Products.FirstAsync()).PutOnShelf(false);
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();
        (await db.Skus.FirstAsync()).Change(new SkuFacts("CPU=1核", BillingUnit.Hour, 1m));
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();
        db.Remove(await db.Products.FirstAsync());
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_page_of_a_Sku_names_its_supplier_to_whoever_buys_there_alone(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var offer = Assert.Single((await chain.Boss.Get<SkuDeskQueries>().GetAsync(chain.Discounts[0].Sku.Code)).Offers);
        Assert.Equal((level > 0, level > 0 ? "" : chain.Discounting.Name), (offer.FromUpstream, offer.SupplierName));
    }

    [Fact]
    public void What_is_seen_downstream_holds_no_amount_but_the_list_price() => Assert.Equal(
        ["Sku.ListPrice"],
        from type in typeof(ISeenDownstream).Assembly.GetTypes()
        where typeof(ISeenDownstream).IsAssignableFrom(type) && type.IsClass
        from property in type.GetProperties()
        where property.PropertyType == typeof(decimal) || property.PropertyType == typeof(decimal?) || property.PropertyType == typeof(Terms)
        select $"{type.Name}.{property.Name}");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_level_finds_its_offers_in_the_grids_with_its_own_costs(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var grids = chain.Boss.Get<TermsWorkbenchQueries>();

        var discount = (await grids.PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows.Single(r => r.OfferId == chain.Discounts[level].Id);
        Assert.Equal(
            (chain.Discounts[0].Sku.Code, chain.Discounting.Name, SalesMode.Discount, true, level > 0),
            (discount.SkuCode, discount.SupplierName, discount.Mode, discount.Visible, discount.FromUpstream));
        Assert.Equal(
            (90m, SalesChain.DiscountCosts[level], 90m - SalesChain.DiscountCosts[level]),
            (discount.Terms.UnitPrice!.Value, discount.Terms.Cost!.Value, discount.Terms.Margin!.Value));

        var price = Assert.Single((await grids.PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows);
        Assert.Equal((chain.Prices[level].Id, chain.Pricing.Name, SalesMode.FloorPrice, true), (price.OfferId, price.SupplierName, price.Mode, price.Visible));
        Assert.Equal((90m, SalesChain.PriceCosts[level]), (price.Terms.UnitPrice!.Value, price.Terms.Cost!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_grids_of_a_distributor_below_can_be_filtered_and_sorted_like_the_roots(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var grids = chain.Boss.Get<TermsWorkbenchQueries>();
        var supplier = chain.Discounting.Id.ToString(CultureInfo.InvariantCulture);
        long[] found = [chain.Discounts[level].Id];

        Assert.Equal(found, await IdsAsync(("visible", "yes")));
        Assert.Empty(await IdsAsync(("visible", "no")));
        Assert.Equal(found, await IdsAsync(("supplier", supplier), ("type", "云主机"), ("region", "华北"), ("q", chain.Discounts[0].Sku.Code.ToLowerInvariant())));
        Assert.Empty(await IdsAsync(("q", chain.RootOnly.Sku.Code)));
        var filters = await grids.FiltersAsync(OfferGrid.Discounts);
        Assert.Equal([new SupplierName(chain.Discounting.Id, chain.Discounting.Name)], filters.Suppliers);
        Assert.Equal(["云主机"], filters.Types);
        Assert.Equal(["华北"], filters.Regions);
        foreach (var sort in new[] { "product", "sku", "supplier", "list" })
        {
            var page = await grids.PageAsync(OfferGrid.Discounts, new(1, 10, sort, true, new Dictionary<string, string>()));
            Assert.Equal(found, page.Rows.Select(r => r.OfferId));
        }

        await chain.SignInAsync(chain.Sibling);
        Assert.Empty((await grids.PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows);
        Assert.Empty((await grids.FiltersAsync(OfferGrid.Discounts)).Suppliers);

        Task<IReadOnlyList<long>> IdsAsync(params (string, string)[] by) => grids.IdsAsync(OfferGrid.Discounts, Workbooks.Page(by));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task R_PRC_4_each_level_sets_its_own_terms_but_not_below_its_own_cost(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(level);
        var terms = chain.Boss.Get<TermsWorkbenchService>();
        long[] discount = [chain.Discounts[level].Id];
        long[] price = [chain.Prices[level].Id];
        var (discountCost, priceCost) = (SalesChain.DiscountCosts[level], SalesChain.PriceCosts[level]);

        var preview = Assert.Single(await terms.PreviewAsync(discount, new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.Null(preview.Before.UnitPrice);
        Assert.Equal(
            (90m, discountCost, 90m - discountCost), (preview.After.UnitPrice!.Value, preview.After.Cost!.Value, preview.After.Margin!.Value));
        Assert.Equal(1, await terms.ApplyAsync(discount, new TermsChange(TermsKind.Discount, discountCost / 100)));
        var tooLow = new TermsChange(TermsKind.Discount, (discountCost / 100) - 0.01m);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => terms.ApplyAsync(discount, tooLow));
        Assert.Equal("Distribution.BelowCost", refusal.Code);
        Assert.Equal([chain.Discounts[0].Sku.Code, discountCost, discountCost - 1], refusal.Args);

        Assert.Equal(1, await terms.ApplyAsync(price, new TermsChange(TermsKind.Markup, 10m)));
        refusal = await Assert.ThrowsAsync<RuleException>(() => terms.ApplyAsync(price, new TermsChange(TermsKind.Price, priceCost - 0.01m)));
        Assert.Equal("Distribution.BelowCost", refusal.Code);
        refusal = await Assert.ThrowsAsync<RuleException>(() => terms.ApplyAsync(price, new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.Equal("Distribution.PriceExpected", refusal.Code);

        await using var db = chain.Boss.Db();
        Assert.Equal(Terms.Of(discountCost / 100, null), (await db.Offers.SingleAsync(o => o.Id == discount[0])).PublicTerms);
        Assert.Equal(Terms.Of(null, Money.UnitPrice(priceCost * 1.1m)), (await db.Offers.SingleAsync(o => o.Id == price[0])).PublicTerms);
        // The offers of the others stay as they were.
        Assert.Equal(2, (await db.Offers.ToListAsync()).Count(o => !o.PublicTerms.IsNone));
        var other = chain.Discounts[(level + 1) % 3].Id;
        await Assert.ThrowsAsync<NotFoundException>(() => terms.ApplyAsync([other], new TermsChange(TermsKind.Clear)));
        Assert.Equal(1, await terms.ApplyAsync(discount, new TermsChange(TermsKind.Clear)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_customer_of_a_distributor_below_browses_fills_the_cart_and_orders_at_that_distributors_price(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        var customer = await chain.Boss.Given.CustomerAsync(chain.Levels[level]);
        await chain.SignInAsync(customer);
        await chain.Boss.Given.OwnTermsAsync(chain.Prices[level], customer, price: 85m);

        var list = await chain.Boss.Get<StorefrontQueries>().ListAsync(new());
        Assert.Equal([85m, 90m], list.Cards.Select(c => c.UnitPrice).Order());
        var product = await chain.Boss.Get<StorefrontQueries>().GetAsync(chain.ProductOf(chain.Discounts[0]).Id);
        Assert.Equal(90m, Assert.Single(product.Skus).Quote.UnitPrice);
        // Who supplies it is nothing that a customer gets to know.
        Assert.DoesNotContain(chain.Discounting.Name, System.Text.Json.JsonSerializer.Serialize(product), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<StorefrontQueries>().GetAsync(chain.ProductOf(chain.RootOnly).Id));

        await chain.Boss.Get<CartService>().AddAsync(chain.Discounts[level].Id, 2, 1);
        await chain.Boss.Get<CartService>().AddAsync(chain.Prices[level].Id, 1, 3);
        var cart = await chain.Boss.Get<CartQueries>().ListAsync();
        Assert.Equal([255m, 180m], cart.Select(l => l.Amount));
        var orderNo = await chain.Boss.Get<OrderService>().PlaceAsync(new PlaceOrder("the-key", [.. cart.Select(l => l.Wish)], FromCart: true));
        Assert.Equal(435m, (await chain.Boss.Get<OrderQueries>().GetAsync(orderNo)).Total);
        await chain.Boss.Given.MoneyAsync(customer, 500m);
        await chain.Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);

        await using var db = chain.Boss.Db();
        Assert.Equal(level * 2, await db.SupplyLines.CountAsync());
        var purchases = await db.PurchaseLines.OrderBy(p => p.SupplierId).ToListAsync();
        Assert.Equal(
            [(chain.Levels[0].Id, chain.Discounting.Id, 142.46m), (chain.Levels[0].Id, chain.Pricing.Id, Money.Amount(3 * SalesChain.FloorPrice))],
            purchases.Select(p => (p.OrganizationId, p.SupplierId, p.Amount)));
        Assert.All(await db.FulfilmentTasks.ToListAsync(), task => Assert.Equal(chain.Levels[0].Id, task.OrganizationId));
        await using var mine = chain.Boss.Db(chain.Levels[level].Id);
        Assert.Empty(await mine.PurchaseLines.ToListAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task R_PRC_1_what_the_root_cannot_buy_is_sold_by_nobody_below_and_each_is_told_so_without_the_agreement(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        var customer = await chain.Boss.Given.CustomerAsync(chain.Levels[level]);
        await chain.SignInAsync(0);
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(
            chain.Discounting.Id, new AgreementTerms(SalesMode.Discount, 0.7m, chain.Boss.Now, chain.Boss.Now.AddDays(1)));
        chain.Boss.Time.Advance(TimeSpan.FromDays(2));

        await chain.SignInAsync(level);
        var row = Assert.Single(await chain.Boss.Get<TermsWorkbenchQueries>().WhyInvisibleAsync(chain.Discounts[0].Sku.Code));
        Assert.Equal([InvisibleReason.NotSupplied], row.Reasons);
        Assert.Equal([chain.Discounts[level].Id], await chain.Boss.Get<TermsWorkbenchQueries>().IdsAsync(OfferGrid.Discounts, Workbooks.Page(("visible", "no"))));
        // Its own terms and their margin can be set all the same.
        Assert.Equal(1, await chain.Boss.Get<TermsWorkbenchService>().ApplyAsync([chain.Discounts[level].Id], new TermsChange(TermsKind.Discount, 0.95m)));

        await chain.SignInAsync(customer);
        Assert.Equal([chain.ProductOf(chain.Prices[0]).Id], (await chain.Boss.Get<StorefrontQueries>().ListAsync(new())).Cards.Select(c => c.Id));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => chain.Boss.Get<CartService>().AddAsync(chain.Discounts[level].Id, 1, 1));
        Assert.Equal("Orders.NotSold", refusal.Code);
    }

    [Fact]
    public async Task R_PRC_1_a_product_that_its_owner_takes_off_sale_is_off_sale_at_every_level()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        await chain.SignInAsync(0);
        await chain.Boss.Get<CatalogService>().PutOnShelfAsync(chain.ProductOf(chain.Discounts[0]).Id, false);
        await chain.SignInAsync(2);
        Assert.Equal(
            [InvisibleReason.OffShelf], Assert.Single(await chain.Boss.Get<TermsWorkbenchQueries>().WhyInvisibleAsync(chain.Discounts[0].Sku.Code)).Reasons);
        await chain.SignInAsync(0);
        await chain.Boss.Get<CatalogService>().DeleteProductAsync(chain.ProductOf(chain.Prices[0]).Id);
        await chain.SignInAsync(2);
        Assert.Equal(
            [InvisibleReason.Deleted], Assert.Single(await chain.Boss.Get<TermsWorkbenchQueries>().WhyInvisibleAsync(chain.Prices[0].Sku.Code)).Reasons);
        Assert.Empty((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows);
    }

    [Fact]
    public async Task The_sales_mode_between_the_root_and_its_supplier_is_not_that_of_the_distributor_below()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(1);
        await chain.SignInAsync(0);
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(chain.Discounting.Id, new AgreementTerms(SalesMode.Commission, 0.4m, chain.Boss.Now));
        await chain.SignInAsync(1);
        var row = Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows);
        Assert.Equal((SalesMode.Discount, true, 90m, 75.31m), (row.Mode, row.Visible, row.Terms.UnitPrice!.Value, row.Terms.Cost!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task R_ISO_1_no_query_of_a_distributor_below_gives_away_cost_floor_price_agreement_or_contact_of_its_upstream(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        string[] secrets =
        [
            .. SalesChain.Secrets, .. SalesChain.PriceCosts.Take(level).Select(Written),
            .. SalesChain.DiscountCosts.Take(level).SelectMany(c => new[] { Written(c), Written(c / 100) }),
        ];
        var said = new List<string>();
        foreach (var organization in new[] { chain.Levels[level], chain.Sibling })
        {
            await chain.SignInAsync(organization);
            var (grids, catalog, shop) = (chain.Boss.Get<TermsWorkbenchQueries>(), chain.Boss.Get<CatalogQueries>(), chain.Boss.Get<StorefrontQueries>());
            foreach (var offer in new[] { chain.Discounts[0], chain.Prices[0] })
            {
                await SayAsync(() => grids.WhyInvisibleAsync(offer.Sku.Code));
                await SayAsync(() => catalog.SupplierAsync(chain.ProductOf(offer).SupplierId));
                await SayAsync(() => catalog.ProductsAsync(chain.ProductOf(offer).SupplierId, Workbooks.Page()));
                await SayAsync(() => catalog.TypesAndRegionsAsync(chain.ProductOf(offer).SupplierId));
                await SayAsync(() => chain.Boss.Get<SupplierQueries>().GetAsync(chain.ProductOf(offer).SupplierId));
                await SayAsync(() => catalog.ExportAsync(chain.ProductOf(offer).SupplierId));
                await SayAsync(() => shop.GetAsync(chain.ProductOf(offer).Id));
            }

            await SayAsync(() => chain.Boss.Get<SupplierQueries>().ListAsync(Workbooks.Page()));
            await SayAsync(() => grids.PageAsync(OfferGrid.Discounts, Workbooks.Page()));
            await SayAsync(() => grids.PageAsync(OfferGrid.Prices, Workbooks.Page()));
            await SayAsync(() => shop.ListAsync(new()));
            await SayAsync(() => chain.Boss.Get<TermsWorkbenchService>()
                .PreviewAsync([chain.Discounts[level].Id, chain.Prices[level].Id], new TermsChange(TermsKind.Markup, 0)));
        }

        var text = string.Join('\n', said);
        Assert.Contains(Written(SalesChain.DiscountCosts[level]), text, StringComparison.Ordinal);
        Assert.Contains(chain.Pricing.Name, text, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

        static string Written(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

        async Task SayAsync<T>(Func<Task<T>> ask)
        {
            try
            {
                said.Add(JsonSerializer.Serialize(await ask(), Plain));
            }
            catch (Exception refused) when (refused is NotFoundException or RuleException)
            {
                said.Add(refused.Message);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_catalogue_of_an_upstreams_supplier_shows_what_is_sold_and_none_of_it_can_be_changed(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        var (sku, product) = (chain.Discounts[0].Sku, chain.ProductOf(chain.Discounts[0]));
        await chain.SignInAsync(level);
        var (queries, catalog) = (chain.Boss.Get<CatalogQueries>(), chain.Boss.Get<CatalogService>());

        Assert.Equal(new CatalogSupplier(chain.Discounting.Id, chain.Discounting.Name, Own: false, null), await queries.SupplierAsync(chain.Discounting.Id));
        var row = Assert.Single((await queries.ProductsAsync(chain.Discounting.Id, Workbooks.Page())).Rows);
        Assert.Equal((product.Id, product.Name), (row.Id, row.Facts.Name));
        Assert.Equal((sku.Code, 100m, null), (Assert.Single(row.Skus).Code, row.Skus[0].Facts.ListPrice, row.Skus[0].FloorPrice));
        Assert.Null(Assert.Single(Assert.Single((await queries.ProductsAsync(chain.Pricing.Id, Workbooks.Page())).Rows).Skus).FloorPrice);

        var facts = new ProductFacts("改名", "超算", "华东");
        var skuFacts = new SkuFacts("CPU=1核", BillingUnit.Hour, 1m);
        foreach (var change in new Func<Task>[]
        {
            () => catalog.ChangeProductAsync(product.Id, row.Version, facts),
            () => catalog.PutOnShelfAsync(product.Id, false),
            () => catalog.DeleteProductAsync(product.Id),
            () => catalog.ShowImageAsync(product.Id, "", null),
            () => catalog.AddSkuAsync(product.Id, "NEW", skuFacts),
            () => catalog.ChangeSkuAsync(sku.Id, row.Skus[0].Version, skuFacts, 1m),
        })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(change);
            Assert.Equal("Catalog.NotOwned", refusal.Code);
        }

        await Assert.ThrowsAsync<NotFoundException>(() => catalog.AddProductAsync(chain.Discounting.Id, facts));
        await Assert.ThrowsAsync<NotFoundException>(() => catalog.PutOnShelfAsync(chain.ProductOf(chain.RootOnly).Id, false));
        await Assert.ThrowsAsync<NotFoundException>(() => chain.Boss.Get<ImportQueries<ProductRow>>().TemplateAsync(chain.Discounting.Id));
        await Assert.ThrowsAsync<NotFoundException>(() =>
            chain.Boss.Get<ImportService<ProductRow>>().UploadAsync(chain.Discounting.Id, "x.xlsx", Workbooks.Of(Workbooks.Row("A")).ToArray()));
        await using var db = chain.Boss.Db();
        var after = await db.Products.SingleAsync(p => p.Id == product.Id);
        Assert.Equal((product.Name, true, null), (after.Name, after.OnShelf, after.DeletedAt));
        Assert.Equal((100m, 3), ((await db.Skus.SingleAsync(s => s.Id == sku.Id)).ListPrice, await db.Skus.CountAsync()));
        Assert.Equal(SalesChain.FloorPrice, (await db.SupplyPrices.SingleAsync()).FloorPrice);

        await chain.SignInAsync(chain.Sibling);
        await Assert.ThrowsAsync<NotFoundException>(() => queries.SupplierAsync(chain.Discounting.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.ProductsAsync(chain.Discounting.Id, Workbooks.Page()));
        await Assert.ThrowsAsync<NotFoundException>(() => catalog.PutOnShelfAsync(product.Id, false));
    }

    [Fact]
    public async Task A_supplier_that_is_called_otherwise_is_so_for_everybody_who_sees_its_products()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(2);
        await chain.SignInAsync(0);
        var suppliers = chain.Boss.Get<SupplierService>();
        var details = await chain.Boss.Get<SupplierQueries>().GetAsync(chain.Pricing.Id);
        await suppliers.ChangeFactsAsync(chain.Pricing.Id, details.Version, details.Facts with { Name = "改名后的供应商" });

        await chain.SignInAsync(2);
        Assert.Equal("改名后的供应商", Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows).SupplierName);
    }

    [Fact]
    public async Task A_distributor_below_the_root_can_buy_from_a_supplier_of_its_own_beside_what_it_gets_from_upstream()
    {
        await using var chain = await SalesChain.StartAsync();
        var supplier = await chain.Boss.Given.SupplierAsync(chain.Levels[1], SalesMode.FloorPrice);
        var own = await chain.Boss.Given.OfferAsync(chain.Levels[1], supplier, floorPrice: 40m, price: 50m);
        await chain.SignInAsync(1);
        var rows = (await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows.ToDictionary(r => r.OfferId);
        Assert.Equal((40m, false), (rows[own.Id].Terms.Cost!.Value, rows[own.Id].FromUpstream));
        Assert.Equal((66.5m, true), (rows[chain.Prices[1].Id].Terms.Cost!.Value, rows[chain.Prices[1].Id].FromUpstream));

        await chain.SignInAsync(0);
        Assert.Equal(chain.Prices[0].Id, Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows).OfferId);
    }
}
