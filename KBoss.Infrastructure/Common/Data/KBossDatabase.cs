using KBoss.Domain.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>The database of this process: knows the provider, makes contexts, migrates, and lets one writer at a time into SQLite.</summary>
public sealed class KBossDatabase : IDisposable
{
    private readonly DatabaseProvider provider;
    private readonly DbContextOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim sqliteWriter = new(1);

    public KBossDatabase(IOptions<DatabaseOptions> database, DataDirectory directory, TimeProvider time)
    {
        provider = database.Value.Provider;
        this.time = time;
        options = provider == DatabaseProvider.SqlServer
            ? Configure(new DbContextOptionsBuilder<SqlServerKBossDbContext>(), database.Value)
            : Configure(new DbContextOptionsBuilder<SqliteKBossDbContext>(), database.Value, directory);
    }

    public bool IsSqlite => provider == DatabaseProvider.Sqlite;

    /// <summary>A context that sees the scope and writes the audit log in the actor's name.</summary>
    public KBossDbContext Open(OrganizationScope scope, Actor? actor = null) => provider == DatabaseProvider.SqlServer
        ? new SqlServerKBossDbContext((DbContextOptions<SqlServerKBossDbContext>)options, scope, actor, time)
        : new SqliteKBossDbContext((DbContextOptions<SqliteKBossDbContext>)options, scope, actor, time);

    /// <summary>Brings the database to the newest migration, creating it if it does not exist.</summary>
    public async Task MigrateAsync(CancellationToken ct = default)
    {
        await using var db = Open(OrganizationScope.Everything);
        await db.Database.MigrateAsync(ct);
    }

    /// <summary>Waits for the right to write: SQLite has one writer, and queueing here costs no thread and no busy loop. SQL Server needs no queue.</summary>
    internal async Task<IDisposable?> EnterWriterAsync(CancellationToken ct)
    {
        if (!IsSqlite)
        {
            return null;
        }

        await sqliteWriter.WaitAsync(ct);
        return new Leave(sqliteWriter);
    }

    public void Dispose() => sqliteWriter.Dispose();

    private static DbContextOptions Configure(DbContextOptionsBuilder<SqliteKBossDbContext> builder, DatabaseOptions database, DataDirectory directory)
    {
        var connection = new SqliteConnectionStringBuilder(
            database.ConnectionString.Length > 0 ? database.ConnectionString : $"Data Source={directory.Combine("kboss.db")}")
        {
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        return Common(builder)
            .UseSqlite(connection.ConnectionString, sqlite =>
            {
                if (database.MaxBatchSize is { } size)
                {
                    sqlite.MaxBatchSize(size);
                }
            })
            .AddInterceptors(new SqlitePragmas())
            .Options;
    }

    private static DbContextOptions Configure(DbContextOptionsBuilder<SqlServerKBossDbContext> builder, DatabaseOptions database)
    {
        if (database.ConnectionString.Length == 0)
        {
            throw new InvalidOperationException("Database:ConnectionString is required when Database:Provider is SqlServer.");
        }

        return Common(builder)
            .UseSqlServer(database.ConnectionString, server =>
            {
                if (database.MaxBatchSize is { } size)
                {
                    server.MaxBatchSize(size);
                }
            })
            .Options;
    }

    private static DbContextOptionsBuilder<TContext> Common<TContext>(DbContextOptionsBuilder<TContext> builder)
        where TContext : KBossDbContext => builder.ReplaceService<IModelCacheKeyFactory, ScopedModelCacheKeyFactory>();

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
