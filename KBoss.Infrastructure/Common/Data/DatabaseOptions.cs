namespace KBoss.Infrastructure.Common.Data;

/// <summary>The two databases that KBoss runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}

/// <summary>Section <c>Database</c> of the configuration.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Empty means the SQLite file <c>kboss.db</c> in the data directory; SQL Server needs one.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a use case waits for others that write before it is answered "busy, try again".</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many statements EF Core sends in one round trip; null leaves the provider's own choice.</summary>
    public int? MaxBatchSize { get; set; }
}
