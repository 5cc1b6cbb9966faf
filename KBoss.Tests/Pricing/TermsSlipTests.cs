using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;

namespace KBoss.Tests.Pricing;

/// <summary>What may be a slip of the hand is asked about before it is saved: a price with a zero too many, an emptied cell of a workbook.</summary>
public sealed class TermsSlipTests
{
    [Theory]
    [InlineData(0, TermsScopeKind.Public)]
    [InlineData(1, TermsScopeKind.Public)]
    [InlineData(0, TermsScopeKind.Customer)]
    [InlineData(1, TermsScopeKind.Customer)]
    public async Task A_price_ten_times_the_present_one_is_saved_once_somebody_means_it(int level, TermsScopeKind kind)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Operations);
        var scope = kind == TermsScopeKind.Public ? TermsScope.Public : world.Scope;
        var (selection, change) = (TermsSelection.Of([world.Price.Id]), new TermsChange(TermsKind.Price, 9_000m));

        var preview = await world.Terms.PreviewAsync(scope, selection, change);
        Assert.Equal((1, 0, 90m), (preview.High, preview.Refused, Assert.Single(preview.Rows).FarAbove));
        Assert.Equal(0, (await world.Terms.PreviewAsync(scope, selection, change with { Value = 899m })).High);

        var asked = await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync(scope, selection, change));
        Assert.Equal(("Pricing.PriceFarAbove", "high-too"), (asked.Code, asked.Field));
        Assert.Equal([world.Codes[^1], 9_000m, 90m], asked.Args);
        // Left out are what is refused and not what is asked about.
        await Assert.ThrowsAsync<RuleException>(() => world.Terms.ApplyAsync(scope, selection, change, goodOnly: true));
        Assert.Equal(90m, (await world.QuoteAsync(world.Price)).UnitPrice);

        Assert.Equal(1, (await world.Terms.ApplyAsync(scope, selection, change, highToo: true)).Count);
        // From there on it is the price that is known.
        if (kind == TermsScopeKind.Public)
        {
            Assert.Equal(9_000m, (await world.QuoteAsync(world.Price)).UnitPrice);
            Assert.Equal(1, (await world.Terms.ApplyAsync(scope, selection, change with { Value = 9_100m })).Count);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_workbook_says_how_many_are_cleared_and_too_high_and_is_imported_once_somebody_agrees(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Operations);
        var imports = world.Boss.Get<ImportService<PublicTermsRow>>();
        var file = Workbooks.Edit(await ExportAsync(world, TermsScope.Public), sheet =>
        {
            sheet.CellOf(world.Codes[0], "Discount").Clear();
            sheet.CellOf(world.Codes[1], "Discount").Clear();
            sheet.CellOf(world.Codes[2], "Price (yuan)").SetValue(9_000m);
        });
        var preview = await imports.PreviewAsync(await imports.UploadAsync(0, "terms.xlsx", file));

        Assert.Equal(3, preview.Changed);
        Assert.Equal([("Pricing.RowsFarAbove", 1), ("Pricing.RowsOffSale", 2)], preview.Asks.Select(a => (a.Key, a.Value)).Order());
        var rows = (await world.Boss.Get<ImportQueries<PublicTermsRow>>().RowsAsync(preview.ImportId, Workbooks.Page())).Rows;
        Assert.Equal(
            ["Pricing.RowFarAbove", "Pricing.RowOffSale", "Pricing.RowOffSale"], rows.SelectMany(r => r.Notes).Select(n => n.Code).Order());

        var refusal = await Assert.ThrowsAsync<RuleException>(() => imports.CommitAsync(preview.ImportId, onlyValidRows: false, preview.Reading));
        Assert.Equal(preview.Asks[refusal.Code], Assert.Single(refusal.Args));
        Assert.True((await world.QuoteAsync(world.Offers[0])).Visible);
        Assert.Equal(90m, (await world.QuoteAsync(world.Price)).UnitPrice);

        Assert.Equal(3, (await imports.CommitAsync(preview.ImportId, onlyValidRows: false, preview.Reading, agreed: true)).Changed);
        Assert.False((await world.QuoteAsync(world.Offers[0])).Visible);
        Assert.Equal(9_000m, (await world.QuoteAsync(world.Price)).UnitPrice);
    }

    [Fact]
    public async Task An_own_price_that_a_workbook_takes_off_ends_no_sale_and_is_asked_about_as_what_it_is()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await world.SetAsync(0.8m);
        world.Boss.SignIn(world.Operations);
        var imports = world.Boss.Get<ImportService<KBoss.Infrastructure.Pricing.Own.CustomerTermsSheetRow>>();
        var file = Workbooks.Edit(await ExportAsync(world, world.Scope), sheet => sheet.CellOf(world.Codes[0], "Discount").Clear());
        var preview = await imports.PreviewAsync(await imports.UploadAsync(world.Buyer.Id, "terms.xlsx", file));

        Assert.Equal(("Pricing.RowsCleared", 1), preview.Asks.Select(a => (a.Key, a.Value)).Single());
        // Nothing is asked about rows that are wrong or say what stands.
        var same = await imports.PreviewAsync(await imports.UploadAsync(world.Buyer.Id, "terms.xlsx", await ExportAsync(world, world.Scope)));
        Assert.Empty(same.Asks);
        await imports.CommitAsync(same.ImportId, onlyValidRows: false, same.Reading);
    }

    private static async Task<byte[]> ExportAsync(OwnTermsWorld world, TermsScope scope) =>
        (await world.Boss.Get<TermsWorkbenchQueries>().ExportAsync(scope, OfferGrid.All, Workbooks.Page())).Content;
}
