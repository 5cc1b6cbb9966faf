using ClosedXML.Excel;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Orders;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Catalog;

/// <summary>A price list never sells again what was sold since it was written.</summary>
public sealed class StockImportTests : IDisposable
{
    private readonly ReadFirst queue = new();

    [Theory]
    // Stock, taken, taken when it was set; number in the list, taken then; new stock, sold since, from when it is known.
    [InlineData(1, 0, 0, 1, 0, 1, 0, StockKnowledge.SinceTheList)]
    [InlineData(0, 1, 0, 1, 0, 0, 1, StockKnowledge.SinceTheList)]
    [InlineData(3, 12, 10, 8, 9, 5, 3, StockKnowledge.SinceTheList)]
    [InlineData(3, 12, 10, 2, 7, 0, 5, StockKnowledge.SinceTheList)]
    [InlineData(7, 8, 10, 5, 10, 7, -2, StockKnowledge.SinceTheList)]
    [InlineData(null, 4, 0, 9, 4, 9, 0, StockKnowledge.SinceTheList)]
    [InlineData(3, 12, 10, 5, null, 3, 2, StockKnowledge.SinceItWasSet)]
    [InlineData(3, 12, 10, 6, null, 6, 2, StockKnowledge.Nothing)]
    [InlineData(3, 12, 10, 3, null, 3, 2, StockKnowledge.Nothing)]
    [InlineData(null, 12, 10, 3, null, 3, 0, StockKnowledge.Nothing)]
    public void What_was_sold_since_a_number_was_counted_is_taken_off_it(
        int? stock, int taken, int takenWhenSet, int listed, int? takenThen, int expected, int sold, StockKnowledge knowledge)
    {
        var result = new StockCount(stock, taken, takenWhenSet).From(listed, takenThen);

        Assert.Equal((expected, sold, knowledge), (result.Stock!.Value, result.Sold, result.Knowledge));
        Assert.Null(new StockCount(stock, taken, takenWhenSet).From(null, takenThen).Stock);
    }

    [Fact]
    public async Task The_exported_list_after_a_sale_does_not_sell_the_same_piece_twice_and_says_what_was_sold()
    {
        await using var world = await World.StartAsync(await TestKBoss.StartAsync(), 5);
        var list = await world.ExportAsync();
        await world.BuyAsync(2);

        var preview = await world.PreviewAsync(list);
        var row = Assert.Single(preview.Rows);
        Assert.Equal(ImportRowKind.Unchanged, row.Kind);
        var note = Assert.Single(row.Notes);
        Assert.Equal(("Stock", "Catalog.StockSoldSinceExport"), (note.Column, note.Code));
        Assert.Equal([5, 2, 3], note.Args);
        Assert.Equal(new ImportResult(0, 0, 1, 0), await world.ImportAsync(list));
        Assert.Equal(3, await world.StockAsync());
        // And once more, after another sale.
        await world.BuyAsync(1);
        Assert.Equal(new ImportResult(0, 0, 1, 0), await world.ImportAsync(list));
        Assert.Equal(2, await world.StockAsync());
    }

    [Fact]
    public async Task A_list_that_was_exported_edited_in_Excel_and_comes_back_counts_from_the_export()
    {
        await using var world = await World.StartAsync(await TestKBoss.StartAsync(), 5);
        var list = Edit(await world.ExportAsync(), sheet =>
        {
            // Ten more came in, and a column was moved out of its place.
            sheet.Cell(2, ColumnOf(sheet, "Stock")).Value = 15;
            sheet.Column(1).InsertColumnsBefore(1);
            sheet.Cell(1, 1).Value = "备注";
        });
        await world.BuyAsync(2);

        var row = Assert.Single((await world.PreviewAsync(list)).Rows);
        Assert.Equal([new FieldChange("Stock", 3, 13)], row.Changes);
        Assert.Equal([15, 2, 13], Assert.Single(row.Notes).Args);
        await world.ImportAsync(list);
        Assert.Equal(13, await world.StockAsync());
        await world.BuyAsync(3);
        Assert.Equal(new ImportResult(0, 0, 1, 0), await world.ImportAsync(list));
        Assert.Equal(10, await world.StockAsync());
    }

    [Fact]
    public async Task An_order_that_came_to_nothing_after_the_export_is_not_lost()
    {
        await using var world = await World.StartAsync(await TestKBoss.StartAsync(), 5);
        var orderNo = await world.BuyAsync(2);
        var list = await world.ExportAsync();
        world.Boss.SignIn(world.Shop.Member);
        await world.Boss.Get<OrderService>().CancelAsync(orderNo, "");

        Assert.Equal("Catalog.StockBackSinceExport", Assert.Single(Assert.Single((await world.PreviewAsync(list)).Rows).Notes).Code);
        await world.ImportAsync(list);
        Assert.Equal(5, await world.StockAsync());
    }

    [Fact]
    public async Task A_list_of_the_suppliers_own_says_what_the_stock_becomes_and_what_was_sold_since_it_was_set()
    {
        await using var world = await World.StartAsync(await TestKBoss.StartAsync(), 5);
        await world.BuyAsync(2);
        var list = Edit(await world.ExportAsync(), sheet =>
        {
            sheet.Column(ColumnOf(sheet, "Sold when exported")).Delete();
            sheet.Cell(2, ColumnOf(sheet, "Stock")).Value = 8;
        });

        var preview = await world.PreviewAsync(list);
        Assert.Empty(preview.All.Warnings);
        var row = Assert.Single(preview.Rows);
        Assert.Equal([new FieldChange("Stock", 3, 8)], row.Changes);
        var note = Assert.Single(row.Notes);
        Assert.Equal("Catalog.StockSoldUnknown", note.Code);
        Assert.Equal([8, 2, 8], note.Args);
        await world.ImportAsync(list);
        Assert.Equal(8, await world.StockAsync());
        // R-CAT-2: the same list again is the same statement, whatever was sold meanwhile.
        await world.BuyAsync(3);
        row = Assert.Single((await world.PreviewAsync(list)).Rows);
        Assert.Equal((ImportRowKind.Unchanged, "Catalog.StockSoldSinceSet"), (row.Kind, Assert.Single(row.Notes).Code));
        await world.ImportAsync(list);
        Assert.Equal(5, await world.StockAsync());
    }

    [Fact]
    public async Task A_template_does_not_ask_for_what_only_an_export_knows()
    {
        await using var world = await World.StartAsync(await TestKBoss.StartAsync(), 5);
        world.Boss.SignIn(world.Operations);
        var template = await world.Boss.Get<ImportQueries<ProductRow>>().TemplateAsync(world.Shop.Supplier.Id);
        using var workbook = new XLWorkbook(new MemoryStream(template.Content));
        Assert.DoesNotContain(workbook.Worksheets.First().Row(1).CellsUsed(), c => c.GetString() is "Sold when exported" or "导出时已售");
        Assert.DoesNotContain(workbook.Worksheets.Last().CellsUsed(), c => c.GetString() is "Sold when exported" or "导出时已售");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Importing_and_ordering_at_once_count_each_piece_once(bool orderComesBetween)
    {
        await using var world = await World.StartAsync(await queue.StartAsync(), 5);
        var list = Edit(await world.ExportAsync(), sheet =>
        {
            sheet.Cell(2, ColumnOf(sheet, "Stock")).Value = 9;
            sheet.Cell(2, ColumnOf(sheet, "Brief")).Value = "新简介";
        });
        world.Boss.SignIn(world.Operations);
        var id = await world.UploadAsync(list);

        if (orderComesBetween)
        {
            await world.Import.PreviewAsync(id);
            queue.Meanwhile(() => world.AsAsync(world.Shop.Member, () => world.PlaceAsync(2)));
            await world.Import.CommitAsync(id, onlyValidRows: false);
        }
        else
        {
            world.Boss.SignIn(world.Shop.Member);
            queue.Meanwhile(() => world.AsAsync(world.Operations, () => world.Import.CommitAsync(id, onlyValidRows: false)));
            await world.PlaceAsync(2);
        }

        await using var db = world.Boss.Db();
        var sku = await db.Skus.Include(s => s.Product).SingleAsync(s => s.Id == world.Offer.SkuId);
        Assert.Equal((7, 2, "新简介"), (sku.Stock!.Value, sku.Taken, sku.Product.Brief));
    }

    public void Dispose() => queue.Dispose();

    private static int ColumnOf(IXLWorksheet sheet, string header) =>
        sheet.Row(1).CellsUsed().Single(c => c.GetString() == header || c.GetString() == Chinese(header)).Address.ColumnNumber;

    private static string Chinese(string header) => header switch { "Stock" => "库存", "Brief" => "简介", _ => "导出时已售" };

    private static byte[] Edit(byte[] content, Action<IXLWorksheet> edit)
    {
        using var workbook = new XLWorkbook(new MemoryStream(content));
        edit(workbook.Worksheets.First());
        using var saved = new MemoryStream();
        workbook.SaveAs(saved);
        return saved.ToArray();
    }

    /// <summary>A shop with one Sku of a limited stock at 80 yuan, beside the shop's own.</summary>
    private sealed class World(TestKBoss boss, Shop shop, Actor operations, Offer offer) : IAsyncDisposable
    {
        public TestKBoss Boss { get; } = boss;

        public Shop Shop { get; } = shop;

        public Actor Operations { get; } = operations;

        public Offer Offer { get; } = offer;

        public ImportService<ProductRow> Import => Boss.Get<ImportService<ProductRow>>();

        public static async Task<World> StartAsync(TestKBoss boss, int stock)
        {
            var shop = await boss.Given.ShopAsync(0);
            await using (var db = boss.Db())
            {
                var sku = await db.Skus.SingleAsync();
                sku.Change(new SkuFacts(sku.Options, sku.Unit, sku.ListPrice, stock));
                await db.SaveChangesAsync();
            }

            return new World(boss, shop, await boss.Given.MemberAsync(shop.Root, Role.Operations), shop.Offer);
        }

        public async Task<byte[]> ExportAsync()
        {
            Boss.SignIn(Operations);
            return (await Boss.Get<CatalogQueries>().ExportAsync(Shop.Supplier.Id)).Content;
        }

        public Task<long> UploadAsync(byte[] list) => Import.UploadAsync(Shop.Supplier.Id, "list.xlsx", list);

        public async Task<SeenPreview<ProductRow>> PreviewAsync(byte[] list)
        {
            Boss.SignIn(Operations);
            return await Boss.PreviewAsync<ProductRow>(await UploadAsync(list));
        }

        public async Task<ImportResult> ImportAsync(byte[] list)
        {
            Boss.SignIn(Operations);
            return await Import.CommitAsync(await UploadAsync(list), onlyValidRows: false);
        }

        public async Task<string> BuyAsync(int quantity)
        {
            Boss.SignIn(Shop.Member);
            return await PlaceAsync(quantity);
        }

        /// <summary>Somebody does something beside whoever is signed in.</summary>
        public async Task AsAsync(Actor actor, Func<Task> act)
        {
            var before = Boss.Actor.Current;
            Boss.SignIn(actor);
            await act();
            Boss.SignIn(before);
        }

        public async Task<int?> StockAsync()
        {
            await using var db = Boss.Db();
            return (await db.Skus.AsNoTracking().SingleAsync(s => s.Id == Offer.SkuId)).Stock;
        }

        public ValueTask DisposeAsync() => Boss.DisposeAsync();

        public Task<string> PlaceAsync(int quantity) => Boss.Get<OrderService>().PlaceAsync(
            new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(Offer.Id, quantity, 1, 80m)], FromCart: false));
    }
}
