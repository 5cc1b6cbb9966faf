using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Data.Connections;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

/// <summary>A connection that stays open between two contexts is to the second one as if it were new.</summary>
public sealed class KeptConnectionTests : IAsyncLifetime
{
    private TestKBoss file = null!;
    private TestKBoss boss = null!;

    public async ValueTask InitializeAsync()
    {
        file = await TestKBoss.StartAsync();
        Assert.SkipUnless(file.Get<KBossDatabase>().IsSqlite, "SQL Server's own pool keeps connections.");
        // Its connections are kept; those of other tests are not, so that their file is free when they are over.
        boss = await TestKBoss.StartAsync(null, file.Place);
    }

    public async ValueTask DisposeAsync()
    {
        if (boss is not null)
        {
            await boss.DisposeAsync();
        }

        await file.DisposeAsync();
    }

    [Fact]
    public async Task The_next_context_has_the_connection_of_the_last_one_with_its_settings()
    {
        var first = await OpenedAsync();
        var second = await OpenedAsync();
        Assert.Same(first, second);
        await using var db = boss.Db();
        Assert.Equal(1, (await db.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").ToListAsync()).Single());
        Assert.Equal(1, (await db.Database.SqlQueryRaw<int>("SELECT recursive_triggers AS Value FROM pragma_recursive_triggers").ToListAsync()).Single());
        Assert.Equal(2, (await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").ToListAsync()).Single());
        // A function of EF Core's: decimals are compared as numbers.
        Assert.False(await db.Wallets.AnyAsync(w => w.Balance > 5m));
        // A function of KBoss's own: texts are found by their key.
        Assert.False(await db.Suppliers.AnyAsync(s => SearchText.Finds(s.Name, "%a%")));

        async Task<System.Data.Common.DbConnection> OpenedAsync()
        {
            await using var db = boss.Db();
            await db.Database.OpenConnectionAsync();
            return Assert.IsType<KeptConnection>(db.Database.GetDbConnection());
        }
    }

    [Fact]
    public async Task Two_contexts_at_once_never_share_one()
    {
        await using var one = boss.Db();
        await using var two = boss.Db();
        await one.Database.OpenConnectionAsync();
        await two.Database.OpenConnectionAsync();
        Assert.NotSame(one.Database.GetDbConnection(), two.Database.GetDbConnection());
    }

    [Fact]
    public async Task What_was_not_committed_is_undone_before_somebody_else_has_the_connection()
    {
        await using (var db = boss.Db())
        {
            await db.Database.BeginTransactionAsync();
            db.Add(Organization.CreateRoot("开元云", "root", boss.Now));
            await db.SaveChangesAsync();
        }

        await using (var db = boss.Db())
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE");
            await db.Database.ExecuteSqlRawAsync("DELETE FROM Organizations");
        }

        await using var after = boss.Db();
        Assert.Empty(await after.Organizations.ToListAsync());
        after.Add(Organization.CreateRoot("开元云", "root", boss.Now));
        await after.SaveChangesAsync();
        await using var seen = file.Db();
        Assert.Equal(1, await seen.Organizations.CountAsync());
    }

    [Fact]
    public async Task A_statement_that_is_asked_again_knows_nothing_of_the_last_time()
    {
        var root = await boss.Given.RootAsync();
        await using (var db = boss.Db())
        {
            Assert.Equal(["root"], await CodesAsync(db, "root"));
            Assert.Empty(await CodesAsync(db, "other"));
            // The same question twice at once, the first one half read.
            await using var reading = db.Organizations.Where(o => o.Id >= 0).AsAsyncEnumerable().GetAsyncEnumerator();
            Assert.True(await reading.MoveNextAsync());
            Assert.Equal(1, await db.Organizations.Where(o => o.Id >= 0).AsAsyncEnumerable().CountAsync());
        }

        await Assert.ThrowsAsync<DbUpdateException>(() => boss.Given.RootAsync());
        var child = await boss.Given.DistributorAsync(root);
        await using var after = boss.Db();
        Assert.Equal([child.Code], await CodesAsync(after, child.Code));
        Assert.Equal(["root"], await CodesAsync(after, "root"));

        static Task<List<string>> CodesAsync(KBossDbContext db, string code) => db.Organizations.Where(o => o.Code == code).Select(o => o.Code).ToListAsync();
    }

    [Fact]
    public async Task A_table_that_has_changed_is_asked_anew()
    {
        var root = await boss.Given.RootAsync();
        await CountAsync();
        await using (var other = file.Db())
        {
            await other.Database.ExecuteSqlRawAsync("ALTER TABLE Suppliers ADD COLUMN Colour TEXT");
        }

        Assert.Equal(0, await CountAsync());
        await boss.Given.SupplierAsync(root);
        Assert.Equal(1, await CountAsync());

        async Task<int> CountAsync()
        {
            await using var db = boss.Db();
            return await db.Suppliers.CountAsync();
        }
    }
}
