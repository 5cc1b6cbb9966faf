using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Architecture;
using KBoss.Tests.Support;
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
        await using (var model = boss.Db())
        {
            await IsolationTests.InsertAsync(boss, model.Model.GetEntityTypes().Single(e => e.GetTableName() == table).ClrType, owner: 1, other: 2);
        }

        await using var db = boss.Db();
        Assert.Equal(1, await CountAsync(db, table));

        foreach (var sql in new[] { $"UPDATE {table} SET Version = Version + 1", $"DELETE FROM {table}" })
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql));
            Assert.Contains($"{table} is append-only.", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await CountAsync(db, table));
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

    private static Task<int> CountAsync(KBossDbContext db, string table)
    {
        // A table's name cannot be a parameter; it comes from the model.
        var sql = "SELECT COUNT(*) AS Value FROM " + table;
        return db.Database.SqlQueryRaw<int>(sql).SingleAsync();
    }
}
