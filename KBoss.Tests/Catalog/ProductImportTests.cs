using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Catalog;

public sealed class ProductImportTests
{
    [Fact]
    public async Task R_CAT_1_a_file_with_one_bad_row_changes_nothing_until_the_valid_rows_are_asked_for()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync(Workbooks.WithTwoBadRows());
        var preview = await world.PreviewAsync(id);
        Assert.Equal((2, 0, 0, 2), (preview.New, preview.Changed, preview.Unchanged, preview.Errors));
        Assert.Equal(
            [(3, "ListPrice", WorkbookErrors.NotAbove), (4, "ProductName", WorkbookErrors.Required)],
            preview.Rows.SelectMany(r => r.Errors).Select(e => (e.Row, e.Column, e.Code)));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
        Assert.Equal("Common.ImportHasErrors", refusal.Code);
        Assert.Equal(2, Assert.Single(refusal.Args));
        await using var db = world.Boss.Db();
        Assert.Equal(0, await db.Skus.CountAsync() + await db.Products.CountAsync() + await db.Offers.CountAsync());

        Assert.Equal(new ImportResult(2, 0, 0, 2), await world.Import.CommitAsync(id, onlyValidRows: true));
        Assert.Equal(["GOOD-1", "GOOD-2"], await db.Skus.OrderBy(s => s.Code).Select(s => s.Code).ToListAsync());
        Assert.Equal(2, await db.Offers.CountAsync(o => o.OrganizationId == world.Root.Id && o.PublicTerms.Discount == null && o.PublicTerms.Price == null));
    }

    [Fact]
    public async Task R_CAT_2_the_same_file_twice_changes_nothing_the_second_time()
    {
        await using var world = await World.StartAsync();
        var rows = Workbooks.Many(20);
        Assert.Equal(new ImportResult(20, 0, 0, 0), await world.ImportAsync(rows));
        var before = await world.SnapshotAsync();
        var id = await world.UploadAsync(Workbooks.Of(rows));
        Assert.Equal(20, (await world.Import.PreviewAsync(id)).Unchanged);
        Assert.Equal(new ImportResult(0, 0, 20, 0), await world.Import.CommitAsync(id, onlyValidRows: false));
        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Fact]
    public async Task After_an_import_it_is_said_what_customers_see_why_not_the_rest_and_each_list_finds_exactly_those()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync(Workbooks.Many(4));
        var catalog = world.Boss.Get<CatalogQueries>();
        var sight = await catalog.SightAsync(world.Supplier.Id);
        Assert.Equal((0, 4), (sight.Seen, sight.Hidden));
        Assert.Equal(new HiddenSkus("NoPublicTerms", nameof(OfferGrid.Discounts), 4), Assert.Single(sight.Why));

        // One is priced and its product is off the shelf, which is another reason in another list.
        await using (var db = world.Boss.Db())
        {
            foreach (var offer in await db.Offers.OrderBy(o => o.SkuId).Take(2).ToListAsync())
            {
                offer.SetPublicTerms(Terms.Of(SalesMode.Discount, 0.9m, null));
            }

            (await db.Skus.OrderBy(s => s.Id).Select(s => s.Product).FirstAsync()).PutOnShelf(false);
            await db.SaveChangesAsync();
        }

        sight = await catalog.SightAsync(world.Supplier.Id);
        Assert.Equal(4, sight.Seen + sight.Hidden);
        Assert.Contains(sight.Why, hidden => hidden.Reason == "OffShelf");
        foreach (var hidden in sight.Why)
        {
            var filters = new Dictionary<string, string> { ["why"] = hidden.Reason, ["supplier"] = world.Supplier.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            var request = new Infrastructure.Common.PageRequest(1, 50, null, false, filters);
            Assert.Equal(hidden.Count, (await world.Boss.Get<TermsWorkbenchQueries>().ListAsync(TermsScope.Public, OfferGrid.Discounts, request)).Total);
            var products = (await catalog.ProductsAsync(world.Supplier.Id, request)).Rows;
            Assert.Equal(hidden.Count, products.SelectMany(p => p.Skus).Count(s => s.Invisible.Contains(hidden.Reason)));
            Assert.All(products, product => Assert.Contains(product.Skus, s => s.Invisible.Contains(hidden.Reason)));
        }

        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<CatalogQueries>().SightAsync(world.Supplier.Id));
        var other = await world.Boss.Given.DistributorAsync(world.Root);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(other, Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<CatalogQueries>().SightAsync(world.Supplier.Id));
    }

    [Fact]
    public async Task R_CAT_2_the_exported_catalogue_comes_back_unchanged()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", stock: 7), Workbooks.Row("A-2", floorPrice: 12.3456m)]);
        var export = await world.Boss.Get<CatalogQueries>().ExportAsync(world.Supplier.Id);
        var preview = await world.PreviewAsync(await world.UploadAsync(new MemoryStream(export.Content)));
        Assert.Equal((2, 0), (preview.Unchanged, preview.Errors));
    }

    [Fact]
    public async Task The_preview_shows_every_changed_field_before_and_after_and_changes_nothing()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", stock: 5)]);
        var before = await world.SnapshotAsync();
        var row = Workbooks.Row("a-1", listPrice: 120m);
        row.Region = "北京";
        var preview = await world.PreviewAsync(await world.UploadAsync(Workbooks.Of(row)));
        Assert.Equal(
            [new FieldChange("ListPrice", 100m, 120m), new FieldChange("Stock", 5, null), new FieldChange("Region", "济南", "北京")],
            Assert.Single(preview.Rows).Changes);
        Assert.Equal(before, await world.SnapshotAsync());
    }

    /// <summary>Texts of what people type and paste: both widths, signs of Excel and XML, blanks of several kinds, radicals, combining marks.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task R_CAT_2_whatever_was_typed_by_hand_comes_back_unchanged_from_an_export(int seed)
    {
        await using var world = await World.StartAsync();
        string[] parts =
        [
            "A", "ａ", "Ｂ", "9", "９", " ", "　", "  ", "-", "－", "–", "—", "（", "）", "(", "，", "；", "：", "&", "<", "\"", "'", "+", "@", "_x0041_", "é", "é", "½", "²",
            "⼭", "山", "ﬁ", "ｶﾞ", "~", "～", "#", "%", "\\", "/", ".", "．", "Ж", "ß", "🚀", "\u200B", "\u00A0", "\t", "\n", "1E5", "TRUE", "2026-11-29", "０", "*", "="
        ];
        var random = new Random(seed);
        string Typed() => string.Concat(random.GetItems(parts, random.Next(1, 5)));
        var (taken, catalog, words) = (0, world.Boss.Get<CatalogService>(), world.Boss.Get<ProductWordService>());
        for (var i = 0; i < 80; i++)
        {
            try
            {
                var (type, region) = (Typed(), Typed());
                await words.AddMissingAsync(WordList.Types, [type]);
                await words.AddMissingAsync(WordList.Regions, [region]);
                var product = await catalog.AddProductAsync(world.Supplier.Id, new ProductFacts(Typed(), type, region, Typed()));
                await catalog.AddSkuAsync(product, Typed(), new SkuFacts($"CPU{Typed()}={Typed()}; A={Typed()}", BillingUnit.Month, 1m));
                taken++;
            }
            catch (RuleException refusal)
            {
                Assert.Contains(refusal.Code, new[]
                {
                    "Common.CharacterHidden", "Common.TextRequired", "Catalog.SkuCodeTaken", "Catalog.ProductNameTaken", "Catalog.OptionsInvalid",
                });
            }
        }

        var export = await world.Boss.Get<CatalogQueries>().ExportAsync(world.Supplier.Id);
        var preview = await world.PreviewAsync(await world.UploadAsync(new MemoryStream(export.Content)));

        Assert.InRange(taken, 5, int.MaxValue);
        Assert.All(preview.Rows, r => Assert.Equal(ImportRowKind.Unchanged, r.Kind));
        Assert.Equal(taken, preview.Unchanged);
    }

    [Fact]
    public async Task A_row_is_the_same_Sku_whatever_the_width_of_its_code_and_names()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", "Cloud Server (2)")]);
        var wide = Workbooks.Row("ａ－１", "ＣＬＯＵＤ　Server （２）");
        Assert.Equal(new ImportResult(0, 0, 1, 0), await world.ImportAsync([wide]));
        Assert.Equal(new ImportResult(1, 0, 0, 0), await world.ImportAsync([Workbooks.Row("Ｂ－２", "Cloud Server (2)")]));
        await using var db = world.Boss.Db();
        Assert.Equal(["A-1", "B-2"], await db.Skus.OrderBy(s => s.Code).Select(s => s.Code).ToListAsync());
        Assert.Equal("Cloud Server (2)", (await db.Products.SingleAsync()).Name);
    }

    [Fact]
    public async Task A_product_is_found_by_its_name_whatever_the_letter_case()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", "Cloud Server"), Workbooks.Row("A-2", "CLOUD SERVER")]);
        Assert.Equal(new ImportResult(1, 1, 0, 0), await world.ImportAsync([Workbooks.Row("A-3", "cloud server"), Workbooks.Row("A-1", "cloud server", 120m)]));
        await using var db = world.Boss.Db();
        Assert.Equal("Cloud Server", (await db.Products.SingleAsync()).Name);
        Assert.Equal(3, await db.Skus.CountAsync());
    }

    [Fact]
    public async Task Changed_rows_keep_the_offer_the_description_and_the_public_terms()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var product = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        await world.Boss.Get<CatalogService>().ChangeProductAsync(product.Id, product.Version, product.Facts with { Description = "手写" });
        await using var db = world.Boss.Db();
        var offer = (await db.Offers.AsNoTracking().SingleAsync()).Id;
        await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([offer], new TermsChange(TermsKind.Discount, 0.9m));

        var row = Workbooks.Row("A-1", listPrice: 200m);
        row.Brief = "新简介";
        Assert.Equal(new ImportResult(0, 1, 0, 0), await world.ImportAsync([row]));
        var after = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        Assert.Equal(("新简介", "手写", 200m), (after.Facts.Brief, after.Facts.Description, Assert.Single(after.Skus).Facts.ListPrice));
        Assert.Equal(0.9m, (await db.Offers.AsNoTracking().SingleAsync(o => o.Id == offer)).PublicTerms.Discount);
    }

    [Fact]
    public async Task A_column_that_the_file_leaves_out_changes_nothing()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1", floorPrice: 60m, stock: 5)]);
        var file = KBoss.Tests.Common.WorkbookFile.Of(
            ["SKU code", "Product name", "Type", "Region", "Options", "Unit", "List price"],
            ["A-1", "通用节点", "超算", "济南", "CPU=16核; 内存=64G", "Month", 100]);
        var preview = await world.PreviewAsync(await world.UploadAsync(new MemoryStream(file)));
        Assert.Equal(1, preview.Unchanged);
    }

    [Fact]
    public async Task Rows_that_describe_one_product_differently_are_in_error_and_name_the_first()
    {
        await using var world = await World.StartAsync();
        var (first, second, third) = (Workbooks.Row("A-1"), Workbooks.Row("A-2"), Workbooks.Row("A-3"));
        second.Type = "智算";
        (third.Brief, third.Tags) = ("", []);
        var preview = await world.PreviewAsync(await world.UploadAsync(Workbooks.Of(first, second, third)));
        Assert.Equal([ImportRowKind.New, ImportRowKind.Error, ImportRowKind.New], preview.Rows.Select(r => r.Kind));
        var error = Assert.Single(preview.Rows[1].Errors);
        Assert.Equal((3, "Type", "Catalog.ProductDiffers"), (error.Row, error.Column, error.Code));
        Assert.Equal(["通用节点", 2], error.Args);
    }

    [Fact]
    public async Task A_letter_that_passes_for_a_Latin_one_is_an_error_of_its_cell()
    {
        await using var world = await World.StartAsync();
        var preview = await world.PreviewAsync(await world.UploadAsync(Workbooks.Of(Workbooks.Row("A-1", "\u0421PU 节点"), Workbooks.Row("\u0412-1", "另一个"))));
        Assert.Equal(
            [("ProductName", "Common.LetterMixed", "C"), ("SkuCode", "Common.LetterMixed", "B")],
            preview.Rows.SelectMany(r => r.Errors).Select(e => (e.Column, e.Code, e.Args[2])));
    }

    [Fact]
    public async Task A_value_that_only_the_sku_refuses_is_an_error_of_its_row()
    {
        await using var world = await World.StartAsync();
        var preview = await world.PreviewAsync(await world.UploadAsync(Workbooks.Of(Workbooks.Row("A-1", stock: 200_000_000))));
        var error = Assert.Single(Assert.Single(preview.Rows).Errors);
        Assert.Equal(("Stock", "Common.CountInvalid"), (error.Column, error.Code));
    }

    [Fact]
    public async Task Under_a_floor_price_agreement_a_blank_floor_price_is_an_error_of_its_row()
    {
        await using var world = await World.StartAsync(SalesMode.FloorPrice);
        var preview = await world.PreviewAsync(await world.UploadAsync(Workbooks.Of(Workbooks.Row("A-1"), Workbooks.Row("A-2", floorPrice: 60m))));
        Assert.Equal((1, 1), (preview.New, preview.Errors));
        Assert.Equal((2, "FloorPrice"), (preview.Rows[0].Errors[0].Row, preview.Rows[0].Errors[0].Column));
    }

    [Fact]
    public async Task The_sku_of_a_deleted_product_comes_back_without_its_old_terms()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        await using var db = world.Boss.Db();
        var offer = (await db.Offers.AsNoTracking().SingleAsync()).Id;
        await world.Boss.Get<TermsWorkbenchService>().ApplyAsync([offer], new TermsChange(TermsKind.Discount, 0.9m));
        var old = await db.Products.AsNoTracking().SingleAsync();
        await world.Boss.Get<CatalogService>().DeleteProductAsync(old.Id);

        Assert.Equal(new ImportResult(0, 1, 0, 0), await world.ImportAsync([Workbooks.Row("A-1")]));
        var sku = await db.Skus.Include(s => s.Product).SingleAsync();
        Assert.NotEqual(old.Id, sku.ProductId);
        Assert.Null(sku.Product.DeletedAt);
        Assert.Null((await db.Offers.AsNoTracking().SingleAsync()).PublicTerms.Discount);
    }

    [Fact]
    public async Task Of_two_windows_that_commit_one_upload_at_once_one_wins_and_the_other_is_told()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync(Workbooks.Of(Workbooks.Many(200)));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var window = world.Boss.NewScope();
            try
            {
                await window.ServiceProvider.GetRequiredService<ImportService<ProductRow>>().CommitAsync(id, onlyValidRows: false);
                return "won";
            }
            catch (RuleException told)
            {
                return told.Code;
            }
        })));
        Assert.Equal(["Common.ImportAlreadyCommitted", "Common.ImportAlreadyCommitted", "Common.ImportAlreadyCommitted", "won"], outcomes.Order(StringComparer.Ordinal));
        await using var db = world.Boss.Db();
        Assert.Equal((200, 200, 40), (await db.Skus.CountAsync(), await db.Offers.CountAsync(), await db.Products.CountAsync()));
    }

    [Fact]
    public async Task Two_uploads_of_one_file_committed_at_once_make_every_sku_once()
    {
        await using var world = await World.StartAsync();
        var rows = Workbooks.Many(100);
        var ids = new[] { await world.UploadAsync(Workbooks.Of(rows)), await world.UploadAsync(Workbooks.Of(rows)) };
        var results = await Task.WhenAll(ids.Select(id => Task.Run(async () =>
        {
            await using var window = world.Boss.NewScope();
            return await window.ServiceProvider.GetRequiredService<ImportService<ProductRow>>().CommitAsync(id, onlyValidRows: false);
        })));
        Assert.Equal([new ImportResult(0, 0, 100, 0), new ImportResult(100, 0, 0, 0)], results.OrderBy(r => r.Added));
        await using var db = world.Boss.Db();
        Assert.Equal((100, 100, 20), (await db.Skus.CountAsync(), await db.Offers.CountAsync(), await db.Products.CountAsync()));
    }

    [Fact]
    public async Task A_file_that_never_was_a_workbook_is_refused_and_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        var whole = Workbooks.Of([]).ToArray();
        foreach (var (bytes, code) in new[] { ("MZ not a workbook"u8.ToArray(), "Common.NotAWorkbook"), (whole[..(whole.Length / 2)], "Common.Damaged") })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => world.UploadAsync(new MemoryStream(bytes)));
            Assert.Equal((code, "file"), (refusal.Code, refusal.Field));
        }

        Assert.Equal(0, (await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page())).Total);
    }

    [Fact]
    public async Task An_empty_or_too_large_upload_is_refused_and_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        Assert.Equal("Common.FileEmpty", (await Assert.ThrowsAsync<RuleException>(() => world.UploadAsync(new MemoryStream()))).Code);
        Assert.Equal("Common.FileTooLarge", (await Assert.ThrowsAsync<RuleException>(() => world.UploadAsync(new MemoryStream(new byte[(20 << 20) + 1])))).Code);
        Assert.Equal(0, (await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page())).Total);
    }

    [Fact]
    public async Task Past_uploads_say_who_and_what_and_can_be_downloaded_as_they_were_sent()
    {
        await using var world = await World.StartAsync();
        var file = Workbooks.WithTwoBadRows();
        var id = await world.UploadAsync(file);
        await world.Import.CommitAsync(id, onlyValidRows: true);
        var past = Assert.Single((await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        Assert.Equal(("products.xlsx", world.Boss.Actor.Current!.Name, 2, 2, world.Boss.Now),
            (past.FileName, past.UploadedBy.Name, past.Added, past.Rejected, past.CommittedAt!.Value));
        Assert.Equal(file.ToArray(), (await world.Boss.Get<ImportQueries<ProductRow>>().DownloadAsync(id)).Content);
    }

    [Fact]
    public async Task What_belongs_to_another_organization_is_not_found_and_other_roles_are_refused()
    {
        await using var world = await World.StartAsync();
        var id = await world.UploadAsync(Workbooks.Of(Workbooks.Row("A-1")));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(await world.Boss.Given.RootAsync("other"), Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => world.UploadAsync(Workbooks.Of(Workbooks.Row("A-1"))));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Import.PreviewAsync(id));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.RowsAsync<ProductRow>(id));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<ImportQueries<ProductRow>>().DownloadAsync(id));
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Root, Role.Finance));
        await Assert.ThrowsAsync<PermissionException>(() => world.Import.CommitAsync(id, onlyValidRows: false));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.RowsAsync<ProductRow>(id));
    }

    [Fact]
    public async Task Ten_thousand_rows_are_read_once_and_imported_with_a_handful_of_queries()
    {
        await using var world = await World.StartAsync();
        // The first product makes the lists of types and regions, which this is not about.
        foreach (var (list, first) in new[] { (WordList.Types, "超算"), (WordList.Regions, "华北") })
        {
            await world.Boss.Get<ProductWordService>().MoveAsync(list, first, up: true);
        }

        var id = await world.UploadAsync(Workbooks.Of(Workbooks.Many(10_000)));
        var stages = new List<ImportMoved>();
        using var hearing = world.Boss.Hear(stages);
        using var sql = new CommandCount(world.Boss);
        await world.Import.PreviewAsync(id);
        Assert.InRange(sql.Commands.Count, 1, 80);
        var before = sql.Commands.Count;
        var result = await world.Import.CommitAsync(id, onlyValidRows: false);
        Assert.Equal(new ImportResult(10_000, 0, 0, 0), result);
        Assert.InRange(sql.Commands.Count - before, 1, 40);
        Assert.Single(stages, s => s is { Stage: ImportStage.Reading, Done: 500 });
        Assert.Equal([.. Enumerable.Range(1, 10).Select(i => i * 1_000)], stages.Where(s => s.Stage == ImportStage.Staging).Select(s => s.Done));
        Assert.Equal(ImportStage.Resting, stages[^1].Stage);
        await using var db = world.Boss.Db();
        Assert.Equal((10_000, 10_000, 2_000), (await db.Skus.CountAsync(), await db.Offers.CountAsync(), await db.Products.CountAsync()));
    }

    private sealed class World(TestKBoss boss, Organization root, Supplier supplier) : IAsyncDisposable
    {
        public TestKBoss Boss { get; } = boss;

        public Organization Root { get; } = root;

        public Supplier Supplier { get; } = supplier;

        public ImportService<ProductRow> Import => Boss.Get<ImportService<ProductRow>>();

        public static async Task<World> StartAsync(SalesMode mode = SalesMode.Discount)
        {
            var boss = await TestKBoss.StartAsync();
            var root = await boss.Given.RootAsync();
            var supplier = await boss.Given.SupplierAsync(root, mode);
            boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
            return new World(boss, root, supplier);
        }

        public Task<SeenPreview<ProductRow>> PreviewAsync(long importId) => Boss.PreviewAsync<ProductRow>(importId);

        public Task<long> UploadAsync(MemoryStream file) => Import.UploadAsync(Supplier.Id, "products.xlsx", file.ToArray());

        public async Task<ImportResult> ImportAsync(ProductRow[] rows) => await Import.CommitAsync(await UploadAsync(Workbooks.Of(rows)), onlyValidRows: false);

        /// <summary>Ids and versions of everything an import could touch.</summary>
        public async Task<IReadOnlyList<(string, long, int)>> SnapshotAsync()
        {
            await using var db = Boss.Db();
            return
            [
                .. (await db.Products.AsNoTracking().ToListAsync()).Select(e => ("product", e.Id, e.Version)),
                .. (await db.Skus.AsNoTracking().ToListAsync()).Select(e => ("sku", e.Id, e.Version)),
                .. (await db.Offers.AsNoTracking().ToListAsync()).Select(e => ("offer", e.Id, e.Version)),
            ];
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();
    }
}
