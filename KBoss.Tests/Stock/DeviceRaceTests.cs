using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Stock;

public sealed class DeviceRaceTests : IDisposable
{
    private readonly ReadFirst queue = new();

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task Of_two_who_want_the_last_device_one_gets_it_and_the_other_is_told()
    {
        await using var shop = await StockShop.OpenAsync(1, await queue.StartAsync());

        var answers = await Ending.OfAllAsync(shop.Boss, 2, (services, _) => shop.PlaceAsync(services));

        Assert.Equal(["", "Catalog.StockShort"], answers.Order());
        await using var db = shop.Boss.Db();
        Assert.Equal((1, 1, 1), (await db.Orders.CountAsync(), await db.DeviceUses.CountAsync(), await shop.CountAsync(DeviceState.Reserved)));
    }

    [Fact]
    public async Task A_device_that_is_taken_out_of_its_product_meanwhile_is_not_sold()
    {
        await using var shop = await StockShop.OpenAsync(1, await queue.StartAsync());
        await using var db = shop.Boss.Db();
        var device = await db.Devices.Select(d => d.DeviceNo).SingleAsync();
        queue.Meanwhile(async () =>
        {
            shop.Boss.SignIn(shop.Seller);
            await using var window = shop.Boss.NewScope();
            await window.ServiceProvider.GetRequiredService<DeviceProductService>().UnloadAsync(shop.ProductId, [device]);
        });

        Assert.Equal("Catalog.StockShort", (await StockShop.RefusedAsync(() => shop.OrderAsync())).Code);
        Assert.Equal((0, DeviceState.Free), (await db.Orders.CountAsync(), await shop.StateAsync(device)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_crowd_never_holds_more_devices_than_are_loaded(int seed)
    {
        await using var shop = await StockShop.OpenAsync(5);
        var random = new Random(seed);
        var wanted = Enumerable.Range(0, 12).Select(_ => (Quantity: random.Next(1, 3), Unit: random.Next(2) == 0 ? BillingUnit.Month : BillingUnit.Year)).ToList();

        await Task.WhenAll(wanted.Select(async want =>
        {
            await using var window = shop.Boss.NewScope();
            try
            {
                var orderNo = await shop.PlaceAsync(window.ServiceProvider, want.Quantity, want.Unit);
                if (want.Quantity == 2)
                {
                    await window.ServiceProvider.GetRequiredService<OrderService>().CancelAsync(orderNo, "");
                }
            }
            catch (RuleException refusal)
            {
                Assert.Contains(refusal.Code, new[] { "Catalog.StockShort", "Common.Busy" });
            }
        }));

        await HoldsAsync(shop, 5);
    }

    /// <summary>Any order of ordering, cancelling, paying, handing over, giving back and checking keeps devices and pieces in step [R-ORD-7].</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Whatever_happens_no_device_is_held_twice_and_none_is_lost(int seed)
    {
        const int Devices = 4;
        await using var shop = await StockShop.OpenAsync(Devices, deliveryDays: seed == 13 ? 5 : null);
        var random = new Random(seed);
        var (unpaid, paid, running) = (new List<string>(), new List<string>(), new List<string>());
        for (var step = 0; step < 25; step++)
        {
            try
            {
                switch (random.Next(5))
                {
                    case 0 or 1:
                        shop.Boss.SignIn(shop.Buyer);
                        unpaid.Add(await shop.OrderAsync(random.Next(1, 3)));
                        break;
                    case 2 when unpaid.Count > 0:
                        shop.Boss.SignIn(shop.Buyer);
                        var chosen = Take(unpaid, random);
                        if (random.Next(2) == 0)
                        {
                            await shop.Boss.Get<OrderService>().CancelAsync(chosen, "");
                        }
                        else
                        {
                            await shop.PayAsync(chosen);
                            paid.Add(chosen);
                        }

                        break;
                    case 3 when paid.Count > 0:
                        var next = paid[random.Next(paid.Count)];
                        await shop.HandOverAsync(next);
                        paid.Remove(next);
                        running.Add(next);
                        break;
                    case 4 when running.Count > 0:
                        await shop.EndAsync(Take(running, random));
                        shop.Boss.SignIn(shop.Keeper);
                        await using (var db = shop.Boss.Db())
                        {
                            foreach (var no in await db.Devices.Where(d => d.State == DeviceState.InCheck).Select(d => d.DeviceNo).ToListAsync())
                            {
                                await shop.Register.CheckAsync(no, true, DeviceChecks.All, "好");
                            }
                        }

                        break;
                }
            }
            catch (RuleException refusal)
            {
                Assert.Contains(refusal.Code, new[] { "Catalog.StockShort", "Stock.DeviceAwaited" });
            }

            await HoldsAsync(shop, Devices);
        }
    }

    private static string Take(List<string> orders, Random random)
    {
        var taken = orders[random.Next(orders.Count)];
        orders.Remove(taken);
        return taken;
    }

    private static async Task HoldsAsync(StockShop shop, int loaded)
    {
        await using var db = shop.Boss.Db();
        var devices = await db.Devices.Where(d => d.ProductId == shop.ProductId).ToDictionaryAsync(d => d.Id, d => d.State);
        var held = await db.DeviceUses.Where(u => u.Until == null && u.DeviceId != null).Select(u => new { u.DeviceId, u.State }).ToListAsync();
        Assert.Equal(loaded, devices.Count);
        Assert.Equal(held.Count, held.Select(u => u.DeviceId).Distinct().Count());
        Assert.Equal(
            held.Select(u => (u.DeviceId!.Value, u.State.ToString())).Order(),
            devices.Where(d => d.Value is DeviceState.Reserved or DeviceState.InUse).Select(d => (d.Key, d.Value.ToString())).Order());
        Assert.True(!devices.ContainsValue(DeviceState.Free) || !await db.DeviceUses.AnyAsync(u => u.State == DeviceUseState.Awaited));
    }
}
