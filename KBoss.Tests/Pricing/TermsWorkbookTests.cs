using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Distribution;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Workbooks of a promotion's products and of the terms of a distributor below: out, changed, and in again.</summary>
public sealed class TermsWorkbookTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_workbook_of_a_promotion_puts_products_in_changes_and_takes_out_and_is_that_promotions_alone(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        var promotion = await world.Boss.Given.PromotionAsync(0.88m, null, world.Offers[0], world.Offers[1]);
        var other = await world.Boss.Given.PromotionAsync(0.89m, null, world.Offers[0]);
        world.Boss.SignIn(world.Operations);
        var scope = new TermsScope(TermsScopeKind.Promotion, promotion.No);
        var imports = world.Boss.Get<ImportService<PromotionTermsSheetRow>>();
        var exported = (await world.Boss.Get<TermsWorkbenchQueries>().ExportAsync(scope, OfferGrid.All, Workbooks.Page())).Content;
        // R-CAT-2: as it went out, it does nothing.
        Assert.Equal((0, 0), await CountsAsync(imports, promotion.Id, exported));
        var file = Workbooks.Edit(exported, sheet =>
        {
            sheet.CellOf(world.Codes[0], "Discount").SetValue("8.5折");
            sheet.CellOf(world.Codes[1], "Discount").Clear();
            sheet.CellOf(world.Codes[2], "Discount").SetValue(0.9m);
        });

        var preview = await imports.PreviewAsync(await imports.UploadAsync(promotion.Id, "products.xlsx", file));
        Assert.Equal((3, 0), (preview.Changed, preview.Errors));
        Assert.Equal(("Pricing.RowsCleared", 1), preview.Asks.Select(a => (a.Key, a.Value)).Single());
        await imports.CommitAsync(preview.ImportId, onlyValidRows: false, preview.Reading, agreed: true);

        await using var db = world.Boss.Db();
        Assert.Equal(
            [(world.Offers[0].Id, 0.85m), (world.Price.Id, 0.9m)],
            (await db.PromotionProducts.Where(p => p.PromotionId == promotion.Id).ToListAsync()).Select(p => (p.OfferId, p.Discount)).OrderBy(p => p.Discount));
        Assert.Equal(0.89m, (await db.PromotionProducts.SingleAsync(p => p.PromotionId == other.Id)).Discount);
        Assert.Equal(85m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);

        // R-PRC-4: below the cost is an error of its row, as on the page.
        Assert.Equal((0, 1), await CountsAsync(imports, promotion.Id, Workbooks.Edit(exported, sheet =>
        {
            sheet.CellOf(world.Codes[0], "Discount").SetValue(0.5m);
            sheet.CellOf(world.Codes[1], "Discount").Clear();
            sheet.CellOf(world.Codes[2], "Discount").SetValue(0.9m);
        })));

        // Nobody but who manages promotions, and nobody else's.
        world.Boss.SignIn(world.Sales);
        await Assert.ThrowsAsync<PermissionException>(() => imports.UploadAsync(promotion.Id, "products.xlsx", file));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(await world.Boss.Given.DistributorAsync(world.Seller), Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => imports.UploadAsync(promotion.Id, "products.xlsx", file));
        await Assert.ThrowsAsync<NotFoundException>(() => imports.CommitAsync(preview.ImportId, onlyValidRows: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_workbook_of_a_distributors_terms_changes_them_and_adds_what_it_did_not_have(int level)
    {
        await using var chain = await SalesChain.StartAsync();
        await chain.Boss.Given.MemberAsync(chain.Levels[level + 1], Role.Operations);
        await chain.SignInAsync(level);
        var (scope, below) = (new TermsScope(TermsScopeKind.Distributor, chain.Levels[level + 1].Code), chain.Levels[level + 1]);
        var imports = chain.Boss.Get<ImportService<DistributorTermsSheetRow>>();
        var exported = (await chain.Boss.Get<TermsWorkbenchQueries>().ExportAsync(scope, OfferGrid.All, Workbooks.Page())).Content;
        Assert.Equal((0, 0), await CountsAsync(imports, below.Id, exported));
        var file = Workbooks.Edit(exported, sheet =>
        {
            sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").SetValue(0.9m);
            sheet.CellOf(chain.Prices[0].Sku.Code, "Price (yuan)").SetValue(88m);
            if (level == 0)
            {
                sheet.CellOf(chain.RootOnly.Sku.Code, "Discount").SetValue(0.85m);
            }
        });

        var preview = await imports.PreviewAsync(await imports.UploadAsync(below.Id, "terms.xlsx", file));
        Assert.Equal((level == 0 ? 3 : 2, 0), (preview.Changed, preview.Errors));
        await imports.CommitAsync(preview.ImportId, onlyValidRows: false, preview.Reading);

        await using var db = chain.Boss.Db();
        Assert.Equal(0.9m, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[level + 1].Id)).CostTerms.Discount);
        Assert.Equal(88m, (await db.Offers.SingleAsync(o => o.Id == chain.Prices[level + 1].Id)).CostTerms.Price);
        Assert.Equal(level == 0 ? 1 : 0, await db.Offers.CountAsync(o => o.OrganizationId == below.Id && o.SkuId == chain.RootOnly.SkuId));
        // They are changed and never taken off.
        Assert.Equal((0, 1), await CountsAsync(imports, below.Id, Workbooks.Edit(file, sheet => sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").Clear())));

        // Whoever is not directly above finds nothing, the distributor itself neither.
        foreach (var organization in (Organization[])[chain.Levels[level + 1], chain.Sibling])
        {
            await chain.SignInAsync(organization);
            await Assert.ThrowsAsync<NotFoundException>(() => imports.UploadAsync(below.Id, "terms.xlsx", file));
            await Assert.ThrowsAsync<NotFoundException>(() => imports.CommitAsync(preview.ImportId, onlyValidRows: true));
        }
    }

    [Fact]
    public async Task R_APR_2_where_consent_is_asked_a_workbook_of_a_distributors_terms_becomes_a_request()
    {
        await using var chain = await SalesChain.StartAsync();
        var finance = await chain.Boss.Given.MemberAsync(chain.Levels[0], Role.Finance);
        await using (var write = chain.Boss.Db())
        {
            write.Add(new ApprovalPolicy(
                chain.Levels[0].Id, ApprovalKind.DistributorTerms, 1, [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Finance)])],
                ApprovalPolicy.DefaultExpiryDays, chain.Boss.Now, By.System, chain.Boss.Now));
            await write.SaveChangesAsync();
        }

        await chain.SignInAsync(0);
        var imports = chain.Boss.Get<ImportService<DistributorTermsSheetRow>>();
        var scope = new TermsScope(TermsScopeKind.Distributor, chain.Levels[1].Code);
        var file = Workbooks.Edit(
            (await chain.Boss.Get<TermsWorkbenchQueries>().ExportAsync(scope, OfferGrid.All, Workbooks.Page())).Content,
            sheet => sheet.CellOf(chain.Discounts[0].Sku.Code, "Discount").SetValue(0.9m));
        var preview = await imports.PreviewAsync(await imports.UploadAsync(chain.Levels[1].Id, "terms.xlsx", file));
        var result = Assert.IsType<TermsImportResult>(await imports.CommitAsync(preview.ImportId, onlyValidRows: false, preview.Reading));
        Assert.NotNull(result.RequestNo);
        await using var db = chain.Boss.Db();
        Assert.Equal(SalesChain.DiscountCosts[1] / 100, (await db.Offers.SingleAsync(o => o.Id == chain.Discounts[1].Id)).CostTerms.Discount);

        chain.Boss.SignIn(finance);
        await chain.Boss.Get<ApprovalService>().DecideAsync(result.RequestNo!, new DecideApproval(true));
        Assert.Equal(0.9m, await db.Offers.Where(o => o.Id == chain.Discounts[1].Id).Select(o => o.CostTerms.Discount).SingleAsync());
    }

    private static async Task<(int Changed, int Errors)> CountsAsync<TRow>(ImportService<TRow> imports, long subject, byte[] file)
        where TRow : TermsSheetRow, new()
    {
        var preview = await imports.PreviewAsync(await imports.UploadAsync(subject, "terms.xlsx", file));
        return (preview.Changed, preview.Errors);
    }
}
