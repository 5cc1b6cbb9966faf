using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

public sealed class PlaceTests
{
    [Fact]
    public async Task A_code_is_never_given_again_not_even_after_its_place_was_removed()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.Places.AddAsync("K1", "U-07", new PlaceFacts("七号机位"));
        await shop.Places.RemoveAsync("U-07");

        Assert.Equal("Stock.PlaceCodeTaken", (await StockShop.RefusedAsync(() => shop.Places.AddAsync("K1", "ｕ-07", new PlaceFacts("新机位")))).Code);
        Assert.Equal("code", (await StockShop.RefusedAsync(() => shop.Places.AddAsync(null, "k1", new PlaceFacts("另一处")))).Field);
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Places.RemoveAsync("U-07"));

        // Another organization has codes of its own.
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.DistributorAsync(shop.Owner), Role.Maintenance));
        Assert.Equal("U-07", await shop.Places.AddAsync(null, "U-07", new PlaceFacts("下级的中心")));
    }

    [Fact]
    public async Task What_holds_devices_is_retired_and_not_removed()
    {
        await using var shop = await StockShop.EmptyAsync();
        var device = (await shop.RegisterAsync(1))[0];
        Assert.Equal("Stock.PlaceHoldsDevices", (await StockShop.RefusedAsync(() => shop.Places.RemoveAsync("DC1"))).Code);

        await shop.Places.RetireAsync("R1");

        Assert.Equal("Stock.PlaceClosed", (await StockShop.RefusedAsync(() => shop.Places.AddAsync("K1", "U1", new PlaceFacts("机位")))).Code);
        Assert.Equal("Stock.PlaceClosed", (await StockShop.RefusedAsync(() => shop.RegisterAsync(1, prefix: "NEW"))).Code);
        Assert.Equal("Stock.PlaceClosed", (await StockShop.RefusedAsync(() => shop.Places.ReopenAsync("K1"))).Code);
        await shop.Places.AddAsync("DC1", "R2", new PlaceFacts("二号机房"));
        await shop.Register.MoveAsync([device], "r2", "搬迁");
        await shop.Places.RemoveAsync("R1");
        await using var db = shop.Boss.Db();
        Assert.Equal([PlaceState.Removed, PlaceState.Removed], await db.Places.Where(p => p.Code == "R1" || p.Code == "K1").Select(p => p.State).ToListAsync());
    }

    [Fact]
    public async Task The_tree_counts_what_stands_in_a_place_and_inside_of_it()
    {
        await using var shop = await StockShop.OpenAsync(3);
        await shop.PayAsync(await shop.OrderAsync());
        shop.Boss.SignIn(shop.Keeper);
        var devices = (await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page(("state", "Free")))).Rows;
        await shop.Register.PutAsync([devices[0].DeviceNo], DeviceState.Faulty, "风扇坏");

        var centre = Assert.Single(await shop.Boss.Get<PlaceQueries>().TreeAsync());

        Assert.Equal(("DC1", 3, 0, 1, 1, 0.5m), (centre.Code, centre.Devices, centre.Here, centre.InUse, centre.Unusable, centre.Utilisation));
        var rack = centre.Inside[0].Inside[0];
        Assert.Equal((PlaceKind.Rack, 3, 42), (rack.Kind, rack.Here, rack.Units));
        Assert.Equal(3, (await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page(("place", "DC1")))).Total);
    }

    [Fact]
    public async Task Nothing_lies_inside_a_unit_and_only_racks_have_units()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.Places.AddAsync("K1", "U1", new PlaceFacts("机位"));
        Assert.Equal("Stock.PlaceHasNoInside", (await StockShop.RefusedAsync(() => shop.Places.AddAsync("U1", "X", new PlaceFacts("里面")))).Code);
        Assert.Equal("units", (await StockShop.RefusedAsync(() => shop.Places.AddAsync(null, "DC2", new PlaceFacts("中心", Units: 3)))).Field);
    }

    [Fact]
    public async Task R_ISO_1_places_of_another_organization_are_not_found_and_only_maintenance_keeps_them()
    {
        await using var shop = await StockShop.EmptyAsync();
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.DistributorAsync(shop.Owner), Role.Maintenance));
        Assert.Empty(await shop.Boss.Get<PlaceQueries>().TreeAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Places.RetireAsync("K1"));
        await Assert.ThrowsAsync<NotFoundException>(() => shop.Places.AddAsync("K1", "U1", new PlaceFacts("机位")));

        foreach (var role in (Role[])[Role.Admin, Role.Finance, Role.Sales, Role.Operations])
        {
            shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Owner, role));
            await Assert.ThrowsAsync<PermissionException>(() => shop.Places.AddAsync(null, "DC2", new PlaceFacts("中心")));
        }
    }
}
