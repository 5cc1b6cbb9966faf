using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KBoss.Tests.Architecture;

public sealed class MigrationTests
{
    [Fact]
    public void Sqlite_migrations_match_the_model() => Assert.False(new SqliteDesignTimeFactory().CreateDbContext([]).Database.HasPendingModelChanges());

    [Fact]
    public void Sql_server_migrations_match_the_model() => Assert.False(new SqlServerDesignTimeFactory().CreateDbContext([]).Database.HasPendingModelChanges());

    [Fact]
    public void Sql_server_script_generates()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        Assert.Contains("CREATE TABLE [JournalLines]", script, StringComparison.Ordinal);
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
