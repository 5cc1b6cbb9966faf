using KBoss.Domain.Catalog;
using KBoss.Domain.Organizations;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Infrastructure.Stock.Stocktaking;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

/// <summary>Devices in places, products made of them, counts and lists to be imported, and an order that a device is held for.</summary>
internal sealed class StockWorldRows : WorldRows
{
    public override int Position => 150;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Staff);
        Supplier supplier;
        await using (var db = Boss.Db())
        {
            supplier = new Supplier(Root.Id, new SupplierFacts("第一机构的自有设备", SupplierKind.Virtual), Boss.Now);
            db.Add(supplier);
            await db.SaveChangesAsync();
            db.Add(new SupplyAgreement(Root.Id, supplier.Id, 1, new AgreementTerms(SalesMode.Commission, 0.1m, Boss.Now.AddDays(-1)), Boss.Now));
            await db.SaveChangesAsync();
        }

        var kind = await Boss.Get<DeviceKindService>().AddAsync("第一机构的设备类型", [new AttributeFacts("第一机构的设备属性")]);
        foreach (var number in Several)
        {
            Keys["place"] = await Boss.Get<PlaceService>().AddAsync(null, $"FIRST-DC-{number}", new PlaceFacts("第一机构的数据中心"));
            foreach (var piece in Several)
            {
                var values = new Dictionary<string, string> { ["第一机构的设备属性"] = "第一机构的设备配置" };
                Keys["device"] = await Boss.Get<DeviceRegisterService>().RegisterAsync(
                    new RegisterDevice(kind, new DeviceFacts($"FIRST-SN-{number}-{piece}", "第一机构的设备备注"), values, Keys["place"]));
            }

            Keys["stocktake"] = await Boss.Get<StocktakeService>().OpenAsync(Keys["place"]);
            Ids["device-product"] = await Boss.Get<DeviceProductService>().MakeAsync(new MakeDeviceProduct(
                supplier.Id, new ProductFacts($"第一机构的设备产品{number}", ProductTypes.Device, "济南"), kind, new Dictionary<string, string>(), $"FIRST-DEVICE-{number}",
                [new DevicePrice(BillingUnit.Month, 50m)]));
            Imports["/stock"] = await Boss.Get<ImportService<DeviceSheetRow>>().UploadAsync(kind, "第一机构的设备清单.xlsx", await DeviceListAsync(kind, number));
        }

        await Boss.Get<ImportService<DeviceSheetRow>>().PreviewAsync(Imports["/stock"]);
        await Boss.Get<DeviceProductService>().LoadAsync(Ids["device-product"], [Keys["device"]]);
        await Boss.Get<DevicePhotoService>().AddAsync(Keys["device"], [new Upload("第一机构的设备照片.png", AccessWorld.Picture)]);
        Boss.SignIn(Buyer);
        await using var later = Boss.Db();
        var made = Ids["device-product"];
        var offer = await later.Offers.Where(o => o.Sku.ProductId == made).Select(o => o.Id).SingleAsync();
        await Boss.Get<OrderService>().PlaceAsync(new PlaceOrder("order-of-a-device-of-the-first", [new OrderWish(offer, 1, 1, 50m)], FromCart: false));
        Ids["device-line"] = await later.DeviceUses.Select(u => u.OrderLineId).FirstAsync();
    }

    private async Task<byte[]> DeviceListAsync(long kind, int number)
    {
        var (_, schema) = await Boss.Get<DeviceKindService>().SheetAsync(kind);
        return WorkbookWriter.Export(schema, Several.Select(row => new DeviceSheetRow { SerialNumber = $"FIRST-LIST-{number}-{row}", Remark = "第一机构的设备备注" }));
    }
}
