using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>What happens before every save: the scope is enforced, append-only rows are defended, versions counted, the audit log written.</summary>
internal static class SaveGuard
{
    /// <summary>Until the answer is disposed of, changes are looked for where <see cref="Prepare"/> does it and not again and again during the save.</summary>
    public static IDisposable DetectOnce(ChangeTracker tracker) => new DetectsNothing(tracker);

    /// <summary>Guards everything that is about to be saved, tells afterwards of what is counted, and gives the first row that is added, if any.</summary>
    public static Entity? Prepare(KBossDbContext db, By by, DateTime now)
    {
        db.ChangeTracker.DetectChanges();
        var changes = db.ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .ToList();
        Entity? added = null;
        foreach (var entry in changes)
        {
            var guarded = GuardedEntity.Of(entry.Metadata);
            DefendAppendOnly(entry);
            DefendScope(entry, guarded, db.Scope);
            if (entry is { State: EntityState.Modified, Entity: Entity entity })
            {
                entry.Property(guarded.Version!).CurrentValue = entity.Version + 1;
            }
            else if (entry.State == EntityState.Added)
            {
                added ??= entry.Entity as Entity;
            }

            if (entry.Entity is ICounted counted)
            {
                db.AfterCommit(new CountChanged(entry.Metadata.ClrType.Name, counted.CountedFor));
            }

            TellOf(db, entry.Metadata.ClrType.Name, entry.Entity);
        }

        foreach (var entry in changes)
        {
            var audit = WriteAudit(db, entry, by, now);
            added ??= audit;
        }

        return added;
    }

    /// <summary>Refuses an owner that the scope does not cover, for rows that are added past the tracker.</summary>
    public static void DemandCovered(Type entity, OrganizationScope scope, long owner)
    {
        if (owner <= 0 || !scope.Covers(owner))
        {
            throw new IsolationException($"{entity.Name} {(owner <= 0 ? "has no owner." : "belongs to another organization.")}");
        }
    }

    private static void DefendAppendOnly(EntityEntry entry)
    {
        if (entry is { Entity: IAppendOnly, State: not EntityState.Added })
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} is append-only.");
        }
    }

    private static void DefendScope(EntityEntry entry, GuardedEntity guarded, OrganizationScope scope)
    {
        foreach (var owner in entry.State == EntityState.Modified ? guarded.Owners : [])
        {
            var property = entry.Property(owner);
            if (!Equals(property.OriginalValue, property.CurrentValue))
            {
                throw new IsolationException($"{entry.Metadata.ClrType.Name} must not change its owner.");
            }
        }

        switch (entry.Entity)
        {
            case IOrganizationOwned owned:
                Covered(entry, scope, owned.OrganizationId, owned.OrganizationId);
                break;
            case ISharedByParties shared:
                Covered(entry, scope, shared.SellerId, shared.BuyerId);
                if (entry.State == EntityState.Added && !(scope.Covers(shared.SellerId) && scope.Covers(shared.BuyerId)))
                {
                    // Of its own accord nobody shares something with others: who adds it has opened the scope of both.
                    throw new IsolationException($"{entry.Metadata.ClrType.Name} is added for somebody outside the scope.");
                }

                break;
            case ITenant tenant when !scope.IsEverything:
                Covered(entry, scope, tenant.Id > 0 ? tenant.Id : tenant.SellerId ?? 0, tenant.SellerId ?? tenant.Id);
                break;
        }
    }

    private static void Covered(EntityEntry entry, OrganizationScope scope, long owner, long other)
    {
        if (owner <= 0 || other <= 0)
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} has no owner.");
        }

        if (!scope.Covers(owner) && !scope.Covers(other))
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} belongs to another organization.");
        }
    }

    private static AuditEntry? WriteAudit(KBossDbContext db, EntityEntry entry, By by, DateTime now)
    {
        if (entry.Entity is not IAudited audited || (entry.State == EntityState.Added && entry.Entity is not IAuditedFromBirth))
        {
            return null;
        }

        var fields = GuardedEntity.Of(entry.Metadata).Fields(entry).ToList();
        if (fields.Count == 0)
        {
            return null;
        }

        var audit = new AuditEntry(
            AuditOwner(entry, db.Scope), by, entry.State.ToString(), AuditText.Short(audited.AuditSubject, 200),
            entry.State == EntityState.Added ? "" : AuditText.Of(fields.Select(f => (f.Name, f.Before))),
            entry.State == EntityState.Deleted ? "" : AuditText.Of(fields.Select(f => (f.Name, f.After))),
            now);
        db.AuditEntries.Add(audit);
        TellOf(db, nameof(AuditEntry), audit);
        return audit;
    }

    /// <summary>Whoever can see the row is told of it after the commit.</summary>
    private static void TellOf(KBossDbContext db, string kind, object row)
    {
        switch (row)
        {
            case IOrganizationOwned owned:
                db.Changing(kind, owned.OrganizationId);
                break;
            case ISharedByParties shared:
                db.Changing(kind, shared.SellerId);
                db.Changing(kind, shared.BuyerId);
                break;
            case ITenant tenant:
                db.Changing(kind, tenant.Id);
                db.Changing(kind, tenant.SellerId ?? tenant.Id);
                break;
            default:
                db.Changing(kind, 0);
                break;
        }
    }

    /// <summary>The owner; of two parties the seller, unless the scope is the buyer's alone.</summary>
    private static long AuditOwner(EntityEntry entry, OrganizationScope scope) => entry.Entity switch
    {
        IOrganizationOwned owned => owned.OrganizationId,
        ISharedByParties shared => scope.Covers(shared.SellerId) ? shared.SellerId : shared.BuyerId,
        ITenant tenant => tenant.Id > 0 ? tenant.Id : tenant.SellerId ?? 0,
        _ => throw new IsolationException($"{entry.Metadata.ClrType.Name} is audited but has no owner."),
    };

    private sealed class DetectsNothing : IDisposable
    {
        private readonly ChangeTracker tracker;
        private readonly bool auto;

        public DetectsNothing(ChangeTracker tracker)
        {
            (this.tracker, auto) = (tracker, tracker.AutoDetectChangesEnabled);
            tracker.AutoDetectChangesEnabled = false;
        }

        public void Dispose() => tracker.AutoDetectChangesEnabled = auto;
    }
}
