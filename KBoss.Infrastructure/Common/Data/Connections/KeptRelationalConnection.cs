using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Infrastructure.Common.Data.Connections;

#pragma warning disable EF1001 // The provider's own class is the only one that gives a connection the functions which translated queries call.

/// <summary>What a context on SQLite uses as its connection: one that is kept, where the pool of the database keeps any.</summary>
internal sealed class KeptRelationalConnection(
    RelationalConnectionDependencies dependencies, IRawSqlCommandBuilder commands, IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
    : SqliteRelationalConnection(dependencies, commands, logger)
{
    private readonly IRawSqlCommandBuilder commands = commands;
    private readonly IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger = logger;

    protected override DbConnection CreateDbConnection() =>
        Dependencies.CurrentContext.Context is KBossDbContext { Connections: { } kept } ? kept.Take() ?? New(kept) : base.CreateDbConnection();

    private KeptConnection New(KeptConnections owner)
    {
        var connection = new KeptConnection(GetValidatedConnectionString(), owner);
        // It is the making of this that registers the functions; the connection stays whose it is.
        new SqliteRelationalConnection(
            Dependencies with { ContextOptions = new DbContextOptionsBuilder().UseSqlite(connection).Options }, commands, logger).Dispose();
        return connection;
    }
}

/// <summary>How a way to the database comes to keep its connections.</summary>
internal static class KeptConnectionsSetup
{
    /// <summary>Has the contexts of the way take their connection from <see cref="KBossDbContext.Connections"/>.</summary>
    public static DbContextOptionsBuilder KeepsConnections(this DbContextOptionsBuilder builder) =>
        builder.ReplaceService<ISqliteRelationalConnection, KeptRelationalConnection>();
}
