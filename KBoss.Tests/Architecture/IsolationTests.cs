using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Tests.Architecture;

public sealed class IsolationTests
{
    /// <summary>Seen by everybody who gets that far; everything else belongs to an organization or to two parties.</summary>
    private static readonly Type[] PlatformWide = [typeof(JobRun), typeof(SchedulePause), typeof(DingTalkEvent), typeof(VendorCall)];

    /// <summary>The only files that may look beyond the actor's own organization.</summary>
    private static readonly string[] WiderScopes = File
        .ReadAllLines(Path.Combine(LayerTests.Root, "KBoss.Tests", "Architecture", "wider-scopes.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0]).ToArray();

    public static TheoryData<Type> OwnedTypes => [.. Model().GetEntityTypes().Select(e => e.ClrType)
        .Where(t => typeof(IOrganizationOwned).IsAssignableFrom(t) || typeof(ISharedByParties).IsAssignableFrom(t))];

    public static TheoryData<Type> SharedTypes => [.. Model().GetEntityTypes().Select(e => e.ClrType).Where(t => typeof(ISharedByParties).IsAssignableFrom(t))];

    [Fact]
    public void R_ISO_1_every_entity_says_who_may_see_it() => Assert.Empty(Model().GetEntityTypes().Select(e => e.ClrType)
        .Where(t => !typeof(IOrganizationOwned).IsAssignableFrom(t) && !typeof(ISharedByParties).IsAssignableFrom(t))
        .Except([typeof(Organization)]).Except(PlatformWide));

    [Theory]
    [MemberData(nameof(OwnedTypes))]
    public void R_ISO_1_every_owned_entity_is_filtered_and_its_owner_is_a_token(Type type)
    {
        var entity = Model().FindEntityType(type)!;
        Assert.Contains(entity.GetDeclaredQueryFilters(), f => f.Key == KBossDbContext.IsolationFilter);
        var owners = typeof(IOrganizationOwned).IsAssignableFrom(type) ? new[] { "OrganizationId" } : ["SellerId", "BuyerId"];
        Assert.All(owners, owner => Assert.True(entity.FindProperty(owner)!.IsConcurrencyToken));
    }

    [Theory]
    [MemberData(nameof(OwnedTypes))]
    public async Task R_ISO_1_another_organization_never_sees_the_row(Type type)
    {
        await using var boss = await TestKBoss.StartAsync();
        await InsertAsync(boss, type, owner: 1, other: 2);
        Assert.Equal(1, await CountAsync(boss, type, OrganizationScope.Of(1)));
        Assert.Equal(1, await CountAsync(boss, type, OrganizationScope.Of(1, 3)));
        Assert.Equal(0, await CountAsync(boss, type, OrganizationScope.Of(3)));
        Assert.Equal(0, await CountAsync(boss, type, OrganizationScope.Of(3, 4)));
        Assert.Equal(1, await CountAsync(boss, type, OrganizationScope.Of(3, 4, 1)));
        Assert.Equal(0, await CountAsync(boss, type, OrganizationScope.Of(3, 4, 5)));
        Assert.Equal(0, await CountAsync(boss, type, OrganizationScope.Empty));
        if (typeof(ISharedByParties).IsAssignableFrom(type))
        {
            Assert.Equal(1, await CountAsync(boss, type, OrganizationScope.Of(2)));
        }
    }

    [Theory]
    [MemberData(nameof(OwnedTypes))]
    public async Task R_ISO_1_another_organization_cannot_write_the_row(Type type)
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db(3);
        db.Add(Blank(type, owner: 1, other: 2, db));
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();
        db.Add(Blank(type, owner: 0, other: 0, db));
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
    }

    [Theory]
    [MemberData(nameof(SharedTypes))]
    public async Task R_ISO_1_what_two_share_is_added_in_the_scope_of_both_alone(Type type)
    {
        await using var boss = await TestKBoss.StartAsync();
        await Assert.ThrowsAsync<IsolationException>(() => InsertAsync(boss, type, owner: 1, other: 2, 1));
        await Assert.ThrowsAsync<IsolationException>(() => InsertAsync(boss, type, owner: 1, other: 2, 2, 3));
        Assert.Equal(0, await CountAsync(boss, type, OrganizationScope.Everything));
        await InsertAsync(boss, type, owner: 1, other: 2, 1, 2);
        Assert.Equal(1, await CountAsync(boss, type, OrganizationScope.Of(1)));
    }

    [Fact]
    public async Task R_ISO_1_a_forged_owner_updates_no_row()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var stranger = await boss.Given.DistributorAsync(shop.Root);
        await using var db = boss.Db(stranger.Id);
        // The stub carries the right key and version, but claims the stranger as owner.
        var forged = (Domain.Suppliers.Supplier)RuntimeHelpers.GetUninitializedObject(typeof(Domain.Suppliers.Supplier));
        var entry = db.Attach(forged);
        entry.Property(nameof(Entity.Id)).CurrentValue = shop.Supplier.Id;
        entry.State = EntityState.Unchanged;
        entry.Property(nameof(IOrganizationOwned.OrganizationId)).OriginalValue = stranger.Id;
        entry.Property(nameof(IOrganizationOwned.OrganizationId)).CurrentValue = stranger.Id;
        entry.Property(nameof(forged.Note)).CurrentValue = "taken";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task An_owner_can_never_be_changed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await using var db = boss.Db();
        var supplier = await db.Suppliers.FirstAsync();
        db.Entry(supplier).Property(s => s.OrganizationId).CurrentValue = shop.Buyer.Id;
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public void Wider_scopes_filters_switched_off_and_bulk_writes_stand_only_in_the_listed_files()
    {
        var found = LayerTests.SourceFiles("KBoss.Infrastructure").Concat(LayerTests.SourceFiles("KBoss.Web"))
            .Where(f => !f.Contains("Migrations", StringComparison.Ordinal))
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"OrganizationScope\.(Of|Everything)|IgnoreQueryFilters|Execute(Update|Delete|Sql)|FromSql|SqlQuery"))
            .Select(LayerTests.Short).Order().ToList();
        Assert.Equal(string.Join(Environment.NewLine, WiderScopes.Order()), string.Join(Environment.NewLine, found));
    }

    private static IModel Model()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        return Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions
            .GetService<Microsoft.EntityFrameworkCore.Metadata.IDesignTimeModel>(db).Model;
    }

    /// <summary>A row with owners and otherwise whatever the columns accept; foreign keys are not checked while it is written.</summary>
    internal static object Blank(Type type, long owner, long other, KBossDbContext db) => Blank(type, db.Model.FindEntityType(type)!, owner, other);

    private static object Blank(Type type, ITypeBase mapped, long owner, long other)
    {
        var entity = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var complex in mapped.GetComplexProperties())
        {
            Field(type, complex.Name)?.SetValue(entity, Blank(complex.ClrType, complex.ComplexType, owner, other));
        }

        foreach (var property in mapped.GetProperties().Where(p => p.PropertyInfo is not null && !p.IsPrimaryKey()))
        {
            object? value = property.Name switch
            {
                nameof(IOrganizationOwned.OrganizationId) or nameof(ISharedByParties.SellerId) => owner,
                nameof(ISharedByParties.BuyerId) => other,
                _ when property.ClrType == typeof(string) && !property.IsNullable => Guid.NewGuid().ToString("N")[..Math.Min(20, property.GetMaxLength() ?? 20)],
                _ when property.ClrType == typeof(DateTime) => DateTime.SpecifyKind(new DateTime(2026, 1, 1), DateTimeKind.Utc),
                _ => null,
            };
            if (value is not null)
            {
                Field(type, property.Name)?.SetValue(entity, value);
            }
        }

        return entity;
    }

    private static FieldInfo? Field(Type type, string property) =>
        type.GetField($"<{property}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? (type.BaseType is { } up ? Field(up, property) : null);

    /// <summary>Writes a row of any owned type.</summary>
    internal static async Task InsertAsync(TestKBoss boss, Type type, long owner, long other, params long[] scope)
    {
        await using var db = boss.Db(scope);
        await db.Database.OpenConnectionAsync();
        var table = db.Model.FindEntityType(type)!.GetTableName();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? "PRAGMA foreign_keys = OFF" : $"ALTER TABLE [{table}] NOCHECK CONSTRAINT ALL");
        db.Add(Blank(type, owner, other, db));
        await db.SaveChangesAsync();
    }

    private static async Task<int> CountAsync(TestKBoss boss, Type type, OrganizationScope scope)
    {
        await using var db = boss.Get<KBossDatabase>().Open(scope);
        var count = typeof(IsolationTests).GetMethod(nameof(CountOfAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        return await (Task<int>)count.Invoke(null, [db])!;
    }

    private static Task<int> CountOfAsync<T>(KBossDbContext db)
        where T : class => db.Set<T>().CountAsync();
}
