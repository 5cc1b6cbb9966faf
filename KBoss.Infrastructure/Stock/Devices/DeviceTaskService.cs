using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>One piece of an order line with the device that is held for it, for whoever delivers; without a number it waits for one.</summary>
public sealed record TaskDevice(long UseId, int Piece, DeviceUseState State, string DeviceNo, string SerialNumber, string PlaceCode, string PlaceName);

/// <summary>A free device that could be given instead.</summary>
public sealed record FreeDevice(string DeviceNo, string SerialNumber, string PlaceCode);

/// <summary>What Maintenance must know of the devices of a task, and may exchange before the hand-over.</summary>
public sealed class DeviceTaskService(KBossDbContextFactory contexts, ICurrentActor current, DeviceService devices)
{
    private const int MostOffered = 100;

    /// <summary>The pieces of an order line and their devices; none where it is not sold by devices.</summary>
    public async Task<IReadOnlyList<TaskDevice>> OfLineAsync(long orderLineId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        return await (
            from use in db.DeviceUses.AsNoTracking()
            where use.OrderLineId == orderLineId && use.State != DeviceUseState.Cancelled
            join device in db.Devices on use.DeviceId equals device.Id into devices
            from device in devices.DefaultIfEmpty()
            join place in db.Places on device.PlaceId equals place.Id into places
            from place in places.DefaultIfEmpty()
            orderby use.Piece
            select new TaskDevice(
                use.Id, use.Piece, use.State, device == null ? "" : device.DeviceNo, device == null ? "" : device.SerialNumber,
                place == null ? "" : place.Code, place == null ? "" : place.Name)).ToListAsync(ct);
    }

    /// <summary>The free devices of the product that a piece is of.</summary>
    public async Task<IReadOnlyList<FreeDevice>> FreeAsync(long useId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockManage, ct));
        var use = await db.DeviceUses.AsNoTracking().GetAsync("device use", useId, ct);
        return await (
            from device in db.Devices.AsNoTracking()
            where device.ProductId == use.ProductId && device.State == DeviceState.Free
            join place in db.Places on device.PlaceId equals place.Id into places
            from place in places.DefaultIfEmpty()
            orderby device.Id
            select new FreeDevice(device.DeviceNo, device.SerialNumber, place == null ? "" : place.Code)).Take(MostOffered).ToListAsync(ct);
    }

    /// <summary>
    /// Another free device of the product is held for a piece instead, before the hand-over; the one held so far is faulty or free again. Refuses with
    /// <c>Stock.DeviceOfOtherProduct</c>, <c>Stock.TransitionRefused</c> where the other is not free (any more), and <c>Stock.UseRefused</c> after the
    /// hand-over.
    /// </summary>
    public async Task ExchangeAsync(long useId, string otherNo, bool faulty, string reason, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var use = await db.DeviceUses.GetAsync("device use", useId, ct);
            var held = use.DeviceId is { } id ? await db.Devices.GetAsync("device", id, ct) : throw new RuleException("Stock.DeviceAwaited", use.OrderNo);
            var refusals = new Refusals();
            refusals.Try(() => Require.Text(otherNo, "other", 50));
            refusals.Try(() => Require.Text(reason, "reason", 500, free: true));
            refusals.Demand();
            var other = await db.Devices.NumberedAsync(otherNo, ct);
            if (other.ProductId != use.ProductId)
            {
                throw new RuleException("Stock.DeviceOfOtherProduct", other.DeviceNo) { Field = "other" };
            }

            use.Exchange(held, other, faulty, reason, me.By, db.Now);
            await devices.FreedAsync(db, [held, other], [], ct);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
