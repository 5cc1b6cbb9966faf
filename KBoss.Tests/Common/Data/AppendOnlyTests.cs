using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Architecture;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KBoss.Tests.Common.Data;

public sealed class AppendOnlyTests
{
    public static TheoryData<string> Tables => [.. TableNames()];

    [Fact]
    public void Every_append_only_entity_has_its_table_on_the_list()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        var expected = db.Model.GetEntityTypes().Where(e => typeof(IAppendOnly).IsAssignableFrom(e.ClrType)).Select(e => e.GetTableName()!);
        Assert.Equal(expected.Order(StringComparer.Ordinal), TableNames());
        Assert.Superset(new HashSet<string> { "AuditEntries", "JournalEntries", "JournalLines", "CashRecords" }, TableNames().ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_database_itself_refuses_to_change_or_delete_the_rows(string table)
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var entity = db.Model.GetEntityTypes().Single(e => e.GetTableName() == table);
        await IsolationTests.InsertAsync(boss, entity.ClrType, owner: 1, other: 2);
        Assert.Equal(1, await CountAsync(db, table));

        await RefusedAsync(db, table, $"UPDATE {table} SET Version = Version + 1");
        await RefusedAsync(db, table, $"DELETE FROM {table}");
        if (db.Database.IsSqlite())
        {
            await RefusedAsync(db, table, $"INSERT OR REPLACE INTO {table} SELECT * FROM {table}");
            if (entity.GetIndexes().Any(i => i.IsUnique))
            {
                // The new row has an id of its own, and meets the old one in an index only.
                var columns = string.Join(", ", entity.GetFlattenedProperties().Where(p => !p.IsPrimaryKey()).Select(p => p.GetColumnName(StoreObjectIdentifier.Table(table))));
                await RefusedAsync(db, table, $"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}");
            }
        }

        Assert.Equal(1, await CountAsync(db, table));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_connection_that_is_not_of_KBoss_cannot_replace_a_row_of_the_file_either(string table)
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        Assert.SkipUnless(db.Database.IsSqlite(), "SQL Server knows no INSERT OR REPLACE.");
        await IsolationTests.InsertAsync(boss, db.Model.GetEntityTypes().Single(e => e.GetTableName() == table).ClrType, owner: 1, other: 2);

        await using var stranger = new SqliteConnection(db.Database.GetConnectionString());
        await stranger.OpenAsync();
        await using var replace = stranger.CreateCommand();
        replace.CommandText = $"PRAGMA foreign_keys = OFF; INSERT OR REPLACE INTO {table} SELECT * FROM {table}";

        var refused = await Assert.ThrowsAsync<SqliteException>(() => replace.ExecuteNonQueryAsync());
        Assert.Contains($"{table} is append-only.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_for_sql_server_makes_the_triggers_and_the_model_knows_them()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        var model = db.GetService<IDesignTimeModel>().Model;
        Assert.All(TableNames(), table =>
        {
            Assert.Contains($"CREATE TRIGGER [{table}_AppendOnly] ON [{table}] INSTEAD OF UPDATE, DELETE", script, StringComparison.Ordinal);
            Assert.NotEmpty(model.GetEntityTypes().Single(e => e.GetTableName() == table).GetDeclaredTriggers());
        });
    }

    private static IReadOnlyList<string> TableNames()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        return AppendOnlyTriggers.TablesOf(db.Model);
    }

    private static async Task RefusedAsync(KBossDbContext db, string table, string sql)
    {
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));
        Assert.Contains($"{table} is append-only.", refused.Message, StringComparison.Ordinal);
    }

    private static Task<int> CountAsync(KBossDbContext db, string table)
    {
        // A table's name cannot be a parameter; it comes from the model.
        var sql = "SELECT COUNT(*) AS Value FROM " + table;
        return db.Database.SqlQueryRaw<int>(sql).SingleAsync();
    }
}
