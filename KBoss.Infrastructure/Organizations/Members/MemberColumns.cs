using System.Reflection;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>
/// Knows from the model which columns name a member: those of a <see cref="By"/>, those that refer to the members by a foreign key, those of what goes
/// with a member, and those that are marked with <see cref="NamesMemberAttribute"/>. A new one is known without being listed here.
/// </summary>
public static class MemberColumns
{
    /// <summary>The columns that hold the id of a member; one of a <see cref="By"/> stands in that complex type.</summary>
    public static IReadOnlyList<IReadOnlyProperty> Of(IReadOnlyModel model) => [.. model.GetEntityTypes().SelectMany(Of)];

    /// <summary>The property of the row by which the column is spoken of, as in the audit log: the whole <see cref="By"/>, or the id.</summary>
    public static IReadOnlyPropertyBase Field(IReadOnlyProperty column) =>
        column.DeclaringType is IReadOnlyComplexType by ? by.ComplexProperty : column;

    private static IEnumerable<IReadOnlyProperty> Of(IReadOnlyEntityType row) => row.GetProperties().Where(Names)
        .Concat(row.GetComplexProperties().Where(c => c.ClrType == typeof(By)).Select(c => c.ComplexType.FindProperty(nameof(By.MemberId))!));

    private static bool Names(IReadOnlyProperty column) => column.PropertyInfo?.GetCustomAttribute<NamesMemberAttribute>() is not null
        || (column.Name == nameof(IGoesWithMember.MemberId) && typeof(IGoesWithMember).IsAssignableFrom(column.DeclaringType.ClrType))
        || column.GetContainingForeignKeys().Any(key => key.PrincipalEntityType.ClrType == typeof(Member));
}
