using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Infrastructure.Storefront;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Stock;

public sealed class DeviceProductTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_product_is_proposed_the_low_stock_that_its_distributor_has_set(bool below)
    {
        await using var shop = await StockShop.OpenAsync(0, below: below);
        shop.Boss.SignIn(shop.Seller);
        Assert.Equal(5, await shop.Boss.Get<DeviceProductQueries>().ProposedLowStockAsync());
        foreach (var (typed, proposed) in new (string, int?)[] { ("12", 12), ("0", null) })
        {
            await shop.Boss.Given.SettingAsync(shop.Owner, ThresholdSettings.Section, ("lowstock", typed));
            shop.Boss.SignIn(shop.Seller);
            Assert.Equal(proposed, await shop.Boss.Get<DeviceProductQueries>().ProposedLowStockAsync());
        }
    }

    [Fact]
    public async Task A_configuration_becomes_a_product_with_a_price_for_each_way_and_its_stock_are_its_free_devices()
    {
        await using var shop = await StockShop.OpenAsync(2);

        var product = await shop.Boss.Get<StorefrontQueries>().GetAsync(shop.ProductId);

        Assert.Equal(
            [("GPU-A8-M", BillingUnit.Month, 100m, 2), ("GPU-A8-Y", BillingUnit.Year, 1000m, 2), ("GPU-A8-P", BillingUnit.Piece, 5000m, 2)],
            product.Skus.Select(s => (s.Code, s.Unit, s.Quote.UnitPrice, s.Stock!.Value)));
        Assert.Equal(["月租", "年租", "购买"], product.Options.Single(o => o.Name == DeviceProductService.OfferOption).Values);
        shop.Boss.SignIn(shop.Keeper);
        var device = (await shop.Boss.Get<DeviceQueries>().ListAsync(Workbooks.Page())).Rows[0].DeviceNo;
        await shop.Register.PutAsync([device], DeviceState.Faulty, "风扇坏");
        shop.Boss.SignIn(shop.Buyer);
        Assert.All((await shop.Boss.Get<StorefrontQueries>().GetAsync(shop.ProductId)).Skus, s => Assert.Equal(1, s.Stock));
    }

    [Fact]
    public async Task Only_matching_free_devices_are_loaded_into_one_product()
    {
        await using var shop = await StockShop.EmptyAsync();
        await shop.MakeAsync();
        var fitting = await shop.RegisterAsync(2);
        var other = await shop.RegisterAsync(1, "A4", "OTHER");
        var queries = shop.Boss.Get<DeviceProductQueries>();
        shop.Boss.SignIn(shop.Seller);
        Assert.Equal(fitting, (await queries.LoadableAsync(shop.ProductId, Workbooks.Page())).Rows.Select(r => r.DeviceNo));
        Assert.Equal("Stock.DeviceNotMatching", (await StockShop.RefusedAsync(() => shop.LoadAsync([.. fitting, .. other]))).Code);
        Assert.Equal(0, await shop.CountAsync(DeviceState.Free));

        await shop.LoadAsync(fitting);

        Assert.Equal("Stock.DeviceNotLoadable", (await StockShop.RefusedAsync(() => shop.LoadAsync(fitting))).Code);
        Assert.Empty((await queries.LoadableAsync(shop.ProductId, Workbooks.Page())).Rows);
        shop.Boss.SignIn(shop.Buyer);
        await shop.OrderAsync();
        shop.Boss.SignIn(shop.Seller);
        Assert.Equal("Stock.DeviceHeld", (await StockShop.RefusedAsync(() => shop.Boss.Get<DeviceProductService>().UnloadAsync(shop.ProductId, fitting))).Code);
        await shop.Boss.Get<DeviceProductService>().UnloadAsync(shop.ProductId, [fitting[1]]);
        Assert.Equal(0, await shop.CountAsync(DeviceState.Free));
    }

    [Fact]
    public async Task No_number_is_typed_beside_the_devices_neither_by_hand_nor_by_workbook()
    {
        await using var shop = await StockShop.OpenAsync(1);
        shop.Boss.SignIn(shop.Seller);
        var sku = (await shop.Boss.Get<CatalogQueries>().ProductsAsync(shop.Supplier.Id, Workbooks.Page())).Rows.Single().Skus[0];
        Assert.Equal("Catalog.StockByDevices", (await StockShop.RefusedAsync(
            () => shop.Boss.Get<CatalogService>().ChangeSkuAsync(sku.Id, sku.Version, sku.Facts with { Stock = 9 }))).Code);
        Assert.Equal("stock", (await StockShop.RefusedAsync(() => shop.Boss.Get<CatalogService>().AddSkuAsync(
            shop.ProductId, "MORE", new SkuFacts("型号=A8", BillingUnit.Month, 1m, 3)))).Field);

        var row = Workbooks.Row("GPU-A8-M", "八卡服务器", stock: 7) with { Type = "设备", Region = "济南", Brief = "", Tags = [] };
        var preview = await shop.Boss.PreviewAsync<ProductRow>(
            await shop.Boss.Get<ImportService<ProductRow>>().UploadAsync(shop.Supplier.Id, "a.xlsx", Workbooks.Of(row).ToArray()));
        Assert.Equal("Catalog.StockByDevices", Assert.Single(preview.Rows.Single().Errors).Code);
        Assert.Equal("Catalog.DeliveryDaysOfDevices", RuleException.Of(() => new Product(
            shop.Supplier, new ProductFacts("别的", "超算", "济南"), shop.Boss.Now).Promise(3))!.Code);
    }

    [Fact]
    public async Task A_product_is_made_under_a_virtual_supplier_with_a_price_by_operations_alone()
    {
        await using var shop = await StockShop.EmptyAsync();
        var supplier = await shop.VirtualAsync();
        var real = await shop.Boss.Given.SupplierAsync(shop.Owner);
        var service = shop.Boss.Get<DeviceProductService>();
        var input = new MakeDeviceProduct(
            supplier.Id, new ProductFacts("八卡服务器", "设备", "济南"), shop.KindId, new Dictionary<string, string> { ["型号"] = "A8" }, "GPU",
            [new DevicePrice(BillingUnit.Month, 100m)]);
        shop.Boss.SignIn(shop.Seller);
        Assert.Equal("supplier", (await StockShop.RefusedAsync(() => service.MakeAsync(input with { SupplierId = real.Id }))).Field);
        Assert.Equal("Stock.PricesMissing", (await StockShop.RefusedAsync(() => service.MakeAsync(input with { Prices = [] }))).Code);
        Assert.Equal("Stock.UnitNotForDevices", (await StockShop.RefusedAsync(() => service.MakeAsync(input with { Prices = [new DevicePrice(BillingUnit.Hour, 1m)] }))).Code);
        Assert.Equal("Stock.ValueNotChoice", (await StockShop.RefusedAsync(
            () => service.MakeAsync(input with { Values = new Dictionary<string, string> { ["型号"] = "B" } }))).Code);
        await using var db = shop.Boss.Db();
        Assert.Equal((0, 0), (await db.Products.CountAsync(), await db.Skus.CountAsync()));
        Assert.True(await service.MakeAsync(input) > 0);
        Assert.Equal("Catalog.ProductNameTaken", (await StockShop.RefusedAsync(() => service.MakeAsync(input))).Code);

        shop.Boss.SignIn(shop.Keeper);
        await Assert.ThrowsAsync<PermissionException>(() => service.MakeAsync(input));
        var child = await shop.Boss.Given.DistributorAsync(shop.Owner);
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(child, Role.Operations));
        await Assert.ThrowsAsync<NotFoundException>(() => service.MakeAsync(input));
        await Assert.ThrowsAsync<NotFoundException>(() => service.ChangeAsync(shop.ProductId, 1, null));
    }
}
