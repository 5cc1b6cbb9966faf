using System.Collections;
using System.Reflection;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.SqlServer;

/// <summary>What KBoss says to SQL Server, tried without one: EF Core makes every statement, SQL Server's own parser reads it.</summary>
public sealed class StatementTests
{
    [Fact]
    public void The_migration_script_is_read_without_a_fault_and_expects_nothing_of_who_runs_it()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Empty(TSql.ErrorsIn(script));
        Assert.Contains("CREATE TABLE [JournalLines]", script, StringComparison.Ordinal);
        var quoted = script.IndexOf("SET QUOTED_IDENTIFIER ON;", StringComparison.Ordinal);
        Assert.InRange(quoted, 0, script.IndexOf("CREATE TABLE [AuditEntries]", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_that_one_act_writes_by_thousands_keep_their_locks_at_rows()
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        Assert.All(["AuditEntries", "Offers", "Products", "Skus", "StagedRows", "StagedSkus", "SupplyPrices"], table =>
            Assert.Contains($"ALTER TABLE [{table}] SET (LOCK_ESCALATION = DISABLE);", script, StringComparison.Ordinal));
    }

    [Fact]
    public void What_makes_and_asks_about_a_database_is_read_without_a_fault() =>
        Assert.Empty(SqlServerDemands.CreateSql("the [odd] name").Append(SqlServerDemands.FactsSql).SelectMany(TSql.ErrorsIn));

    [Fact]
    public void A_statement_that_SQL_Server_does_not_know_is_found()
    {
        Assert.NotEmpty(TSql.ErrorsIn("SELECT * FROM [Orders] LIMIT 1"));
        Assert.NotEmpty(TSql.ErrorsIn("EXEC(N'CREATE TRIGGER [T] ON [Orders] BEFORE DELETE AS THROW 51000, ''no'', 1;');"));
    }

    [Fact]
    public async Task A_question_that_only_SQLite_understands_is_found()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("KBOSS_TEST_SQLSERVER") is { Length: > 0 }, "SQL Server itself answers.");
        var shadow = SqlServerShadow.Begin();
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();

        await Assert.ThrowsAsync<NotSupportedException>(() => db.Orders.Where(o => EF.Functions.Glob(o.OrderNo, "KB*")).ToListAsync());
        Assert.Empty(await db.Orders.Where(o => o.OrderNo.StartsWith("KB") && db.OrderLines.Any(l => l.BuyerId == o.BuyerId)).ToListAsync());

        Assert.Single(shadow.Faults);
        Assert.Contains(shadow.Statements, sql =>
            sql.Contains("FROM [Orders] AS [o]", StringComparison.Ordinal) && sql.Contains("FROM [OrderLines]", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_query_that_is_translated_once_is_made_for_SQL_Server_and_read_without_a_fault()
    {
        var shadow = SqlServerShadow.Begin();
        var queries = typeof(KBossDbContext).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => typeof(IFixedQuery).IsAssignableFrom(f.FieldType)).Select(f => ((IFixedQuery)f.GetValue(null)!).Query).ToList();
        foreach (var query in queries)
        {
            foreach (var scope in new[] { OrganizationScope.Everything, OrganizationScope.Of(1), OrganizationScope.Of(1, 2), OrganizationScope.Of(1, 2, 3) })
            {
                using var db = shadow.Open(scope);
                var arguments = query.Parameters.Skip(1).Select(p => p.Type == typeof(string) ? "x" : Activator.CreateInstance(p.Type));
                var rows = ((IEnumerable)query.Compile().DynamicInvoke([db, .. arguments])!).GetEnumerator();
                // The statement is made and read; the answer has no columns.
                Assert.Throws<InvalidOperationException>(() => rows.MoveNext());
            }
        }

        Assert.NotEmpty(queries);
        Assert.Empty(shadow.Faults);
        Assert.Equal(4 * queries.Count, shadow.Statements.Count);
    }

    [Fact]
    public void Every_kind_of_row_is_written_changed_and_removed_by_statements_that_are_read_without_a_fault()
    {
        var shadow = SqlServerShadow.Begin();
        using var model = shadow.Open(OrganizationScope.Everything);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            var before = shadow.Statements.Count;
            Save(db => db.AddRange(IsolationTests.Blank(entity.ClrType, 1, 2, db), IsolationTests.Blank(entity.ClrType, 1, 3, db)));
            if (!typeof(IAppendOnly).IsAssignableFrom(entity.ClrType))
            {
                Save(db => Kept(db).State = EntityState.Modified);
                Save(db => Kept(db).State = EntityState.Deleted);
            }

            Assert.True(shadow.Statements.Count > before, entity.Name);

            Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry Kept(KBossDbContext db)
            {
                var entry = db.Entry(IsolationTests.Blank(entity.ClrType, 1, 2, db));
                entry.Property(nameof(Entity.Id)).CurrentValue = 7L;
                return entry;
            }
        }

        Assert.Empty(shadow.Faults);

        void Save(Action<KBossDbContext> change)
        {
            using var db = shadow.Open(OrganizationScope.Everything);
            change(db);
            // Past the guard, which wants rows with a meaning. Nobody is there to say that it was done.
#pragma warning disable EF1001 // The update pipeline takes EF Core's own entries.
            var rows = db.ChangeTracker.Entries().Select(e => (IUpdateEntry)e.GetInfrastructure()).ToList();
#pragma warning restore EF1001
            Assert.ThrowsAny<DbUpdateException>(() => db.GetService<IDatabase>().SaveChanges(rows));
        }
    }

    [Fact]
    public async Task Every_question_of_every_use_case_and_schedule_is_made_for_SQL_Server_and_read_without_a_fault()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("KBOSS_TEST_SQLSERVER") is { Length: > 0 }, "SQL Server itself answers.");
        var shadow = SqlServerShadow.Begin();
        await using var world = new AccessWorld();
        await world.InitializeAsync();
        foreach (var method in Calls.All.Where(Calls.IsQuery))
        {
            await Calls.RunAsync(world, method, world.Staff);
            await Calls.RunAsync(world, method, world.Buyer);
        }

        // An act finds the rows as they were, whatever the one before it did.
        string file;
        await using (var db = world.Boss.Db())
        {
            file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        }

        // Page by page through SQLite: whoever writes the file itself leaves what stands in its journal beside it.
        await using var live = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await using var rows = new SqliteConnection("Data Source=:memory:");
        await live.OpenAsync(TestContext.Current.CancellationToken);
        await rows.OpenAsync(TestContext.Current.CancellationToken);
        live.BackupDatabase(rows);
        foreach (var method in Calls.All.Where(m => !Calls.IsQuery(m)))
        {
            foreach (var actor in new[] { world.Staff, world.Buyer })
            {
                using var sql = new CommandCount(world.Boss);
                await Calls.RunAsync(world, method, actor);
                if (sql.Wrote)
                {
                    rows.BackupDatabase(live);
                }
            }
        }

        foreach (var job in typeof(RecordedJob).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RecordedJob))))
        {
            await using var scope = world.Boss.NewScope();
            var run = job.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;
            await (Task)run.Invoke(ActivatorUtilities.CreateInstance(scope.ServiceProvider, job), [CancellationToken.None])!;
        }

        Assert.True(shadow.Faults.Count == 0, string.Join(Environment.NewLine, shadow.Faults));
        TestContext.Current.TestOutputHelper!.WriteLine($"{shadow.Statements.Count} statements");
        Assert.InRange(shadow.Statements.Count, 200, 5_000);
    }
}
