using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Support;

/// <summary>
/// Lets use cases read before any of them writes, as SQL Server does and SQLite's own queue does not: the turn to write comes with the first save, and
/// what was read by then may be old. A use case in <c>Serializable</c> has its turn from the start. On SQL Server only <see cref="Meanwhile"/> is left to do.
/// </summary>
public sealed class ReadFirst : ISaveChangesInterceptor, IDbTransactionInterceptor, IDbConnectionInterceptor, IDisposable
{
    private readonly SemaphoreSlim writer = new(1);
    private readonly ConcurrentDictionary<DbContext, bool> begun = [];
    private Func<Task>? meanwhile;

    /// <summary>Real services over a database whose use cases read first.</summary>
    public Task<TestKBoss> StartAsync(params (string Key, string Value)[] settings) => TestKBoss.StartAsync(Into, settings);

    /// <summary>Puts such a database among the services.</summary>
    public void Into(IServiceCollection services) => services.AddSingleton(s => new KBossDatabase(
        s.GetRequiredService<IOptions<DatabaseOptions>>(), s.GetRequiredService<DataDirectory>(), s.GetRequiredService<TimeProvider>(),
        builder => builder.AddInterceptors(this))
    { HasQueue = false });

    /// <summary>What happens, from its beginning to its commit, between what the next use case reads and what it writes.</summary>
    public void Meanwhile(Func<Task> act) => meanwhile = act;

    /// <summary>How two use cases end of which the second runs from its beginning to its commit between what the first reads and what it writes.</summary>
    public async Task<(string First, string Second)> TwoAsync(Func<Task> first, Func<Task> second)
    {
        string? secondly = null;
        Meanwhile(async () => secondly = await Ending.OfAsync(second));
        var firstly = await Ending.OfAsync(first);
        return (firstly, secondly ?? throw new InvalidOperationException("The first one wrote nothing."));
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        switch (eventData.IsolationLevel)
        {
            case IsolationLevel.Serializable:
                await TakeTurnAsync(eventData.Context!, cancellationToken);
                return result;
            case IsolationLevel.ReadCommitted when connection is SqliteConnection sqlite:
                // It begins as a reader.
                return InterceptionResult<DbTransaction>.SuppressWithResult(sqlite.BeginTransaction(IsolationLevel.Serializable, deferred: true));
            default:
                return result;
        }
    }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { Database.CurrentTransaction: { } transaction } db && !begun.ContainsKey(db))
        {
            await TakeTurnAsync(db, cancellationToken);
            if (transaction.GetDbTransaction() is SqliteTransaction { Connection: { } connection } reader)
            {
                // What it has read stays read; it goes on where the others have left the file.
                await using var command = connection.CreateCommand();
                command.Transaction = reader;
                command.CommandText = "COMMIT; BEGIN IMMEDIATE;";
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        return result;
    }

    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => GiveBack(eventData.Context);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        GiveBack(eventData.Context);
        return Task.CompletedTask;
    }

    public void Dispose() => writer.Dispose();

    private async Task TakeTurnAsync(DbContext db, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref meanwhile, null) is { } act)
        {
            // Somebody else: it must not look as if it were done inside this use case.
            Task other;
            using (ExecutionContext.SuppressFlow())
            {
                other = Task.Run(act, CancellationToken.None);
            }

            await other;
        }

        if (db.Database.IsSqlite())
        {
            await writer.WaitAsync(ct);
        }

        begun[db] = true;
    }

    private void GiveBack(DbContext? db)
    {
        if (db is not null && begun.TryRemove(db, out _) && db.Database.IsSqlite())
        {
            writer.Release();
        }
    }
}
