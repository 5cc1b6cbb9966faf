using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// What KBoss asks of its database on SQL Server. Readers see what is committed without waiting for writers (READ_COMMITTED_SNAPSHOT), and text is compared
/// by a collation that knows every character: older ones take rare Chinese characters for nothing at all, and two names that differ in them for one.
/// </summary>
internal static class SqlServerDemands
{
    /// <summary>Of a database that KBoss makes itself; any other of version 100 with supplementary characters will do.</summary>
    public const string Collation = "Chinese_Simplified_Pinyin_100_CI_AS_SC";

    /// <summary>The collation of columns that are compared byte by byte, whatever that of the database.</summary>
    public const string Bytes = "Latin1_General_100_BIN2";

    /// <summary>Answers one row: READ_COMMITTED_SNAPSHOT and the collation.</summary>
    public const string FactsSql = "SELECT is_read_committed_snapshot_on, collation_name FROM sys.databases WHERE database_id = DB_ID();";

    /// <summary>The statements that make a database as it is asked for.</summary>
    public static IReadOnlyList<string> CreateSql(string name) => [$"CREATE DATABASE {Quoted(name)} COLLATE {Collation};", SnapshotSql(name)];

    /// <summary>Why a database cannot be used as it is, with the statement that mends it; null when it can.</summary>
    public static string? Refusal(string name, bool readCommittedSnapshot, string? collation)
    {
        var missing = new List<string>();
        if (!readCommittedSnapshot)
        {
            missing.Add($"READ_COMMITTED_SNAPSHOT is off; run: {SnapshotSql(name)}");
        }

        if (collation is null || !collation.Contains("_100_", StringComparison.OrdinalIgnoreCase)
            || !collation.Split('_').Contains("SC", StringComparer.OrdinalIgnoreCase))
        {
            missing.Add($"its collation is {collation ?? "unknown"} and has to be one of version 100 with supplementary characters (_100_…_SC); "
                + $"run, before KBoss makes its tables: ALTER DATABASE {Quoted(name)} COLLATE {Collation};");
        }

        return missing.Count == 0 ? null : $"The database {name} cannot be used as it is: {string.Join(" And ", missing)} See docs/operations.md, SQL Server.";
    }

    /// <summary>Makes the database if there is none, and stops the start when it is not as it is asked for.</summary>
    public static async Task MeetAsync(KBossDbContext db, CancellationToken ct)
    {
        var name = db.Database.GetDbConnection().Database;
        if (!await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(ct))
        {
            await CreateAsync(db.Database.GetConnectionString()!, name, ct);
        }

        await db.Database.OpenConnectionAsync(ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = FactsSql;
        await using var facts = await command.ExecuteReaderAsync(ct);
        if (await facts.ReadAsync(ct) && Refusal(name, facts.GetBoolean(0), facts.IsDBNull(1) ? null : facts.GetString(1)) is { } refusal)
        {
            throw new DatabaseRefusedException(refusal);
        }
    }

    private static async Task CreateAsync(string connectionString, string name, CancellationToken ct)
    {
        await using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master" }.ConnectionString);
        await master.OpenAsync(ct);
        foreach (var sql in CreateSql(name))
        {
            await using var command = master.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(ct);
        }

        // A connection that was refused while there was no database is remembered for a while.
        SqlConnection.ClearAllPools();
    }

    private static string SnapshotSql(string name) => $"ALTER DATABASE {Quoted(name)} SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;";

    private static string Quoted(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
