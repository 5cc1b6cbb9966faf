using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
    private readonly KeptConnections? connections;
    private readonly Lazy<bool> triesAgain;
    private IReadOnlyList<string>? known;

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
        SqliteFile = IsSqlite ? Path.GetFullPath(new SqliteConnectionStringBuilder(SqliteConnection(database.Value, directory)).DataSource) : null;
        DbContextOptionsBuilder builder = provider == DatabaseProvider.SqlServer
            ? Configure(new DbContextOptionsBuilder<SqlServerKBossDbContext>(), database.Value)
            : Configure(new DbContextOptionsBuilder<SqliteKBossDbContext>(), database.Value, directory);
        // Who wants no pool wants the file for itself as soon as nobody uses it.
        connections = IsSqlite && new SqliteConnectionStringBuilder(database.Value.ConnectionString).Pooling ? new KeptConnections() : null;
        more(builder);
        options = builder.Options;
        triesAgain = new Lazy<bool>(() =>
        {
            using var db = Open(OrganizationScope.Empty);
            return db.Database.CreateExecutionStrategy().RetriesOnFailure;
        });
    }

    /// <summary>The file of the database, with its whole path; null on SQL Server.</summary>
    public string? SqliteFile { get; }

    public bool IsSqlite => provider == DatabaseProvider.Sqlite;

    /// <summary>Whether writers queue in front of SQLite; a test that lets everybody read first, as SQL Server does, takes the queue away.</summary>
    internal bool HasQueue { get; init; } = true;

    /// <summary>Whether a lost connection is tried again; a file has none to lose.</summary>
    internal bool TriesAgain => triesAgain.Value;

    /// <summary>How long a use case waits for others that write.</summary>
    public TimeSpan LongestWait { get; }

    /// <summary>A context for reading that sees the scope; it saves nothing.</summary>
    public KBossDbContext Open(OrganizationScope scope, By? by = null) => Make(scope, by, writes: false);

    /// <summary>
    /// A context that saves, and writes the audit log in the name of whoever does it, the system unless given: for the frame of a use case, and for tests
    /// that prepare something.
    /// </summary>
    internal KBossDbContext OpenToWrite(OrganizationScope scope, By? by = null) => Make(scope, by, writes: true);

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
            throw new DatabaseRefusedException(refusal);
        }

        // Where nothing is to be done, Entity Framework would still compare the models, as long as the rest of the start takes; a test does that.
        if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
        {
            await db.Database.MigrateAsync(ct);
        }

        if (IsSqlite)
        {
            await SqlitePragmas.DemandWalAsync(db, ct);
        }
    }

    /// <summary>Whether the database has every migration of this build; throws when it does not answer, or is none of KBoss.</summary>
    public async Task<bool> IsMigratedAsync(CancellationToken ct = default)
    {
        await using var db = Open(OrganizationScope.Everything);
        known ??= [.. db.Database.GetMigrations()];
        // Asked every few seconds, so not by Entity Framework, which builds a model of this one table each time.
        var applied = await db.Database.SqlQueryRaw<string>("SELECT \"MigrationId\" AS \"Value\" FROM \"__EFMigrationsHistory\"").ToListAsync(ct);
        return !known.Except(applied).Any();
    }

    /// <summary>Builds the models of all limited forms of scope, so that no use case has to wait for its own; the start has used the other one.</summary>
    public void BuildModels()
    {
        foreach (var scope in new[] { OrganizationScope.Of(1), OrganizationScope.Of(1, 2), OrganizationScope.Empty })
        {
            using var db = Open(scope);
            _ = db.Model;
        }
    }

    /// <summary>Why a database with these migrations cannot be used by a build that knows those; null when it can.</summary>
    internal static string? OfAnotherBuild(IEnumerable<string> applied, IEnumerable<string> known, string place)
    {
        var (made, mine) = (applied.ToList(), known.ToList());
        return made.Count == 0 || (made.Contains(mine[0]) && !made.Except(mine).Any())
            ? null
            : $"{place} was made by another build of KBoss ({string.Join(", ", made)}); this one knows {string.Join(", ", mine)}. "
                + "Nothing is released yet and there is no way from one to the other. "
                + "Keep what you need, delete it and start again, or start the build that made it.";
    }

    /// <summary>
    /// Waits for the right to write: SQLite has one writer, and queueing here costs no thread and no busy loop. SQL Server needs no queue.
    /// <see cref="BusyException"/> when the turn does not come.
    /// </summary>
    internal async Task<IDisposable?> EnterWriterAsync(TimeSpan longestWait, CancellationToken ct)
    {
        if (!IsSqlite || !HasQueue)
        {
            return null;
        }

        return await sqliteWriter.WaitAsync(longestWait, ct) ? new Leave(sqliteWriter) : throw new BusyException();
    }

    public void Dispose()
    {
        connections?.Dispose();
        sqliteWriter.Dispose();
    }

    private string Place(KBossDbContext db) => IsSqlite
        ? $"The SQLite file {Path.GetFullPath(db.Database.GetDbConnection().DataSource)} (with -wal and -shm beside it)"
        : $"The database {db.Database.GetDbConnection().Database} on {db.Database.GetDbConnection().DataSource}";

    private KBossDbContext Make(OrganizationScope scope, By? by, bool writes) => provider == DatabaseProvider.SqlServer
        ? new SqlServerKBossDbContext((DbContextOptions<SqlServerKBossDbContext>)options, scope, by ?? By.System, time) { Writes = writes }
        : new SqliteKBossDbContext((DbContextOptions<SqliteKBossDbContext>)options, scope, by ?? By.System, time)
        {
            Writes = writes,
            Connections = connections,
        };

    private static string SqliteConnection(DatabaseOptions database, DataDirectory directory) =>
        database.ConnectionString.Length > 0 ? database.ConnectionString : $"Data Source={directory.Combine("kboss.db")}";

    private static DbContextOptionsBuilder<SqliteKBossDbContext> Configure(
        DbContextOptionsBuilder<SqliteKBossDbContext> builder, DatabaseOptions database, DataDirectory directory)
    {
        var connection = new SqliteConnectionStringBuilder(SqliteConnection(database, directory))
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
            .AddInterceptors(new SqlitePragmas(database.LongestWait))
            .ReplaceService<IMigrationsSqlGenerator, SqliteMigrationSql>()
            .KeepsConnections();
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
            })
            .ReplaceService<IMigrationsSqlGenerator, SqlServerMigrationSql>();
        return builder;
    }

    private static DbContextOptionsBuilder<TContext> Common<TContext>(DbContextOptionsBuilder<TContext> builder)
        where TContext : KBossDbContext => builder.ReplaceService<IModelCacheKeyFactory, ScopedModelCacheKeyFactory>();

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
