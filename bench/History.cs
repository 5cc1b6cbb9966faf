using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace KBoss.Bench;

/// <summary>
/// Years before the first: what is over in the file (paid orders and all that hangs on them, money, entries, done tasks, closed tickets, the audit log) is
/// there once more for each year, dated so many years earlier, with keys and numbers of its own. What is open stays open once, as it does in a company.
/// </summary>
internal static class History
{
    /// <summary>What is copied, each after what it refers to, and of which rows.</summary>
    private static readonly (string Table, string Rows)[] Copied =
    [
        ("Orders", "\"Status\" NOT IN ('Unpaid', 'Draft')"), ("OrderLines", ""), ("OrderStatusChange", ""), ("PurchaseLines", ""), ("SupplyLines", ""),
        ("LineDeliveries", ""), ("FulfilmentTasks", "\"Status\" = 'Done'"), ("TaskEvents", ""), ("CashRecords", ""), ("OfflineRecharges", ""),
        ("Recharges", "\"Status\" = 'Paid'"), ("JournalEntries", ""), ("JournalLines", ""), ("Tickets", "\"Status\" = 'Closed'"), ("TicketDesks", ""),
        ("TicketMessages", ""), ("AuditEntries", ""),
    ];

    /// <summary>Numbers by which rows name what has no key for them.</summary>
    private static readonly string[] Numbers = ["OrderNo", "TaskNo", "RechargeNo", "TicketNo", "Reference", "ReferenceKey", "Subject", "ClientKey", "Key"];

    /// <summary>Keeps aside what is over now, to be copied later.</summary>
    public static async Task KeepAsync(BenchKBoss boss)
    {
        await using var db = boss.Db();
        await db.Database.OpenConnectionAsync();
        foreach (var (name, rows) in Copied)
        {
            await ExecuteAsync(db, $"CREATE TABLE \"old{name}\" AS SELECT * FROM \"{name}\"{(rows.Length == 0 ? "" : $" WHERE {rows}")}");
        }
    }

    /// <summary>Writes as many years before what was kept aside; says how many orders there are then.</summary>
    public static async Task<int> AddAsync(BenchKBoss boss, int years)
    {
        await using var db = boss.Db();
        var tables = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.ToDictionary(t => t.Name);
        await db.Database.OpenConnectionAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var (name, _) in Copied)
        {
            var table = tables[name];
            for (var year = 1; year <= years; year++)
            {
                await ExecuteAsync(db, Copy(table, year));
            }
        }

        await transaction.CommitAsync();
        return await db.Orders.CountAsync();
    }

    private static string Copy(ITable table, int year)
    {
        var columns = table.Columns.ToList();
        var links = table.ForeignKeyConstraints.Where(f => Copied.Any(c => c.Table == f.PrincipalTable.Name)).ToList();
        // Whatever hangs on something that stays there once stays there once as well.
        var parents = links.Where(f => f.Columns.Count == 1).Select(f => $"(\"{f.Columns[0].Name}\" IS NULL OR \"{f.Columns[0].Name}\" + {Shift(year)} IN "
            + $"(SELECT \"{f.PrincipalColumns[0].Name}\" FROM \"{f.PrincipalTable.Name}\"))").ToList();
        var where = parents.Count == 0 ? "" : $" WHERE {string.Join(" AND ", parents)}";
        return $"INSERT INTO \"{table.Name}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) "
            + $"SELECT {string.Join(", ", columns.Select(c => Value(table, links, c, year)))} FROM \"old{table.Name}\"{where}";
    }

    private static string Value(ITable table, List<IForeignKeyConstraint> links, IColumn column, int year)
    {
        var type = Nullable.GetUnderlyingType(column.PropertyMappings[0].Property.ClrType) ?? column.PropertyMappings[0].Property.ClrType;
        var value = $"\"{column.Name}\"";
        return column switch
        {
            _ when type == typeof(DateTime) => $"(substr({value}, 1, 4) - {year}) || substr({value}, 5)",
            _ when table.PrimaryKey!.Columns.Contains(column) && type == typeof(long) => $"{value} + {Shift(year)}",
            _ when links.Exists(f => f.Columns.Contains(column)) || column.Name is "OrderLineId" or "JournalEntryId" or "TicketId" or "TaskId" =>
                $"{value} + {Shift(year)}",
            _ when Numbers.Contains(column.Name) || (type == typeof(string) && IsTheOnlyName(table, column)) => $"{value} || '-{year}'",
            _ => value,
        };
    }

    /// <summary>Whether rows could not stand beside each other without another value of it.</summary>
    private static bool IsTheOnlyName(ITable table, IColumn column) =>
        table.Indexes.Any(i => i.IsUnique && i.Columns.Contains(column) && !i.Columns.Any(c => Numbers.Contains(c.Name)));

    private static string Shift(int year) => (year * 10_000_000L).ToString(CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(DbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await command.ExecuteNonQueryAsync();
    }
}
