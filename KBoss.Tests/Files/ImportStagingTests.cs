using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Catalog;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.Files;

/// <summary>The rows of uploads in the database: how they are kept, shown, left and removed.</summary>
public sealed class ImportStagingTests
{
    [Fact]
    public async Task Rows_are_shown_page_by_page_and_by_their_effect()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync(Workbooks.Many(40));
        var rows = Workbooks.Many(60);
        rows[3].ListPrice = 5m;
        rows[50].ListPrice = 0m;
        var id = await world.UploadAsync(rows);

        var preview = await world.Import.PreviewAsync(id);
        using var sql = new CommandCount(world.Boss);
        var last = await world.Boss.RowsAsync<ProductRow>(id, page: 4, size: 16);
        var added = await world.Boss.RowsAsync<ProductRow>(id, "New", page: 2, size: 10);
        var wrong = await world.Boss.RowsAsync<ProductRow>(id, "Error");

        Assert.Equal((19, 1, 39, 1), (preview.New, preview.Changed, preview.Unchanged, preview.Errors));
        Assert.Equal([60, .. Enumerable.Range(50, 12)], [last.Total, .. last.Rows.Select(r => r.Number)]);
        Assert.Equal((19, 9), (added.Total, added.Rows.Count));
        Assert.Equal("SKU-00050", Assert.Single(wrong.Rows).Value.SkuCode);
        Assert.All(sql.Queries.Where(q => q.Contains("StagedRows", StringComparison.Ordinal)), q => Assert.Matches("LIMIT|COUNT", q));
    }

    [Fact]
    public async Task Values_come_back_as_what_they_were()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", floorPrice: 60m, stock: 5)]);
        var (row, other) = (Workbooks.Row("A-1", listPrice: 12.3456m), Workbooks.Row("A-2", listPrice: 0m));
        (row.Unit, row.Tags) = (BillingUnit.Year, ["New", "Star"]);
        (other.Tags, row.Brief, other.Brief) = (row.Tags, "“新”\n<b>简介</b>", "");

        var rows = (await world.PreviewAsync(await world.UploadAsync([row, other]))).Rows;

        Assert.Equal((row.Brief, BillingUnit.Year, 12.3456m), (rows[0].Value.Brief, rows[0].Value.Unit, rows[0].Value.ListPrice));
        Assert.Equal(row.Tags, rows[0].Value.Tags);
        Assert.Equal(
            [
                new("Unit", BillingUnit.Month, BillingUnit.Year), new("ListPrice", 100m, 12.3456m), new("FloorPrice", 60m, null), new("Stock", 5, null),
                new("Brief", "简介", row.Brief), new("Tags", ProductTags.New, ProductTags.New | ProductTags.Star),
            ],
            rows[0].Changes);
        Assert.Equal(0m, Assert.Single(Assert.Single(rows[1].Errors).Args));
    }

    [Fact]
    public async Task The_roles_of_a_member_come_back_as_roles()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        await using var db = boss.Db();
        var name = (await db.Members.SingleAsync(m => m.Id == admin.MemberId)).UserName;
        var file = KBoss.Infrastructure.Common.Workbooks.WorkbookWriter.Export(
            MemberWorkbook.Schema(OrganizationKind.Distributor), [new() { UserName = name, Name = "改名", Roles = [Role.Admin, Role.Sales] }]);
        var id = await boss.Get<ImportService<MemberSheetRow>>().UploadAsync(0, "members.xlsx", file);

        var row = Assert.Single((await boss.PreviewAsync<MemberSheetRow>(id)).Rows);

        Assert.Equal([Role.Admin, Role.Sales], Assert.IsType<IEnumerable<Role>>(row.Changes.Single(c => c.Column == "Roles").After, exactMatch: false));
    }

    [Fact]
    public async Task Whoever_leaves_while_rows_are_kept_finds_them_whole_when_they_are_looked_at_again()
    {
        await using var world = await ImportWorld.StartAsync();
        var id = await world.UploadAsync(Workbooks.Many(2_500));
        using var leaving = new CancellationTokenSource();
        using (world.Boss.Get<Changes>().Subscribe<ImportMoved>(moved => Leave(moved, leaving)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Import.PreviewAsync(id, leaving.Token));
        }

        await using var db = world.Boss.Db();
        Assert.Equal(1_000, await db.Set<StagedRow>().CountAsync());
        Assert.Null((await db.Imports.AsNoTracking().SingleAsync()).StagedAt);

        Assert.Equal(2_500, (await world.Import.PreviewAsync(id)).New);
        Assert.Equal(2_500, (await world.Boss.RowsAsync<ProductRow>(id)).Total);
        Assert.Equal(new ImportResult(2_500, 0, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));

        static void Leave(ImportMoved moved, CancellationTokenSource leaving)
        {
            if (moved is { Stage: ImportStage.Staging, Done: 1_000 })
            {
                leaving.Cancel();
            }
        }
    }

    [Fact]
    public async Task Two_windows_that_open_one_upload_read_it_once()
    {
        await using var world = await ImportWorld.StartAsync();
        var id = await world.UploadAsync(Workbooks.Many(1_200));
        var told = new List<ImportMoved>();
        using var hearing = world.Boss.Hear(told);

        var previews = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var window = world.Boss.NewScope();
            return await window.ServiceProvider.GetRequiredService<ImportService<ProductRow>>().PreviewAsync(id);
        })));

        Assert.All(previews, p => Assert.Equal(1_200, p.New));
        Assert.Single(told, m => m is { Stage: ImportStage.Reading, Done: 0 });
        Assert.Equal(1_200, (await world.Boss.RowsAsync<ProductRow>(id)).Total);
    }

    [Fact]
    public async Task A_reading_that_another_process_has_begun_ends_the_one_before()
    {
        await using var world = await ImportWorld.StartAsync();
        var id = await world.UploadAsync(Workbooks.Many(2_500));
        using (world.Boss.Get<Changes>().Subscribe<ImportMoved>(moved => Begin(world.Boss, moved)))
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Import.PreviewAsync(id));
            Assert.Equal("Common.ImportReadElsewhere", refusal.Code);
        }

        Assert.Equal(2_500, (await world.Import.PreviewAsync(id)).New);
        Assert.Equal(2_500, (await world.Boss.RowsAsync<ProductRow>(id)).Total);

        static void Begin(TestKBoss boss, ImportMoved moved)
        {
            if (moved is { Stage: ImportStage.Staging, Done: 1_000 })
            {
                using var db = boss.Db();
                db.Imports.Single(i => i.Id == moved.ImportId).BeginReading(boss.Now);
                db.SaveChanges();
            }
        }
    }

    [Fact]
    public async Task The_sweep_removes_the_rows_of_what_was_committed_or_given_up_and_the_file_is_read_anew()
    {
        await using var world = await ImportWorld.StartAsync();
        var committed = await world.UploadAsync(Workbooks.Many(30));
        await world.Import.CommitAsync(committed, onlyValidRows: false);
        var given = await world.UploadAsync(Workbooks.Many(20, listPrice: 7m));
        await world.Import.PreviewAsync(given);
        await using (var db = world.Boss.Db())
        {
            // As a process leaves it that is killed while the rows are kept.
            (await db.Imports.SingleAsync(i => i.Id == given)).BeginReading(world.Boss.Now);
            await db.SaveChangesAsync();
        }

        world.Boss.Time.Advance(TimeSpan.FromHours(23));
        var shown = await world.UploadAsync(Workbooks.Many(10));
        await world.Import.PreviewAsync(shown);
        var sweep = world.Boss.Get<StagedSweep>();

        Assert.Equal(30 + 30 + 6, await sweep.RemoveDoneAsync());
        Assert.Equal(20, await CountAsync(given));
        world.Boss.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(20 + 20 + 4 + 20, await sweep.RemoveDoneAsync());
        Assert.Equal(0, await sweep.RemoveDoneAsync());
        Assert.Equal((0, 0, 10), (await CountAsync(committed), await CountAsync(given), await CountAsync(shown)));

        Assert.Equal(20, (await world.Import.PreviewAsync(given)).Changed);
        var past = await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page());
        Assert.Equal((3, 30), (past.Total, past.Rows.Single(i => i.Id == committed).Added));

        async Task<int> CountAsync(long id)
        {
            await using var db = world.Boss.Db();
            return await db.Set<StagedRow>().CountAsync(r => r.ImportId == id);
        }
    }

    [Fact]
    public async Task An_upload_whose_columns_must_be_others_by_now_is_read_anew()
    {
        await using var world = await ImportWorld.StartAsync();
        var id = await world.UploadAsync([Workbooks.Row("A-1")]);
        Assert.Equal(1, (await world.Import.PreviewAsync(id)).New);
        await using (var db = world.Boss.Db())
        {
            (await db.SupplyAgreements.SingleAsync()).EndAt(world.Boss.Now);
            db.Add(new Domain.Suppliers.SupplyAgreement(
                world.Root.Id, world.Supplier.Id, 2, new Domain.Suppliers.AgreementTerms(Domain.Suppliers.SalesMode.FloorPrice, null, world.Boss.Now), world.Boss.Now));
            await db.SaveChangesAsync();
        }

        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
        Assert.Equal("Common.ImportHasErrors", refusal.Code);
        Assert.Equal("FloorPrice", Assert.Single(Assert.Single((await world.PreviewAsync(id)).Rows).Errors).Column);
    }
}
