using ClosedXML.Excel;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Infrastructure.Delivery.Checklists;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Catalog;

public sealed class ProductWordTests
{
    [Theory]
    [InlineData("超算", "超算")]
    [InlineData("超级计算", "超算")]
    [InlineData("超算中心", "超算")]
    [InlineData("云主", "云主机")]
    [InlineData("云主级", "云主机")]
    [InlineData("专线", "专线网络")]
    [InlineData("hpc", null)]
    [InlineData("", null)]
    public void The_word_that_was_meant_is_found(string text, string? near) => Assert.Equal(near, NearWord.Of(text, ProductTypes.Usual));

    [Fact]
    public void Two_words_of_one_key_that_were_there_before_do_not_take_the_list_away()
    {
        var words = new KnownWords(WordList.Regions, [new WordTerms("Region A"), new WordTerms("R\u0435gion A")]);

        Assert.Equal(("Region A", 2), (words.Find("region a")!.Name, words.Offered.Count));
    }

    [Fact]
    public async Task A_new_distributor_has_the_usual_words_and_makes_them_its_own_by_the_first_change()
    {
        await using var world = await ImportWorld.StartAsync();
        var (words, service) = (world.Boss.Get<ProductWordQueries>(), world.Boss.Get<ProductWordService>());
        Assert.Equal(ProductTypes.Usual, (await words.ListAsync(WordList.Types)).Select(w => w.Terms.Name));
        Assert.Equal(ProductKind.Device, (await words.ListAsync(WordList.Types))[^1].Terms.Kind);

        await service.MoveAsync(WordList.Types, "智算", up: true);
        Assert.Equal("量子计算", await service.AddAsync(WordList.Types, new WordTerms("  量子计算 ")));
        Assert.Equal(["智算", "超算", "云主机", "专线网络", "设备", "量子计算"], (await words.ListAsync(WordList.Types)).Select(w => w.Terms.Name));
        Assert.Equal(ProductTypes.UsualRegions, (await words.ListAsync(WordList.Regions)).Select(w => w.Terms.Name));
        await service.MoveAsync(WordList.Types, "智算", up: true);
        Assert.Equal("智算", (await words.ListAsync(WordList.Types))[0].Terms.Name);
    }

    [Theory]
    [InlineData("超算", "Catalog.WordTaken")]
    [InlineData("ＨＰＣ", "Catalog.WordTaken")]
    [InlineData("\u041D\u0420\u0421", "Catalog.WordTaken")]
    [InlineData("GP\u0421", "Common.LetterMixed")]
    [InlineData(" ", "Common.TextRequired")]
    public async Task A_name_stands_once_in_a_list_as_people_compare_it(string name, string code)
    {
        await using var world = await ImportWorld.StartAsync();
        var service = world.Boss.Get<ProductWordService>();
        await service.AddAsync(WordList.Types, new WordTerms("hpc"));
        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.AddAsync(WordList.Types, new WordTerms(name)));
        Assert.Equal((code, "name"), (refusal.Code, refusal.Field));
        Assert.Equal("超算", await service.AddAsync(WordList.Regions, new WordTerms("超算")));
    }

    [Fact]
    public async Task Views_that_look_for_a_word_follow_when_it_is_renamed()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var lists = world.Boss.Get<ListViewService>();
        var renamed = await lists.SaveAsync(new SaveListView("operations/suppliers#products", "超算", "region=%E5%8D%8E%E4%B8%9C&type=%E8%B6%85%E7%AE%97", "", true));
        var other = await lists.SaveAsync(new SaveListView("operations/suppliers#products", "别的", "q=%E8%B6%85%E7%AE%97&type=%E6%99%BA%E7%AE%97", "", false));

        await world.Boss.Get<ProductWordService>().ChangeAsync(
            WordList.Types, new WordTerms("超算", ProductKind.Supercomputing), new WordTerms("高性能 & 计算", ProductKind.Supercomputing));

        var views = (await lists.GetAsync()).Views.ToDictionary(v => v.Id, v => QueryHelpers.ParseQuery(v.Query));
        Assert.Equal(("高性能 & 计算", "华东"), (views[renamed]["type"].ToString(), views[renamed]["region"].ToString()));
        Assert.Equal(("智算", "超算"), (views[other]["type"].ToString(), views[other]["q"].ToString()));
    }

    [Fact]
    public async Task A_word_that_is_renamed_goes_with_its_products_its_drawing_and_its_checklist()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1"), Workbooks.Row("B-1", "别的产品") with { Type = "智算" }]);
        await using (var db = world.Boss.Db(world.Root.Id))
        {
            db.Add(new Checklist(world.Root.Id, "超算", 1, [new CheckItem("能登录", true)], By.Part("test"), world.Boss.Now));
            await db.SaveChangesAsync();
        }

        await world.Boss.Get<ProductWordService>().ChangeAsync(
            WordList.Types, new WordTerms("超算", ProductKind.Supercomputing), new WordTerms("高性能计算", ProductKind.Supercomputing, OnHome: false));

        await using var read = world.Boss.Db(world.Root.Id);
        Assert.Equal(
            [("别的产品", "智算", ProductKind.AiCompute), ("通用节点", "高性能计算", ProductKind.Supercomputing)],
            (await read.Products.OrderBy(p => p.Name).ToListAsync()).Select(p => (p.Name, p.Type, p.Kind)).OrderBy(p => p.Name, StringComparer.Ordinal));
        Assert.Equal([("智算", 0), ("高性能计算", 1)], (await ChecklistsAsync()).OrderBy(c => c.Items));
        var entry = await read.AuditEntries.OrderBy(a => a.Id).LastAsync(a => a.Subject == "ProductType 高性能计算");
        Assert.Contains("超算", entry.Before, StringComparison.Ordinal);

        async Task<IEnumerable<(string ProductType, int Items)>> ChecklistsAsync() =>
            (await world.Boss.Get<ChecklistService>().ListAsync(Workbooks.Page())).Rows.Select(r => (r.ProductType, r.Items));
    }

    [Fact]
    public async Task A_word_that_products_have_is_not_deleted_and_says_where_they_are()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1"), Workbooks.Row("B-1", "别的产品")]);
        var (words, service) = (world.Boss.Get<ProductWordQueries>(), world.Boss.Get<ProductWordService>());
        var row = (await words.ListAsync(WordList.Regions)).Single(w => w.Terms.Name == "济南");
        Assert.Equal((2, new WordUse(world.Supplier.Id, world.Supplier.Name, 2)), (row.Products, Assert.Single(row.Suppliers)));

        var refusal = await Assert.ThrowsAsync<RuleException>(() => service.RemoveAsync(WordList.Regions, "济南"));
        Assert.Equal("Catalog.WordUsed", refusal.Code);
        await service.RemoveAsync(WordList.Regions, "山东");
        Assert.DoesNotContain("山东", (await words.ListAsync(WordList.Regions)).Select(w => w.Terms.Name));
        foreach (var type in ProductTypes.Usual.Where(t => t != "超算"))
        {
            await service.RemoveAsync(WordList.Types, type);
        }

        var product = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page(("q", "A-1")))).Rows);
        await world.Boss.Get<CatalogService>().DeleteProductAsync(product.Id);
        Assert.Equal("Catalog.WordUsed", (await Assert.ThrowsAsync<RuleException>(() => service.RemoveAsync(WordList.Types, "超算"))).Code);
        var other = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        await world.Boss.Get<CatalogService>().DeleteProductAsync(other.Id);
        Assert.Equal("Catalog.LastWord", (await Assert.ThrowsAsync<RuleException>(() => service.RemoveAsync(WordList.Types, "超算"))).Code);
    }

    [Fact]
    public async Task What_is_retired_stays_with_its_products_and_is_offered_no_more()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var (service, catalog) = (world.Boss.Get<ProductWordService>(), world.Boss.Get<CatalogService>());
        await service.ChangeAsync(WordList.Regions, new WordTerms("济南", OnHome: false), new WordTerms("济南", Retired: true));
        Assert.DoesNotContain("济南", (await world.Boss.Get<ProductWordQueries>().OfferedAsync()).Regions);

        var product = Assert.Single((await world.Boss.Get<CatalogQueries>().ProductsAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        await catalog.ChangeProductAsync(product.Id, product.Version, product.Facts with { Brief = "新的简介" });
        var refusal = await Assert.ThrowsAsync<RuleException>(() => catalog.AddProductAsync(world.Supplier.Id, product.Facts with { Name = "新产品" }));
        Assert.Equal(("Catalog.RegionRetired", "region"), (refusal.Code, refusal.Field));
        var preview = await world.PreviewAsync(await world.UploadAsync([Workbooks.Row("A-1"), Workbooks.Row("N-1", "新产品")]));
        Assert.Equal([(3, "Region", "Catalog.RegionRetired")], preview.Rows.SelectMany(r => r.Errors).Select(e => (e.Row, e.Column, e.Code)));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_product_is_said_at_once_with_what_was_meant()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.ImportAsync([Workbooks.Row("A-1")]);
        var refusal = await Assert.ThrowsAsync<RuleException>(
            () => world.Boss.Get<CatalogService>().AddProductAsync(world.Supplier.Id, new ProductFacts("通用节点", "云主級", "火星")));
        Assert.Equal([("Catalog.TypeNear", "type"), ("Catalog.RegionUnknown", "region"), ("Catalog.ProductNameTaken", "name")], refusal.All.Select(r => (r.Code, r.Field)));
        Assert.Equal(["云主級", "云主机"], refusal.Args);
    }

    [Fact]
    public async Task A_row_says_all_that_is_wrong_with_it_at_once_with_what_stands_in_its_cells_and_is_counted_before_it_is_imported()
    {
        await using var world = await ImportWorld.StartAsync();
        var upload = await world.UploadAsync([Workbooks.Row("A-1"), Workbooks.Row("A-2", "二号") with { Region = "火星", ListPrice = -3.5m }]);
        var preview = await world.PreviewAsync(upload);
        Assert.Equal(
            [("ListPrice", "Workbook.NotAbove", "-3.5"), ("Region", "Catalog.RegionUnknown", (string?)null)],
            preview.Rows.SelectMany(r => r.Errors).Select(e => (e.Column, e.Code, e.Found)));

        var past = Assert.Single((await world.Boss.Get<ImportQueries<ProductRow>>().HistoryAsync(world.Supplier.Id, Workbooks.Page())).Rows);
        Assert.Equal(((DateTime?)null, true, 1, 1), (past.CommittedAt, past.IsCounted, past.Added, past.Rejected));
    }

    [Fact]
    public async Task A_workbook_with_words_that_are_not_listed_says_so_and_is_good_once_they_are_added()
    {
        await using var world = await ImportWorld.StartAsync();
        var rows = new[]
        {
            Workbooks.Row("A-1"), Workbooks.Row("A-2", "二号") with { Type = "超算中心", Region = "青岛" }, Workbooks.Row("A-3", "三号") with { Region = "青岛" },
            Workbooks.Row("A-4", "四号") with { Region = "　济南 " },
        };
        var upload = await world.UploadAsync(rows);
        var preview = await world.PreviewAsync(upload);
        Assert.Equal(
            [(3, "Type", "Catalog.TypeNear"), (3, "Region", "Catalog.RegionUnknown"), (4, "Region", "Catalog.RegionUnknown")],
            preview.Rows.SelectMany(r => r.Errors).Select(e => (e.Row, e.Column, e.Code)));
        var missing = await world.Boss.Get<ProductWordQueries>().MissingAsync(upload);
        Assert.Equal(
            [new MissingWord(WordList.Types, "超算中心", 1, "超算"), new MissingWord(WordList.Regions, "青岛", 2, null)], missing);

        var service = world.Boss.Get<ProductWordService>();
        await service.AddMissingAsync(WordList.Regions, ["青岛", "青岛"]);
        await service.AddMissingAsync(WordList.Types, ["超算中心"]);
        Assert.Equal((4, 0), ((await world.PreviewAsync(upload)).New, (await world.PreviewAsync(upload)).Errors));
        await world.Import.CommitAsync(upload, onlyValidRows: false);
        await using var db = world.Boss.Db();
        Assert.Equal(["济南", "济南", "青岛", "青岛"], await db.Products.Select(p => p.Region).OrderBy(r => r).ToListAsync());
        Assert.Empty(await world.Boss.Get<ProductWordQueries>().MissingAsync(upload));
    }

    [Fact]
    public async Task A_type_that_is_renamed_before_the_commit_makes_the_rows_bad_that_had_it()
    {
        await using var world = await ImportWorld.StartAsync();
        var upload = await world.UploadAsync([Workbooks.Row("A-1")]);
        Assert.Equal(1, (await world.PreviewAsync(upload)).New);
        await RenameAsync(world.Boss);
        Assert.Equal("Common.ImportHasErrors", (await Assert.ThrowsAsync<RuleException>(() => world.Import.CommitAsync(upload, onlyValidRows: false))).Code);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(120)]
    public async Task The_template_offers_the_lists_whatever_their_length(int regions)
    {
        await using var world = await ImportWorld.StartAsync();
        await world.Boss.Get<ProductWordService>().AddMissingAsync(WordList.Regions, [.. Enumerable.Range(1, regions).Select(i => $"区域{i}号")]);
        var template = await world.Boss.Get<ImportQueries<ProductRow>>().TemplateAsync(world.Supplier.Id);
        using var workbook = new XLWorkbook(new MemoryStream(template.Content));
        var sheet = workbook.Worksheet(1);
        var column = sheet.Row(1).CellsUsed(c => c.GetString().Trim('*', ' ') is "区域" or "Region").Single().Address.ColumnNumber;
        var list = sheet.DataValidations.Single(v => v.Ranges.Any(r => r.Contains(sheet.Cell(2, column).Address.ToString()))).MinValue;
        var offered = list.StartsWith('"') ? list.Trim('"').Split(',') : [.. workbook.Worksheets.Single(w => w.Name is "列表" or "Lists").CellsUsed().Select(c => c.GetString())];
        Assert.Equal((await world.Boss.Get<ProductWordQueries>().OfferedAsync()).Regions, offered);

        var filled = Workbooks.Edit(template.Content, first =>
        {
            foreach (var (value, at) in new[] { "A-1", "节点", "超算", $"区域{regions}号", "", "CPU=1", "月", "100" }.Select((value, i) => (value, i + 1)))
            {
                first.Cell(4, at).SetValue(value);
            }
        });
        var upload = await world.Import.UploadAsync(world.Supplier.Id, "filled.xlsx", filled);
        var preview = await world.PreviewAsync(upload);
        Assert.Equal((1, 0), (preview.New, preview.Errors));
    }

    [Fact]
    public async Task R_ISO_1_a_distributor_neither_sees_nor_changes_the_lists_of_another()
    {
        await using var world = await ImportWorld.StartAsync();
        await world.Boss.Get<ProductWordService>().AddAsync(WordList.Types, new WordTerms("本机构的类型"));
        var other = await world.Boss.Given.RootAsync("other");
        await world.Boss.Given.SupplierAsync(other);
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(other, Role.Operations));
        var (words, service) = (world.Boss.Get<ProductWordQueries>(), world.Boss.Get<ProductWordService>());
        Assert.Equal(ProductTypes.Usual, (await words.ListAsync(WordList.Types)).Select(w => w.Terms.Name));
        Assert.Equal("Catalog.WordGone", (await Assert.ThrowsAsync<RuleException>(() => service.RemoveAsync(WordList.Types, "本机构的类型"))).Code);
        await service.ChangeAsync(WordList.Types, new WordTerms("超算", ProductKind.Supercomputing), new WordTerms("别的名称"));
        await using var db = world.Boss.Db(world.Root.Id);
        Assert.Contains("超算", await db.ProductWords.Where(w => w.OrganizationId == world.Root.Id).Select(w => w.Name).ToListAsync());
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(other, Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => words.ListAsync(WordList.Types));
        await Assert.ThrowsAsync<PermissionException>(() => service.AddAsync(WordList.Types, new WordTerms("x")));
    }

    internal static Task RenameAsync(TestKBoss boss) => boss.Get<ProductWordService>().ChangeAsync(
        WordList.Types, new WordTerms("超算", ProductKind.Supercomputing), new WordTerms("高性能计算", ProductKind.Supercomputing));
}

/// <summary>Two at the lists at once: no product ever has a word that its list has not.</summary>
public sealed class ProductWordRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_product_that_is_added_while_its_type_is_renamed_has_a_type_of_the_list(bool made)
    {
        var (boss, supplier) = await StartAsync(made);
        await using (boss)
        {
            queue.Meanwhile(() => ProductWordTests.RenameAsync(boss));
            var refusal = await Record.ExceptionAsync(
                () => boss.Get<CatalogService>().AddProductAsync(supplier, new ProductFacts("节点", "超算", "济南")));
            Assert.Equal("Catalog.TypeUnknown", Assert.IsType<RuleException>(refusal).Code.Replace("Near", "Unknown", StringComparison.Ordinal));
            await AllListedAsync(boss);
        }
    }

    [Fact]
    public async Task A_type_that_is_renamed_while_a_product_is_added_takes_that_product_with_it()
    {
        var (boss, supplier) = await StartAsync(made: true);
        await using (boss)
        {
            queue.Meanwhile(() => boss.Get<CatalogService>().AddProductAsync(supplier, new ProductFacts("节点", "超算", "济南")));
            await ProductWordTests.RenameAsync(boss);
            await using var db = boss.Db();
            Assert.Equal("高性能计算", (await db.Products.SingleAsync()).Type);
            await AllListedAsync(boss);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_type_that_is_renamed_while_a_workbook_is_committed_leaves_no_product_behind(bool made)
    {
        var (boss, supplier) = await StartAsync(made);
        await using (boss)
        {
            var import = boss.Get<ImportService<ProductRow>>();
            var upload = await import.UploadAsync(supplier, "products.xlsx", Workbooks.Of(Workbooks.Row("A-1")).ToArray());
            await import.PreviewAsync(upload);
            queue.Meanwhile(() => ProductWordTests.RenameAsync(boss));
            var refusal = await Record.ExceptionAsync(() => import.CommitAsync(upload, onlyValidRows: false));
            Assert.Equal("Common.ImportHasErrors", Assert.IsType<RuleException>(refusal).Code);
            await AllListedAsync(boss);
        }
    }

    [Fact]
    public async Task Two_who_add_the_same_word_add_it_once()
    {
        var (boss, _) = await StartAsync(made: false);
        await using (boss)
        {
            var service = boss.Get<ProductWordService>();
            queue.Meanwhile(() => service.AddAsync(WordList.Regions, new WordTerms("青岛")));
            var refusal = await Assert.ThrowsAsync<RuleException>(() => service.AddAsync(WordList.Regions, new WordTerms("青岛")));
            Assert.Equal("Catalog.WordTaken", refusal.Code);
            await using var db = boss.Db();
            Assert.Equal(1, await db.ProductWords.CountAsync(w => w.Name == "青岛"));
        }
    }

    [Fact]
    public async Task A_word_that_a_product_gets_meanwhile_is_not_deleted()
    {
        var (boss, supplier) = await StartAsync(made: true);
        await using (boss)
        {
            queue.Meanwhile(() => boss.Get<CatalogService>().AddProductAsync(supplier, new ProductFacts("节点", "超算", "济南")));
            var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<ProductWordService>().RemoveAsync(WordList.Types, "超算"));
            Assert.Equal("Catalog.WordUsed", refusal.Code);
            await AllListedAsync(boss);
        }
    }

    public void Dispose() => queue.Dispose();

    private async Task<(TestKBoss Boss, long SupplierId)> StartAsync(bool made)
    {
        var boss = await queue.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        if (made)
        {
            await boss.Get<ProductWordService>().MoveAsync(WordList.Types, "超算", up: true);
        }

        return (boss, supplier.Id);
    }

    private static async Task AllListedAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        Assert.True(await db.Products.AllAsync(p => db.ProductWords.Any(w => w.OrganizationId == p.OrganizationId && w.List == WordList.Types && w.Name == p.Type)));
    }
}
