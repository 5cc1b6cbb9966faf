using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>A kind of devices with its attributes, and how many devices there are of it.</summary>
public sealed record KindDetails(long Id, int Version, string Name, IReadOnlyList<KindAttribute> Attributes, int Devices);

/// <summary>An attribute of a kind; <see cref="Field"/> is what a form calls it.</summary>
public sealed record KindAttribute(string Field, AttributeFacts Facts);

/// <summary>Keeps the kinds of devices and what they are described by.</summary>
public sealed class DeviceKindService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>The kinds of the organization, by name.</summary>
    public async Task<IReadOnlyList<KindDetails>> ListAsync(CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var kinds = await db.DeviceKinds.AsNoTracking().Include(k => k.Attributes).OrderBy(k => k.Name).ToListAsync(ct);
        var counts = await db.Devices.Where(d => d.State != DeviceState.Retired).GroupBy(d => d.KindId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return [.. kinds.Select(k => new KindDetails(k.Id, k.Version, k.Name, Attributes(k), counts.GetValueOrDefault(k.Id)))];
    }

    /// <summary>A kind with the workbook in which its devices are imported; any other organization's is <see cref="NotFoundException"/>.</summary>
    public async Task<(KindDetails Kind, WorkbookSchema<DeviceSheetRow> Schema)> SheetAsync(long kindId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockManage, ct));
        var kind = await db.DeviceKinds.AsNoTracking().Include(k => k.Attributes).GetAsync("device kind", kindId, ct);
        var count = await db.Devices.CountAsync(d => d.KindId == kindId && d.State != DeviceState.Retired, ct);
        return (new KindDetails(kind.Id, kind.Version, kind.Name, Attributes(kind), count), DeviceWorkbook.Schema(kind));
    }

    /// <summary>Adds a kind; returns its id. Refuses with <c>Stock.KindNameTaken</c> and with what the entity refuses.</summary>
    public async Task<long> AddAsync(string name, IReadOnlyList<AttributeFacts> attributes, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var refusals = new Refusals();
            // An empty one is asked about its attributes too.
            var kind = refusals.Try(() => new DeviceKind(me.OrganizationId, name, db.Now)) ?? new DeviceKind(me.OrganizationId, "?", db.Now);
            refusals.Try(() => kind.Describe(attributes, new HashSet<long>()));
            await refusals.TryAsync(() => RefuseTakenNameAsync(db, kind, ct));
            refusals.Demand();
            db.DeviceKinds.Add(kind);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
            return kind.Id;
        }, ct);
    }

    /// <summary>Takes over name and attributes as they were edited from <paramref name="version"/>.</summary>
    public async Task ChangeAsync(long kindId, int version, string name, IReadOnlyList<AttributeFacts> attributes, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var kind = await db.DeviceKinds.Include(k => k.Attributes).GetAsync("device kind", kindId, version, ct);
            // Whoever describes a device of it at this moment is met here.
            db.Touch(kind);
            var ids = kind.Attributes.Select(a => a.Id).ToList();
            var used = await db.DeviceValues.Where(v => ids.Contains(v.AttributeId)).Select(v => v.AttributeId)
                .Union(db.DeviceProductValues.Where(v => ids.Contains(v.AttributeId)).Select(v => v.AttributeId)).ToListAsync(ct);
            var before = kind.Attributes;
            var refusals = new Refusals();
            refusals.Try(() => kind.Rename(name));
            refusals.Try(() => kind.Describe(attributes, used.ToHashSet()));
            await refusals.TryAsync(() => RefuseTakenNameAsync(db, kind, ct));
            refusals.Demand();
            db.RemoveRange(before.Except(kind.Attributes));
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    internal static IReadOnlyList<KindAttribute> Attributes(DeviceKind kind) => [.. kind.Attributes.Select(a =>
        new KindAttribute(a.Field, new AttributeFacts(a.Name, a.Type, a.Unit, a.Required) { Choices = a.Choices }))];

    private static async Task RefuseTakenNameAsync(KBossDbContext db, DeviceKind kind, CancellationToken ct)
    {
        if (await db.DeviceKinds.AnyAsync(k => k.NameKey == kind.NameKey && k.Id != kind.Id, ct))
        {
            throw new RuleException("Stock.KindNameTaken", kind.Name) { Field = "name" };
        }
    }
}
