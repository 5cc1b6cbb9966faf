using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KBoss.Tests.Architecture;

public sealed class MigrationTests
{
    [Fact]
    public void Sqlite_migrations_match_the_model() => Assert.False(new SqliteDesignTimeFactory().CreateDbContext([]).Database.HasPendingModelChanges());

    [Fact]
    public void Sql_server_migrations_match_the_model() => Assert.False(new SqlServerDesignTimeFactory().CreateDbContext([]).Database.HasPendingModelChanges());

    /// <summary>SQL Server refuses an <c>INSTEAD OF</c> trigger on a table that a foreign key may delete from or change (error 2113).</summary>
    [Fact]
    public void No_foreign_key_deletes_or_changes_a_row_on_either_database()
    {
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        using var sqlServer = new SqlServerDesignTimeFactory().CreateDbContext([]);
        foreach (var db in new KBossDbContext[] { sqlite, sqlServer })
        {
            var keys = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.SelectMany(t => t.ForeignKeyConstraints).ToList();
            Assert.NotEmpty(keys);
            Assert.Empty(keys.Where(k => k.OnDeleteAction != ReferentialAction.NoAction).Select(k => $"{db.GetType().Name}: {k.Name} {k.OnDeleteAction}"));
            var script = db.GetService<IMigrator>().GenerateScript();
            Assert.DoesNotMatch("ON (DELETE|UPDATE) (CASCADE|SET)", script);
        }
    }

    [Fact]
    public void Each_database_has_one_migration_while_nothing_is_released()
    {
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        using var sqlServer = new SqlServerDesignTimeFactory().CreateDbContext([]);
        Assert.EndsWith("_Initial", Assert.Single(sqlite.Database.GetMigrations()), StringComparison.Ordinal);
        Assert.EndsWith("_Initial", Assert.Single(sqlServer.Database.GetMigrations()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_migrates_from_empty()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.NotEmpty(await db.Database.GetAppliedMigrationsAsync());
    }
}
