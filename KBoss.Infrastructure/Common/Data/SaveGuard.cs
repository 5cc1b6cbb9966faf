using System.Reflection;
using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>What happens before every save: the scope is enforced, append-only rows are defended, versions counted, the audit log written.</summary>
internal static class SaveGuard
{
    /// <summary>Until the answer is disposed of, changes are looked for where <see cref="Prepare"/> does it and not again and again during the save.</summary>
    public static IDisposable DetectOnce(ChangeTracker tracker) => new DetectsNothing(tracker);

    public static void Prepare(KBossDbContext db, By by, DateTime now)
    {
        db.ChangeTracker.DetectChanges();
        var changes = db.ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .ToList();
        foreach (var entry in changes)
        {
            DefendAppendOnly(entry);
            DefendScope(entry, db.Scope);
            if (entry is { State: EntityState.Modified, Entity: Entity entity })
            {
                entry.Property(nameof(Entity.Version)).CurrentValue = entity.Version + 1;
            }
        }

        foreach (var entry in changes)
        {
            WriteAudit(db, entry, by, now);
        }
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

    private static void DefendScope(EntityEntry entry, OrganizationScope scope)
    {
        switch (entry.Entity)
        {
            case IOrganizationOwned:
                Unchanged(entry, nameof(IOrganizationOwned.OrganizationId));
                Covered(entry, scope, Owner(entry, nameof(IOrganizationOwned.OrganizationId)));
                break;
            case ISharedByParties:
                Unchanged(entry, nameof(ISharedByParties.SellerId));
                Unchanged(entry, nameof(ISharedByParties.BuyerId));
                long[] parties = [Owner(entry, nameof(ISharedByParties.SellerId)), Owner(entry, nameof(ISharedByParties.BuyerId))];
                Covered(entry, scope, parties);
                if (entry.State == EntityState.Added && !parties.All(scope.Covers))
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

    private static long Owner(EntityEntry entry, string property) => (long)entry.Property(property).CurrentValue!;

    private static void Unchanged(EntityEntry entry, string property)
    {
        if (entry.State == EntityState.Modified && !Equals(entry.Property(property).OriginalValue, entry.Property(property).CurrentValue))
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} must not change its owner.");
        }
    }

    private static void Covered(EntityEntry entry, OrganizationScope scope, params long[] owners)
    {
        if (owners.Any(id => id <= 0))
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} has no owner.");
        }

        if (!owners.Any(scope.Covers))
        {
            throw new IsolationException($"{entry.Metadata.ClrType.Name} belongs to another organization.");
        }
    }

    private static void WriteAudit(KBossDbContext db, EntityEntry entry, By by, DateTime now)
    {
        if (entry.Entity is not IAudited audited || (entry.State == EntityState.Added && entry.Entity is not IAuditedFromBirth))
        {
            return;
        }

        var fields = Fields(entry).Concat(Doers(entry)).ToList();
        if (fields.Count == 0)
        {
            return;
        }

        db.AuditEntries.Add(new AuditEntry(
            AuditOwner(entry, db.Scope), by, entry.State.ToString(), AuditText.Short(audited.AuditSubject, 200),
            entry.State == EntityState.Added ? "" : AuditText.Of(fields.Select(f => (f.Name, f.Before))),
            entry.State == EntityState.Deleted ? "" : AuditText.Of(fields.Select(f => (f.Name, f.After))),
            now));
    }

    private static IEnumerable<Field> Fields(EntityEntry entry) => entry.Properties
        .Concat(entry.ComplexProperties.Where(c => c.Metadata.ClrType != typeof(By)).SelectMany(c => c.Properties))
        .Where(p => entry.State != EntityState.Modified || p.IsModified)
        // The key of a row that is added in the same save is not known yet; a made-up one would mislead.
        .Where(p => !p.IsTemporary)
        .Where(p => p.Metadata.Name != nameof(Entity.Version) && !p.Metadata.IsPrimaryKey() && IsAudited(p.Metadata))
        .Select(p => new Field(p.Metadata.GetColumnName(), p.OriginalValue, p.CurrentValue));

    /// <summary>Who did it is one value: the member's id, from which the reader of the log makes a name, or the name of a part of the system.</summary>
    private static IEnumerable<Field> Doers(EntityEntry entry) => entry.ComplexProperties
        .Where(c => c.Metadata.ClrType == typeof(By) && (entry.State != EntityState.Modified || c.IsModified) && IsAudited(c.Metadata))
        .Select(c => (c.Metadata.Name, Id: c.Property(nameof(By.MemberId)), Text: c.Property(nameof(By.Name))))
        .Select(c => new Field(c.Name, c.Id.OriginalValue ?? c.Text.OriginalValue, c.Id.CurrentValue ?? c.Text.CurrentValue));

    private static bool IsAudited(IReadOnlyPropertyBase property) => property.PropertyInfo?.GetCustomAttribute<NotAuditedAttribute>() is null;

    /// <summary>The owner; of two parties the seller, unless the scope is the buyer's alone.</summary>
    private static long AuditOwner(EntityEntry entry, OrganizationScope scope) => entry.Entity switch
    {
        IOrganizationOwned => Owner(entry, nameof(IOrganizationOwned.OrganizationId)),
        ISharedByParties shared => scope.Covers(shared.SellerId) ? shared.SellerId : shared.BuyerId,
        ITenant tenant => tenant.Id > 0 ? tenant.Id : tenant.SellerId ?? 0,
        _ => throw new IsolationException($"{entry.Metadata.ClrType.Name} is audited but has no owner."),
    };

    private sealed record Field(string Name, object? Before, object? After);

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
