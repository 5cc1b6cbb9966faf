using KBoss.Domain.Access;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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

    /// <summary>On SQL Server, makes the database if there is none, and throws with the statement to run when it is not as KBoss asks for.</summary>
    public async Task DemandAsync(CancellationToken ct = default)
    {
        if (!IsSqlite)
        {
            await using var db = Open(OrganizationScope.Everything);
            await SqlServerDemands.MeetAsync(db, ct);
        }
    }

    /// <summary>Brings the database to the newest migration, creating it if it does not exist; throws, naming it, when another build made it.</summary>
    public async Task MigrateAsync(CancellationToken ct = default)
    {
        await using var db = Open(OrganizationScope.Everything);
        if (OfAnotherBuild(await db.Database.GetAppliedMigrationsAsync(ct), db.Database.GetMigrations(), Place(db)) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        await db.Database.MigrateAsync(ct);
        if (IsSqlite)
        {
            await SqlitePragmas.DemandWalAsync(db, ct);
        }
    }

    /// <summary>Why a database with these migrations cannot be used by a build that knows those; null when it can.</summary>
    internal static string? OfAnotherBuild(IEnumerable<string> applied, IEnumerable<string> known, string place)
    {
        var (made, mine) = (applied.ToList(), known.ToList());
        return made.Count == 0 || (made.Contains(mine[0]) && !made.Except(mine).Any())
            ? null
            : $"{place} was made by another build of KBoss ({string.Join(", ", made)}); this one knows {string.Join(", ", mine)}. "
                + "Nothing is released yet and there is no way from one to the other. Keep what you need, delete it and start again, or start the build that made it.";
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

    private string Place(KBossDbContext db) => IsSqlite
        ? $"The SQLite file {Path.GetFullPath(db.Database.GetDbConnection().DataSource)} (with -wal and -shm beside it)"
        : $"The database {db.Database.GetDbConnection().Database} on {db.Database.GetDbConnection().DataSource}";

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
            .ReplaceService<IMigrationsSqlGenerator, SqliteMigrationSql>()
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
            .ReplaceService<IMigrationsSqlGenerator, SqlServerMigrationSql>()
            .Options;
    }

    private static DbContextOptionsBuilder<TContext> Common<TContext>(DbContextOptionsBuilder<TContext> builder)
        where TContext : KBossDbContext => builder.ReplaceService<IModelCacheKeyFactory, ScopedModelCacheKeyFactory>();

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
