using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Suppliers;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>The terms workbench on the public terms, at the root and at a distributor that buys from it.</summary>
public sealed class TermsWorkbenchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Who_edits_a_cell_second_is_shown_the_first_ones_terms_and_may_save_over_them(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var row = await RowAsync(chain, OfferGrid.Discounts, chain.Discounts[level].Id);
        await ApplyAsync(chain, row, 0.92m);

        var changed = await Assert.ThrowsAsync<TermsChangedException>(() => ApplyAsync(chain, row, 0.95m));
        Assert.Equal((0.9m, 0.92m, "Pricing.TermsChanged"), (changed.Shown.Terms.Discount!.Value, changed.Theirs.Terms.Discount!.Value, changed.Code));
        Assert.Equal(0.92m, (await RowAsync(chain, OfferGrid.Discounts, row.OfferId)).Standing.Terms.Discount);

        await ApplyAsync(chain, row with { Standing = changed.Theirs }, 0.95m);
        Assert.Equal(0.95m, (await RowAsync(chain, OfferGrid.Discounts, row.OfferId)).Standing.Terms.Discount);

        // The list can say who set them last, and says nothing of what nobody has changed, nor of another distributor's.
        var authors = await chain.Boss.Get<TermsWorkbenchQueries>().AuthorsAsync([row.OfferId, chain.Discounts[1 - level].Id]);
        Assert.Equal((chain.Boss.Actor.Current!.Name, chain.Boss.Now), Assert.Single(authors, a => a.Key == row.OfferId).Value);
        Assert.Single(authors);
    }

    [Fact]
    public async Task A_preview_counts_what_changes_what_stays_and_what_is_refused_and_the_good_ones_alone_are_changed_only_if_somebody_says_so()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(0);
        await chain.SignInAsync(0);
        var dear = await chain.Boss.Given.OfferAsync(chain.Levels[0], await chain.Boss.Given.SupplierAsync(chain.Levels[0], rate: 0.95m));
        var terms = chain.Boss.Get<TermsWorkbenchService>();
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        var heard = new List<TermsProgress>();

        var preview = await terms.PreviewAsync(TermsScope.Public, TermsSelection.Found(OfferGrid.Discounts, Workbooks.Page()), change, new Heard(heard.Add));
        Assert.Equal((3, 1, 1, 1), (preview.Rows.Count, preview.Changed, preview.Unchanged, preview.Refused));
        Assert.Equal((0.2086m, 0.2086m), (preview.MarginBefore!.Value, preview.MarginAfter!.Value));
        Assert.Equal([new TermsProgress(3, 3)], heard);
        Assert.Empty(preview.WouldAsk);
        Assert.Equal(dear.Id, Assert.Single(preview.Rows, r => r.Refusal is { Code: "Distribution.BelowCost" }).OfferId);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => terms.ApplyAsync(TermsScope.Public, preview.Selection, change));
        Assert.Equal("Distribution.BelowCost", refusal.Code);
        Assert.Null((await RowAsync(chain, OfferGrid.Discounts, chain.RootOnly.Id)).Standing.Terms.Discount);
        var applied = await terms.ApplyAsync(TermsScope.Public, preview.Selection, change, goodOnly: true);
        Assert.Equal((1, true), (applied.Count, applied.Asked.Done));
        Assert.Equal(0.9m, (await RowAsync(chain, OfferGrid.Discounts, chain.RootOnly.Id)).Standing.Terms.Discount);
        Assert.Null((await RowAsync(chain, OfferGrid.Discounts, dear.Id)).Standing.Terms.Discount);
    }

    [Fact]
    public async Task What_somebody_changes_between_preview_and_saving_is_not_overwritten()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        var terms = chain.Boss.Get<TermsWorkbenchService>();
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        var preview = await terms.PreviewAsync(TermsScope.Public, TermsSelection.Found(OfferGrid.Discounts, Workbooks.Page()), change);
        await terms.ApplyAsync([chain.RootOnly.Id], new TermsChange(TermsKind.Discount, 0.85m));

        await Assert.ThrowsAsync<TermsChangedException>(() => terms.ApplyAsync(TermsScope.Public, preview.Selection, change));
        Assert.Equal(1, (await terms.ApplyAsync(TermsScope.Public, preview.Selection, change, goodOnly: true)).Count);
        Assert.Equal(0.85m, (await RowAsync(chain, OfferGrid.Discounts, chain.RootOnly.Id)).Standing.Terms.Discount);
    }

    [Fact]
    public async Task R_PRC_4_an_agreement_that_changes_after_the_preview_refuses_what_falls_below_the_new_cost()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        var terms = chain.Boss.Get<TermsWorkbenchService>();
        var change = new TermsChange(TermsKind.Discount, 0.9m);
        var preview = await terms.PreviewAsync(TermsScope.Public, TermsSelection.Found(OfferGrid.Discounts, Workbooks.Page()), change);
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(chain.Discounting.Id, new AgreementTerms(SalesMode.Discount, 0.93m, chain.Boss.Now));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => terms.ApplyAsync(TermsScope.Public, preview.Selection, change));
        Assert.Equal("Distribution.BelowCost", refusal.Code);
        Assert.Equal(0, (await terms.ApplyAsync(TermsScope.Public, preview.Selection, change, goodOnly: true)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Who_may_not_see_costs_sets_no_markup_on_them_and_tries_none(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var change = new TermsChange(TermsKind.Markup, 0);
        var selection = TermsSelection.Of([world.Offers[0].Id]);
        world.Boss.SignIn(world.Sales);
        await Assert.ThrowsAsync<PermissionException>(() => world.Terms.PreviewAsync(world.Scope, selection, change));
        await Assert.ThrowsAsync<PermissionException>(() => world.Terms.ApplyAsync(world.Scope, selection, change));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<WhatIfQueries>().OfTermsAsync(world.Scope, selection, change, 30));
        Assert.Equal(1, (await world.Terms.PreviewAsync(world.Scope, selection, new TermsChange(TermsKind.Percent, -1m))).Changed);

        world.Boss.SignIn(world.Operations);
        Assert.Equal(1, (await world.Terms.PreviewAsync(world.Scope, selection, change)).Changed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_PRC_2_what_one_customer_pays_is_shown_with_the_promotion_that_is_lower(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.OwnAsync(0, 0.85m, null, null);
        var promotion = await world.Boss.Given.PromotionAsync(0.8m, null, world.Offers[0]);
        world.Boss.SignIn(world.Sales);

        var rows = (await world.Boss.Get<TermsWorkbenchQueries>().ListAsync(world.Scope, OfferGrid.Discounts, Workbooks.Page())).Rows;
        var (lower, other) = (rows.Single(r => r.OfferId == world.Offers[0].Id).Terms, rows.Single(r => r.OfferId == world.Offers[1].Id).Terms);
        Assert.Equal((85m, 80m, PriceSource.Promotion, promotion.No), (lower.UnitPrice!.Value, lower.Pays!.Value, lower.Paid!.Source, lower.Paid.PromotionNo));
        Assert.Equal((90m, PriceSource.Public), (other.Pays!.Value, other.Paid!.Source));

        var preview = await world.Terms.PreviewAsync(world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, 0.82m));
        var row = Assert.Single(preview.Rows);
        Assert.Equal((80m, 80m, 82m), (row.Before.Pays!.Value, row.After.Pays!.Value, row.After.UnitPrice!.Value));
        world.Boss.Time.SetUtcNow(promotion.To);
        preview = await world.Terms.PreviewAsync(world.Scope, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, 0.82m));
        Assert.Equal((85m, 82m, PriceSource.Own), (preview.Rows[0].Before.Pays!.Value, preview.Rows[0].After.Pays!.Value, preview.Rows[0].After.Paid!.Source));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Former_terms_are_brought_back_from_the_history_by_the_same_checks(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(level);
        var (terms, grids, id) = (chain.Boss.Get<TermsWorkbenchService>(), chain.Boss.Get<TermsWorkbenchQueries>(), chain.Prices[level].Id);
        foreach (var price in new[] { 88m, 95m })
        {
            await terms.ApplyAsync([id], new TermsChange(TermsKind.Price, price));
        }

        await terms.ApplyAsync([id], new TermsChange(TermsKind.Clear));
        var history = await grids.HistoryAsync(TermsScope.Public, id);
        Assert.Equal(
            [(Terms.Of(null, 95m), Terms.None), (Terms.Of(null, 88m), Terms.Of(null, 95m)), (Terms.None, Terms.Of(null, 88m))],
            history.Select(h => (h.Before, h.After)));
        Assert.All(history, h => Assert.NotEmpty(h.Who));

        Assert.Equal(1, (await terms.RestoreAsync(TermsScope.Public, new SelectedOffer(id, StandingTerms.None), history[2].Id)).Count);
        Assert.Equal(88m, (await RowAsync(chain, OfferGrid.Prices, id)).Standing.Terms.Price);
        Assert.Equal(1, (await terms.RestoreAsync(TermsScope.Public, new SelectedOffer(id), history[0].Id, before: true)).Count);
        Assert.Equal(95m, (await RowAsync(chain, OfferGrid.Prices, id)).Standing.Terms.Price);
        await Assert.ThrowsAsync<TermsChangedException>(() => terms.RestoreAsync(TermsScope.Public, new SelectedOffer(id, StandingTerms.None), history[1].Id));
        await Assert.ThrowsAsync<NotFoundException>(() => terms.RestoreAsync(TermsScope.Public, new SelectedOffer(id), 999_999));
        await Assert.ThrowsAsync<NotFoundException>(() => grids.HistoryAsync(TermsScope.Public, chain.Prices[level + 1].Id));
    }

    [Fact]
    public async Task R_PRC_4_former_terms_that_are_below_the_cost_of_today_do_not_come_back()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        var (terms, grids, id) = (chain.Boss.Get<TermsWorkbenchService>(), chain.Boss.Get<TermsWorkbenchQueries>(), chain.Discounts[0].Id);
        await terms.ApplyAsync([id], new TermsChange(TermsKind.Discount, 0.8m));
        await terms.ApplyAsync([id], new TermsChange(TermsKind.Discount, 0.95m));
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(chain.Discounting.Id, new AgreementTerms(SalesMode.Discount, 0.9m, chain.Boss.Now));
        var first = (await grids.HistoryAsync(TermsScope.Public, id))[^1];
        Assert.Equal(
            "Distribution.BelowCost", (await Assert.ThrowsAsync<RuleException>(() => terms.RestoreAsync(TermsScope.Public, new SelectedOffer(id), first.Id))).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_grid_is_filtered_by_set_and_mode_and_sorted_by_what_only_the_domain_knows(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var grids = chain.Boss.Get<TermsWorkbenchQueries>();
        long[] all = level == 0 ? [chain.Discounts[0].Id, chain.Prices[0].Id, chain.RootOnly.Id] : [chain.Discounts[1].Id, chain.Prices[1].Id];

        Assert.Equal(all.Order(), await grids.IdsAsync(OfferGrid.All, Workbooks.Page()));
        Assert.Equal([chain.Discounts[level].Id, chain.Prices[level].Id], await grids.IdsAsync(OfferGrid.All, Workbooks.Page(("set", "yes"))));
        Assert.Equal(level == 0 ? [chain.RootOnly.Id] : [], await grids.IdsAsync(OfferGrid.All, Workbooks.Page(("set", "no"))));
        Assert.Equal([chain.Prices[level].Id], await grids.IdsAsync(OfferGrid.All, Workbooks.Page(("mode", "FloorPrice"))));
        Assert.Empty(await grids.IdsAsync(OfferGrid.All, Workbooks.Page(("mode", "Commission"))));
        foreach (var sort in new[] { "public", "pays", "margin" })
        {
            var down = await grids.PageAsync(OfferGrid.All, Workbooks.Page() with { Sort = sort, Descending = true });
            var up = await grids.PageAsync(OfferGrid.All, Workbooks.Page() with { Sort = sort, Size = 1 });
            Assert.Equal((all.Length, all.Length), (down.Total, up.Total));
            var values = down.Rows.Select(r => sort == "margin" ? r.Terms.MarginRate : r.PublicPrice).ToList();
            Assert.Equal(values.OrderDescending(), values);
            Assert.Single(up.Rows);
        }
    }

    [Fact]
    public async Task Terms_of_a_sales_mode_that_is_over_count_as_not_set()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(0);
        await chain.SignInAsync(0);
        await chain.Boss.Get<SupplierService>().ChangeAgreementAsync(chain.Discounting.Id, new AgreementTerms(SalesMode.Commission, 0.2m, chain.Boss.Now));
        var grids = chain.Boss.Get<TermsWorkbenchQueries>();
        Assert.DoesNotContain(chain.Discounts[0].Id, await grids.IdsAsync(OfferGrid.Discounts, Workbooks.Page(("set", "yes"))));
        Assert.Contains(chain.Discounts[0].Id, await grids.IdsAsync(OfferGrid.Discounts, Workbooks.Page(("set", "no"))));
        Assert.Equal(Terms.Of(0.9m, null), (await RowAsync(chain, OfferGrid.Discounts, chain.Discounts[0].Id)).Outdated);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_CAT_2_an_exported_workbook_that_comes_back_unchanged_does_nothing(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var preview = await UploadAsync(chain, await ExportAsync(chain));
        Assert.Equal((0, 0, level == 0 ? 3 : 2, 0), (preview.New, preview.Changed, preview.Unchanged, preview.Errors));
        await chain.Boss.Get<ImportService<PublicTermsRow>>().CommitAsync(preview.ImportId, onlyValidRows: false);
        Assert.Equal(0.9m, (await RowAsync(chain, OfferGrid.Discounts, chain.Discounts[level].Id)).Standing.Terms.Discount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_CAT_1_a_changed_workbook_changes_what_it_may_and_only_when_somebody_says_so(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(level);
        await chain.SignInAsync(level);
        var (discount, price) = (chain.Discounts[level], chain.Prices[level]);
        var file = Workbooks.Edit(await ExportAsync(chain), sheet =>
        {
            sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").SetValue("8.8折");
            sheet.CellOf(chain.Prices[0].Sku.Code, "Price (yuan)").SetValue(50m);
        });
        var imports = chain.Boss.Get<ImportService<PublicTermsRow>>();
        var preview = await UploadAsync(chain, file);
        Assert.Equal((1, 1), (preview.Changed, preview.Errors));
        var rows = (await chain.Boss.Get<ImportQueries<PublicTermsRow>>().RowsAsync(preview.ImportId, Workbooks.Page())).Rows;
        var error = Assert.Single(Assert.Single(rows, r => r.Kind == ImportRowKind.Error).Errors);
        Assert.Equal(("Price", "Distribution.BelowCost"), (error.Column, error.Code));
        Assert.Equal([new FieldChange("Discount", 0.9m, 0.88m)], Assert.Single(rows, r => r.Kind == ImportRowKind.Changed).Changes);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => imports.CommitAsync(preview.ImportId, onlyValidRows: false));
        Assert.Equal("Common.ImportHasErrors", refusal.Code);
        Assert.Equal(0.9m, (await RowAsync(chain, OfferGrid.Discounts, discount.Id)).Standing.Terms.Discount);
        Assert.Equal(1, (await imports.CommitAsync(preview.ImportId, onlyValidRows: true)).Changed);
        Assert.Equal(0.88m, (await RowAsync(chain, OfferGrid.Discounts, discount.Id)).Standing.Terms.Discount);
        Assert.Equal(90m, (await RowAsync(chain, OfferGrid.Prices, price.Id)).Standing.Terms.Price);
        Assert.Equal(1, (await UploadAsync(chain, file)).Unchanged - (level == 0 ? 1 : 0));
    }

    [Fact]
    public async Task Each_row_of_a_workbook_that_cannot_be_taken_says_its_column_and_its_reason()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(0);
        await chain.SignInAsync(0);
        var file = Workbooks.Edit(await ExportAsync(chain), sheet =>
        {
            sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").SetValue("1.2");
            sheet.CellOf(chain.Prices[0].Sku.Code, "Discount").SetValue(0.9m);
            sheet.CellOf(chain.RootOnly.Sku.Code, "Supplier").SetValue("没有的供应商");
        });
        var preview = await UploadAsync(chain, file);
        var errors = (await chain.Boss.Get<ImportQueries<PublicTermsRow>>().RowsAsync(preview.ImportId, Workbooks.Page())).Rows.SelectMany(r => r.Errors);
        Assert.Equal(
            [("Discount", "Common.DiscountAmbiguous"), ("Discount", "Pricing.DiscountAndPrice"), ("SkuCode", "Pricing.OfferUnknown")],
            errors.Select(e => (e.Column, e.Code)).Order());
        Assert.All(errors, e => Assert.True(e.Row > 1));
    }

    [Fact]
    public async Task A_workbook_without_the_column_of_prices_takes_no_price_off_and_an_emptied_cell_does()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(0);
        await chain.SignInAsync(0);
        var file = Workbooks.Edit(await ExportAsync(chain), sheet =>
        {
            sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").Clear();
            sheet.Column(sheet.CellOf(chain.Prices[0].Sku.Code, "Price (yuan)").Address.ColumnNumber).Delete();
        });
        var preview = await UploadAsync(chain, file);
        Assert.Equal((1, 2, 0), (preview.Changed, preview.Unchanged, preview.Errors));
        await chain.Boss.Get<ImportService<PublicTermsRow>>().CommitAsync(preview.ImportId, onlyValidRows: false, agreed: true);
        Assert.True((await RowAsync(chain, OfferGrid.Discounts, chain.Discounts[0].Id)).Standing.Terms.IsNone);
        Assert.Equal(90m, (await RowAsync(chain, OfferGrid.Prices, chain.Prices[0].Id)).Standing.Terms.Price);
    }

    [Fact]
    public async Task Cost_and_margin_are_exported_to_those_alone_who_may_see_them()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.PublishAsync(0);
        await chain.SignInAsync(0);
        Assert.Contains("71.23", Text(await ExportAsync(chain)), StringComparison.Ordinal);
        chain.Boss.SignIn(await chain.Boss.Given.MemberAsync(chain.Levels[0], Role.Sales));
        var text = Text(await ExportAsync(chain));
        Assert.Contains("0.9", text, StringComparison.Ordinal);
        Assert.DoesNotContain("71.23", text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PermissionException>(() => UploadAsync(chain, []));
    }

    [Fact]
    public async Task A_scope_that_nobody_offers_and_a_key_that_is_none_are_not_found()
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.SignInAsync(0);
        var grids = chain.Boss.Get<TermsWorkbenchQueries>();
        await Assert.ThrowsAsync<NotFoundException>(() => grids.ListAsync(new TermsScope(TermsScopeKind.Public, "x"), OfferGrid.All, Workbooks.Page()));
        await Assert.ThrowsAsync<NotFoundException>(() => grids.ListAsync(new TermsScope(TermsScopeKind.Distributor, "nobody"), OfferGrid.All, Workbooks.Page()));
    }

    private static async Task<TermsGridRow> RowAsync(SalesChain chain, OfferGrid grid, long offerId) =>
        Assert.Single((await chain.Boss.Get<TermsWorkbenchQueries>().PageAsync(grid, Workbooks.Page())).Rows, r => r.OfferId == offerId);

    private static Task<TermsApplied> ApplyAsync(SalesChain chain, TermsGridRow row, decimal discount) => chain.Boss.Get<TermsWorkbenchService>().ApplyAsync(
        TermsScope.Public, new TermsSelection([new SelectedOffer(row.OfferId, row.Standing)]), new TermsChange(TermsKind.Discount, discount));

    private static async Task<byte[]> ExportAsync(SalesChain chain) =>
        (await chain.Boss.Get<TermsWorkbenchQueries>().ExportAsync(TermsScope.Public, OfferGrid.All, Workbooks.Page())).Content;

    private static async Task<ImportPreview> UploadAsync(SalesChain chain, byte[] file)
    {
        var imports = chain.Boss.Get<ImportService<PublicTermsRow>>();
        return await imports.PreviewAsync(await imports.UploadAsync(0, "terms.xlsx", file));
    }

    private static string Text(byte[] file) => string.Join(' ', Workbooks.Rows(file).SelectMany(r => r));

    private sealed class Heard(Action<TermsProgress> hear) : IProgress<TermsProgress>
    {
        public void Report(TermsProgress value) => hear(value);
    }
}
