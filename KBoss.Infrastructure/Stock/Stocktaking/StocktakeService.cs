using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Stocktaking;

/// <summary>A count in the list; times UTC.</summary>
public sealed record StocktakeRow(
    string StocktakeNo, string PlaceCode, string PlaceName, By OpenedBy, DateTime OpenedAt, DateTime? ClosedAt, int Found, int Missing, int Extra);

/// <summary>One device of a count; without a device number the organization does not know it.</summary>
public sealed record StocktakeLineRow(
    long Id, string SerialNumber, string DeviceNo, StocktakeOutcome Outcome, StocktakeDecision Decision, By DecidedBy, bool Waits);

/// <summary>A count with its lines: differences first.</summary>
public sealed record StocktakeDetails(StocktakeRow Row, By ClosedBy, IReadOnlyList<StocktakeLineRow> Lines);

/// <summary>Counts what stands in a place, records differences, and adjusts the register by decision.</summary>
public sealed class StocktakeService(KBossDbContextFactory contexts, ICurrentActor current, DeviceService devices)
{
    /// <summary>So many devices are counted at once; a larger place is counted room by room.</summary>
    public const int MostDevices = 1000;

    /// <summary>
    /// Opens a count of a place and what lies in it; returns its number. Refuses with <c>Stock.StocktakeOpen</c> while one of the place is open, and with
    /// <c>Stock.StocktakeTooLarge</c>.
    /// </summary>
    public async Task<string> OpenAsync(string placeCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var place = await db.Places.CodedAsync(placeCode, ct);
            if (await db.Stocktakes.AnyAsync(s => s.PlaceId == place.Id && s.ClosedAt == null, ct))
            {
                throw new RuleException("Stock.StocktakeOpen", place.Code) { Field = "place" };
            }

            var path = place.Inside;
            var expected = await db.Devices.Where(d => d.State != DeviceState.Retired && d.State != DeviceState.InUse)
                .Where(d => d.PlaceId == place.Id || db.Places.Any(p => p.Id == d.PlaceId && p.Path.StartsWith(path)))
                .OrderBy(d => d.Id).Take(MostDevices + 1).ToListAsync(ct);
            if (expected.Count > MostDevices)
            {
                throw new RuleException("Stock.StocktakeTooLarge", MostDevices) { Field = "place" };
            }

            var stocktake = new Stocktake(place, BusinessNumber.New(BusinessNumber.Stocktake, db.Now), expected, me.By, db.Now);
            db.Stocktakes.Add(stocktake);
            await db.SaveChangesAsync(ct);
            return stocktake.StocktakeNo;
        }, ct);
    }

    /// <summary>Serial numbers were read off devices, one a line; says what each is.</summary>
    public Task SeeAsync(string stocktakeNo, IReadOnlyCollection<string> serialNumbers, CancellationToken ct = default) =>
        WithAsync(stocktakeNo, async (db, stocktake, _) =>
        {
            var keys = serialNumbers.Select(Device.SerialKeyOf).ToList();
            var known = await db.Devices.Where(d => keys.Contains(d.SerialKey)).ToDictionaryAsync(d => d.SerialKey, ct);
            foreach (var serial in serialNumbers)
            {
                stocktake.See(serial, known.GetValueOrDefault(Device.SerialKeyOf(serial)));
            }
        }, ct);

    /// <summary>What was read by mistake was not seen.</summary>
    public Task UnseeAsync(string stocktakeNo, string serialNumber, CancellationToken ct = default) =>
        WithAsync(stocktakeNo, (db, stocktake, _) =>
        {
            var before = stocktake.Lines.ToList();
            stocktake.Unsee(serialNumber);
            db.RemoveRange(before.Except(stocktake.Lines));
            return Task.CompletedTask;
        }, ct);

    /// <summary>Decides about a difference: what is lost is retired, what stands here is moved here, what is kept stays as it was.</summary>
    public Task DecideAsync(string stocktakeNo, long lineId, StocktakeDecision decision, CancellationToken ct = default) =>
        WithAsync(stocktakeNo, async (db, stocktake, by) =>
        {
            var line = stocktake.Decide(lineId, decision, by);
            if (decision == StocktakeDecision.Kept)
            {
                return;
            }

            var device = await db.Devices.GetAsync("device", line.DeviceId!.Value, ct);
            var productId = device.ProductId;
            if (decision == StocktakeDecision.Lost)
            {
                device.Put(DeviceState.Retired, stocktake.StocktakeNo, by, db.Now);
            }
            else
            {
                var from = device.PlaceId is { } id ? await db.Places.GetAsync("place", id, ct) : null;
                device.Move(from, await db.Places.GetAsync("place", stocktake.PlaceId, ct), stocktake.StocktakeNo, by, db.Now);
            }

            await devices.LookAsync(db, productId is { } product ? [product] : [], ct);
        }, ct);

    /// <summary>Ends a count; every difference has been decided.</summary>
    public Task CloseAsync(string stocktakeNo, CancellationToken ct = default) => WithAsync(stocktakeNo, (db, stocktake, by) =>
    {
        stocktake.Close(by, db.Now);
        return Task.CompletedTask;
    }, ct);

    /// <summary>The counts of the organization, the latest first.</summary>
    public async Task<Page<StocktakeRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        return await Rows(db, db.Stocktakes.AsNoTracking().OrderByDescending(s => s.Id)).ToPageAsync(request, ct);
    }

    /// <summary>One count; any other organization's is <see cref="NotFoundException"/>.</summary>
    public async Task<StocktakeDetails> GetAsync(string stocktakeNo, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var stocktake = await db.Stocktakes.AsNoTracking().Include(s => s.Lines).FirstOrDefaultAsync(s => s.StocktakeNo == stocktakeNo, ct)
            ?? throw new NotFoundException("stocktake", stocktakeNo);
        var row = await Rows(db, db.Stocktakes.AsNoTracking().Where(s => s.Id == stocktake.Id)).FirstAsync(ct);
        var ids = stocktake.Lines.Select(l => l.DeviceId).OfType<long>().ToList();
        var numbers = await db.Devices.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.DeviceNo, ct);
        return new StocktakeDetails(row, stocktake.ClosedBy, [.. stocktake.Lines
            .OrderBy(l => l.Waits ? 0 : 1).ThenBy(l => l.Outcome).ThenBy(l => l.SerialNumber, StringComparer.Ordinal)
            .Select(l => new StocktakeLineRow(
                l.Id, l.SerialNumber, l.DeviceId is { } id ? numbers.GetValueOrDefault(id, "") : "", l.Outcome, l.Decision, l.DecidedBy, l.Waits))]);
    }

    private static IQueryable<StocktakeRow> Rows(KBossDbContext db, IQueryable<Stocktake> stocktakes) =>
        stocktakes.Join(db.Places, s => s.PlaceId, p => p.Id, (s, p) => new StocktakeRow(
            s.StocktakeNo, p.Code, p.Name, s.OpenedBy, s.OpenedAt, s.ClosedAt,
            db.StocktakeLines.Count(l => l.StocktakeId == s.Id && l.Outcome == StocktakeOutcome.Found),
            db.StocktakeLines.Count(l => l.StocktakeId == s.Id && l.Outcome == StocktakeOutcome.Missing),
            db.StocktakeLines.Count(l => l.StocktakeId == s.Id && l.Outcome == StocktakeOutcome.Extra)));

    private async Task WithAsync(string stocktakeNo, Func<KBossDbContext, Stocktake, By, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var stocktake = await db.Stocktakes.Include(s => s.Lines).FirstOrDefaultAsync(s => s.StocktakeNo == stocktakeNo, ct)
                ?? throw new NotFoundException("stocktake", stocktakeNo);
            // Two who count the same place meet at its row.
            db.Touch(stocktake);
            await act(db, stocktake, me.By);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
