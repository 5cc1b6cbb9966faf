using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

public sealed class OfferTermsTests
{
    [Fact]
    public async Task One_discount_for_many_offers_is_previewed_with_its_margin_and_applied_in_one_go()
    {
        await using var world = await World.StartAsync(count: 3);
        var ids = world.Offers.Select(o => o.Id).ToList();
        var before = world.Boss.Get<StorefrontVersion>().Number;
        var preview = await world.Terms.PreviewAsync(ids, new TermsChange(TermsKind.Discount, 0.9m));
        Assert.Equal(3, preview.Count);
        Assert.All(preview, p => Assert.Equal((null, 90m, 70m, 20m, 0.2222m), (p.Before.UnitPrice, p.After.UnitPrice, p.After.Cost, p.After.Margin, p.After.MarginRate)));
        Assert.Equal(3, await world.Terms.ApplyAsync(ids, new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.Equal(0, await world.Terms.ApplyAsync(ids, new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.All(await world.RowsAsync(OfferGrid.Discounts), r => Assert.True(r.Visible));
        Assert.True(world.Boss.Get<StorefrontVersion>().Number > before);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.9")]
    [InlineData("1.0001")]
    [InlineData("0.90001")]
    public async Task A_discount_that_makes_no_sense_is_refused(string discount) =>
        await RefusesAsync(SalesMode.Discount, TermsKind.Discount, discount, "Common.RateInvalid", "discount");

    [Theory]
    [InlineData("0")]
    [InlineData("-80")]
    [InlineData("80.12345")]
    [InlineData("1234567890123456789")]
    public async Task A_price_that_makes_no_sense_is_refused(string price) =>
        await RefusesAsync(SalesMode.FloorPrice, TermsKind.Price, price, "Common.PriceInvalid", "price");

    [Fact]
    public async Task R_PRC_4_terms_below_the_cost_are_refused_for_all_naming_the_sku_and_its_cost()
    {
        await using var world = await World.StartAsync(count: 2);
        var cheap = await world.Boss.Given.OfferAsync(world.Root, await world.Boss.Given.SupplierAsync(world.Root, rate: 0.95m));
        long[] ids = [.. world.Offers.Select(o => o.Id), cheap.Id];
        var preview = await world.Terms.PreviewAsync(ids, new TermsChange(TermsKind.Discount, 0.9m));
        Assert.Equal("Distribution.BelowCost", Assert.Single(preview, p => p.Refusal is not null).Refusal!.Code);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync(ids, new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.Equal(("Distribution.BelowCost", "discount"), (refusal.Code, refusal.Field));
        Assert.Equal([cheap.Sku.Code, 95m, 90m], refusal.Args);
        Assert.All(await world.RowsAsync(OfferGrid.Discounts), r => Assert.Null(r.Terms.Discount));
    }

    [Fact]
    public async Task Terms_at_the_cost_are_allowed()
    {
        await using var world = await World.StartAsync();
        await world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.7m));
        Assert.Equal(0m, Assert.Single(await world.RowsAsync(OfferGrid.Discounts)).Terms.Margin);
    }

    [Fact]
    public async Task A_markup_sets_prices_on_the_floor_price_and_discounts_on_the_cost()
    {
        await using var floor = await World.StartAsync(SalesMode.FloorPrice);
        await floor.Terms.ApplyAsync([floor.Offers[0].Id], new TermsChange(TermsKind.Markup, 12.5m));
        Assert.Equal(67.5m, Assert.Single(await floor.RowsAsync(OfferGrid.Prices)).Terms.Price);

        await using var discount = await World.StartAsync();
        await discount.Terms.ApplyAsync([discount.Offers[0].Id], new TermsChange(TermsKind.Markup, 10m));
        Assert.Equal(0.77m, Assert.Single(await discount.RowsAsync(OfferGrid.Discounts)).Terms.Discount);
    }

    [Theory]
    [InlineData("-1", "Distribution.MarkupInvalid")]
    [InlineData("50", "Common.RateInvalid")]
    public async Task A_markup_that_leads_nowhere_is_refused(string percent, string code)
    {
        await using var world = await World.StartAsync();
        var change = new TermsChange(TermsKind.Markup, decimal.Parse(percent, CultureInfo.InvariantCulture));
        Assert.Equal(code, (await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync([world.Offers[0].Id], change))).Code);
    }

    [Fact]
    public async Task A_commission_offer_is_visible_at_list_price_and_takes_a_discount_but_no_markup()
    {
        await using var world = await World.StartAsync(SalesMode.Commission);
        var row = Assert.Single(await world.RowsAsync(OfferGrid.Discounts));
        Assert.Equal((true, 100m, 30m), (row.Visible, row.Terms.UnitPrice!.Value, row.Terms.Cost!.Value));
        await world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.5m));
        Assert.Equal((50m, 15m), (await world.RowsAsync(OfferGrid.Discounts)) is [var after] ? (after.Terms.UnitPrice!.Value, after.Terms.Cost!.Value) : default);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Markup, 10m)));
        Assert.Equal("Distribution.MarkupNeedsCost", refusal.Code);
    }

    [Fact]
    public async Task The_wrong_kind_of_terms_for_the_sales_mode_is_refused() =>
        await RefusesAsync(SalesMode.FloorPrice, TermsKind.Discount, "0.9", "Distribution.PriceExpected", "price");

    [Fact]
    public async Task A_price_without_a_floor_price_is_refused_because_its_margin_is_unknown()
    {
        await using var world = await World.StartAsync(SalesMode.FloorPrice);
        var offer = await world.Boss.Given.OfferAsync(world.Root, world.Supplier);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync([offer.Id], new TermsChange(TermsKind.Price, 80m)));
        Assert.Equal("Distribution.FloorPriceMissing", refusal.Code);
    }

    [Fact]
    public async Task R_PRC_1_taking_the_terms_off_hides_the_offer_and_every_reason_is_given()
    {
        await using var world = await World.StartAsync();
        var terms = world.Terms;
        await terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.9m));
        Assert.Empty((await world.WhyAsync()).Reasons);
        await terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Clear));
        Assert.Equal([InvisibleReason.NoPublicTerms], (await world.WhyAsync()).Reasons);
        var product = world.Offers[0].Sku.Product.Id;
        await world.Boss.Get<CatalogService>().PutOnShelfAsync(product, false);
        Assert.Equal([InvisibleReason.OffShelf, InvisibleReason.NoPublicTerms], (await world.WhyAsync()).Reasons);
        await world.Boss.Get<CatalogService>().DeleteProductAsync(product);
        Assert.Equal([InvisibleReason.Deleted, InvisibleReason.OffShelf, InvisibleReason.NoPublicTerms], (await world.WhyAsync()).Reasons);
    }

    [Fact]
    public async Task R_PRC_1_an_offer_of_a_supplier_without_agreement_in_force_stays_in_the_grid_and_says_why_it_is_invisible()
    {
        await using var world = await World.StartAsync();
        await world.Boss.Get<KBoss.Infrastructure.Suppliers.SupplierService>()
            .ChangeAgreementAsync(world.Supplier.Id, new AgreementTerms(SalesMode.Discount, 0.7m, world.Boss.Now, world.Boss.Now.AddDays(1)));
        world.Boss.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal([InvisibleReason.NoAgreementInForce], Assert.Single(await world.RowsAsync(OfferGrid.Discounts)).Reasons);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.9m)));
        Assert.Equal("Distribution.NoAgreementInForce", refusal.Code);
    }

    [Fact]
    public async Task The_grid_filters_by_supplier_type_region_name_and_visibility()
    {
        await using var world = await World.StartAsync(count: 2);
        var second = await world.Boss.Given.OfferAsync(world.Root, await world.Boss.Given.SupplierAsync(world.Root), discount: 0.9m);
        Assert.Equal([second.Id], await world.IdsAsync(("visible", "yes")));
        Assert.Equal(world.Offers.Select(o => o.Id), await world.IdsAsync(("visible", "no")));
        Assert.Equal(2, (await world.IdsAsync(("supplier", world.Supplier.Id.ToString(CultureInfo.InvariantCulture)))).Count);
        Assert.Equal([second.Id], await world.IdsAsync(("q", second.Sku.Code.ToLowerInvariant())));
        Assert.Empty(await world.IdsAsync(("type", "超算")));
        Assert.Equal(3, (await world.IdsAsync(("region", "华北"), ("type", "云主机"))).Count);
        var filters = await world.Boss.Get<TermsWorkbenchQueries>().FiltersAsync(OfferGrid.Discounts);
        Assert.Equal((2, 1, 1), (filters.Suppliers.Count, filters.Types.Count, filters.Regions.Count));
        Assert.Empty((await world.Boss.Get<TermsWorkbenchQueries>().FiltersAsync(OfferGrid.Prices)).Suppliers);
        Assert.Equal(3, (await world.Boss.Get<TermsWorkbenchQueries>().PageAsync(OfferGrid.Discounts, new(1, 10, "supplier", true, new Dictionary<string, string>()))).Rows.Count);
    }

    [Fact]
    public async Task Sales_see_the_prices_but_neither_cost_nor_margin_and_cannot_set_them()
    {
        await using var world = await World.StartAsync();
        await world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.9m));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales));
        var row = Assert.Single(await world.RowsAsync(OfferGrid.Discounts));
        Assert.Equal((90m, null, null), (row.Terms.UnitPrice!.Value, row.Terms.Cost, row.Terms.Margin));
        await Assert.ThrowsAsync<PermissionException>(() => world.Terms.ApplyAsync([row.OfferId], new TermsChange(TermsKind.Clear)));
        await Assert.ThrowsAsync<PermissionException>(() => world.Terms.PreviewAsync([row.OfferId], new TermsChange(TermsKind.Clear)));
    }

    [Fact]
    public async Task The_offers_of_another_organization_are_not_found()
    {
        await using var world = await World.StartAsync();
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(await world.Boss.Given.RootAsync("other"), Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Clear)));
        Assert.Empty(await world.RowsAsync(OfferGrid.Discounts));
    }

    [Fact]
    public async Task A_change_of_terms_is_audited_with_before_and_after()
    {
        await using var world = await World.StartAsync();
        await world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.9m));
        await world.Terms.ApplyAsync([world.Offers[0].Id], new TermsChange(TermsKind.Discount, 0.8m));
        await using var db = world.Boss.Db();
        var entry = await db.AuditEntries.OrderBy(a => a.Id).LastAsync(a => a.Subject.StartsWith("Offer "));
        Assert.Contains("0.9", entry.Before, StringComparison.Ordinal);
        Assert.Contains("0.8", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_catalogue_shows_the_rule_on_two_products()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using (var db = boss.Db())
        {
            await DemoCatalog.AddAsync(db, root.Id, boss.Now, TestContext.Current.CancellationToken);
        }

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        var queries = boss.Get<TermsWorkbenchQueries>();
        var rows = (await queries.PageAsync(OfferGrid.Discounts, Workbooks.Page())).Rows.Concat((await queries.PageAsync(OfferGrid.Prices, Workbooks.Page())).Rows).ToList();
        Assert.Equal((12, 30), (rows.Select(r => r.ProductId).Distinct().Count(), rows.Count));
        Assert.Equal(2, rows.Where(r => r.Reasons.Contains(InvisibleReason.NoPublicTerms)).Select(r => r.ProductId).Distinct().Count());
        var below = Assert.Single(rows, r => r.BelowCost);
        Assert.Equal("TG-EDU-60", below.SkuCode);
        Assert.Equal([InvisibleReason.BelowCost], below.Reasons);
        Assert.All(rows.Where(r => r.Visible), r => Assert.True(r.Terms.Margin > 0 && r.Terms.UnitPrice < r.ListPrice, r.SkuCode));
    }

    private static async Task RefusesAsync(SalesMode mode, TermsKind kind, string value, string code, string field)
    {
        await using var world = await World.StartAsync(mode);
        var change = new TermsChange(kind, decimal.Parse(value, CultureInfo.InvariantCulture));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync([world.Offers[0].Id], change));
        Assert.Equal((code, field), (refusal.Code, refusal.Field));
        Assert.Equal(code, Assert.Single(await world.Terms.PreviewAsync([world.Offers[0].Id], change)).Refusal!.Code);
    }

    private sealed class World(TestKBoss boss, Organization root, Supplier supplier, IReadOnlyList<Offer> offers) : IAsyncDisposable
    {
        public TestKBoss Boss { get; } = boss;

        public Organization Root { get; } = root;

        public Supplier Supplier { get; } = supplier;

        public IReadOnlyList<Offer> Offers { get; } = offers;

        public TermsWorkbenchService Terms => Boss.Get<TermsWorkbenchService>();

        public static async Task<World> StartAsync(SalesMode mode = SalesMode.Discount, int count = 1)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var supplier = await boss.Given.SupplierAsync(root, mode);
            var offers = new List<Offer>();
            for (var i = 0; i < count; i++)
            {
                offers.Add(await boss.Given.OfferAsync(root, supplier, floorPrice: mode == SalesMode.FloorPrice ? 60m : null));
            }

            boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
            return new World(boss, root, supplier, offers);
        }

        public async Task<IReadOnlyList<TermsGridRow>> RowsAsync(OfferGrid grid) => (await Boss.Get<TermsWorkbenchQueries>().PageAsync(grid, Workbooks.Page())).Rows;

        public Task<IReadOnlyList<long>> IdsAsync(params (string, string)[] filters) => Boss.Get<TermsWorkbenchQueries>().IdsAsync(OfferGrid.Discounts, Workbooks.Page(filters));

        public async Task<TermsGridRow> WhyAsync() => Assert.Single(await Boss.Get<TermsWorkbenchQueries>().WhyInvisibleAsync(Offers[0].Sku.Code));

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
