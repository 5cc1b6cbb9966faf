using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Stock.Devices;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Products;

/// <summary>What is asked for a device: rented by the month or the year, or sold by the piece; prices in yuan per unit.</summary>
public sealed record DevicePrice(BillingUnit Unit, decimal ListPrice, decimal? FloorPrice = null);

/// <summary>A product to be made from a configuration: a kind, and the values that its devices must have, by the names of the attributes.</summary>
/// <param name="SkuCode">The beginning of the codes of its Skus.</param>
public sealed record MakeDeviceProduct(
    long SupplierId, ProductFacts Facts, long KindId, IReadOnlyDictionary<string, string> Values, string SkuCode, IReadOnlyList<DevicePrice> Prices,
    int? LowStock = null, int? DeliveryDays = null);

/// <summary>Makes products of own devices, and loads devices into them.</summary>
public sealed class DeviceProductService(KBossDbContextFactory contexts, ICurrentActor current, CatalogService catalog, DeviceService devices)
{
    /// <summary>So many devices are loaded or taken out at once.</summary>
    public const int MostAtOnce = 200;

    /// <summary>The option by which a customer tells renting from buying.</summary>
    public const string OfferOption = "方式";

    private static readonly Dictionary<BillingUnit, (string Ending, string Option)> Ways = new()
    {
        [BillingUnit.Month] = ("M", "月租"),
        [BillingUnit.Year] = ("Y", "年租"),
        [BillingUnit.Piece] = ("P", "购买"),
    };

    /// <summary>
    /// Makes a product under a virtual supplier, with a Sku for each price and the offers to sell them; returns its id. Refuses with
    /// <c>Stock.SupplierNotVirtual</c>, <c>Stock.PricesMissing</c>, <c>Stock.TypeNotOfDevices</c>,
    /// <c>Stock.UnitNotForDevices</c>, and as the catalogue and the kind of devices do.
    /// </summary>
    public async Task<long> MakeAsync(MakeDeviceProduct input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockSell, ct);
        me.Demand(Permissions.CatalogManage);
        Refusals.All(() => DemandChosen(input.SupplierId, "supplier"), () => DemandChosen(input.KindId, "kind"));
        return await contexts.InTransactionAsync(me, async db =>
        {
            var supplier = await db.Suppliers.GetAsync("supplier", input.SupplierId, ct);
            if (supplier.Kind != SupplierKind.Virtual)
            {
                throw new RuleException("Stock.SupplierNotVirtual", supplier.Name) { Field = "supplier" };
            }

            var refusals = new Refusals();
            if (input.Prices.Count == 0)
            {
                refusals.Add(new RuleException("Stock.PricesMissing") { Field = "price-Month" });
            }

            var kind = await db.DeviceKinds.Include(k => k.Attributes).GetAsync("device kind", input.KindId, ct);
            // Whoever changes the attributes of the kind at this moment is met here.
            db.Touch(kind);
            var code = refusals.Try(() => Require.Code(input.SkuCode, "sku-code", 60));
            var added = await refusals.TryAsync(() => CatalogService.AddProductAsync(db, supplier, input.Facts, ct));
            if (added is { Kind: not ProductKind.Device })
            {
                refusals.Add(new RuleException("Stock.TypeNotOfDevices", added.Type) { Field = "type" });
            }

            var values = refusals.Try(() => kind.Checked(input.Values, partly: true));
            foreach (var price in input.Prices.DistinctBy(p => p.Unit))
            {
                await refusals.TryAsync(() => DemandSkuAsync(db, supplier.Id, code, price, ct));
            }

            refusals.Try(() => DeviceProduct.LowStockOf(input.LowStock));
            refusals.Try(() => Product.DeliveryDaysOf(input.DeliveryDays));
            refusals.Demand();
            var product = added!;
            product.CountDevices();
            product.Promise(input.DeliveryDays);
            foreach (var price in input.Prices.DistinctBy(p => p.Unit))
            {
                await AddSkuAsync(db, product, code!, kind, values!, price, ct);
            }

            // The device product and its values stand under the key that the product gets by this.
            await db.SaveChangesAsync(ct);
            var made = new DeviceProduct(product, kind);
            made.Warn(input.LowStock);
            db.DeviceProducts.Add(made);
            db.DeviceProductValues.AddRange(values!.Select(v => new DeviceProductValue(made, v.Key, v.Value)));
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
            return product.Id;
        }, ct);
    }

    /// <summary>
    /// Says below how many free devices Operations is told, and within how many days more than that is delivered; null tells nobody and lets nobody order more.
    /// </summary>
    public async Task ChangeAsync(long productId, int? lowStock, int? deliveryDays, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockSell, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var (made, product) = await FindAsync(db, productId, ct);
            Refusals.All(() => made.Warn(lowStock), () => product.Promise(deliveryDays));
            db.AfterCommit(new StorefrontChanged());
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
            await devices.LookAsync(db, [productId], ct);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Loads free devices into a product, all or none: they are its stock from now on, and whoever waits for one gets it. Refuses with
    /// <c>Stock.DeviceNotLoadable</c> for one that is not free or in a product already, and with <c>Stock.DeviceNotMatching</c> for one of another configuration.
    /// </summary>
    public Task LoadAsync(long productId, IReadOnlyCollection<string> deviceNos, CancellationToken ct = default) =>
        WithAsync(productId, deviceNos, async (db, made, product, found, by) =>
        {
            var matching = await Matching(db, made).Select(d => d.Id).ToListAsync(ct);
            foreach (var device in found)
            {
                device.Load(product, by, db.Now);
                if (!matching.Contains(device.Id))
                {
                    throw new RuleException("Stock.DeviceNotMatching", device.DeviceNo);
                }
            }

            await devices.FreedAsync(db, found, [], ct);
        }, ct);

    /// <summary>Takes devices out of a product, all or none; <c>Stock.DeviceHeld</c> for one that an order holds or a customer has.</summary>
    public Task UnloadAsync(long productId, IReadOnlyCollection<string> deviceNos, CancellationToken ct = default) =>
        WithAsync(productId, deviceNos, async (db, _, product, found, by) =>
        {
            foreach (var device in found)
            {
                if (device.ProductId != productId)
                {
                    throw new NotFoundException("device", device.DeviceNo);
                }

                device.Unload(product.Name, by, db.Now);
            }

            await devices.LookAsync(db, [productId], ct);
        }, ct);

    /// <summary>The devices that have the configuration of a product, whatever their state.</summary>
    internal static IQueryable<Device> Matching(KBossDbContext db, DeviceProduct made)
    {
        var (productId, kindId) = (made.ProductId, made.KindId);
        return db.Devices.Where(d => d.KindId == kindId && !db.DeviceProductValues.Any(v => v.ProductId == productId
            && !db.DeviceValues.Any(x => x.DeviceId == d.Id && x.AttributeId == v.AttributeId && x.ValueKey == v.ValueKey)));
    }

    private static void DemandChosen(long id, string field)
    {
        if (id == 0)
        {
            throw new RuleException("Common.TextRequired") { Field = field };
        }
    }

    private static (string Ending, string Option) WayOf(BillingUnit unit) =>
        Ways.TryGetValue(unit, out var way) ? way : throw new RuleException("Stock.UnitNotForDevices", unit);

    /// <summary>What the catalogue would refuse of one of several prices, at the field of that one.</summary>
    private static async Task DemandSkuAsync(KBossDbContext db, long supplierId, string? code, DevicePrice price, CancellationToken ct)
    {
        var (refusals, way) = (new Refusals(), WayOf(price.Unit));
        refusals.Try(() => Require.Price(price.ListPrice, $"price-{price.Unit}"));
        if (price.FloorPrice is { } floor)
        {
            refusals.Try(() => Require.Price(floor, $"floor-{price.Unit}"));
        }
        else if (await FloorPrices.RequiredAsync(db, supplierId, db.Now, ct))
        {
            refusals.Add(new RuleException("Catalog.FloorPriceMissing", $"{code}-{way.Ending}") { Field = $"floor-{price.Unit}" });
        }

        var key = NormalText.Key($"{code}-{way.Ending}");
        if (code is not null && await db.Skus.AnyAsync(s => s.SupplierId == supplierId && s.CodeKey == key, ct))
        {
            refusals.Add(new RuleException("Catalog.SkuCodeTaken", $"{code}-{way.Ending}") { Field = "sku-code" });
        }

        refusals.Demand();
    }

    private async Task AddSkuAsync(
        KBossDbContext db, Product product, string code, DeviceKind kind, IReadOnlyDictionary<DeviceAttribute, string> values, DevicePrice price,
        CancellationToken ct)
    {
        var way = WayOf(price.Unit);
        var options = values.Count > 0 ? values.Select(v => $"{v.Key.Name}={v.Value}{v.Key.Unit}") : [$"型号={kind.Name}"];
        await catalog.AddSkuAsync(
            db, product, $"{code}-{way.Ending}",
            new SkuFacts(string.Join("; ", options.Append($"{OfferOption}={way.Option}")), price.Unit, price.ListPrice), price.FloorPrice, ct);
    }

    private static async Task<(DeviceProduct Made, Product Product)> FindAsync(KBossDbContext db, long productId, CancellationToken ct)
    {
        var made = await db.DeviceProducts.FirstOrDefaultAsync(p => p.ProductId == productId, ct) ?? throw new NotFoundException("device product", productId);
        return (made, await db.Products.Where(p => p.DeletedAt == null).GetAsync("product", productId, ct));
    }

    private async Task WithAsync(
        long productId, IReadOnlyCollection<string> deviceNos, Func<KBossDbContext, DeviceProduct, Product, List<Device>, By, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.StockSell, ct);
        if (deviceNos.Count > MostAtOnce)
        {
            throw new RuleException("Stock.TooManyAtOnce", MostAtOnce);
        }

        await contexts.InTransactionAsync(me, async db =>
        {
            var (made, product) = await FindAsync(db, productId, ct);
            var found = await db.Devices.Where(d => deviceNos.Contains(d.DeviceNo)).OrderBy(d => d.Id).ToListAsync(ct);
            if (found.Count < deviceNos.Distinct().Count())
            {
                throw new NotFoundException("device", deviceNos.Except(found.Select(d => d.DeviceNo)).First());
            }

            await act(db, made, product, found, me.By);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
