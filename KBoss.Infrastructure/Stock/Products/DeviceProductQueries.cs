using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Products;

/// <summary>How many devices of a product are in which state, and how many pieces wait for one.</summary>
public sealed record StockFigures(int Free, int Reserved, int InUse, int InCheck, int Faulty, int Awaited)
{
    public int Loaded => Free + Reserved + InUse + InCheck + Faulty;

    /// <summary>The share of what could be used that is used; null where there is nothing.</summary>
    public decimal? Utilisation => Free + Reserved + InUse is > 0 and var usable ? (decimal)(Reserved + InUse) / usable : null;
}

/// <summary>
/// How fast a product sells and what follows from it: pieces handed over within the last <see cref="Days"/> days, how many days what is free suffices for, and how
/// many more would suffice for as many days again. Null where nothing was sold.
/// </summary>
public sealed record Replenishment(int Sold, int? DaysLeft, int Suggested)
{
    public const int Days = 30;

    /// <summary>By how many are free, how many wait, and how many were sold within the days.</summary>
    public static Replenishment Of(int free, int awaited, int sold) => new(
        sold, sold == 0 ? null : free * Days / sold, Math.Max(0, sold + awaited - free));
}

/// <summary>A product of own devices.</summary>
public sealed record DeviceProductRow(
    long ProductId, string Name, string SupplierName, long SupplierId, string KindName, string Configuration, int? LowStock, bool IsLow, int? DeliveryDays,
    bool OnShelf, StockFigures Figures, Replenishment Replenishment);

/// <summary>One Sku of a product of own devices; the price in yuan per unit, and why customers do not see it.</summary>
public sealed record DeviceSku(string Code, string Options, BillingUnit Unit, decimal ListPrice, IReadOnlyList<string> Invisible);

/// <summary>A product of own devices with its Skus.</summary>
public sealed record DeviceProductDetails(DeviceProductRow Row, long KindId, IReadOnlyList<DeviceSku> Skus);

/// <summary>Reads the products that are made of own devices, with their figures.</summary>
public sealed class DeviceProductQueries(
    KBossDbContextFactory contexts, ICurrentActor current, ISkuVisibility visibility, SettingsStore settings, TimeProvider time)
{
    /// <summary>A page of the products; filter <c>q</c> over name and kind, <c>low</c> shows only those with low stock; sorts <c>name</c>, <c>kind</c>.</summary>
    public async Task<Page<DeviceProductRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var products = Products(db);
        if (request.Search() is { } pattern)
        {
            products = products.Where(p => SearchText.Finds(p.Product.Name, pattern) || SearchText.Finds(p.KindName, pattern));
        }

        if (request.Is("low", "yes"))
        {
            products = products.Where(p => p.Made.LowSince != null);
        }

        var page = await products.Sorted(request, ("name", p => p.Product.Name), ("kind", p => p.KindName)).ThenBy(p => p.Product.Id).ToPageAsync(request, ct);
        return new Page<DeviceProductRow>(await RowsAsync(db, page.Rows, ct), page.Total);
    }

    /// <summary>One of them; any other product is <see cref="NotFoundException"/>.</summary>
    public async Task<DeviceProductDetails> GetAsync(long productId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockView, ct);
        await using var db = contexts.Open(me);
        var found = await Products(db).Where(p => p.Product.Id == productId).ToListAsync(ct);
        if (found is not [var product])
        {
            throw new NotFoundException("device product", productId);
        }

        var skus = await db.Skus.AsNoTracking().Where(s => s.ProductId == productId).OrderBy(s => s.Code).ToListAsync(ct);
        var invisible = await visibility.WhyInvisibleAsync(db, me, [.. skus.Select(s => s.Id)], ct);
        return new DeviceProductDetails(
            (await RowsAsync(db, found, ct))[0], product.Made.KindId,
            [.. skus.Select(s => new DeviceSku(s.Code, s.Options, s.Unit, s.ListPrice, [.. invisible[s.Id]]))]);
    }

    /// <summary>The devices that can be loaded into a product: free, in no product, of its configuration.</summary>
    public async Task<Page<LoadableDevice>> LoadableAsync(long productId, PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var made = await db.DeviceProducts.AsNoTracking().FirstOrDefaultAsync(p => p.ProductId == productId, ct)
            ?? throw new NotFoundException("device product", productId);
        var free = DeviceProductService.Matching(db, made).AsNoTracking().Where(d => d.State == DeviceState.Free && d.ProductId == null);
        var rows =
            from device in free
            join place in db.Places on device.PlaceId equals place.Id into places
            from place in places.DefaultIfEmpty()
            orderby device.Id
            select new LoadableDevice(device.DeviceNo, device.SerialNumber, place == null ? "" : place.Code);
        return await rows.ToPageAsync(request, ct);
    }

    /// <summary>The virtual suppliers under which a product of own devices can be made, each with whether its agreement needs floor prices.</summary>
    public async Task<IReadOnlyList<(long Id, string Name, SalesMode? Mode)>> SuppliersAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockSell, ct));
        var agreements = db.SupplyAgreements.InForce(time.UtcNow());
        var suppliers = await db.Suppliers.Where(s => s.Kind == SupplierKind.Virtual).OrderBy(s => s.Name)
            .Select(s => new { s.Id, s.Name, Mode = agreements.Where(a => a.SupplierId == s.Id).Select(a => (SalesMode?)a.Mode).FirstOrDefault() })
            .ToListAsync(ct);
        return [.. suppliers.Select(s => (s.Id, s.Name, s.Mode))];
    }

    /// <summary>Below how many free devices Operations is told of a new product, unless somebody says otherwise: as the distributor has set it.</summary>
    public async Task<int?> ProposedLowStockAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockSell, ct);
        var thresholds = await settings.OfAsync<ThresholdSettings>(me.OrganizationId, ThresholdSettings.Section, ct);
        return thresholds.LowStock > 0 ? thresholds.LowStock : null;
    }

    private static IQueryable<Found> Products(KBossDbContext db) =>
        from made in db.DeviceProducts.AsNoTracking()
        join product in db.Products on made.ProductId equals product.Id
        join kind in db.DeviceKinds on made.KindId equals kind.Id
        where product.DeletedAt == null
        select new Found { Made = made, Product = product, KindName = kind.Name };

    private async Task<IReadOnlyList<DeviceProductRow>> RowsAsync(KBossDbContext db, IReadOnlyList<Found> found, CancellationToken ct)
    {
        var ids = found.Select(f => f.Product.Id).ToList();
        var since = ChinaTime.AddDays(time.UtcNow(), -Replenishment.Days);
        var counted = (await db.Devices.Where(d => d.ProductId != null && ids.Contains(d.ProductId.Value)).GroupBy(d => new { d.ProductId, d.State })
            .Select(g => new { g.Key.ProductId, g.Key.State, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => (g.ProductId!.Value, g.State), g => g.Count);
        var uses = await db.DeviceUses.Where(u => ids.Contains(u.ProductId)).GroupBy(u => u.ProductId)
            .Select(g => new { g.Key, Awaited = g.Count(u => u.State == DeviceUseState.Awaited), Sold = g.Count(u => u.HandedOverAt >= since) })
            .ToDictionaryAsync(g => g.Key, ct);
        var values = (await db.DeviceProductValues.AsNoTracking().Where(v => ids.Contains(v.ProductId))
            .Join(db.DeviceAttributes, v => v.AttributeId, a => a.Id, (v, a) => new { v.ProductId, a.Number, a.Name, v.Value, a.Unit }).ToListAsync(ct))
            .ToLookup(v => v.ProductId);
        return [.. found.Select(f =>
        {
            var id = f.Product.Id;
            var figures = new StockFigures(
                Of(DeviceState.Free), Of(DeviceState.Reserved), Of(DeviceState.InUse), Of(DeviceState.InCheck), Of(DeviceState.Faulty),
                uses.GetValueOrDefault(id)?.Awaited ?? 0);
            return new DeviceProductRow(
                id, f.Product.Name, f.Product.SupplierName, f.Product.SupplierId, f.KindName,
                string.Join("; ", values[id].OrderBy(v => v.Number).Select(v => $"{v.Name}={v.Value}{v.Unit}")), f.Made.LowStock, f.Made.LowSince is not null,
                f.Product.DeliveryDays, f.Product.OnShelf, figures, Replenishment.Of(figures.Free, figures.Awaited, uses.GetValueOrDefault(id)?.Sold ?? 0));

            int Of(DeviceState state) => counted.GetValueOrDefault((id, state));
        })];
    }

    private sealed class Found
    {
        public DeviceProduct Made { get; init; } = null!;

        public Product Product { get; init; } = null!;

        public string KindName { get; init; } = "";
    }
}

/// <summary>A device that can be loaded into a product.</summary>
public sealed record LoadableDevice(string DeviceNo, string SerialNumber, string PlaceCode);
