using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Stock.Places;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>A device in the list; the customer is known from the hand-over on.</summary>
public sealed record DeviceRow(
    string DeviceNo, string SerialNumber, string KindName, DeviceState State, string PlaceCode, string PlaceName, long? ProductId, string ProductName,
    string OrderNo, string CustomerName)
{
    /// <summary>The code of the customer's organization; null where the customer is another distributor's.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>Who registered it.</summary>
    public By AddedBy { get; init; } = By.Nobody;

    public DateTime AddedAt { get; init; }

    /// <summary>The values of its attributes, in the order of its kind: <c>CPU=16; …</c>.</summary>
    public string Values { get; init; } = "";
}

/// <summary>One line of a device's history; times UTC.</summary>
public sealed record DeviceEventRow(long Id, DeviceEventKind Kind, string Before, string After, string Reason, string OrderNo, By By, DateTime At);

/// <summary>A photo of a device.</summary>
public sealed record DevicePhotoRow(long Id, string Name, string By, DateTime At);

/// <summary>Who has or had a device; times UTC.</summary>
public sealed record DeviceUseRow(string OrderNo, string CustomerName, DeviceUseState State, DateTime From, DateTime? HandedOverAt, DateTime? Until)
{
    /// <summary>The code of the customer's organization; null where the customer is another distributor's.</summary>
    public string? CustomerCode { get; init; }
}

/// <summary>A device with all that is known of it; <see cref="Version"/> is what an edit starts from, the price is for those who may see it.</summary>
public sealed record DeviceDetails(
    long Id, int Version, DeviceRow Row, long KindId, IReadOnlyList<KindAttribute> Attributes, IReadOnlyDictionary<string, string> Values, DeviceFacts Facts,
    decimal? BoughtFor, string PlacePath, DateTime AddedAt, IReadOnlyList<DeviceUseRow> Uses, IReadOnlyList<DevicePhotoRow> Photos)
{
    /// <summary>Whether a customer has it now.</summary>
    public DeviceUseRow? Now => Uses.FirstOrDefault(u => u.Until is null);
}

/// <summary>Reads the devices of the actor's organization.</summary>
public sealed class DeviceQueries(KBossDbContextFactory contexts, ICurrentActor current, IBuyersOfLines buyers)
{
    /// <summary>
    /// A page of devices, the newest first; filters <c>kind</c> (id), <c>state</c>, <c>place</c> (code, with whatever lies in it), <c>product</c> (id, or
    /// <c>none</c>) and <c>q</c> over numbers, remark, values, order and customer; sorts <c>no</c>, <c>serial</c>, <c>state</c>, <c>place</c>, <c>created</c>. Retired
    /// ones are shown where they are asked for.
    /// </summary>
    public async Task<Page<DeviceRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var page = await Rows(db, await FilteredAsync(db, request, ct))
            .Sorted(request, ("no", r => r.Id), ("serial", r => r.SerialNumber), ("state", r => r.State), ("place", r => r.PlaceCode), ("created", r => r.AddedAt))
            .ThenBy(r => r.Id).ToPageAsync(request, ct);
        return new Page<DeviceRow>(await WithValuesAsync(db, page.Rows, ct), page.Total);
    }

    /// <summary>One device of the organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<DeviceDetails> GetAsync(string deviceNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockView, ct);
        await using var db = contexts.Open(me);
        var device = await db.Devices.AsNoTracking().NumberedAsync(deviceNo, ct);
        var row = await Rows(db, db.Devices.Where(d => d.Id == device.Id)).FirstAsync(ct);
        var kind = await db.DeviceKinds.AsNoTracking().Include(k => k.Attributes).FirstAsync(k => k.Id == device.KindId, ct);
        var values = await db.DeviceValues.AsNoTracking().Where(v => v.DeviceId == device.Id).ToDictionaryAsync(v => v.AttributeId, v => v.Value, ct);
        var lines = buyers.In(db);
        var uses = await db.DeviceUses.AsNoTracking().Where(u => u.DeviceId == device.Id).OrderByDescending(u => u.Id).Take(50)
            .Select(u => new DeviceUseRow(u.OrderNo, u.CustomerName, u.State, u.From, u.HandedOverAt, u.Until)
            {
                CustomerCode = lines.Where(l => l.OrderLineId == u.OrderLineId).Select(l => l.Code).FirstOrDefault(),
            }).ToListAsync(ct);
        var photos = await db.DevicePhotos.AsNoTracking().Where(p => p.DeviceId == device.Id).OrderBy(p => p.Id)
            .Select(p => new DevicePhotoRow(p.Id, p.Name, p.By.Name, p.At)).ToListAsync(ct);
        return new DeviceDetails(
            device.Id, device.Version, row.Row, kind.Id, DeviceKindService.Attributes(kind),
            kind.Attributes.Where(a => values.ContainsKey(a.Id)).ToDictionary(a => a.Name, a => values[a.Id]),
            new DeviceFacts(device.SerialNumber, device.Remark, device.BoughtOn), me.Has(Permissions.StockPurchases) ? device.BoughtFor : null,
            await PathAsync(db, device.PlaceId, ct), device.AddedAt, uses, photos);
    }

    /// <summary>The history of a device, the latest first.</summary>
    public async Task<Page<DeviceEventRow>> HistoryAsync(string deviceNo, PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var device = await db.Devices.AsNoTracking().NumberedAsync(deviceNo, ct);
        return await db.DeviceEvents.AsNoTracking().Where(e => e.DeviceId == device.Id).OrderByDescending(e => e.Id)
            .Select(e => new DeviceEventRow(e.Id, e.Kind, e.Before, e.After, e.Reason, e.OrderNo, e.By, e.At)).ToPageAsync(request, ct);
    }

    /// <summary>The products that devices are loaded into, for a filter.</summary>
    public async Task<IReadOnlyList<(long Id, string Name)>> ProductsAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var products = await db.DeviceProducts.Join(db.Products, d => d.ProductId, p => p.Id, (_, p) => new { p.Id, p.Name }).OrderBy(p => p.Name).ToListAsync(ct);
        return [.. products.Select(p => (p.Id, p.Name))];
    }

    /// <summary>The devices of one kind that the filters find, as a workbook that can be edited and imported again.</summary>
    public async Task<WorkbookExport> ExportAsync(long kindId, PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var kind = await db.DeviceKinds.AsNoTracking().Include(k => k.Attributes).GetAsync("device kind", kindId, ct);
        var found = (await FilteredAsync(db, request, ct)).Where(d => d.KindId == kindId);
        var rows = await (
            from device in found
            join place in db.Places on device.PlaceId equals place.Id into places
            from place in places.DefaultIfEmpty()
            orderby device.Id
            select new { device.Id, device.SerialNumber, device.Remark, device.BoughtOn, Place = place == null ? "" : place.Code })
            .Take(DeviceWorkbook.Limits.MaxRows).ToListAsync(ct);
        var ids = rows.Select(r => r.Id).ToList();
        var values = (await db.DeviceValues.AsNoTracking().Where(v => ids.Contains(v.DeviceId)).ToListAsync(ct)).ToLookup(v => v.DeviceId);
        return new WorkbookExport($"{kind.Name}.xlsx", WorkbookWriter.Export(DeviceWorkbook.Schema(kind), rows.Select(r => new DeviceSheetRow
        {
            SerialNumber = r.SerialNumber,
            Place = r.Place,
            Remark = r.Remark,
            BoughtOn = r.BoughtOn,
            Values = values[r.Id].ToDictionary(v => v.AttributeId, v => v.Value),
        })));
    }

    private static async Task<IQueryable<Device>> FilteredAsync(KBossDbContext db, PageRequest request, CancellationToken ct)
    {
        var devices = db.Devices.AsNoTracking();
        devices = request.Filter<DeviceState>("state") is { } state ? devices.Where(d => d.State == state) : devices.Where(d => d.State != DeviceState.Retired);
        if (request.Id("kind") is { } kindId)
        {
            devices = devices.Where(d => d.KindId == kindId);
        }

        if (request.Filter("product") is { } product)
        {
            devices = long.TryParse(product, out var productId) ? devices.Where(d => d.ProductId == productId) : devices.Where(d => d.ProductId == null);
        }

        if (request.Filter("place") is { } code)
        {
            var key = NormalText.Key(code);
            var place = await db.Places.AsNoTracking().FirstOrDefaultAsync(p => p.CodeKey == key, ct);
            var (id, path) = (place?.Id ?? 0, place?.Inside ?? "-");
            devices = devices.Where(d => d.PlaceId == id || db.Places.Any(p => p.Id == d.PlaceId && p.Path.StartsWith(path)));
        }

        if (request.Search() is { } pattern)
        {
            devices = devices.Where(d => SearchText.Finds(d.DeviceNo, pattern) || SearchText.Finds(d.SerialNumber, pattern)
                || SearchText.Finds(d.Remark, pattern) || db.DeviceValues.Any(v => v.DeviceId == d.Id && SearchText.Finds(v.Value, pattern))
                || db.DeviceUses.Any(u => u.DeviceId == d.Id && u.Until == null
                    && (SearchText.Finds(u.OrderNo, pattern) || SearchText.Finds(u.CustomerName, pattern))));
        }

        return devices;
    }

    private IQueryable<FoundDevice> Rows(KBossDbContext db, IQueryable<Device> devices)
    {
        var lines = buyers.In(db);
        return
            from device in devices
            join kind in db.DeviceKinds on device.KindId equals kind.Id
            join place in db.Places on device.PlaceId equals place.Id into places
            from place in places.DefaultIfEmpty()
            join product in db.Products on device.ProductId equals product.Id into products
            from product in products.DefaultIfEmpty()
            from use in db.DeviceUses.Where(u => u.DeviceId == device.Id && u.Until == null).DefaultIfEmpty()
            select new FoundDevice
            {
                Id = device.Id,
                SerialNumber = device.SerialNumber,
                State = device.State,
                PlaceCode = place == null ? "" : place.Code,
                AddedAt = device.AddedAt,
                Row = new DeviceRow(
                    device.DeviceNo, device.SerialNumber, kind.Name, device.State, place == null ? "" : place.Code, place == null ? "" : place.Name,
                    device.ProductId, product == null ? "" : product.Name, use == null ? "" : use.OrderNo, use == null ? "" : use.CustomerName)
                {
                    CustomerCode = use == null ? null : lines.Where(l => l.OrderLineId == use.OrderLineId).Select(l => l.Code).FirstOrDefault(),
                    AddedAt = device.AddedAt,
                    AddedBy = new By(
                        db.DeviceEvents.Where(e => e.DeviceId == device.Id && e.Kind == DeviceEventKind.Registered).Select(e => e.By.MemberId).FirstOrDefault(),
                        db.DeviceEvents.Where(e => e.DeviceId == device.Id && e.Kind == DeviceEventKind.Registered).Select(e => e.By.Name).FirstOrDefault() ?? ""),
                },
            };
    }

    private static async Task<IReadOnlyList<DeviceRow>> WithValuesAsync(KBossDbContext db, IReadOnlyList<FoundDevice> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r.Id).ToList();
        var values = (await db.DeviceValues.AsNoTracking().Where(v => ids.Contains(v.DeviceId))
            .Join(db.DeviceAttributes, v => v.AttributeId, a => a.Id, (v, a) => new { v.DeviceId, a.Number, a.Name, v.Value, a.Unit }).ToListAsync(ct))
            .ToLookup(v => v.DeviceId);
        return [.. rows.Select(r => r.Row with { Values = string.Join("; ", values[r.Id].OrderBy(v => v.Number).Select(v => $"{v.Name}={v.Value}{v.Unit}")) })];
    }

    private static async Task<string> PathAsync(KBossDbContext db, long? placeId, CancellationToken ct)
    {
        var names = new List<string>();
        while (placeId is { } id && await db.Places.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is { } place)
        {
            names.Insert(0, place.Name);
            placeId = place.ParentId;
        }

        return string.Join(" / ", names);
    }

    private sealed class FoundDevice
    {
        public long Id { get; init; }

        public string SerialNumber { get; init; } = "";

        public DeviceState State { get; init; }

        public string PlaceCode { get; init; } = "";

        public DateTime AddedAt { get; init; }

        public DeviceRow Row { get; init; } = null!;
    }
}
