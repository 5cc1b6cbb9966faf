using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Settings that SQLite keeps per connection: a paid order survives a power cut, a busy file is waited for, and a row that INSERT OR REPLACE would take away
/// is defended by its triggers.
/// </summary>
internal sealed class SqlitePragmas(TimeSpan longestWait) : DbConnectionInterceptor
{
    /// <summary>The journal beside which readers need not wait for the writer; the file keeps it.</summary>
    private const string Wal = "PRAGMA journal_mode = WAL;";

    private readonly string sql = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA busy_timeout = {longestWait.TotalMilliseconds:0}; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;
        PRAGMA recursive_triggers = ON;
        """);

    /// <summary>The open files that have their settings already: the pool hands them out again and again.</summary>
    private static readonly ConditionalWeakTable<object, object> Set = [];

    /// <summary>Puts the file into WAL mode, also one that another program made, and throws where it cannot be.</summary>
    public static async Task DemandWalAsync(KBossDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = Wal;
        if (await command.ExecuteScalarAsync(ct) is var mode && mode is not "wal")
        {
            throw new DatabaseRefusedException(
                $"The SQLite file {Path.GetFullPath(command.Connection!.DataSource)} cannot be kept in WAL mode and stays in {mode}: "
                + "it has to lie on a local disk.");
        }
    }

    /// <summary>A connection keeps its functions for every file that it opens, so one that is kept open has them.</summary>
    public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result)
    {
        if (result is not KeptConnection { IsClean: true })
        {
            ((SqliteConnection)result).CreateFunction(
                SearchText.KeyFunction, (string? text) => text is null ? null : NormalText.Sought(text), isDeterministic: true);
        }

        return result;
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (!IsNew(connection))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (!IsNew(connection))
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static bool IsNew(DbConnection connection) => Set.TryAdd(((SqliteConnection)connection).Handle!, Set);
}
