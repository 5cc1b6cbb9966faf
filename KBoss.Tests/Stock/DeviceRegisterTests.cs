using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Stock;

public sealed class DeviceRegisterTests
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_serial_number_is_registered_once_in_an_organization_however_it_is_written()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.RegisterAsync(1);

        var refusal = await StockShop.RefusedAsync(() => shop.RegisterAsync(1, prefix: "ｓｎ"));

        Assert.Equal(("Stock.SerialTaken", "serial-number"), (refusal.Code, refusal.Field));
        var child = await shop.Boss.Given.DistributorAsync(shop.Owner);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(child, Role.Maintenance));
        var kind = await shop.Boss.Get<DeviceKindService>().AddAsync("下级的类型", []);
        Assert.NotEmpty(await shop.Register.RegisterAsync(new RegisterDevice(kind, new DeviceFacts("SN-001"), new Dictionary<string, string>())));
    }

    [Fact]
    public async Task Two_who_register_the_same_serial_number_at_once_make_one_device()
    {
        using var queue = new ReadFirst();
        await using var shop = await StockShop.EmptyAsync(await queue.StartAsync());
        shop.Boss.SignIn(shop.Keeper);

        var answers = await Ending.OfAllAsync<DeviceRegisterService>(shop.Boss, 2, register => register.RegisterAsync(
            new RegisterDevice(shop.KindId, new DeviceFacts("SAME"), new Dictionary<string, string> { ["型号"] = "A8" })));

        Assert.Equal(["", "Stock.SerialTaken"], answers.Order());
        await using var db = shop.Boss.Db();
        Assert.Equal((1, 1), (await db.Devices.CountAsync(), await db.DeviceEvents.CountAsync()));
    }

    [Fact]
    public async Task What_changes_stands_in_the_history_with_who_when_and_why()
    {
        await using var shop = await StockShop.EmptyAsync();
        var no = (await shop.RegisterAsync(1))[0];
        await shop.Places.AddAsync("R1", "K2", new PlaceFacts("二号机柜"));
        var before = await shop.Boss.Get<DeviceQueries>().GetAsync(no);
        shop.Boss.Time.Advance(TimeSpan.FromMinutes(5));

        await shop.Register.ChangeAsync(
            no, before.Version, new DeviceFacts("SN-001", "换过电源"), new Dictionary<string, string> { ["型号"] = "A4", ["内存"] = "512" });
        await shop.Register.MoveAsync([no], "K2", "腾空机柜");
        await shop.Register.PutAsync([no], DeviceState.Faulty, "风扇坏");

        foreach (var sort in new[] { "no", "serial", "state", "place", "created" })
        {
            var row = Assert.Single((await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page() with { Sort = sort })).Rows);
            Assert.Equal((shop.Keeper.By, shop.Boss.Now - TimeSpan.FromMinutes(5)), (row.AddedBy, row.AddedAt));
        }

        var history = (await shop.Boss.Get<DeviceQueries>().HistoryAsync(no, Workbooks.Page())).Rows;
        Assert.Equal(
            [
                (DeviceEventKind.State, "Free", "Faulty", "风扇坏"), (DeviceEventKind.Moved, "K1", "K2", "腾空机柜"),
                (DeviceEventKind.Changed, "型号=A8", "型号=A4", ""), (DeviceEventKind.Changed, "SN-001", "SN-001", ""),
                (DeviceEventKind.Registered, "", "K1", ""),
            ],
            history.Select(h => (h.Kind, h.Before, h.After, h.Reason)));
        Assert.All(history.Take(4), h => Assert.Equal((shop.Keeper.Name, shop.Boss.Now), (h.By.Name, h.At)));
        Assert.Equal("Common.ChangedMeanwhile", (await StockShop.RefusedAsync(
            () => shop.Register.ChangeAsync(no, before.Version, new DeviceFacts("X"), new Dictionary<string, string>()))).Code);
        await using var db = shop.Boss.Db();
        await Assert.ThrowsAnyAsync<Exception>(() => db.DeviceEvents.ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Many_are_moved_or_put_into_a_state_all_or_none()
    {
        await using var shop = await StockShop.OpenAsync(3);
        await shop.OrderAsync();
        await using var db = shop.Boss.Db();
        var all = await db.Devices.OrderBy(d => d.Id).Select(d => d.DeviceNo).ToListAsync();
        shop.Boss.SignIn(shop.Keeper);

        Assert.Equal("Stock.TransitionRefused", (await StockShop.RefusedAsync(() => shop.Register.PutAsync(all, DeviceState.Faulty, "停电"))).Code);
        Assert.Equal(2, await shop.CountAsync(DeviceState.Free));
        Assert.Equal("Stock.PlaceUnknown", (await StockShop.RefusedAsync(() => shop.Register.MoveAsync(all, "没有", ""))).Code);
        await shop.Register.PutAsync([.. all.Skip(1)], DeviceState.Faulty, "停电");
        Assert.Equal(2, await shop.CountAsync(DeviceState.Faulty));
    }

    [Fact]
    public async Task What_a_product_is_made_of_cannot_be_described_as_something_else()
    {
        await using var shop = await StockShop.OpenAsync(1);
        shop.Boss.SignIn(shop.Keeper);
        var device = (await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page())).Rows[0];
        var details = await shop.Boss.Get<DeviceQueries>().GetAsync(device.DeviceNo);

        Assert.Equal("Stock.DeviceNotMatching", (await StockShop.RefusedAsync(() => shop.Register.ChangeAsync(
            device.DeviceNo, details.Version, details.Facts, new Dictionary<string, string> { ["型号"] = "A4" }))).Code);
        var kind = (await shop.Boss.Get<DeviceKindService>().ListAsync()).Single();
        Assert.Equal("Stock.AttributeInUse", (await StockShop.RefusedAsync(
            () => shop.Boss.Get<DeviceKindService>().ChangeAsync(kind.Id, kind.Version, kind.Name, [new AttributeFacts("内存", AttributeType.Number, "GB")]))).Code);
    }

    [Fact]
    public async Task What_was_paid_is_for_finance_alone_and_stands_in_no_audit_log()
    {
        await using var shop = await StockShop.EmptyAsync();
        var no = (await shop.RegisterAsync(1))[0];
        await Assert.ThrowsAsync<PermissionException>(() => shop.Register.PriceAsync(no, 88_888.88m));
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Owner, Role.Finance));
        await shop.Register.PriceAsync(no, 88_888.88m);
        Assert.Equal(88_888.88m, (await shop.Boss.Get<DeviceQueries>().GetAsync(no)).BoughtFor);
        await Assert.ThrowsAsync<PermissionException>(() => shop.Register.MoveAsync([no], "K1", ""));

        shop.Boss.SignIn(shop.Keeper);
        Assert.Null((await shop.Boss.Get<DeviceQueries>().GetAsync(no)).BoughtFor);
        await using var db = shop.Boss.Db();
        Assert.False(await db.AuditEntries.AnyAsync(a => a.After.Contains("88888")));
        Assert.False(await db.DeviceEvents.AnyAsync(e => e.After.Contains("88888")));
    }

    [Fact]
    public async Task Photos_are_kept_for_the_organization_and_leave_the_disk_when_they_are_deleted()
    {
        await using var shop = await StockShop.EmptyAsync();
        var no = (await shop.RegisterAsync(1))[0];
        var photos = shop.Boss.Get<DevicePhotoService>();
        await photos.AddAsync(no, [new Upload("正面.png", Picture), new Upload("背面.png", Picture)]);
        var kept = (await shop.Boss.Get<DeviceQueries>().GetAsync(no)).Photos;
        Assert.Equal(["正面.png", "背面.png"], kept.Select(p => p.Name));
        Assert.Equal(Picture, (await photos.ReadAsync(no, kept[0].Id)).Content);
        Assert.Equal("photos", (await StockShop.RefusedAsync(() => photos.AddAsync(no, [new Upload("a.pdf", People.Pdf)]))).Field);
        Assert.Equal("Stock.PhotosTooMany", (await StockShop.RefusedAsync(
            () => photos.AddAsync(no, [.. Enumerable.Range(0, DevicePhoto.Most).Select(i => new Upload($"{i}.png", Picture))]))).Code);
        Assert.Equal(2, shop.Boss.KeysOnDisk.Count);

        await photos.RemoveAsync(no, kept[0].Id);

        Assert.Equal("背面.png", Assert.Single((await shop.Boss.Get<DeviceQueries>().GetAsync(no)).Photos).Name);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.DistributorAsync(shop.Owner), Role.Maintenance));
        await Assert.ThrowsAsync<NotFoundException>(() => photos.ReadAsync(no, kept[1].Id));
    }

    [Fact]
    public async Task R_ISO_1_devices_of_another_organization_are_not_found()
    {
        await using var shop = await StockShop.OpenAsync(1);
        await using var db = shop.Boss.Db();
        var no = (await db.Devices.SingleAsync()).DeviceNo;
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.DistributorAsync(shop.Owner), Role.Maintenance, Role.Operations));

        Assert.Empty((await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page())).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Boss.Get<DeviceQueries>().GetAsync(no));
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Register.PutAsync([no], DeviceState.Faulty, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Register.MoveAsync([no], "K1", ""));
    }
}
