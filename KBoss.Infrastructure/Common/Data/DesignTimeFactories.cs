using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Lets <c>dotnet ef</c> make SQLite migrations without starting the application.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteKBossDbContext>
{
    /// <summary>A context that is never connected.</summary>
    public SqliteKBossDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqliteKBossDbContext>()
                .UseSqlite("Data Source=design.db").ReplaceService<IMigrationsSqlGenerator, SqliteMigrationSql>().Options,
            OrganizationScope.Empty, By.System, TimeProvider.System);
}

/// <summary>Lets <c>dotnet ef</c> make SQL Server migrations without a server.</summary>
public sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerKBossDbContext>
{
    /// <summary>A context that is never connected.</summary>
    public SqlServerKBossDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqlServerKBossDbContext>()
                .UseSqlServer("Server=design").ReplaceService<IMigrationsSqlGenerator, SqlServerMigrationSql>().Options,
            OrganizationScope.Empty, By.System, TimeProvider.System);
}
