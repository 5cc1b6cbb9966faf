using System.Text.RegularExpressions;
using KBoss.Domain.Orders;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Wallets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Bench;

/// <summary>A fast payment that is wrong is worth nothing: proves the invariants after a run, and that both ways wrote the same.</summary>
internal static partial class PayProof
{
    /// <summary>Ids, task numbers and what names them depend on who came first, or on chance; what waits to be sent is sealed.</summary>
    private static readonly string[] Incidental = ["Id", "JournalEntryId", "TaskNo", "Key", "Payload"];

    /// <summary>
    /// Everything is paid; wallet = book; every entry balances; one task for each paid line; what was paid = the cash records; no wallet below zero.
    /// </summary>
    public static async Task InvariantsHoldAsync(string file)
    {
        await using var boss = new BenchKBoss(file);
        await using var db = boss.Db();
        Demand(await db.Orders.AllAsync(o => o.Status == OrderStatus.Paid), "every order is paid");
        foreach (var book in await db.Accounts.Select(a => a.OrganizationId).Distinct().ToListAsync())
        {
            var result = await BookVerification.RunAsync(db, book, TimeProvider.System.GetUtcNow().UtcDateTime, default);
            Demand(result.Proven, "every wallet equals the book and every entry balances");
        }

        var lines = await db.OrderLines.Select(l => l.Id).Order().ToListAsync();
        var tasks = await db.FulfilmentTasks.Select(t => t.OrderLineId).Order().ToListAsync();
        Demand(lines.SequenceEqual(tasks), "every paid line has exactly one task");
        var paid = await db.Orders.SumAsync(o => o.Total);
        var charged = await db.CashRecords.Where(r => r.Kind == CashKind.OrderPayment).SumAsync(r => r.Amount);
        Demand(paid == -charged, "what was paid equals the cash records");
        Demand(await db.Wallets.AllAsync(w => w.Balance >= 0), "no wallet is below zero");
    }

    /// <summary>Compares every row of every table, times apart.</summary>
    public static async Task SameRowsAsync(string service, string hand)
    {
        foreach (var table in await TablesAsync(service))
        {
            Demand((await RowsAsync(service, table)).SequenceEqual(await RowsAsync(hand, table)), $"both wrote the same rows into {table}");
        }
    }

    private static async Task<List<string>> TablesAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task<List<string>> RowsAsync(string file, string table)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, reader.FieldCount).Where(i => !Incidental.Contains(reader.GetName(i))).ToList();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(Time().Replace(string.Join('|', columns.Select(reader.GetValue)), "a time"));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"It does not hold that {what}.");
        }
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[ T][\d:.]+Z?")]
    private static partial Regex Time();
}
