using System.Data.Common;
using System.Globalization;
using KBoss.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// Adds rows by the thousand in the transaction of a use case, past the change tracker: no keys come back and nothing is audited. Owners are asked about as
/// at every save. On SQLite one prepared statement is run for each row, on SQL Server one takes as many rows as it may have parameters.
/// </summary>
internal static class BulkRows
{
    private const int MaxRows = 1_000;
    private const int MaxParameters = 2_000;

    /// <summary>Adds the rows; an owner outside the scope is <see cref="IsolationException"/>, and then none is added.</summary>
    public static async Task AddManyAsync<T>(this KBossDbContext db, IReadOnlyCollection<T> rows, CancellationToken ct)
        where T : Entity, IOrganizationOwned
    {
        if (!db.Writes || db.Database.CurrentTransaction is not { } transaction)
        {
            throw new InvalidOperationException("Rows are added in InTransactionAsync.");
        }

        foreach (var row in rows)
        {
            SaveGuard.DemandCovered(typeof(T), db.Scope, row.OrganizationId);
        }

        var sqlite = db.Database.IsSqlite();
        var columns = ColumnsOf(db, typeof(T));
        var size = sqlite ? 1 : Math.Min(MaxRows, MaxParameters / columns.Count);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction.GetDbTransaction();
        foreach (var chunk in rows.Chunk(size))
        {
            if (command.Parameters.Count != chunk.Length * columns.Count)
            {
                command.CommandText = Statement(db, typeof(T), chunk.Length);
                Prepare(command, columns, chunk);
                if (sqlite)
                {
                    await command.PrepareAsync(ct);
                }
            }
            else if (sqlite)
            {
                Fill(command, columns, chunk[0]);
            }
            else
            {
                // There a parameter is as long as the value that it was made with.
                Prepare(command, columns, chunk);
            }

            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>The statement that adds so many rows of a kind.</summary>
    internal static string Statement(KBossDbContext db, Type entity, int rows)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        var columns = ColumnsOf(db, entity);
        var values = Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", columns.Select((_, column) => Name(row, column)))})");
        return $"INSERT INTO {sql.DelimitIdentifier(db.Model.FindEntityType(entity)!.GetTableName()!)} "
            + $"({string.Join(", ", columns.Select(c => sql.DelimitIdentifier(c.Name)))}) VALUES {string.Join(", ", values)}";
    }

    private static List<Column> ColumnsOf(KBossDbContext db, Type entity)
    {
        var type = db.Model.FindEntityType(entity)!;
        return type.GetComplexProperties().Any()
            ? throw new NotSupportedException($"{entity.Name} has columns in parts.")
            : [.. type.GetProperties().Where(p => !p.IsPrimaryKey()).Select(p => new Column(p.GetColumnName(), p.GetGetter(), p.GetRelationalTypeMapping(), p.IsNullable))];
    }

    private static void Prepare<T>(DbCommand command, List<Column> columns, T[] rows)
        where T : class
    {
        command.Parameters.Clear();
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var (_, getter, mapping, nullable) = columns[i];
                command.Parameters.Add(mapping.CreateParameter(command, Name(row, i), getter.GetClrValue(rows[row]), nullable));
            }
        }
    }

    private static void Fill<T>(DbCommand command, List<Column> columns, T row)
        where T : class
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var value = columns[i].Getter.GetClrValue(row);
            command.Parameters[i].Value = (columns[i].Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
        }
    }

    private static string Name(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"@p{row}_{column}");

    private sealed record Column(string Name, IClrPropertyGetter Getter, RelationalTypeMapping Mapping, bool IsNullable);
}
