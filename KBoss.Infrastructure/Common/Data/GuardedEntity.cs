using System.Reflection;
using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>A field of a row as the audit log shows it.</summary>
internal readonly record struct AuditedField(string Name, object? Before, object? After);

/// <summary>What <see cref="SaveGuard"/> has to know of a kind of row. The model tells it once; no save asks it by reflection again.</summary>
internal sealed class GuardedEntity
{
    private const string Annotation = "KBoss:Guarded";

    private readonly List<(IProperty Property, string Column)> audited;
    private readonly List<(IComplexProperty Complex, List<(IProperty Property, string Column)> Audited)> parts;
    private readonly List<(IComplexProperty Complex, IProperty Id, IProperty Name)> doers;
    private readonly HashSet<string> masked;

    private GuardedEntity(IEntityType entity)
    {
        Version = entity.FindProperty(nameof(Entity.Version));
        string[] owners = typeof(IOrganizationOwned).IsAssignableFrom(entity.ClrType) ? [nameof(IOrganizationOwned.OrganizationId)]
            : typeof(ISharedByParties).IsAssignableFrom(entity.ClrType) ? [nameof(ISharedByParties.SellerId), nameof(ISharedByParties.BuyerId)]
            : [];
        Owners = [.. owners.Select(name => entity.FindProperty(name)!)];
        audited = Audited(entity);
        masked = [.. audited.Where(a => Has<AuditedMaskedAttribute>(a.Property)).Select(a => a.Column)];
        parts = [.. entity.GetComplexProperties().Where(c => c.ClrType != typeof(By)).Select(c => (c, Audited(c.ComplexType)))];
        doers = [.. entity.GetComplexProperties().Where(c => c.ClrType == typeof(By) && IsAudited(c))
            .Select(c => (c, c.ComplexType.FindProperty(nameof(By.MemberId))!, c.ComplexType.FindProperty(nameof(By.Name))!))];
    }

    /// <summary>The version that every change counts up.</summary>
    public IProperty? Version { get; }

    /// <summary>Whose it is, which never changes: the organization, or seller and buyer.</summary>
    public IReadOnlyList<IProperty> Owners { get; }

    /// <summary>Every field that the audit log may tell of, with the name under which it does.</summary>
    public IEnumerable<(IReadOnlyPropertyBase Property, string Column)> AuditedColumns =>
    [
        .. audited.Select(a => ((IReadOnlyPropertyBase)a.Property, a.Column)),
        .. parts.SelectMany(p => p.Audited).Select(a => ((IReadOnlyPropertyBase)a.Property, a.Column)),
        .. doers.Select(d => ((IReadOnlyPropertyBase)d.Complex, d.Complex.Name)),
    ];

    public static GuardedEntity Of(IEntityType entity) =>
        entity.GetOrAddRuntimeAnnotationValue(Annotation, static entity => new GuardedEntity(entity!), entity);

    /// <summary>What the audit log says of a change: the fields that changed, or all of a row that was added or deleted.</summary>
    public IEnumerable<AuditedField> Fields(EntityEntry entry)
    {
        foreach (var (property, column) in audited)
        {
            if (Field(entry.Property(property), column, entry.State) is { } field)
            {
                yield return masked.Contains(column) ? field with { Before = Hidden(field.Before), After = Hidden(field.After) } : field;
            }
        }

        foreach (var (complex, properties) in parts)
        {
            var part = entry.ComplexProperty(complex);
            foreach (var (property, column) in properties)
            {
                if (Field(part.Property(property), column, entry.State) is { } field)
                {
                    yield return field;
                }
            }
        }

        // Who did it is one value: the member's id, from which the reader of the log makes a name, or the name of a part of the system.
        foreach (var (complex, id, name) in doers)
        {
            var by = entry.ComplexProperty(complex);
            if (entry.State != EntityState.Modified || by.IsModified)
            {
                var (member, text) = (by.Property(id), by.Property(name));
                yield return new AuditedField(complex.Name, member.OriginalValue ?? text.OriginalValue, member.CurrentValue ?? text.CurrentValue);
            }
        }
    }

    /// <summary>The key of a row that is added in the same save is not known yet; a made-up one would mislead.</summary>
    private static AuditedField? Field(PropertyEntry property, string column, EntityState state) =>
        (state != EntityState.Modified || property.IsModified) && !property.IsTemporary
            ? new AuditedField(column, property.OriginalValue, property.CurrentValue)
            : null;

    private static object? Hidden(object? value) => value is string text ? Masked.Number(text) : value;

    private static List<(IProperty Property, string Column)> Audited(ITypeBase type) =>
    [
        .. type.GetProperties().Where(p => p.Name != nameof(Entity.Version) && !p.IsPrimaryKey() && IsAudited(p)).Select(p => (p, p.GetColumnName())),
    ];

    private static bool IsAudited(IReadOnlyPropertyBase property) => !Has<NotAuditedAttribute>(property);

    private static bool Has<TAttribute>(IReadOnlyPropertyBase property)
        where TAttribute : Attribute => property.PropertyInfo?.GetCustomAttribute<TAttribute>() is not null;
}
