using Microsoft.Data.Sqlite;

namespace KBoss.Bench;

/// <summary>A bare connection with the settings of the application's own: foreign keys on, a commit waits for the disk.</summary>
internal sealed class HandConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly HandStatement begin, commit, lastId;

    public HandConnection(string file)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true }.ConnectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;";
        pragmas.ExecuteNonQuery();
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        lastId = Prepare("SELECT last_insert_rowid()");
    }

    /// <summary>A statement with the parameters $1, $2 … that are given when it is executed.</summary>
    public HandStatement Prepare(string sql) => new(connection, sql);

    /// <summary>An insert of a new row at version 0.</summary>
    public HandStatement PrepareInsert(string table, params string[] columns) => Prepare(
        $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}, \"Version\") "
        + $"VALUES ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))}, 0)");

    public void Begin() => begin.Execute();

    public void Commit() => commit.Execute();

    public long LastId() => lastId.Scalar();

    public void Dispose() => connection.Dispose();
}

/// <summary>A prepared statement.</summary>
internal sealed class HandStatement
{
    private readonly SqliteCommand command;

    public HandStatement(SqliteConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; sql.Contains($"${i}", StringComparison.Ordinal); i++)
        {
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        }

        command.Prepare();
    }

    public void Execute(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    public long Scalar() => (long)command.ExecuteScalar()!;
}
