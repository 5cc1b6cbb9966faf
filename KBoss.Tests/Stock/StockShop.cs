using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Stock;

/// <summary>A distributor with a rack of devices, a product that is made of them, and a customer with money.</summary>
internal sealed class StockShop : IAsyncDisposable
{
    public const decimal Monthly = 100m;

    private StockShop(TestKBoss boss, Organization owner, Actor keeper, Actor seller) => (Boss, Owner, Keeper, Seller) = (boss, owner, keeper, seller);

    public TestKBoss Boss { get; }

    public Organization Owner { get; }

    /// <summary>Maintenance of the owner.</summary>
    public Actor Keeper { get; }

    /// <summary>Operations of the owner.</summary>
    public Actor Seller { get; }

    public Organization Customer { get; private set; } = null!;

    public Actor Buyer { get; private set; } = null!;

    public long KindId { get; private set; }

    public long ProductId { get; private set; }

    public Supplier Supplier { get; private set; } = null!;

    /// <summary>The owner's offers by unit.</summary>
    public Dictionary<BillingUnit, Offer> Offers { get; } = [];

    public DeviceRegisterService Register => Boss.Get<DeviceRegisterService>();

    public PlaceService Places => Boss.Get<PlaceService>();

    /// <summary>Opens a shop whose product has so many devices, sold by the root or by a distributor below it.</summary>
    public static async Task<StockShop> OpenAsync(int devices, TestKBoss? boss = null, bool below = false, int? deliveryDays = null, int? lowStock = null)
    {
        var shop = await EmptyAsync(boss, below);
        await shop.MakeAsync(deliveryDays, lowStock);
        await shop.LoadAsync(await shop.RegisterAsync(devices));
        shop.Boss.SignIn(shop.Buyer);
        return shop;
    }

    /// <summary>The same with a rack and a kind of devices, and nothing in it.</summary>
    public static async Task<StockShop> EmptyAsync(TestKBoss? boss = null, bool below = false)
    {
        boss ??= await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var owner = below ? await boss.Given.DistributorAsync(root) : root;
        var shop = new StockShop(boss, owner, await boss.Given.MemberAsync(owner, Role.Maintenance), await boss.Given.MemberAsync(owner, Role.Operations));
        (shop.Customer, shop.Buyer) = await shop.CustomerAsync();
        boss.SignIn(shop.Keeper);
        await shop.Places.AddAsync(null, "DC1", new PlaceFacts("济南数据中心"));
        await shop.Places.AddAsync("DC1", "R1", new PlaceFacts("一号机房"));
        await shop.Places.AddAsync("R1", "K1", new PlaceFacts("一号机柜", Units: 42));
        shop.KindId = await boss.Get<DeviceKindService>().AddAsync("GPU 服务器",
        [
            new AttributeFacts("型号", AttributeType.Choice, Required: true) { Choices = ["A8", "A4"] },
            new AttributeFacts("内存", AttributeType.Number, "GB"),
        ]);
        return shop;
    }

    public async Task<(Organization Customer, Actor Buyer)> CustomerAsync(Organization? seller = null)
    {
        var customer = await Boss.Given.CustomerAsync(seller ?? Owner);
        await Boss.Given.MoneyAsync(customer, 100_000m);
        return (customer, await Boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer));
    }

    /// <summary>Registers devices of the product's configuration in the rack.</summary>
    public async Task<IReadOnlyList<string>> RegisterAsync(int count, string model = "A8", string prefix = "SN")
    {
        Boss.SignIn(Keeper);
        var numbers = new List<string>();
        for (var i = 1; i <= count; i++)
        {
            numbers.Add(await Register.RegisterAsync(new RegisterDevice(
                KindId, new DeviceFacts($"{prefix}-{i:D3}"), new Dictionary<string, string> { ["型号"] = model, ["内存"] = "512" }, "K1")));
        }

        return numbers;
    }

    /// <summary>Makes the product: rent by month and year, and sale, at the list price.</summary>
    public async Task MakeAsync(int? deliveryDays = null, int? lowStock = null)
    {
        Supplier = await VirtualAsync();
        Boss.SignIn(Seller);
        ProductId = await Boss.Get<DeviceProductService>().MakeAsync(new MakeDeviceProduct(
            Supplier.Id, new ProductFacts("八卡服务器", ProductTypes.Device, "济南"), KindId, new Dictionary<string, string> { ["型号"] = "A8" }, "GPU-A8",
            [new DevicePrice(BillingUnit.Month, Monthly), new DevicePrice(BillingUnit.Year, 1000m), new DevicePrice(BillingUnit.Piece, 5000m)],
            lowStock, deliveryDays));
        await using var db = Boss.Db();
        foreach (var offer in await db.Offers.Include(o => o.Sku).Where(o => o.Sku.ProductId == ProductId).ToListAsync())
        {
            Offers[offer.Sku.Unit] = offer;
        }
    }

    /// <summary>A virtual supplier under a commission: what it sells is visible at its list price.</summary>
    public async Task<Supplier> VirtualAsync()
    {
        await using var db = Boss.Db();
        var supplier = new Supplier(Owner.Id, new SupplierFacts($"自有设备 {await db.Suppliers.CountAsync()}", SupplierKind.Virtual), Boss.Now);
        db.Add(supplier);
        await db.SaveChangesAsync();
        db.Add(new SupplyAgreement(Owner.Id, supplier.Id, 1, new AgreementTerms(SalesMode.Commission, 0.1m, Boss.Now.AddDays(-1)), Boss.Now));
        await db.SaveChangesAsync();
        return supplier;
    }

    public async Task LoadAsync(IReadOnlyList<string> devices)
    {
        if (devices.Count == 0)
        {
            return;
        }

        Boss.SignIn(Seller);
        await Boss.Get<DeviceProductService>().LoadAsync(ProductId, [.. devices]);
    }

    /// <summary>Orders by whoever is signed in.</summary>
    public Task<string> OrderAsync(int quantity = 1, BillingUnit unit = BillingUnit.Month, Offer? offer = null, decimal? shown = null) =>
        PlaceAsync(Boss.Services, quantity, unit, offer, shown);

    public Task<string> PlaceAsync(
        IServiceProvider services, int quantity = 1, BillingUnit unit = BillingUnit.Month, Offer? offer = null, decimal? shown = null)
    {
        var price = shown ?? unit switch { BillingUnit.Month => Monthly, BillingUnit.Year => 1000m, _ => 5000m };
        return services.GetRequiredService<OrderService>().PlaceAsync(new PlaceOrder(
            Guid.NewGuid().ToString("N"), [new OrderWish((offer ?? Offers[unit]).Id, quantity, 1, price)], FromCart: false));
    }

    public Task PayAsync(string orderNo) => Boss.Get<PaymentService>().PayFromWalletAsync(orderNo);

    /// <summary>Maintenance hands over what was paid.</summary>
    public async Task HandOverAsync(string orderNo)
    {
        Boss.SignIn(Keeper);
        await using var db = Boss.Db();
        foreach (var task in await db.FulfilmentTasks.Where(t => t.OrderNo == orderNo).Select(t => t.TaskNo).ToListAsync())
        {
            await Boss.Get<FulfilmentService>().CompleteAsync(task, new CompleteTask("10.0.0.1"));
        }
    }

    /// <summary>The customer's time is over.</summary>
    public async Task EndAsync(string orderNo)
    {
        var boss = Boss;
        await boss.Get<KBoss.Infrastructure.Common.Data.KBossDbContextFactory>().InTransactionAsync(
            KBoss.Infrastructure.Common.Data.OrganizationScope.Of(Owner.Id), null, async db =>
            {
                foreach (var resource in await db.DeviceUses.Where(u => u.OrderNo == orderNo && u.ResourceNo != "").Select(u => u.ResourceNo).Distinct().ToListAsync())
                {
                    await boss.Get<DeviceService>().ReturnAsync(db, resource, db.Now);
                }

                await db.SaveChangesAsync();
            });
    }

    public async Task<DeviceState> StateAsync(string deviceNo)
    {
        await using var db = Boss.Db();
        return await db.Devices.Where(d => d.DeviceNo == deviceNo).Select(d => d.State).SingleAsync();
    }

    /// <summary>How many of the product's devices are in a state.</summary>
    public async Task<int> CountAsync(DeviceState state)
    {
        await using var db = Boss.Db();
        return await db.Devices.CountAsync(d => d.ProductId == ProductId && d.State == state);
    }

    public static async Task<RuleException> RefusedAsync(Func<Task> act) => await Assert.ThrowsAnyAsync<RuleException>(act);

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
