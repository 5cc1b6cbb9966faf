using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Support;
using KBoss.Web.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Suppliers;

public sealed class SupplierServiceTests
{
    private static SupplierFacts Facts(string name = "云阶") => new(name, SupplierKind.Resource, Contact: "渠道部");

    [Fact]
    public async Task A_new_supplier_comes_with_the_first_version_of_its_agreement()
    {
        await using var boss = await StartAsync();
        var id = await boss.Get<SupplierService>().CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now), default);
        var details = await boss.Get<SupplierQueries>().GetAsync(id);
        Assert.Equal("云阶", details.Facts.Name);
        Assert.Equal((1, SalesMode.Discount, 0.7m), (details.InForce!.Number, details.InForce.Mode, details.InForce.Rate!.Value));
    }

    [Theory]
    [InlineData("Cloud（华北）", "ＣＬＯＵＤ(华北)")]
    [InlineData("云阶 一部", "云阶　 一部")]
    public async Task Two_suppliers_whose_names_look_alike_are_not_told_apart(string first, string second)
    {
        await using var boss = await StartAsync();
        var terms = new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now);
        await boss.Get<SupplierService>().CreateAsync(Facts(first), terms);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<SupplierService>().CreateAsync(Facts(second), terms));
        Assert.Equal(("Suppliers.NameTaken", "name"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public void An_agreement_may_last_until_the_last_day_there_is_and_not_end_before_it_begins()
    {
        var form = new AgreementForm { Mode = SalesMode.Discount, Rate = 0.7m, From = new(2026, 1, 5), LastDay = new(9999, 12, 31) };
        Assert.Equal(9999, form.ToTerms().EffectiveTo!.Value.Year);
        form.LastDay = new(2026, 1, 4);
        var refusal = Assert.Throws<RuleException>(() => new SupplyAgreement(1, 1, 1, form.ToTerms(), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(("Suppliers.PeriodInvalid", "effective-to"), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData("0", "Common.RateInvalid")]
    [InlineData("-0.5", "Common.RateInvalid")]
    [InlineData("1.01", "Common.RateInvalid")]
    [InlineData("0.70001", "Common.RateInvalid")]
    [InlineData(null, "Suppliers.RateRequired")]
    public async Task A_rate_that_makes_no_sense_leaves_neither_supplier_nor_agreement(string? rate, string code)
    {
        await using var boss = await StartAsync();
        var terms = new AgreementTerms(SalesMode.Discount, rate is null ? null : decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), boss.Now);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<SupplierService>().CreateAsync(Facts(), terms));
        Assert.Equal((code, "rate"), (refusal.Code, refusal.Field));
        await using var db = boss.Db();
        Assert.Empty(await db.Suppliers.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(SalesMode.Discount, null, null, null, "name,rate,effective-from")]
    [InlineData(SalesMode.Commission, "1.5", "2026-03-02", "2026-03-01", "name,rate,effective-to")]
    [InlineData(SalesMode.FloorPrice, "1.5", null, null, "name,effective-from")]
    public async Task The_form_of_a_new_supplier_says_all_that_is_wrong_with_it_and_its_agreement_at_once(
        SalesMode mode, string? rate, string? from, string? last, string wrong)
    {
        await using var boss = await StartAsync();
        await boss.Get<SupplierService>().CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now));
        var form = new AgreementForm
        {
            Mode = mode,
            Rate = rate is null ? null : decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
            From = from is null ? null : DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            LastDay = last is null ? null : DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture),
        };

        foreach (var name in new[] { "", "云阶" })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<SupplierService>().CreateAsync(Facts(name), form.ToTerms()));
            Assert.Equal(wrong.Split(','), refusal.All.Select(r => r.Field));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_is_said_together_with_what_else_is_wrong()
    {
        await using var boss = await StartAsync();
        var service = boss.Get<SupplierService>();
        await service.CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now));
        var id = await service.CreateAsync(Facts("云阶二"), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now));
        var seen = await boss.Get<SupplierQueries>().GetAsync(id);
        var refusal = await Assert.ThrowsAsync<RuleException>(
            () => service.ChangeFactsAsync(id, seen.Version, Facts() with { Contact = new string('长', 51) }));
        Assert.Equal(["contact", "name"], refusal.All.Select(r => r.Field));
    }

    [Fact]
    public async Task Two_suppliers_cannot_have_one_name()
    {
        await using var boss = await StartAsync();
        var service = boss.Get<SupplierService>();
        await service.CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now)));
        Assert.Equal("Suppliers.NameTaken", refusal.Code);
    }

    [Fact]
    public async Task An_edit_that_started_from_older_facts_is_refused()
    {
        await using var boss = await StartAsync();
        var service = boss.Get<SupplierService>();
        var id = await service.CreateAsync(Facts(), new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now));
        var seen = await boss.Get<SupplierQueries>().GetAsync(id);
        await service.ChangeFactsAsync(id, seen.Version, Facts("云阶二"));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.ChangeFactsAsync(id, seen.Version, Facts("云阶三")));
        Assert.Equal("Suppliers.ChangedMeanwhile", refusal.Code);
    }

    [Fact]
    public async Task A_change_of_agreement_ends_the_old_version_where_the_new_one_begins_and_keeps_it_readable()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var start = boss.Now.AddDays(10);
        var changed = await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.Discount, 0.6m, start));
        Assert.Equal(new AgreementChanged(2, 0), changed);
        var details = await boss.Get<SupplierQueries>().GetAsync(supplier().Id);
        Assert.Equal([2, 1], details.Agreements.Select(a => a.Number));
        Assert.Equal(start, details.Agreements[1].EffectiveTo);
        Assert.Equal(1, details.InForce!.Number);
        boss.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(2, (await boss.Get<SupplierQueries>().GetAsync(supplier().Id)).InForce!.Number);
    }

    [Fact]
    public async Task R_SUP_1_a_change_of_sales_mode_takes_the_offers_off_the_storefront_until_new_terms_are_set()
    {
        await using var boss = await StartAsync(out var supplier, out var offer);
        var before = boss.Get<StorefrontVersion>().Number;
        var changed = await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.FloorPrice, null, boss.Now));
        Assert.Equal(new AgreementChanged(2, 1), changed);
        Assert.True(boss.Get<StorefrontVersion>().Number > before);
        Assert.Equal([InvisibleReason.NoPublicTerms], await ReasonsAsync(boss, OfferGrid.Prices));

        await boss.Get<TermsWorkbenchService>().ApplyAsync([offer().Id], new TermsChange(TermsKind.Price, 80m));
        Assert.Empty(await ReasonsAsync(boss, OfferGrid.Prices));

        // Back to discounts: the old discount must not come to life again.
        await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.Discount, 0.5m, boss.Now));
        Assert.Equal([InvisibleReason.NoPublicTerms], await ReasonsAsync(boss, OfferGrid.Discounts));
    }

    [Fact]
    public async Task R_SUP_1_a_change_of_sales_mode_that_begins_later_hides_the_offers_when_it_begins()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var changed = await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.FloorPrice, null, boss.Now.AddDays(1)));
        Assert.Equal(0, changed.OffersCleared);
        Assert.Empty(await ReasonsAsync(boss, OfferGrid.Discounts));
        boss.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([InvisibleReason.NoPublicTerms], await ReasonsAsync(boss, OfferGrid.Prices));
    }

    [Fact]
    public async Task R_SUP_1_after_an_agreement_has_run_out_another_mode_still_clears_the_old_terms()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var service = boss.Get<SupplierService>();
        await service.ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.Discount, 0.7m, boss.Now, boss.Now.AddDays(1)));
        boss.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal([InvisibleReason.NoAgreementInForce], await ReasonsAsync(boss, OfferGrid.Discounts));
        Assert.Equal(1, (await service.ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.FloorPrice, null, boss.Now))).OffersCleared);
    }

    [Fact]
    public async Task The_same_mode_on_other_terms_leaves_the_public_terms_alone()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var changed = await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.Discount, 0.6m, boss.Now));
        Assert.Equal(0, changed.OffersCleared);
        Assert.Empty(await ReasonsAsync(boss, OfferGrid.Discounts));
    }

    [Fact]
    public async Task A_start_that_has_passed_means_now_so_that_history_stays_true()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        await boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, new AgreementTerms(SalesMode.Discount, 0.6m, boss.Now.AddMonths(-1)));
        Assert.Equal(boss.Now, (await boss.Get<SupplierQueries>().GetAsync(supplier().Id)).InForce!.EffectiveFrom);
    }

    [Fact]
    public async Task The_supplier_of_another_organization_is_not_found()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var other = await boss.Given.RootAsync("other");
        boss.SignIn(await boss.Given.MemberAsync(other, Role.Operations));
        var terms = new AgreementTerms(SalesMode.Discount, 0.6m, boss.Now);
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<SupplierService>().ChangeAgreementAsync(supplier().Id, terms));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<SupplierService>().ChangeFactsAsync(supplier().Id, 0, Facts()));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<SupplierQueries>().GetAsync(supplier().Id));
        Assert.Equal(0, (await boss.Get<SupplierQueries>().ListAsync(Workbooks.Page())).Total);
    }

    [Fact]
    public async Task A_member_without_the_permission_is_refused()
    {
        await using var boss = await StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync("second"), Role.Finance));
        var terms = new AgreementTerms(SalesMode.Discount, 0.6m, boss.Now);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<SupplierService>().CreateAsync(Facts(), terms));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<SupplierQueries>().ListAsync(Workbooks.Page()));
    }

    [Fact]
    public async Task The_list_finds_by_name_kind_and_mode_in_force_and_counts_products_and_skus()
    {
        await using var boss = await StartAsync(out var supplier, out _);
        var id = await boss.Get<SupplierService>().CreateAsync(Facts("天工_100%"), new AgreementTerms(SalesMode.FloorPrice, null, boss.Now));
        var queries = boss.Get<SupplierQueries>();
        Assert.Equal([id], (await queries.ListAsync(Workbooks.Page(("q", "_100%")))).Rows.Select(r => r.Id));
        Assert.Equal([id], (await queries.ListAsync(Workbooks.Page(("mode", "FloorPrice")))).Rows.Select(r => r.Id));
        var row = Assert.Single((await queries.ListAsync(Workbooks.Page(("kind", "Product")))).Rows);
        Assert.Equal((supplier().Id, 1, 1, SalesMode.Discount), (row.Id, row.Products, row.Skus, row.Mode!.Value));
    }

    private static async Task<TestKBoss> StartAsync()
    {
        var boss = await TestKBoss.StartAsync();
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync(), Role.Operations));
        return boss;
    }

    private static async Task<IReadOnlyList<InvisibleReason>> ReasonsAsync(TestKBoss boss, OfferGrid grid) =>
        Assert.Single((await boss.Get<TermsWorkbenchQueries>().PageAsync(grid, Workbooks.Page())).Rows).Reasons;

    /// <summary>A discount supplier with one visible offer.</summary>
    private static Task<TestKBoss> StartAsync(out Func<Supplier> supplier, out Func<KBoss.Domain.Distribution.Offer> offer)
    {
        Supplier? made = null;
        KBoss.Domain.Distribution.Offer? sold = null;
        supplier = () => made!;
        offer = () => sold!;
        return MakeAsync();

        async Task<TestKBoss> MakeAsync()
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            made = await boss.Given.SupplierAsync(root);
            sold = await boss.Given.OfferAsync(root, made, discount: 0.9m, floorPrice: 60m);
            boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
            return boss;
        }
    }
}
