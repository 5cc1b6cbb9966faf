using System.Reflection;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Tests.Architecture;

/// <summary>Whether two texts are the same is decided once, by the key that is stored, and by an index over it, on both databases alike.</summary>
public sealed class UniqueTextTests
{
    [Fact]
    public async Task Every_key_that_texts_are_compared_by_has_a_unique_index_and_is_compared_byte_by_byte()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        await using var server = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var keys = typeof(Entity).Assembly.GetTypes().SelectMany(t => t.GetProperties()).Where(p => p.IsDefined(typeof(ComparedAttribute))).ToList();

        Assert.Equal(
            [
                "DeliveryPlan.SkuCodeKey", "Device.SerialKey", "DeviceAttribute.NameKey", "DeviceKind.NameKey", "JinanBillLine.BillNoKey",
                "JinanPoolAccount.AccountKey", "ListView.NameKey", "Member.UserNameKey", "OfflineRecharge.ReferenceKey", "Place.CodeKey", "Product.NameKey",
                "ProductWord.NameKey", "QuickReply.TitleKey", "Sku.CodeKey", "StocktakeLine.SerialKey", "Supplier.NameKey", "TicketCategory.NameKey",
            ],
            keys.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.All(keys, key =>
        {
            Assert.Contains(ColumnOf(db, key).GetContainingIndexes(), i => i.IsUnique);
            // SQLite compares byte by byte unless told otherwise.
            Assert.Null(ColumnOf(db, key).GetCollation());
            Assert.Equal("Latin1_General_100_BIN2", ColumnOf(server, key).GetCollation());
        });
    }

    [Theory]
    [InlineData("ａｄｍｉｎ")]
    [InlineData("ADMIN")]
    public async Task The_database_refuses_a_second_account_of_a_name_whoever_writes_it(string second)
    {
        await using var boss = await TestKBoss.StartAsync();
        var (root, other) = (await boss.Given.RootAsync(), await boss.Given.CustomerAsync(await boss.Given.RootAsync("root-2")));
        await using var db = boss.Db();
        db.Add(new Member(root.Id, "admin", "13911110101", "甲", boss.Now));
        await db.SaveChangesAsync();
        db.Add(new Member(other.Id, second, "13911110102", "乙", boss.Now));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task The_database_refuses_a_second_code_of_a_Sku_whoever_writes_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root);
        await using var db = boss.Db();
        var product = new Product(supplier, new ProductFacts("产品", "云主机", "华北"), boss.Now);
        foreach (var code in new[] { "a-1", "Ａ－１" })
        {
            var sku = new Sku(root.Id, supplier.Id, code, new SkuFacts("CPU=1", BillingUnit.Month, 1m));
            sku.MoveTo(product);
            db.Add(sku);
        }

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    private static IProperty ColumnOf(DbContext db, PropertyInfo key) =>
        db.GetService<IDesignTimeModel>().Model.FindEntityType(key.DeclaringType!)!.FindProperty(key)!;

    private static string NameOf(PropertyInfo key) => $"{key.DeclaringType!.Name}.{key.Name}";
}
