using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Stock.Stocktaking;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

public sealed class StocktakeTests
{
    [Fact]
    public async Task What_is_missing_or_extra_is_recorded_and_the_register_follows_the_decision()
    {
        await using var shop = await StockShop.EmptyAsync();
        var here = await shop.RegisterAsync(3);
        await shop.Places.AddAsync("R1", "K2", new PlaceFacts("二号机柜"));
        var elsewhere = (await shop.RegisterAsync(1, prefix: "ELSE"))[0];
        await shop.Register.MoveAsync([elsewhere], "K2", "");
        var stocktakes = shop.Boss.Get<StocktakeService>();
        var no = await stocktakes.OpenAsync("K1");
        Assert.Equal("Stock.StocktakeOpen", (await StockShop.RefusedAsync(() => stocktakes.OpenAsync("K1"))).Code);

        await stocktakes.SeeAsync(no, ["sn-001", "SN-001", "ELSE-001", "GHOST"]);
        await stocktakes.SeeAsync(no, ["SN-002"]);
        await stocktakes.UnseeAsync(no, "SN-002");

        var counted = await stocktakes.GetAsync(no);
        Assert.Equal((1, 2, 2), (counted.Row.Found, counted.Row.Missing, counted.Row.Extra));
        Assert.Equal("Stock.StocktakeUndecided", (await StockShop.RefusedAsync(() => stocktakes.CloseAsync(no))).Code);
        Assert.Equal("Stock.DecisionRefused", (await StockShop.RefusedAsync(() => stocktakes.DecideAsync(no, Line("GHOST").Id, StocktakeDecision.MovedHere))).Code);
        Assert.Equal("Stock.DecisionRefused", (await StockShop.RefusedAsync(() => stocktakes.DecideAsync(no, Line("SN-001").Id, StocktakeDecision.Kept))).Code);
        await stocktakes.DecideAsync(no, Line("SN-002").Id, StocktakeDecision.Lost);
        await stocktakes.DecideAsync(no, Line("SN-003").Id, StocktakeDecision.Kept);
        await stocktakes.DecideAsync(no, Line("ELSE-001").Id, StocktakeDecision.MovedHere);
        await stocktakes.DecideAsync(no, Line("GHOST").Id, StocktakeDecision.Kept);
        await stocktakes.CloseAsync(no);

        Assert.Equal((DeviceState.Retired, DeviceState.Free), (await shop.StateAsync(here[1]), await shop.StateAsync(here[2])));
        await using var db = shop.Boss.Db();
        var moved = await db.Devices.SingleAsync(d => d.DeviceNo == elsewhere);
        Assert.Equal("K1", await db.Places.Where(p => p.Id == moved.PlaceId).Select(p => p.Code).SingleAsync());
        Assert.Equal(no, await db.DeviceEvents.Where(e => e.DeviceId == moved.Id).OrderByDescending(e => e.Id).Select(e => e.Reason).FirstAsync());
        Assert.Equal("Stock.StocktakeClosed", (await StockShop.RefusedAsync(() => stocktakes.SeeAsync(no, ["SN-003"]))).Code);
        Assert.NotEmpty(await stocktakes.OpenAsync("K1"));

        StocktakeLineRow Line(string serial) => counted.Lines.Single(l => l.SerialNumber == serial);
    }

    [Fact]
    public async Task R_ISO_1_only_maintenance_counts_and_another_organizations_count_is_not_found()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.RegisterAsync(1);
        var stocktakes = shop.Boss.Get<StocktakeService>();
        var no = await stocktakes.OpenAsync("K1");
        shop.Boss.SignIn(shop.Seller);
        await Assert.ThrowsAsync<PermissionException>(() => stocktakes.SeeAsync(no, ["SN-001"]));
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(await shop.Boss.Given.DistributorAsync(shop.Owner), Role.Maintenance));
        await Assert.ThrowsAsync<NotFoundException>(() => stocktakes.GetAsync(no));
        await Assert.ThrowsAsync<NotFoundException>(() => stocktakes.OpenAsync("K1"));
        Assert.Empty((await stocktakes.ListAsync(Workbooks.Page())).Rows);
    }
}
