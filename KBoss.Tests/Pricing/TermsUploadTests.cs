using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Pricing;

/// <summary>Uploaded workbooks of terms: who sees what of them, and that a commit carries out what was shown.</summary>
public sealed class TermsUploadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_somebody_has_sent_who_may_see_costs_shows_no_cost_to_whoever_may_not(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Operations);
        var file = await ExportAsync(world);
        Assert.Contains(Workbooks.Rows(file), row => row.Contains(level == 0 ? "70" : "80"));
        var id = await Imports(world).UploadAsync(world.Buyer.Id, "terms.xlsx", file);
        await Imports(world).PreviewAsync(id);
        Assert.All((await RowsAsync(world, id)).Where(r => r.Value.SkuCode == world.Codes[0]), r => Assert.Equal(level == 0 ? 70m : 80m, r.Value.Cost));
        Assert.True(Assert.Single(await HistoryAsync(world)).MayDownload);

        world.Boss.SignIn(world.Sales);

        var past = Assert.Single(await HistoryAsync(world));
        Assert.Equal((world.Operations.Name, false), (past.UploadedBy.Name, past.MayDownload));
        await Assert.ThrowsAsync<PermissionException>(() => Past(world).DownloadAsync(id));
        Assert.All(await RowsAsync(world, id), r => Assert.Equal((null, null), (r.Value.Cost, r.Value.Margin)));
        await Imports(world).PreviewAsync(id);
        Assert.All(await RowsAsync(world, id), r => Assert.Equal((null, null), (r.Value.Cost, r.Value.Margin)));

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Seller, Role.Operations));
        Assert.Equal(file, (await Past(world).DownloadAsync(id)).Content);
        await using var db = world.Boss.Db();
        Assert.Equal("terms.xlsx", (await db.AuditEntries.SingleAsync(a => a.Action == "ImportDownloaded")).After);
    }

    [Fact]
    public async Task An_error_that_names_a_cost_was_found_for_those_who_may_see_it()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Operations);
        var id = await Imports(world).UploadAsync(world.Buyer.Id, "terms.xlsx", Edit(await ExportAsync(world), world.Codes[0], "Discount", 0.65m));
        await Imports(world).PreviewAsync(id);
        Assert.Contains(70m, ErrorOf(await RowsAsync(world, id)).Args.OfType<decimal>());

        world.Boss.SignIn(world.Sales);

        var error = ErrorOf(await RowsAsync(world, id));
        Assert.Equal(("Pricing.OwnBelowCost", "Discount"), (error.Code, error.Column));
        Assert.Equal([world.Codes[0], 65m], error.Args);

        static CellError ErrorOf(IReadOnlyList<ImportRow<CustomerTermsSheetRow>> rows) =>
            Assert.Single(Assert.Single(rows, r => r.Kind == ImportRowKind.Error).Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_ISO_2_an_upload_is_not_found_by_a_salesperson_whose_customer_it_is_not(int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        world.Boss.SignIn(world.Sales);
        var file = await ExportAsync(world);
        var id = await Imports(world).UploadAsync(world.Buyer.Id, "terms.xlsx", file);
        await Imports(world).PreviewAsync(id);
        Assert.Equal(file, (await Past(world).DownloadAsync(id, world.Buyer.Code)).Content);
        await Assert.ThrowsAsync<NotFoundException>(() => Past(world).DownloadAsync(id, world.Other.Code));
        await RefuseAllAsync(world.Colleague);

        // The customer goes to the colleague, who sees that there was an upload and what is in its rows; the file stays with whoever has sent it, or nobody.
        await using (var db = world.Boss.Db())
        {
            (await db.Customers.SingleAsync(c => c.BuyerId == world.Buyer.Id)).AssignTo(world.Colleague.MemberId);
            await db.SaveChangesAsync();
        }

        await RefuseAllAsync(world.Sales);
        world.Boss.SignIn(world.Colleague);
        Assert.False(Assert.Single(await HistoryAsync(world)).MayDownload);
        await Assert.ThrowsAsync<PermissionException>(() => Past(world).DownloadAsync(id, world.Buyer.Code));
        Assert.NotEmpty(await RowsAsync(world, id));
        await Imports(world).CommitAsync(id, onlyValidRows: false);
        await RefuseAllAsync(world.Sales);

        async Task RefuseAllAsync(Actor actor)
        {
            world.Boss.SignIn(actor);
            await Assert.ThrowsAsync<NotFoundException>(() => HistoryAsync(world));
            await Assert.ThrowsAsync<NotFoundException>(() => RowsAsync(world, id));
            await Assert.ThrowsAsync<NotFoundException>(() => Past(world).DownloadAsync(id));
            await Assert.ThrowsAsync<NotFoundException>(() => Imports(world).PreviewAsync(id));
            await Assert.ThrowsAsync<NotFoundException>(() => Imports(world).CommitAsync(id, onlyValidRows: true));
        }
    }

    [Fact]
    public async Task Whoever_may_import_may_see_what_the_rows_of_the_other_kinds_hold()
    {
        await using var boss = await TestKBoss.StartAsync();
        foreach (var (import, see) in new[]
        {
            // Floor prices, phones, and costs: rows are shown to everybody who may import.
            (boss.Get<ImportKind<ProductRow>>().Permission, Permissions.CostsView),
            (boss.Get<ImportKind<MemberSheetRow>>().Permission, Permissions.MembersViewSensitive),
            (boss.Get<ImportKind<PublicTermsRow>>().Permission, Permissions.CostsView),
        })
        {
            Assert.All(RolePermissions.Holding(import), held => Assert.Contains(see, RolePermissions.Of(held.Kind, [held.Role])));
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task What_a_colleague_has_set_since_the_preview_is_shown_before_it_is_overwritten(bool previewedAsChange, int level)
    {
        await using var world = await OwnTermsWorld.StartAsync(level);
        await world.SetAsync(0.89m);
        world.Boss.SignIn(world.Operations);
        var file = await ExportAsync(world);
        var id = await Imports(world).UploadAsync(
            world.Buyer.Id, "terms.xlsx", previewedAsChange ? Edit(file, world.Codes[0], "Discount", 0.88m) : file);
        var preview = await Imports(world).PreviewAsync(id);
        Assert.Equal(previewedAsChange ? 1 : 0, preview.Changed);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        await world.SetAsync(0.87m);
        var stood = await world.RowsAsync();

        world.Boss.SignIn(world.Operations);
        foreach (var onlyValid in new[] { true, false })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => Imports(world).CommitAsync(id, onlyValid, preview.Reading));
            Assert.Equal(("Pricing.TermsChanged", world.Codes[0]), (refusal.Code, Assert.Single(refusal.Args)));
        }

        Assert.Equal(stood.Select(t => (t.Id, t.Version)), (await world.RowsAsync()).Select(t => (t.Id, t.Version)));
        Assert.Null(Assert.Single(await HistoryAsync(world)).CommittedAt);

        // Looked at again, the row says what the colleague has set, what the file says, and that it has become another one.
        var again = await Imports(world).PreviewAsync(id);
        var row = Assert.Single(await RowsAsync(world, id), r => r.Value.SkuCode == world.Codes[0]);
        Assert.Equal("Pricing.TermsChanged", Assert.Single(row.Notes).Code);
        Assert.Contains(new FieldChange("Discount", 0.87m, previewedAsChange ? 0.88m : 0.89m), row.Changes);
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(
            () => Imports(world).CommitAsync(id, onlyValidRows: false, preview.Reading))).Code);
        Assert.Equal(1, (await Imports(world).CommitAsync(id, onlyValidRows: false, again.Reading)).Changed);
        Assert.Equal(previewedAsChange ? 88m : 89m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task Public_terms_that_a_colleague_has_set_since_the_preview_stay()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Operations);
        var file = (await world.Boss.Get<TermsWorkbenchQueries>().ExportAsync(TermsScope.Public, OfferGrid.All, Workbooks.Page())).Content;
        var imports = world.Boss.Get<ImportService<PublicTermsRow>>();
        var id = await imports.UploadAsync(0, "terms.xlsx", file);
        var preview = await imports.PreviewAsync(id);
        Assert.Equal(0, preview.Changed);
        await world.Terms.ApplyAsync(TermsScope.Public, TermsSelection.Of([world.Offers[0].Id]), new TermsChange(TermsKind.Discount, 0.95m));

        Assert.Equal("Pricing.TermsChanged", (await Assert.ThrowsAsync<RuleException>(
            () => imports.CommitAsync(id, onlyValidRows: true, preview.Reading))).Code);
        Assert.Equal(95m, (await world.QuoteAsync(world.Offers[0])).UnitPrice);
    }

    [Fact]
    public async Task A_row_that_was_shown_as_wrong_is_not_imported_because_it_would_be_right_by_now()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Operations);
        var id = await Imports(world).UploadAsync(world.Buyer.Id, "terms.xlsx", Edit(await ExportAsync(world), world.Codes[0], "Discount", 0.65m));
        var preview = await Imports(world).PreviewAsync(id);
        Assert.Equal(1, preview.Errors);
        await using (var db = world.Boss.Db())
        {
            await db.SupplyAgreements.Where(a => a.Rate == 0.7m).ExecuteUpdateAsync(set => set.SetProperty(a => a.Rate, 0.6m));
        }

        await Assert.ThrowsAsync<RuleException>(() => Imports(world).CommitAsync(id, onlyValidRows: true, preview.Reading));
        Assert.Empty(await world.RowsAsync());
    }

    [Fact]
    public async Task An_upload_under_the_address_of_another_customer_and_a_list_for_an_unknown_one_are_not_found()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        world.Boss.SignIn(world.Operations);
        var id = await Imports(world).UploadAsync(world.Buyer.Id, "terms.xlsx", await ExportAsync(world));
        foreach (var actor in new[] { world.Operations, world.Sales, world.Colleague })
        {
            await using var db = world.Boss.Db();
            (await db.Members.SingleAsync(m => m.Id == actor.MemberId)).ChangePassword("the hash of a password");
            await db.SaveChangesAsync();
        }

        await using var web = new WebKBoss([.. world.Boss.Place, ("Demo:Enabled", "false")]);
        foreach (var (actor, address, status) in new[]
        {
            (world.Operations, $"/sales/terms/{world.Buyer.Code}/imports/{id}/file", HttpStatusCode.OK),
            (world.Operations, $"/sales/terms/{world.Other.Code}/imports/{id}/file", HttpStatusCode.NotFound),
            (world.Sales, $"/sales/terms/{world.Buyer.Code}/imports/{id}/file", HttpStatusCode.Forbidden),
            (world.Colleague, $"/sales/terms/{world.Other.Code}/imports/{id}/file", HttpStatusCode.NotFound),
            (world.Colleague, $"/sales/terms/{world.Buyer.Code}/imports/{id}/file", HttpStatusCode.NotFound),
            (world.Sales, $"/reports/prices/export?customer={world.Buyer.Code}", HttpStatusCode.OK),
            (world.Colleague, $"/reports/prices/export?customer={world.Buyer.Code}", HttpStatusCode.NotFound),
            (world.Operations, "/reports/prices/export?customer=nobody", HttpStatusCode.NotFound),
            (world.Operations, "/operations/below-cost/export", HttpStatusCode.OK),
        })
        {
            var visitor = web.VisitIn(await world.Boss.SessionOfAsync(actor.MemberId));
            using var answer = await visitor.GetAsync(address);
            Assert.True(status == answer.StatusCode, $"{address} answered {answer.StatusCode} to {string.Join(", ", actor.Roles)} and not {status}.");
        }
    }

    private static ImportService<CustomerTermsSheetRow> Imports(OwnTermsWorld world) => world.Boss.Get<ImportService<CustomerTermsSheetRow>>();

    private static ImportQueries<CustomerTermsSheetRow> Past(OwnTermsWorld world) => world.Boss.Get<ImportQueries<CustomerTermsSheetRow>>();

    private static async Task<IReadOnlyList<PastImport>> HistoryAsync(OwnTermsWorld world) =>
        (await Past(world).HistoryAsync(world.Buyer.Id, Workbooks.Page())).Rows;

    private static async Task<IReadOnlyList<ImportRow<CustomerTermsSheetRow>>> RowsAsync(OwnTermsWorld world, long id) =>
        (await Past(world).RowsAsync(id, Workbooks.Page())).Rows;

    private static async Task<byte[]> ExportAsync(OwnTermsWorld world) =>
        (await world.Boss.Get<TermsWorkbenchQueries>().ExportAsync(world.Scope, OfferGrid.All, Workbooks.Page())).Content;

    private static byte[] Edit(byte[] file, string skuCode, string header, decimal value) =>
        Workbooks.Edit(file, sheet => sheet.CellOf(skuCode, header).SetValue(value));
}
