using KBoss.Domain.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>The database of this process: knows the provider, makes contexts, migrates, and lets one writer at a time into SQLite.</summary>
public sealed class KBossDatabase : IDisposable
{
    /// <summary>How often a lost connection to SQL Server is tried again: long enough for a failover.</summary>
    private const int MaxRetries = 6;
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(5);

    private readonly DatabaseProvider provider;
    private readonly DbContextOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim sqliteWriter = new(1);

    public KBossDatabase(IOptions<DatabaseOptions> database, DataDirectory directory, TimeProvider time)
        : this(database, directory, time, _ => { })
    {
    }

    /// <summary>As above, with what a test adds to the way to the database, such as a connection that breaks.</summary>
    internal KBossDatabase(IOptions<DatabaseOptions> database, DataDirectory directory, TimeProvider time, Action<DbContextOptionsBuilder> more)
    {
        provider = database.Value.Provider;
        this.time = time;
        LongestWait = database.Value.LongestWait;
        DbContextOptionsBuilder builder = provider == DatabaseProvider.SqlServer
            ? Configure(new DbContextOptionsBuilder<SqlServerKBossDbContext>(), database.Value)
            : Configure(new DbContextOptionsBuilder<SqliteKBossDbContext>(), database.Value, directory);
        more(builder);
        options = builder.Options;
    }

    public bool IsSqlite => provider == DatabaseProvider.Sqlite;

    /// <summary>How long a use case waits for others that write.</summary>
    public TimeSpan LongestWait { get; }

    /// <summary>A context for reading that sees the scope; it saves nothing.</summary>
    public KBossDbContext Open(OrganizationScope scope, By? by = null) => Make(scope, by, writes: false);

    /// <summary>A context that saves, and writes the audit log in the name of whoever does it, the system unless given: for the frame of a use case, and for tests that prepare something.</summary>
    internal KBossDbContext OpenToWrite(OrganizationScope scope, By? by = null) => Make(scope, by, writes: true);

    /// <summary>Brings the database to the newest migration, creating it if it does not exist.</summary>
    public async Task MigrateAsync(CancellationToken ct = default)
    {
        await using var db = Open(OrganizationScope.Everything);
        await db.Database.MigrateAsync(ct);
    }

    /// <summary>
    /// Waits for the right to write: SQLite has one writer, and queueing here costs no thread and no busy loop. SQL Server needs no queue.
    /// <see cref="BusyException"/> when the turn does not come.
    /// </summary>
    internal async Task<IDisposable?> EnterWriterAsync(TimeSpan longestWait, CancellationToken ct)
    {
        if (!IsSqlite)
        {
            return null;
        }

        return await sqliteWriter.WaitAsync(longestWait, ct) ? new Leave(sqliteWriter) : throw new BusyException();
    }

    public void Dispose() => sqliteWriter.Dispose();

    private KBossDbContext Make(OrganizationScope scope, By? by, bool writes) => provider == DatabaseProvider.SqlServer
        ? new SqlServerKBossDbContext((DbContextOptions<SqlServerKBossDbContext>)options, scope, by ?? By.System, time) { Writes = writes }
        : new SqliteKBossDbContext((DbContextOptions<SqliteKBossDbContext>)options, scope, by ?? By.System, time) { Writes = writes };

    private static DbContextOptionsBuilder<SqliteKBossDbContext> Configure(
        DbContextOptionsBuilder<SqliteKBossDbContext> builder, DatabaseOptions database, DataDirectory directory)
    {
        var connection = new SqliteConnectionStringBuilder(
            database.ConnectionString.Length > 0 ? database.ConnectionString : $"Data Source={directory.Combine("kboss.db")}")
        {
            ForeignKeys = true,
            DefaultTimeout = (int)Math.Ceiling(database.LongestWait.TotalSeconds),
        };
        Common(builder)
            .UseSqlite(connection.ConnectionString, sqlite =>
            {
                if (database.MaxBatchSize is { } size)
                {
                    sqlite.MaxBatchSize(size);
                }
            })
            .AddInterceptors(new SqlitePragmas(database.LongestWait));
        return builder;
    }

    private static DbContextOptionsBuilder<SqlServerKBossDbContext> Configure(
        DbContextOptionsBuilder<SqlServerKBossDbContext> builder, DatabaseOptions database)
    {
        if (database.ConnectionString.Length == 0)
        {
            throw new InvalidOperationException("Database:ConnectionString is required when Database:Provider is SqlServer.");
        }

        Common(builder)
            .UseSqlServer(database.ConnectionString, server =>
            {
                server.EnableRetryOnFailure(MaxRetries, LongestRetryDelay, errorNumbersToAdd: null);
                if (database.MaxBatchSize is { } size)
                {
                    server.MaxBatchSize(size);
                }
            });
        return builder;
    }

    private static DbContextOptionsBuilder<TContext> Common<TContext>(DbContextOptionsBuilder<TContext> builder)
        where TContext : KBossDbContext => builder.ReplaceService<IModelCacheKeyFactory, ScopedModelCacheKeyFactory>();

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
