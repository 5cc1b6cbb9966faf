using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Update;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// The SQL of migrations on SQLite. Each ends with the append-only triggers of its model: a table that was made has none yet, one that was rebuilt has lost
/// them.
/// </summary>
internal sealed class SqliteMigrationSql(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    public override IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations, IModel? model = null, MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default) =>
        base.Generate([.. operations, .. Last(model)], model, options);

    private static IEnumerable<SqlOperation> Last(IModel? model) => model is null
        ? []
        : AppendOnlyTriggers.TablesOf(model).SelectMany(AppendOnlyTriggers.ForSqlite).Select(sql => new SqlOperation { Sql = sql });
}

/// <summary>
/// The SQL of migrations on SQL Server. Each ends with the append-only triggers and the row locks of its model. As a script it first says that double quotes
/// hold names, because sqlcmd takes them for text unless told otherwise, and then makes no filtered index.
/// </summary>
internal sealed class SqlServerMigrationSql(MigrationsSqlGeneratorDependencies dependencies, ICommandBatchPreparer batches)
    : SqlServerMigrationsSqlGenerator(dependencies, batches)
{
    public override IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations, IModel? model = null, MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default) =>
        base.Generate([.. First(options), .. operations, .. Last(model)], model, options);

    private static IEnumerable<SqlOperation> First(MigrationsSqlGenerationOptions options) =>
        options.HasFlag(MigrationsSqlGenerationOptions.Script) ? [new SqlOperation { Sql = "SET QUOTED_IDENTIFIER ON;" }] : [];

    private static IEnumerable<SqlOperation> Last(IModel? model) => model is null
        ? []
        : AppendOnlyTriggers.TablesOf(model).SelectMany(AppendOnlyTriggers.ForSqlServer)
            .Concat(RowLocks.TablesOf(model).Select(RowLocks.ForSqlServer))
            .Select(sql => new SqlOperation { Sql = sql });
}
