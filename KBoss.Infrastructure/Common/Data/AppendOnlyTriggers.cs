using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Lets the database itself refuse to change or delete the rows of every <see cref="IAppendOnly"/> entity, whoever asks: the audit log,
/// the journal, cash records, the changes of an order's status. Every migration ends with them (<see cref="SqliteMigrationSql"/>,
/// <see cref="SqlServerMigrationSql"/>).
/// </summary>
public static class AppendOnlyTriggers
{
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

    /// <summary>The statements that make the triggers of a table on SQLite, in place of those it has.</summary>
    internal static IEnumerable<string> ForSqlite(string table) =>
    [
        .. ForSqlite(table, "Update"),
        .. ForSqlite(table, "Delete"),
        // INSERT OR REPLACE removes the old row without asking the other two, unless the connection has recursive triggers.
        .. ForSqlite(table, "Insert", $"WHEN EXISTS (SELECT 1 FROM \"{table}\" WHERE \"Id\" = NEW.\"Id\") "),
    ];

    /// <summary>The statements that make the trigger of a table on SQL Server, in place of the one it has.</summary>
    internal static IEnumerable<string> ForSqlServer(string table) =>
    [
        DropInSqlServer(table),
        // A trigger has to stand alone in its batch, and in a script that can be run again it does not.
        $"EXEC(N'CREATE TRIGGER [{NameOf(table)}] ON [{table}] INSTEAD OF UPDATE, DELETE AS THROW 51000, ''{table} is append-only.'', 1;');",
    ];

    private static string[] ForSqlite(string table, string act, string when = "") =>
    [
        DropInSqlite(table, act),
        $"CREATE TRIGGER \"{NameOf(table)}_{act}\" BEFORE {act.ToUpperInvariant()} ON \"{table}\" {when}"
            + $"BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END;",
    ];

    private static bool IsAppendOnly(IReadOnlyEntityType entity) =>
        typeof(IAppendOnly).IsAssignableFrom(typeof(IAppendOnly).Assembly.GetType(entity.Name));

    private static string DropInSqlite(string table, string act) => $"DROP TRIGGER IF EXISTS \"{NameOf(table)}_{act}\";";

    private static string DropInSqlServer(string table) => $"DROP TRIGGER IF EXISTS [{NameOf(table)}];";

    private static string NameOf(string table) => $"{table}_AppendOnly";
}
