using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Places;

/// <summary>Keeps the places where an organization's devices stand.</summary>
public sealed class PlaceService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Adds a place inside another, by the code of that; without one a data centre. Returns its code. Refuses with <c>Stock.PlaceCodeTaken</c>, also for a code
    /// that a removed place had, and with what the entity refuses.
    /// </summary>
    public async Task<string> AddAsync(string? parentCode, string code, PlaceFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var parent = parentCode is null ? null : await db.Places.CodedAsync(parentCode, ct);
            if (parent is not null)
            {
                // Whoever retires it at this moment is met here.
                db.Touch(parent);
            }

            var (refusals, key) = (new Refusals(), NormalText.Key(code));
            var made = refusals.Try(() => new Place(me.OrganizationId, parent, code, facts, db.Now));
            if (key.Length > 0 && await db.Places.AnyAsync(p => p.CodeKey == key, ct))
            {
                refusals.Add(new RuleException("Stock.PlaceCodeTaken", code.Trim()) { Field = "code" });
            }

            refusals.Demand();
            var place = made!;
            db.Places.Add(place);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
            return place.Code;
        }, ct);
    }

    /// <summary>Takes over what describes a place as it was edited from <paramref name="version"/>.</summary>
    public Task ChangeAsync(string code, int version, PlaceFacts facts, CancellationToken ct = default) => WithAsync(code, (_, place) =>
    {
        if (place.Version != version)
        {
            throw new RuleException("Common.ChangedMeanwhile");
        }

        place.Change(facts);
        return Task.CompletedTask;
    }, ct);

    /// <summary>Nothing is brought there any more, nor to anything inside of it; what stands there may stay.</summary>
    public Task RetireAsync(string code, CancellationToken ct = default) => WithAsync(code, async (db, place) =>
    {
        place.Retire();
        (await Inside(db, place).Where(p => p.State == PlaceState.Active).ToListAsync(ct)).ForEach(p => p.Retire());
    }, ct);

    /// <summary>Opens a retired place again; <c>Stock.PlaceClosed</c> inside one that is not active.</summary>
    public Task ReopenAsync(string code, CancellationToken ct = default) => WithAsync(code, async (db, place) =>
    {
        if (place.ParentId is { } parentId)
        {
            (await db.Places.GetAsync("place", parentId, ct)).DemandActive();
        }

        place.Reopen();
    }, ct);

    /// <summary>
    /// Takes a place away for good, and what lies in it. Refuses with <c>Stock.PlaceHoldsDevices</c> while a device stands there: then it can only be retired.
    /// </summary>
    public Task RemoveAsync(string code, CancellationToken ct = default) => WithAsync(code, async (db, place) =>
    {
        var inside = await Inside(db, place).Where(p => p.State != PlaceState.Removed).ToListAsync(ct);
        var ids = inside.Select(p => p.Id).Append(place.Id).ToList();
        var held = await db.Devices.CountAsync(d => d.PlaceId != null && ids.Contains(d.PlaceId.Value) && d.State != DeviceState.Retired, ct);
        if (held > 0)
        {
            throw new RuleException("Stock.PlaceHoldsDevices", place.Code, held);
        }

        place.Remove();
        inside.ForEach(p => p.Remove());
    }, ct);

    private static IQueryable<Place> Inside(KBossDbContext db, Place place)
    {
        var path = place.Inside;
        return db.Places.Where(p => p.Path.StartsWith(path));
    }

    private async Task WithAsync(string code, Func<KBossDbContext, Place, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var place = await db.Places.CodedAsync(code, ct);
            // Whoever brings a device here at this moment touches it too.
            db.Touch(place);
            await act(db, place);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}

/// <summary>Finds places by what people call them.</summary>
internal static class PlaceFinding
{
    /// <summary>The place of a code among those that were not removed; <see cref="NotFoundException"/> otherwise.</summary>
    public static async Task<Place> CodedAsync(this IQueryable<Place> places, string code, CancellationToken ct)
    {
        var key = NormalText.Key(code);
        return await places.FirstOrDefaultAsync(p => p.CodeKey == key && p.State != PlaceState.Removed, ct) ?? throw new NotFoundException("place", code);
    }
}
