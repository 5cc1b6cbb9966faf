using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

public sealed class DeviceImportTests
{
    [Fact]
    public async Task New_devices_are_registered_and_the_same_file_again_changes_nothing()
    {
        await using var shop = await StockShop.EmptyAsync();
        shop.Boss.SignIn(shop.Keeper);
        var file = await FileAsync(shop, Row("X-1", "A8", "512", "K1"), Row("X-2", "A4"));

        var preview = await PreviewAsync(shop, file);
        var result = await CommitAsync(shop, file);

        Assert.Equal((2, 0), (preview.New, preview.Errors));
        Assert.Equal((2, 0, 0), (result.Added, result.Changed, result.Unchanged));
        var again = await CommitAsync(shop, file);
        Assert.Equal((0, 0, 2), (again.Added, again.Changed, again.Unchanged));
        var device = (await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page(("q", "X-1")))).Rows.Single();
        Assert.Equal(("K1", "型号=A8; 内存=512GB", DeviceState.Free), (device.PlaceCode, device.Values, device.State));
    }

    [Fact]
    public async Task A_known_device_is_described_anew_and_moved_and_a_blank_place_leaves_it()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.RegisterAsync(1);
        await shop.Places.AddAsync("R1", "K2", new PlaceFacts("二号机柜"));
        var changed = await FileAsync(shop, Row("ｓn-001", "A4", "512", "k2"));

        var row = Assert.Single((await PreviewAsync(shop, changed)).Rows);
        await CommitAsync(shop, changed);
        await CommitAsync(shop, await FileAsync(shop, Row("SN-001", "A4")));

        Assert.Equal(ImportRowKind.Changed, row.Kind);
        Assert.Equal(2, row.Changes.Count);
        var details = await shop.Boss.Get<DeviceQueries>().GetAsync((await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page())).Rows[0].DeviceNo);
        Assert.Equal(("K2", "A4", false), (details.Row.PlaceCode, details.Values["型号"], details.Values.ContainsKey("内存")));
    }

    [Fact]
    public async Task A_serial_number_is_the_same_however_it_is_spelled_in_groups_in_the_form_and_in_workbooks()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.RegisterAsync(1);
        var taken = await StockShop.RefusedAsync(() => shop.Register.RegisterAsync(
            new RegisterDevice(shop.KindId, new DeviceFacts("SN 0 01"), new Dictionary<string, string> { ["型号"] = "A8" })));
        Assert.Equal(("Stock.SerialTaken", "serial-number"), (taken.Code, taken.Field));
        Assert.Equal("Common.TextRequired", (await StockShop.RefusedAsync(() => shop.Register.RegisterAsync(
            new RegisterDevice(shop.KindId, new DeviceFacts(" - "), new Dictionary<string, string> { ["型号"] = "A8" })))).Code);

        var known = await PreviewAsync(shop, await FileAsync(shop, Row("sn 001", "A4")));
        Assert.Equal((0, 1, 0), (known.New, known.Changed, known.Errors));
        var twice = await PreviewAsync(shop, await FileAsync(shop, Row("X 7", "A8"), Row("x7", "A8"), Row("X-8", "A8")));
        Assert.Equal((1, 2), (twice.New, twice.Errors));
        Assert.All(twice.Rows.SelectMany(r => r.Errors), e => Assert.Equal("Workbook.DuplicateKey", e.Code));
        Assert.Equal((0, 1), ((await CommitAsync(shop, await FileAsync(shop, Row("sn 001", "A4")))).Added, await CountAsync(shop)));

        static async Task<int> CountAsync(StockShop shop)
        {
            await using var db = shop.Boss.Db();
            return await db.Devices.CountAsync();
        }
    }

    [Fact]
    public async Task Every_wrong_cell_of_a_row_is_told_and_nothing_is_registered()
    {
        await using var shop = await StockShop.EmptyAsync();
        shop.Boss.SignIn(shop.Keeper);
        var other = await shop.Boss.Get<DeviceKindService>().AddAsync("交换机", []);
        await shop.Register.RegisterAsync(new RegisterDevice(other, new DeviceFacts("SW-1"), new Dictionary<string, string>()));
        await shop.Places.AddAsync("DC1", "R9", new PlaceFacts("停用机房"));
        await shop.Places.RetireAsync("R9");
        var file = await FileAsync(
            shop, Row("GOOD", "A8"), Row("BAD-1", "B1", "很多", "没有"), Row("BAD-2", ""), Row("SW-1", "A8"), Row("BAD-3", "A8", place: "R9"));

        var preview = await PreviewAsync(shop, file);

        Assert.Equal((1, 4), (preview.New, preview.Errors));
        Assert.Equal(
            ["Stock.PlaceClosed", "Stock.PlaceUnknown", "Stock.SerialOfOtherKind", "Stock.ValueNotChoice", "Stock.ValueNotNumber", "Workbook.Required"],
            preview.Rows.SelectMany(r => r.Errors).Select(e => e.Code).Order());
        Assert.Equal("Common.ImportHasErrors", (await StockShop.RefusedAsync(() => CommitAsync(shop, file))).Code);
        await using var db = shop.Boss.Db();
        Assert.Equal(1, await db.Devices.CountAsync());
    }

    [Fact]
    public async Task An_export_comes_back_unchanged()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.RegisterAsync(3);

        var export = await shop.Boss.Get<DeviceQueries>().ExportAsync(shop.KindId, Workbooks.Page());

        Assert.Equal((0, 0, 3), await shop.Boss.PreviewAsync<DeviceSheetRow>(
            await shop.Boss.Get<ImportService<DeviceSheetRow>>().UploadAsync(shop.KindId, "devices.xlsx", export.Content)) is var p
            ? (p.New, p.Changed, p.Unchanged) : default);
    }

    private static DeviceSheetRow Row(string serial, string model, string memory = "", string place = "") => new()
    {
        SerialNumber = serial,
        Place = place,
        Values = new Dictionary<long, string> { [0] = model, [1] = memory },
    };

    /// <summary>A workbook of rows whose values stand in the order of the attributes.</summary>
    private static async Task<byte[]> FileAsync(StockShop shop, params DeviceSheetRow[] rows)
    {
        await using var db = shop.Boss.Db();
        var attributes = await db.DeviceAttributes.Where(a => a.KindId == shop.KindId).OrderBy(a => a.Number).Select(a => a.Id).ToListAsync();
        var (_, schema) = await shop.Boss.Get<DeviceKindService>().SheetAsync(shop.KindId);
        return WorkbookWriter.Export(schema, rows.Select(row => row with
        {
            Values = row.Values.ToDictionary(v => attributes[(int)v.Key], v => v.Value),
        }));
    }

    private static async Task<SeenPreview<DeviceSheetRow>> PreviewAsync(StockShop shop, byte[] file) =>
        await shop.Boss.PreviewAsync<DeviceSheetRow>(await shop.Boss.Get<ImportService<DeviceSheetRow>>().UploadAsync(shop.KindId, "devices.xlsx", file));

    private static async Task<ImportResult> CommitAsync(StockShop shop, byte[] file)
    {
        var imports = shop.Boss.Get<ImportService<DeviceSheetRow>>();
        return await imports.CommitAsync(await imports.UploadAsync(shop.KindId, "devices.xlsx", file), onlyValidRows: false);
    }
}
