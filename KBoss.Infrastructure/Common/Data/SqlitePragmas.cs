using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Settings that SQLite keeps per connection: a paid order survives a power cut, a busy file is waited for.</summary>
internal sealed class SqlitePragmas(TimeSpan longestWait) : DbConnectionInterceptor
{
    private readonly string sql = string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA busy_timeout = {longestWait.TotalMilliseconds:0}; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;");

    /// <summary>The open files that have their settings already: the pool hands them out again and again.</summary>
    private static readonly ConditionalWeakTable<object, object> Set = [];

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
