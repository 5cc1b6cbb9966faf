using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Files;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Architecture.SqlServer;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Catalog;

/// <summary>The commit of a supplier's workbook by statements over many rows: what it writes, for whom, and what happens when it is disturbed.</summary>
public sealed class ProductSetsTests
{
    [Fact]
    public async Task What_is_imported_is_what_the_domain_makes_in_every_column()
    {
        await using var world = await ImportWorld.StartAsync();
        var row = Workbooks.Row("a-1", "导入的 Product（１）", 12.3456m, floorPrice: 60.5m, stock: 5);
        await world.ImportAsync([row]);
        await using var db = world.Boss.Db();
        var supplier = await db.Suppliers.SingleAsync();
        var made = new Product(supplier, new ProductFacts("手工的产品", row.Type, row.Region, row.Brief, Tags: ProductTags.New), world.Boss.Now);
        var sku = new Sku(world.Root.Id, supplier.Id, "B-1", new SkuFacts(row.Options, row.Unit, row.ListPrice, row.Stock));
        sku.MoveTo(made);
        db.AddRange(new Offer(world.Root.Id, sku), new SupplyPrice(sku, 60.5m));
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();

        await SameAsync<Product>("Name", "NameKey");
        await SameAsync<Sku>("Code", "CodeKey", "ProductId");
        await SameAsync<SupplyPrice>("SkuId");
        await SameAsync<Offer>("SkuId");
        Assert.Equal([NormalText.Key(row.ProductName), made.NameKey], await db.Products.OrderBy(p => p.Id).Select(p => p.NameKey).ToListAsync());
        Assert.Equal([NormalText.Key(row.SkuCode), sku.CodeKey], await db.Skus.OrderBy(s => s.Id).Select(s => s.CodeKey).ToListAsync());

        async Task SameAsync<T>(params string[] own)
            where T : Entity
        {
            var rows = await db.Set<T>().OrderBy(e => e.Id).ToListAsync();
            Assert.Equal(2, rows.Count);
            Assert.Equal(Values(rows[1]), Values(rows[0]));

            List<string> Values(T entity) =>
            [
                .. db.Entry(entity).Properties.Concat(db.Entry(entity).ComplexProperties.SelectMany(c => c.Properties))
                    .Where(p => !p.Metadata.IsPrimaryKey() && !own.Contains(p.Metadata.Name)).Select(p => $"{p.Metadata.Name}={p.CurrentValue}"),
            ];
        }
    }

    [Fact]
    public async Task A_stock_that_is_imported_counts_from_what_orders_held_and_one_that_is_left_as_it_is_sets_nothing()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", stock: 9), Workbooks.Row("A-2", stock: 9), Workbooks.Row("A-3", stock: 9), Workbooks.Row("A-4")]);
        await using (var db = world.Boss.Db())
        {
            (await db.Skus.ToListAsync()).ForEach(s => s.Reserve(4));
            await db.SaveChangesAsync();
        }

        var exported = Workbooks.Row("A-1", stock: 7);
        exported.SoldThen = 3;
        // The number that was set last, another one, and none any more.
        await world.ImportAsync([exported, Workbooks.Row("A-2", listPrice: 90m, stock: 9), Workbooks.Row("A-3", stock: 6), Workbooks.Row("A-4", stock: 2)]);

        await using var after = world.Boss.Db();
        Assert.Equal(
            [new StockCount(6, 4, 3), new StockCount(5, 4, 0), new StockCount(6, 4, 4), new StockCount(2, 0, 0)],
            (await after.Skus.OrderBy(s => s.Code).ToListAsync()).Select(s => s.Count));
    }

    [Fact]
    public async Task The_audit_log_says_of_an_imported_change_what_it_says_of_one_by_hand()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", floorPrice: 60m), Workbooks.Row("A-2"), Workbooks.Row("A-3", floorPrice: 8m)]);
        var changed = new[] { Workbooks.Row("A-1", listPrice: 120m, floorPrice: 70m), Workbooks.Row("A-2", floorPrice: 9m), Workbooks.Row("A-3") };
        changed[0].Brief = changed[1].Brief = changed[2].Brief = "新简介";

        Assert.Equal(new ImportResult(0, 3, 0, 0), await world.ImportAsync(changed));

        await using var db = world.Boss.Db();
        var who = world.Boss.Actor.Current!;
        var entries = await db.AuditEntries.Where(a => a.OrganizationId == world.Root.Id && a.MemberId == who.MemberId).OrderBy(a => a.Id).ToListAsync();
        Assert.All(entries, e => Assert.Equal((who.Name, world.Boss.Now), (e.Actor, e.At)));
        Assert.Equal(["""{"NewRows":3,"ChangedRows":0}""", """{"NewRows":0,"ChangedRows":3}"""], entries.Where(e => e.Action == "ProductsImported").Select(e => e.After));
        Assert.Equal(
            [
                ("Modified", "Product 通用节点", "{\"Brief\":\"简介\"}", "{\"Brief\":\"新简介\"}"),
                ("Modified", "Sku A-1", "{\"ListPrice\":100}", "{\"ListPrice\":120}"),
                ("Modified", "Sku A-1", "{\"FloorPrice\":60}", "{\"FloorPrice\":70}"),
                ("Modified", "Sku A-2", "", "{\"FloorPrice\":9}"),
                ("Deleted", "Sku A-3", "{\"FloorPrice\":8}", ""),
            ],
            entries.Where(e => e.Action != "ProductsImported").Select(e => (e.Action, e.Subject, Plain(e.Before), Plain(e.After))));
        Assert.Equal([("A-1", 70m), ("A-2", 9m)], await db.SupplyPrices.OrderBy(p => p.Sku.Code).Select(p => ValueTuple.Create(p.Sku.Code, p.FloorPrice)).ToListAsync());

        // How many zeros a price is written with is not the same in both.
        static string Plain(string json) => System.Text.RegularExpressions.Regex.Replace(json, @"\.0+(?=[,}])", "");
    }

    [Fact]
    public async Task R_CAT_1_a_commit_that_breaks_off_between_its_statements_leaves_nothing_and_can_be_tried_again()
    {
        var broken = new BrokenOffers { Breaks = true };
        await using var world = await ImportWorld.StartAsync(more: services => services.AddScoped<ISkuOffers>(_ => broken));
        var id = await world.UploadAsync(Workbooks.Many(30));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Import.CommitAsync(id, onlyValidRows: false));

        Assert.True(broken.Saw > 0);
        Assert.Equal((0, 0, 0), await CountsAsync(world));
        Assert.Null(Assert.Single((await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page())).Rows).CommittedAt);

        broken.Breaks = false;
        Assert.Equal(new ImportResult(30, 0, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));
        Assert.Equal((30, 30, 6), await CountsAsync(world));
    }

    [Fact]
    public async Task What_has_changed_since_the_preview_is_compared_anew_before_it_is_written()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1"), Workbooks.Row("A-2")]);
        var id = await world.UploadAsync([Workbooks.Row("A-1"), Workbooks.Row("A-2", listPrice: 120m), Workbooks.Row("A-3")]);
        var preview = await world.Import.PreviewAsync(id);
        Assert.Equal((1, 1, 1), (preview.New, preview.Changed, preview.Unchanged));
        // Meanwhile one row has come to differ, one to be the same, and one to be there.
        await world.ImportAsync([Workbooks.Row("A-1", listPrice: 90m), Workbooks.Row("A-2", listPrice: 120m), Workbooks.Row("A-3")]);

        Assert.Equal(new ImportResult(0, 1, 2, 0), await world.Import.CommitAsync(id, onlyValidRows: false));

        await using var db = world.Boss.Db();
        Assert.Equal([100m, 120m, 100m], await db.Skus.OrderBy(s => s.Code).Select(s => s.ListPrice).ToListAsync());
    }

    [Fact]
    public async Task What_others_write_between_what_a_commit_reads_and_what_it_writes_is_compared_anew()
    {
        using var race = new ReadFirst();
        var boss = await race.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await using var world = new ImportWorld(boss, root, supplier);
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var id = await world.UploadAsync([Workbooks.Row("A-1", listPrice: 120m), Workbooks.Row("A-2")]);
        await world.Import.PreviewAsync(id);
        race.Meanwhile(async () =>
        {
            await using var other = boss.Db();
            (await other.Skus.SingleAsync()).Change(new SkuFacts("CPU=1核", BillingUnit.Hour, 77m));
            await other.SaveChangesAsync();
        });

        Assert.Equal(new ImportResult(1, 1, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));

        await using var db = boss.Db();
        Assert.Equal([("A-1", 120m, BillingUnit.Month), ("A-2", 100m, BillingUnit.Month)], await db.Skus.OrderBy(s => s.Code)
            .Select(s => ValueTuple.Create(s.Code, s.ListPrice, s.Unit)).ToListAsync());
        var audit = await db.AuditEntries.Where(a => a.Subject == "Sku A-1").OrderBy(a => a.Id).LastAsync();
        Assert.Contains("77", audit.Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_change_again_and_again_is_refused_in_the_end_and_nothing_is_written()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var id = await world.UploadAsync([Workbooks.Row("A-1", listPrice: 1m), Workbooks.Row("A-2")]);
        var tries = 0;
        using (world.Boss.Get<Changes>().Subscribe<ImportMoved>(Disturb))
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
            Assert.Equal("Common.ChangedMeanwhile", refusal.Code);
        }

        await using var db = world.Boss.Db();
        Assert.Equal((5, 1), (tries, await db.Skus.CountAsync()));
        Assert.Equal(new ImportResult(1, 1, 0, 0), await world.Import.CommitAsync(id, onlyValidRows: false));

        void Disturb(ImportMoved moved)
        {
            if (moved.Stage == ImportStage.Saving)
            {
                using var other = world.Boss.Db();
                other.Skus.Single().Change(new SkuFacts("CPU=1核", BillingUnit.Hour, 200m + ++tries));
                other.SaveChanges();
            }
        }
    }

    [Fact]
    public async Task R_ISO_1_no_statement_of_a_commit_takes_or_touches_a_row_of_another_organization()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", floorPrice: 5m)]);
        await world.UploadAsync([Workbooks.Row("A-1")]);
        var other = await world.Boss.Given.RootAsync("other");
        var me = world.Boss.Actor.Current!;
        await using var db = world.Boss.Db();
        var (sku, product) = (await db.Skus.AsNoTracking().SingleAsync(), await db.Products.AsNoTracking().SingleAsync());
        var import = await db.Imports.OrderBy(i => i.Id).LastAsync();
        var foreign = new WorkbookImport(other.Id, "Products", world.Supplier.Id, me.By, "key", "file.xlsx", world.Boss.Now);
        db.Add(foreign);
        await db.SaveChangesAsync();
        // A row of the stranger that names what is not its own, and one that hangs on an upload that is not its own.
        var known = new KnownProduct(product.Id, product.Version, product.Name, "", "", "", ProductTags.None, false);
        foreach (var upload in new[] { foreign.Id, import.Id })
        {
            var home = new PlannedProduct(700, new ProductFacts(product.Name, "劫", "持"), known, true);
            var facts = new SkuFacts("x=y", BillingUnit.Hour, 1m);
            var stolen = new PlannedSku(700, "A-1", facts, 1m, 0, new KnownSku(sku.Id, sku.Version, "A-1", product.Id, facts, 5m, sku.Count), home);
            var added = new PlannedSku(701, "B-1", facts, 1m, 0, null, home);
            db.AddRange(
                new StagedProduct(other.Id, upload, home), new StagedProduct(other.Id, upload, home with { Number = 701, Known = null, Differs = false }),
                new StagedSku(upload, stolen, new Sku(other.Id, world.Supplier.Id, "A-1", facts)),
                new StagedSku(upload, added, new Sku(other.Id, world.Supplier.Id, "B-1", facts)),
                new StagedAuditEntry(other.Id, upload, 700, "Modified", "Sku A-1", "", ""));
        }

        await db.SaveChangesAsync();
        var entries = await db.AuditEntries.CountAsync();

        foreach (var (owner, upload) in new[] { (other.Id, foreign.Id), (world.Root.Id, import.Id), (world.Root.Id, foreign.Id) })
        {
            await world.Boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(owner), me, async write =>
            {
                Assert.Equal(0, await ProductSets.ChangeProductsAsync(write, owner, upload, default));
                Assert.Equal(0, await ProductSets.ChangeSkusAsync(write, owner, upload, world.Supplier.Id, default));
                Assert.Equal(0, await ProductSets.AddSkusAsync(write, owner, upload, world.Supplier.Id, default));
                await ProductSets.SetFloorPricesAsync(write, owner, upload, world.Supplier.Id, default);
                await world.Boss.Get<ISkuOffers>().AddMissingAsync(write, world.Supplier.Id);
            });
        }

        Assert.Equal((1, 1, 1, entries), (await db.Skus.CountAsync(), await db.Products.CountAsync(), await db.Offers.CountAsync(), await db.AuditEntries.CountAsync()));
        Assert.Equal((sku.Version, sku.Options), (await db.Skus.AsNoTracking().Select(s => ValueTuple.Create(s.Version, s.Options)).SingleAsync()));
        Assert.Equal((world.Root.Id, 5m), await db.SupplyPrices.Select(p => ValueTuple.Create(p.OrganizationId, p.FloorPrice)).SingleAsync());
    }

    [Fact]
    public async Task R_ISO_1_rows_are_added_in_bulk_for_the_scope_alone_and_only_in_a_use_case()
    {
        await using var world = await ImportWorld.StartAsync();
        var id = await world.UploadAsync([Workbooks.Row("A-1")]);
        var other = await world.Boss.Given.RootAsync("other");
        var (contexts, me) = (world.Boss.Get<KBossDbContextFactory>(), world.Boss.Actor.Current!);
        StagedAuditEntry[] rows = [new(me.OrganizationId, id, 2, "Modified", "Sku", "", ""), new(other.Id, id, 3, "Modified", "Sku", "", "")];

        await Assert.ThrowsAsync<IsolationException>(() => contexts.InTransactionAsync(me, db => db.AddManyAsync(rows, default)));
        await using var reading = contexts.Open(me);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reading.AddManyAsync(rows[..1], default));
        await using var db = world.Boss.Db();
        Assert.Equal(0, await db.Set<StagedAuditEntry>().CountAsync());

        await contexts.InTransactionAsync(me, write => write.AddManyAsync(rows[..1], default));
        Assert.Equal((id, 2, "Sku"), await db.Set<StagedAuditEntry>().Select(e => ValueTuple.Create(e.ImportId, e.Number, e.Subject)).SingleAsync());
    }

    [Fact]
    public async Task SQL_Server_reads_every_statement_of_staging_commit_and_sweep_without_a_fault()
    {
        var shadow = SqlServerShadow.Begin();
        await using var db = shadow.Open(OrganizationScope.Of(1));
        await ProductSets.AddProductsAsync(db, 1, 2, 3, "供应商", default);
        await ProductSets.ChangeProductsAsync(db, 1, 2, default);
        await ProductSets.ChangeSkusAsync(db, 1, 2, 3, default);
        await ProductSets.AddSkusAsync(db, 1, 2, 3, default);
        await ProductSets.SetFloorPricesAsync(db, 1, 2, 3, default);
        await new KBoss.Infrastructure.Distribution.SkuOffers().AddMissingAsync(db, 3, default);
        await StagedAuditEntry.WriteAsync(db, 2, By.System, default);
        await StagedTables.ClearAsync(work => work(db), 2, 1, default);

        Assert.Empty(shadow.Faults);
        Assert.Equal(9 + 4, shadow.Statements.Count);
        foreach (var staged in new[] { typeof(StagedRow), typeof(StagedProduct), typeof(StagedSku), typeof(StagedAuditEntry) })
        {
            var sql = BulkRows.Statement(db, staged, 100);
            Assert.Empty(TSql.ErrorsIn(sql));
            Assert.Contains("[ImportId]", sql, StringComparison.Ordinal);
            Assert.DoesNotContain("[Id]", sql, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Skus, int Offers, int Products)> CountsAsync(ImportWorld world)
    {
        await using var db = world.Boss.Db();
        return (await db.Skus.CountAsync(), await db.Offers.CountAsync(), await db.Products.CountAsync());
    }

    /// <summary>Breaks off after the Skus are there.</summary>
    private sealed class BrokenOffers : ISkuOffers
    {
        private readonly KBoss.Infrastructure.Distribution.SkuOffers offers = new();

        public bool Breaks { get; set; }

        public int Saw { get; private set; }

        public void Add(KBossDbContext db, IEnumerable<Sku> skus) => offers.Add(db, skus);

        public async Task AddMissingAsync(KBossDbContext db, long supplierId, CancellationToken ct = default)
        {
            Saw = await db.Skus.CountAsync(ct);
            if (Breaks)
            {
                throw new InvalidOperationException("The process is killed here.");
            }

            await offers.AddMissingAsync(db, supplierId, ct);
        }

        public Task WithdrawAsync(KBossDbContext db, long productId, CancellationToken ct = default) => offers.WithdrawAsync(db, productId, ct);
    }
}
