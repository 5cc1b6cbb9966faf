using System.Reflection;
using System.Runtime.CompilerServices;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Audit;

/// <summary>What the audit log knows of a field: how its value is written, the words it may be, and of what row it may be the id.</summary>
public sealed record AuditedFact(ValueForm Form, IReadOnlyList<Type> Enums, Type? Refers)
{
    /// <summary>Whether it is worth telling: not whose it is, which the reader knows, and no id that stands for nothing that people know.</summary>
    public bool IsSaid { get; init; } = true;
}

/// <summary>
/// What the model says of everything that is audited, by the kind that stands in the subject and the field: a new entity, property or enum is known without being
/// listed.
/// </summary>
public sealed class AuditedModel
{
    private const string Annotation = "KBoss:Audited";

    /// <summary>
    /// The owner is the organization that reads, and by whom and when it was made is said by the line itself. The others are what rows need among each other: ids
    /// of what nobody calls anything, counters, keys by which a repetition is known.
    /// </summary>
    private static readonly string[] Unsaid =
    [
        nameof(IOrganizationOwned.OrganizationId), nameof(ISharedByParties.SellerId), nameof(Member.CreatedAt), nameof(Member.CreatedBy),
        "OrderLineId", "ReplacedById", "RestOfId", "UpstreamOfferId", "ModeNumber", "Occurrence", "LevelCount", "FormKey", "ClientKey", "ReferenceKey", "Hash", "SourceFilters",
        // Keys of messages; the story of the thing says them in words, with their arguments.
        "ErrorCode", "FailureCode",
    ];

    private readonly Dictionary<(string Kind, string Field), AuditedFact> fields = [];

    private AuditedModel(IModel model)
    {
        foreach (var entity in model.GetEntityTypes().Where(e => typeof(IAudited).IsAssignableFrom(e.ClrType)))
        {
            var kinds = entity.ClrType.GetCustomAttribute<AuditedKindsAttribute>()?.Kinds ?? [KindOf(entity.ClrType)];
            foreach (var (kind, (property, column)) in kinds.SelectMany(kind => GuardedEntity.Of(entity).AuditedColumns.Select(c => (kind, c))))
            {
                var field = Of(model, property, column);
                fields[(kind, column)] = fields.TryGetValue((kind, column), out var other)
                    ? other with { Enums = [.. other.Enums.Union(field.Enums)], Refers = other.Refers ?? field.Refers, IsSaid = other.IsSaid || field.IsSaid }
                    : field;
            }
        }
    }

    /// <summary>Every field by the kind of its subject.</summary>
    public IReadOnlyDictionary<(string Kind, string Field), AuditedFact> Fields => fields;

    /// <summary>What is audited in the model of a context.</summary>
    public static AuditedModel Of(KBossDbContext db) =>
        db.Model.GetOrAddRuntimeAnnotationValue(Annotation, static model => new AuditedModel(model!), db.Model);

    /// <summary>The first word of the subjects of an entity. An entity gives its name from what it holds, so one that holds nothing gives the kind alone.</summary>
    public static string KindOf(Type entity) => ((IAudited)RuntimeHelpers.GetUninitializedObject(entity)).AuditSubject.Split(' ')[0];

    private static AuditedFact Of(IModel model, IReadOnlyPropertyBase property, string name)
    {
        if (property is not IReadOnlyProperty column)
        {
            return new AuditedFact(ValueForm.Text, [], typeof(Member)) { IsSaid = !Unsaid.Contains(name) };
        }

        var type = Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType;
        var refers = Refers(model, column);
        var form = type == typeof(bool) ? ValueForm.YesNo
            : type == typeof(DateTime) ? ValueForm.Instant
            : type == typeof(DateOnly) ? ValueForm.Day
            : type == typeof(decimal) ? Decimal(name)
            : type == typeof(int) || type == typeof(long) ? ValueForm.Number
            : type == typeof(string) && (name.EndsWith("Key", StringComparison.Ordinal)) ? ValueForm.Opaque
            : ValueForm.Text;
        return new AuditedFact(form, type.IsEnum ? [type] : [], refers) { IsSaid = !Unsaid.Contains(name) && (type != typeof(long) || refers is not null) };
    }

    private static ValueForm Decimal(string name) =>
        name.Contains("Discount", StringComparison.Ordinal) || name.Contains("Rate", StringComparison.Ordinal) || name == "MarginBelow" ? ValueForm.Share
        : name is "Usage" or "There" or "Here" ? ValueForm.Number
        : ValueForm.Money;

    /// <summary>The rows of which it is the id: by a foreign key, because it names a member, or by its name.</summary>
    private static Type? Refers(IModel model, IReadOnlyProperty column)
    {
        if (column.Name is nameof(ISharedByParties.BuyerId) or nameof(ISharedByParties.SellerId))
        {
            return typeof(Organization);
        }

        if (column.GetContainingForeignKeys().Select(key => key.PrincipalEntityType.ClrType).FirstOrDefault() is { } principal)
        {
            return principal;
        }

        if (column.PropertyInfo?.GetCustomAttribute<NamesMemberAttribute>() is not null || column.Name == nameof(IGoesWithMember.MemberId))
        {
            return typeof(Member);
        }

        return column.Name.EndsWith("Id", StringComparison.Ordinal)
            ? model.GetEntityTypes().Select(e => e.ClrType).FirstOrDefault(e => e.Name == column.Name[..^2])
            : null;
    }
}
