using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>A line that was ordered: so many pieces of a Sku.</summary>
public sealed record OrderedLine(long OrderLineId, long SkuId, int Quantity);

/// <summary>
/// What becomes of devices by orders, in the transaction of the order or the delivery, whose context covers whoever owns the devices; nothing here saves. What a
/// product has in stock is never a number of its own: it is how many of its devices are free.
/// </summary>
public sealed class DeviceService
{
    /// <summary>The kind of the notice that tells Operations of low stock.</summary>
    public const string LowStockNotice = "StockLow";

    private static readonly By Orders = By.Part("Orders");

    /// <summary>
    /// Holds a free device for each piece of the lines whose products are counted by devices; other lines are passed over. The lines must have their ids.
    /// Where too few are free, pieces of a product that promises a delivery wait for one, and any other line is refused with <c>Catalog.StockShort</c> and how
    /// many are left. Two who want the last one meet at its row.
    /// </summary>
    public async Task ReserveAsync(KBossDbContext db, string orderNo, IReadOnlyList<OrderedLine> lines, CancellationToken ct = default)
    {
        var ids = lines.Select(l => l.SkuId).Distinct().ToList();
        var skus = await db.Skus.Where(s => ids.Contains(s.Id) && s.Product.ByDevices)
            .Select(s => new { s.Id, s.Code, s.ProductId, s.OrganizationId, s.Product.DeliveryDays }).ToDictionaryAsync(s => s.Id, ct);
        var free = new Dictionary<long, Queue<Device>>();
        foreach (var product in lines.Where(l => skus.ContainsKey(l.SkuId)).GroupBy(l => skus[l.SkuId].ProductId))
        {
            var wanted = product.Sum(l => l.Quantity);
            free[product.Key] = new Queue<Device>(await db.Devices.Where(d => d.ProductId == product.Key && d.State == DeviceState.Free)
                .OrderBy(d => d.Id).Take(wanted).ToListAsync(ct));
        }

        foreach (var line in lines.Where(l => skus.ContainsKey(l.SkuId)))
        {
            var sku = skus[line.SkuId];
            var stock = free[sku.ProductId];
            if (stock.Count < line.Quantity && sku.DeliveryDays is null)
            {
                throw new RuleException("Catalog.StockShort", sku.Code, stock.Count);
            }

            for (var piece = 1; piece <= line.Quantity; piece++)
            {
                var use = new DeviceUse(sku.OrganizationId, sku.ProductId, orderNo, line.OrderLineId, piece, db.Now);
                db.DeviceUses.Add(use);
                if (stock.TryDequeue(out var device))
                {
                    use.Reserve(device, Orders, db.Now);
                }
            }

            db.AfterCommit(new StockChanged(sku.OrganizationId));
        }

        await LookAsync(db, [.. free.Keys], ct);
    }

    /// <summary>
    /// The order, or what is still owed of the lines, comes to nothing: exactly what they hold is free again, and goes to whoever has waited longest [R-ORD-7].
    /// </summary>
    public async Task ReleaseAsync(KBossDbContext db, IReadOnlyCollection<long> orderLineIds, CancellationToken ct = default)
    {
        var uses = await db.DeviceUses
            .Where(u => orderLineIds.Contains(u.OrderLineId) && (u.State == DeviceUseState.Reserved || u.State == DeviceUseState.Awaited)).ToListAsync(ct);
        var devices = await DevicesOfAsync(db, uses, ct);
        foreach (var use in uses)
        {
            use.Cancel(use.DeviceId is { } id ? devices[id] : null, Orders, db.Now);
            db.AfterCommit(new StockChanged(use.OrganizationId));
        }

        await FreedAsync(db, [.. devices.Values], orderLineIds, ct);
    }

    /// <summary>
    /// The customer gets the next pieces of a line with these resources, for good where they were sold outright. Refuses with <c>Stock.DeviceAwaited</c> while
    /// one of them has no device. A line without devices is passed over.
    /// </summary>
    /// <param name="handed">The resources by number, and how many pieces each of them is.</param>
    public async Task HandOverAsync(
        KBossDbContext db, long orderLineId, IReadOnlyList<(string ResourceNo, int Pieces)> handed, string customerName, bool sold, By by,
        CancellationToken ct = default)
    {
        var uses = await db.DeviceUses
            .Where(u => u.OrderLineId == orderLineId && (u.State == DeviceUseState.Reserved || u.State == DeviceUseState.Awaited))
            .OrderBy(u => u.State == DeviceUseState.Reserved ? 0 : 1).ThenBy(u => u.Piece).Take(handed.Sum(h => h.Pieces)).ToListAsync(ct);
        var devices = await DevicesOfAsync(db, uses, ct);
        foreach (var (use, resourceNo) in uses.Zip(handed.SelectMany(h => Enumerable.Repeat(h.ResourceNo, h.Pieces))))
        {
            use.HandOver(use.DeviceId is { } id ? devices[id] : null, resourceNo, customerName, sold, by, db.Now);
            db.AfterCommit(new StockChanged(use.OrganizationId));
        }
    }

    /// <summary>
    /// The customer's time with a resource is over: the devices that it was handed over with have to be checked. One without devices is passed over, twice
    /// does no harm.
    /// </summary>
    public async Task ReturnAsync(KBossDbContext db, string resourceNo, DateTime now, CancellationToken ct = default)
    {
        var uses = await db.DeviceUses.Where(u => u.ResourceNo == resourceNo && u.State == DeviceUseState.InUse).OrderBy(u => u.Piece).ToListAsync(ct);
        var devices = await DevicesOfAsync(db, uses, ct);
        foreach (var use in uses)
        {
            use.Return(devices[use.DeviceId!.Value], By.Part("Delivery"), now);
            db.AfterCommit(new StockChanged(use.OrganizationId));
        }
    }

    /// <summary>Devices have become free: those who have waited longest for one of their product get them; then Operations hears of low stock.</summary>
    /// <param name="but">Lines that come to nothing in the same transaction.</param>
    public async Task FreedAsync(KBossDbContext db, IReadOnlyCollection<Device> devices, IReadOnlyCollection<long> but, CancellationToken ct = default)
    {
        var loaded = devices.Where(d => d is { State: DeviceState.Free, ProductId: not null }).GroupBy(d => d.ProductId!.Value).ToList();
        foreach (var free in loaded)
        {
            var count = free.Count();
            var waiting = await db.DeviceUses
                .Where(u => u.ProductId == free.Key && u.State == DeviceUseState.Awaited && !but.Contains(u.OrderLineId))
                .OrderBy(u => u.From).ThenBy(u => u.Id).Take(count).ToListAsync(ct);
            foreach (var (use, device) in waiting.Zip(free.OrderBy(d => d.Id)))
            {
                use.Reserve(device, Orders, db.Now);
            }
        }

        await LookAsync(db, [.. devices.Select(d => d.ProductId).OfType<long>().Distinct()], ct);
    }

    /// <summary>Looks at how many are free of the products, as they stand in this transaction, and tells Operations once for each fall.</summary>
    public async Task LookAsync(KBossDbContext db, IReadOnlyCollection<long> productIds, CancellationToken ct = default)
    {
        foreach (var product in await db.DeviceProducts.Where(p => productIds.Contains(p.ProductId) && p.LowStock != null).ToListAsync(ct))
        {
            var free = await FreeAsync(db, product.ProductId, ct);
            if (product.Falls(free, db.Now))
            {
                await TellAsync(db, product, free, ct);
            }
        }
    }

    /// <summary>How many devices of a product are free, what this transaction has changed and not saved included.</summary>
    private static async Task<int> FreeAsync(KBossDbContext db, long productId, CancellationToken ct)
    {
        var tracked = db.ChangeTracker.Entries<Device>().Select(e => e.Entity).ToList();
        var ids = tracked.Select(d => d.Id).ToList();
        return await db.Devices.CountAsync(d => d.ProductId == productId && d.State == DeviceState.Free && !ids.Contains(d.Id), ct)
            + tracked.Count(d => d.ProductId == productId && d.State == DeviceState.Free);
    }

    private static async Task TellAsync(KBossDbContext db, DeviceProduct product, int free, CancellationToken ct)
    {
        var name = await db.Products.Where(p => p.Id == product.ProductId).Select(p => p.Name).FirstAsync(ct);
        var roles = RolePermissions.Holding(Permissions.StockSell).Select(held => held.Role).ToList();
        var members = await db.Members
            .Where(m => m.OrganizationId == product.OrganizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        db.AddRange(members.Select(member => new Notice(
            product.OrganizationId, member, LowStockNotice, FormattableString.Invariant($"{product.ProductId}"),
            [name, FormattableString.Invariant($"{free}"), FormattableString.Invariant($"{product.LowStock}")], db.Now)));
    }

    private static async Task<Dictionary<long, Device>> DevicesOfAsync(KBossDbContext db, IEnumerable<DeviceUse> uses, CancellationToken ct)
    {
        var ids = uses.Select(u => u.DeviceId).OfType<long>().ToList();
        return ids.Count == 0 ? [] : await db.Devices.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
    }
}
