using System.Globalization;
using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Lets the database itself refuse to change or delete the rows of every <see cref="IAppendOnly"/> entity, whoever asks: the audit log,
/// the journal, cash records, the changes of an order's status.
/// </summary>
public static class AppendOnlyTriggers
{
    private const string SqlServer = "Microsoft.EntityFrameworkCore.SqlServer";

    /// <summary>
    /// Makes the triggers for the append-only tables of the model; those that exist are replaced. A migration calls it at its end with its own
    /// <c>TargetModel</c>, above all one that makes such a table or, on SQLite, rebuilds one: a rebuilt table has lost its triggers.
    /// </summary>
    public static void Create(MigrationBuilder migration, IModel model)
    {
        foreach (var table in TablesOf(model))
        {
            foreach (var sql in migration.ActiveProvider == SqlServer ? ForSqlServer(table) : ForSqlite(table))
            {
                migration.Sql(sql);
            }
        }
    }

    /// <summary>Takes the triggers away, for a migration that has to mend such rows by a decision; it makes them again at its end.</summary>
    public static void Drop(MigrationBuilder migration, IModel model)
    {
        foreach (var table in TablesOf(model))
        {
            foreach (var name in migration.ActiveProvider == SqlServer ? [NameOf(table)] : new[] { NameOf(table, "UPDATE"), NameOf(table, "DELETE") })
            {
                migration.Sql(migration.ActiveProvider == SqlServer ? $"DROP TRIGGER IF EXISTS [{name}];" : $"DROP TRIGGER IF EXISTS \"{name}\";");
            }
        }
    }

    /// <summary>The tables of the append-only entities; a migration's model knows them by name, the running one by type.</summary>
    public static IReadOnlyList<string> TablesOf(IReadOnlyModel model) =>
        [.. model.GetEntityTypes().Where(IsAppendOnly).Select(e => e.GetTableName()!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Tells the provider of SQL Server about the triggers: beside a trigger it must not read generated keys through OUTPUT alone.</summary>
    internal static void Declare(ModelBuilder model, bool sqlServer)
    {
        if (!sqlServer)
        {
            return;
        }

        foreach (var entity in model.Model.GetEntityTypes().Where(IsAppendOnly).ToList())
        {
            model.Entity(entity.ClrType).ToTable(entity.GetTableName()!, table => table.HasTrigger(NameOf(entity.GetTableName()!)));
        }
    }

    private static bool IsAppendOnly(IReadOnlyEntityType entity) =>
        typeof(IAppendOnly).IsAssignableFrom(typeof(IAppendOnly).Assembly.GetType(entity.Name));

    private static IEnumerable<string> ForSqlite(string table)
    {
        foreach (var act in new[] { "UPDATE", "DELETE" })
        {
            yield return $"DROP TRIGGER IF EXISTS \"{NameOf(table, act)}\";";
            yield return $"CREATE TRIGGER \"{NameOf(table, act)}\" BEFORE {act} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END;";
        }
    }

    private static IEnumerable<string> ForSqlServer(string table)
    {
        yield return $"DROP TRIGGER IF EXISTS [{NameOf(table)}];";
        // A trigger has to stand alone in its batch, and in a script that can be run again it does not.
        yield return $"EXEC(N'CREATE TRIGGER [{NameOf(table)}] ON [{table}] INSTEAD OF UPDATE, DELETE AS THROW 51000, ''{table} is append-only.'', 1;');";
    }

    private static string NameOf(string table, string? act = null) =>
        act is null ? $"{table}_AppendOnly" : $"{table}_AppendOnly_{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(act.ToLowerInvariant())}";
}
