using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// The tables that one act may write by thousands (an import, a change of prices). SQL Server may trade so many locks of rows for one of the whole table,
/// and everybody else who writes there would wait; here it must not.
/// </summary>
internal static class RowLocks
{
    private const string Annotation = "KBoss:RowLocks";

    /// <summary>Keeps the locks of this entity's table at its rows, however many they are.</summary>
    public static void KeepsRowLocks<T>(this EntityTypeBuilder<T> entity)
        where T : class => entity.HasAnnotation(Annotation, true);

    /// <summary>The tables that keep them.</summary>
    public static IReadOnlyList<string> TablesOf(IReadOnlyModel model) =>
        [.. model.GetEntityTypes().Where(e => e.FindAnnotation(Annotation) is not null).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal)];

    /// <summary>The statement for one of them.</summary>
    public static string ForSqlServer(string table) => $"ALTER TABLE [{table}] SET (LOCK_ESCALATION = DISABLE);";
}
