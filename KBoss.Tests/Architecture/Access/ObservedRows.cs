using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// The rows of the observed distributor and its customers, whatever tables there are: taken from the model, so that a new entity or a new
/// column is covered without being known here.
/// </summary>
internal sealed class ObservedRows(long sellerId, IReadOnlyCollection<long> buyerIds)
{
    /// <summary>Columns that keep what they hold, by the end of their names, and why.</summary>
    private static readonly Dictionary<string, string> Unmarked = new()
    {
        ["Hash"] = "compared and never shown",
        ["Stamp"] = "compared and never shown",
        ["Protected"] = "encrypted; the clear text carries the marker",
        ["Payload"] = "encrypted; the clear text carries the marker",
        ["Sha256"] = "compared and never shown",
        ["Key"] = "the name of a file or a cause, looked up and never shown",
        ["ContentType"] = "goes into the header of an answer",
        ["Language"] = "the name of a language",
        ["Phone"] = "has digits that are looked for themselves",
        ["Code"] = "stands in addresses, which a page repeats",
        ["No"] = "stands in addresses, which a page repeats",
        ["Kind"] = "a word of the code",
        ["Unit"] = "a word of the code",
        ["Link"] = "an address of this site",
        ["Action"] = "a word of the code",
        ["PostingRuleLine.Amount"] = "a word of the code",
        ["Before"] = "JSON, whose values carry the marker",
        ["After"] = "JSON, whose values carry the marker",
        ["PriceExplanation"] = "JSON without text",
    };

    public IReadOnlyCollection<long> BuyerIds => buyerIds;

    /// <summary>The tables that hold rows of an organization or of two parties.</summary>
    public static IReadOnlyList<IEntityType> Types(KBossDbContext db) =>
    [
        .. db.Model.GetEntityTypes().Where(e => e.ClrType == typeof(Organization)
            || typeof(IOrganizationOwned).IsAssignableFrom(e.ClrType) || typeof(ISharedByParties).IsAssignableFrom(e.ClrType)),
    ];

    /// <summary>Writes the marker into every text column of every row.</summary>
    public async Task MarkAsync(KBossDbContext db)
    {
        await db.Database.OpenConnectionAsync();
        var triggers = await TriggersAsync(db);
        foreach (var (name, _) in triggers)
        {
            await RunAsync(db, $"DROP TRIGGER \"{name}\"");
        }

        foreach (var type in Types(db))
        {
            foreach (var column in type.GetProperties().Where(p => p.ClrType == typeof(string) && !Keeps(type, p)))
            {
                await MarkAsync(db, type, column, Marker.Seller, OfSeller(type));
                await MarkAsync(db, type, column, Marker.Buyer, OfBuyers(type));
            }
        }

        foreach (var (_, sql) in triggers)
        {
            await RunAsync(db, sql);
        }
    }

    /// <summary>
    /// Adds rows of the types of which neither the distributor nor its customers have any yet: with the foreign keys of rows that they have, and
    /// with the ids of the members given wherever a member is named.
    /// </summary>
    public async Task AddMissingAsync(KBossDbContext db, int rows, long sellersMember, long buyersMember, DateTime now)
    {
        await db.Database.OpenConnectionAsync();
        await RunAsync(db, "PRAGMA foreign_keys = OFF");
        foreach (var type in Types(db))
        {
            if (await CountAsync(db, type, OfSeller(type)) + await CountAsync(db, type, OfBuyers(type)) > 0)
            {
                continue;
            }

            for (var i = 0; i < rows; i++)
            {
                db.Add(await BlankAsync(db, type, sellerId, sellersMember, i, now));
                db.Add(await BlankAsync(db, type, buyerIds.First(), buyersMember, rows + i, now));
            }

            await db.SaveChangesAsync();
        }

        await RunAsync(db, "PRAGMA foreign_keys = ON");
    }

    /// <summary>A sum over every value of every row; of the customers' rows alone where <paramref name="buyersOnly"/>.</summary>
    public async Task<string> ChecksumAsync(KBossDbContext db, bool buyersOnly)
    {
        await db.Database.OpenConnectionAsync();
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var type in Types(db))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{type.GetTableName()}\" WHERE {(buyersOnly ? OfBuyers(type) : $"({OfSeller(type)}) OR ({OfBuyers(type)})")} ORDER BY \"Id\"";
            await using var reader = await command.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            while (await reader.ReadAsync())
            {
                reader.GetValues(values);
                sum.AppendData(Encoding.UTF8.GetBytes(type.ShortName() + string.Join('\t', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))));
            }
        }

        return Convert.ToHexString(sum.GetHashAndReset());
    }

    /// <summary>How many rows of a type there are.</summary>
    public async Task<long> CountAsync(KBossDbContext db, IEntityType type) => await CountAsync(db, type, OfSeller(type)) + await CountAsync(db, type, OfBuyers(type));

    private static bool Keeps(IEntityType type, IProperty column) =>
        Unmarked.Keys.Any(end => column.Name.EndsWith(end, StringComparison.Ordinal) || $"{type.ClrType.Name}.{column.Name}" == end);

    /// <summary>The distributor's own rows. What is about a customer belongs to the customer's.</summary>
    private string OfSeller(IEntityType type) =>
        type.ClrType == typeof(Organization) ? "0"
        : Has(type, "BuyerId") ? $"\"BuyerId\" = {sellerId}"
        : $"\"OrganizationId\" = {sellerId}";

    private string OfBuyers(IEntityType type) =>
        $"\"{(type.ClrType == typeof(Organization) ? "Id" : Has(type, "BuyerId") ? "BuyerId" : "OrganizationId")}\" IN ({string.Join(',', buyerIds)})";

    private static bool Has(IEntityType type, string property) => type.FindProperty(property) is not null;

    private static async Task MarkAsync(KBossDbContext db, IEntityType type, IProperty column, string marker, string where)
    {
        var room = (column.GetMaxLength() ?? 200) - marker.Length;
        await RunAsync(
            db,
            $"UPDATE \"{type.GetTableName()}\" SET \"{column.Name}\" = '{marker}' || substr(\"{column.Name}\", -{room}) "
            + $"WHERE {where} AND \"{column.Name}\" IS NOT NULL AND instr(\"{column.Name}\", '{Marker.Search}') = 0");
    }

    private static async Task<List<(string Name, string Sql)>> TriggersAsync(KBossDbContext db)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
        await using var reader = await command.ExecuteReaderAsync();
        var triggers = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            triggers.Add((reader.GetString(0), reader.GetString(1)));
        }

        return triggers;
    }

    private static async Task<long> CountAsync(KBossDbContext db, IEntityType type, string where)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM \"{type.GetTableName()}\" WHERE {where}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<object> BlankAsync(KBossDbContext db, IEntityType type, long owner, long member, int number, DateTime now)
    {
        var entry = db.Entry(RuntimeHelpers.GetUninitializedObject(type.ClrType));
        foreach (var column in type.GetProperties().Where(p => !p.IsPrimaryKey()))
        {
            object? value = column.Name switch
            {
                "OrganizationId" => owner,
                "SellerId" => sellerId,
                "BuyerId" => buyerIds.First(),
                _ when column.ClrType == typeof(string) => $"{(owner == sellerId ? Marker.Seller : Marker.Buyer)}{number}",
                _ when column.ClrType == typeof(DateTime) => now,
                _ when IsId(column) && column.Name.EndsWith("MemberId", StringComparison.Ordinal) => member,
                _ when IsId(column) && column.GetContainingForeignKeys().FirstOrDefault() is { } key => await AnyIdAsync(db, key.PrincipalEntityType, owner),
                _ when column.IsNullable => null,
                _ => entry.Property(column.Name).CurrentValue,
            };
            entry.Property(column.Name).CurrentValue = value;
        }

        return entry.Entity;
    }

    private static bool IsId(IProperty column) => column.ClrType == typeof(long) || column.ClrType == typeof(long?);

    private static async Task<long?> AnyIdAsync(KBossDbContext db, IEntityType type, long owner)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        var where = Has(type, "OrganizationId") ? $"WHERE \"OrganizationId\" = {owner}" : "";
        command.CommandText = $"SELECT MIN(\"Id\") FROM \"{type.GetTableName()}\" {where}";
        return await command.ExecuteScalarAsync() is long id ? id : null;
    }

    private static async Task RunAsync(KBossDbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
