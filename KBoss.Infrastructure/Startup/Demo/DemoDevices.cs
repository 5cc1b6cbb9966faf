using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>
/// Own devices of the demo company: a data centre with two racks, a dozen servers, and a product that rents and sells those with eight cards. Four of them are
/// loaded; one waits for its check, one is faulty.
/// </summary>
public sealed class DemoDevices(KBossDbContextFactory contexts, TimeProvider time) : IDemoStep
{
    private static readonly By Keeper = By.Part("Demo");

    private static readonly (BillingUnit Unit, string Code, string Way, decimal Price)[] Prices =
    [
        (BillingUnit.Month, "KY-GPU8-M", "月租", 26800m), (BillingUnit.Year, "KY-GPU8-Y", "年租", 288000m), (BillingUnit.Piece, "KY-GPU8-P", "购买", 980000m),
    ];

    public Task SeedAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var root = await db.Organizations.FirstOrDefaultAsync(o => o.Kind == OrganizationKind.Distributor && o.SellerId == null, ct);
        if (root is null || await db.Places.AnyAsync(p => p.OrganizationId == root.Id, ct))
        {
            return;
        }

        var now = time.UtcNow();
        var racks = await PlacesAsync(db, root.Id, now, ct);
        var kind = new DeviceKind(root.Id, "GPU 服务器", now);
        kind.Describe(
        [
            new AttributeFacts("型号", AttributeType.Choice, Required: true) { Choices = ["八卡训练型", "四卡推理型"] },
            new AttributeFacts("内存", AttributeType.Number, "GB", Required: true),
            new AttributeFacts("显存", AttributeType.Number, "GB"),
        ], new HashSet<long>());
        db.Add(kind);
        await db.SaveChangesAsync(ct);
        var devices = await DevicesAsync(db, kind, racks, now, ct);
        var product = await ProductAsync(db, root.Id, kind, now, ct);
        foreach (var device in devices.Take(4))
        {
            device.Load(product, Keeper, now);
        }

        devices[4].Put(DeviceState.InCheck, "客户归还，待检查", Keeper, now);
        devices[11].Put(DeviceState.Faulty, "风扇异响", Keeper, now);
        await db.SaveChangesAsync(ct);
    }, ct);

    private static async Task<Place[]> PlacesAsync(KBossDbContext db, long rootId, DateTime now, CancellationToken ct)
    {
        var centre = await AddAsync(null, "JN-DC1", new PlaceFacts("济南数据中心", "双路市电，N+1 柴油发电机"));
        var room = await AddAsync(centre, "JN-DC1-201", new PlaceFacts("201 机房"));
        return
        [
            await AddAsync(room, "JN-DC1-201-A01", new PlaceFacts("A01 机柜", Units: 42)),
            await AddAsync(room, "JN-DC1-201-A02", new PlaceFacts("A02 机柜", Units: 42)),
        ];

        async Task<Place> AddAsync(Place? parent, string code, PlaceFacts facts)
        {
            var place = new Place(rootId, parent, code, facts, now);
            db.Add(place);
            await db.SaveChangesAsync(ct);
            return place;
        }
    }

    private static async Task<List<Device>> DevicesAsync(KBossDbContext db, DeviceKind kind, Place[] racks, DateTime now, CancellationToken ct)
    {
        var devices = Enumerable.Range(1, 12).Select(i => new Device(
            kind, BusinessNumber.New(BusinessNumber.Device, now),
            new DeviceFacts($"KYG{2026000 + i}", BoughtOn: ChinaTime.AddDays(ChinaTime.Day(now), -30 * i)), racks[(i - 1) / 6], Keeper, now)).ToList();
        db.AddRange(devices);
        await db.SaveChangesAsync(ct);
        foreach (var (device, i) in devices.Select((device, i) => (device, i)))
        {
            var values = kind.Checked(new Dictionary<string, string>
            {
                ["型号"] = i < 8 ? "八卡训练型" : "四卡推理型",
                ["内存"] = i < 8 ? "2048" : "512",
                ["显存"] = i < 8 ? "80" : "48",
            });
            db.AddRange(values.Select(v => new DeviceValue(device, v.Key, v.Value)));
        }

        return devices;
    }

    private static async Task<Product> ProductAsync(KBossDbContext db, long rootId, DeviceKind kind, DateTime now, CancellationToken ct)
    {
        var supplier = new Supplier(rootId, new SupplierFacts("开元自有设备（示例）", SupplierKind.Virtual), now);
        db.Add(supplier);
        await db.SaveChangesAsync(ct);
        db.Add(new SupplyAgreement(
            rootId, supplier.Id, 1, new AgreementTerms(SalesMode.Commission, 0.2m, ChinaTime.AddMonths(now, -1), Text: "自有设备，按目录价出租和销售。"), now));
        var product = new Product(
            supplier, new ProductFacts(
                "开元八卡训练服务器", ProductTypes.Device, "济南", "自有八卡整机，按月、按年出租，也可购买", "整机独占，运维人员上架交付，归还后清除数据。", ProductTags.New),
            now);
        product.CountDevices();
        foreach (var (unit, code, way, price) in Prices)
        {
            var sku = new Sku(rootId, supplier.Id, code, new SkuFacts($"型号=八卡训练型; 方式={way}", unit, price));
            sku.MoveTo(product);
            db.Add(new Offer(rootId, sku));
        }

        await db.SaveChangesAsync(ct);
        var made = new DeviceProduct(product, kind);
        made.Warn(2);
        db.Add(made);
        db.AddRange(kind.Checked(new Dictionary<string, string> { ["型号"] = "八卡训练型" }, partly: true).Select(v => new DeviceProductValue(made, v.Key, v.Value)));
        return product;
    }
}
