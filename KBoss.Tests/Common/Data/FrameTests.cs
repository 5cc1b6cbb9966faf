using System.Data.Common;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Common.Data;

/// <summary>The frame of a use case: what is committed, what is told of it, and what happens when it does not go smoothly.</summary>
public sealed class FrameTests
{
    private static readonly (string, string) Hasty = ("Database:LongestWait", "00:00:00.3");

    [Fact]
    public async Task What_was_collected_is_published_once_the_commit_stands()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var told = new List<(int Number, int Suppliers)>();
        using var hearing = boss.Get<Changes>().Subscribe<Happened>(change => told.Add((change.Number, Suppliers(boss))));

        await Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            db.AfterCommit(new Happened(1));
            db.Add(Supplier(root, "one", boss.Now));
            await db.SaveChangesAsync();
            db.AfterCommit(new Happened(2));
            Assert.Empty(told);
        });

        Assert.Equal([(1, 1), (2, 1)], told);
    }

    [Fact]
    public async Task A_commit_says_once_which_rows_have_changed_and_whose_they_are()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var told = new List<RowsChanged>();
        using var hearing = boss.Get<Changes>().Subscribe<RowsChanged>(told.Add);

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        await Frame(boss).InTransactionAsync(OrganizationScope.Of(shop.Root.Id), null, async db =>
        {
            db.Add(Supplier(shop.Root, "one", boss.Now));
            await db.SaveChangesAsync();
            db.Add(Supplier(shop.Root, "two", boss.Now));
            (await db.Wallets.SingleAsync()).GrantCredit(5);
            db.Add(new JobRun("warn-tickets", boss.Now, boss.Now, true, 0, ""));
            await db.SaveChangesAsync();
        });

        var change = Assert.Single(told);
        Assert.Equal(change.Rows.Distinct(), change.Rows);
        foreach (var kind in new[] { typeof(Supplier), typeof(AuditEntry), typeof(Wallet), typeof(JobRun) })
        {
            Assert.True(change.Concerns(kind, shop.Root.Id), kind.Name);
        }

        // A wallet is its buyer's as well, and what is nobody's anybody may follow; nothing else is the customer's.
        Assert.True(change.Concerns(typeof(Wallet), shop.Buyer.Id));
        Assert.True(change.Concerns(typeof(JobRun), shop.Buyer.Id));
        Assert.False(change.Concerns(typeof(Supplier), shop.Buyer.Id));
        Assert.False(change.Concerns(typeof(Order), shop.Root.Id));
        await Frame(boss).TakeTurnAsync();
        Assert.Single(told);
    }

    [Fact]
    public async Task A_use_case_that_fails_or_refuses_leaves_nothing_and_tells_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var told = Hear(boss);

        foreach (var end in new Exception[] { new InvalidOperationException("broken"), new RuleException("Common.Refused") })
        {
            Assert.Same(end, await Assert.ThrowsAnyAsync<Exception>(() => Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
            {
                await AddAsync(db, root, "one");
                throw end;
            })));
        }

        Assert.Empty(told);
        Assert.Equal(0, Suppliers(boss));
    }

    [Fact]
    public async Task A_use_case_that_runs_again_begins_anew_and_is_told_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var told = Hear(boss);

        var runs = 0;
        await Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            await AddAsync(db, root, $"run {++runs}", runs);
            if (runs < 3)
            {
                throw new DbUpdateConcurrencyException("lost");
            }
        });

        Assert.Equal([3], told);
        await using var after = boss.Db();
        Assert.Equal("run 3", (await after.Suppliers.SingleAsync()).Name);
    }

    [Fact]
    public async Task A_kept_refusal_is_saved_told_and_thrown()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var told = Hear(boss);
        var refusal = new RuleException("Messaging.CodeWrong") { Kept = true };

        Assert.Same(refusal, await Assert.ThrowsAsync<RuleException>(() => Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, db =>
        {
            // Not saved by the use case: it refused in the middle of it.
            db.Add(Supplier(root, "counted", boss.Now));
            db.AfterCommit(new Happened(1));
            throw refusal;
        })));

        Assert.Equal([1], told);
        Assert.Equal(1, Suppliers(boss));
        Assert.Equal(("Messaging.CodeWrong", "code-old", true), refusal.At("code-old") is var at ? (at.Code, at.Field, at.Kept) : default);
    }

    [Fact]
    public async Task A_context_for_reading_saves_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var db = Frame(boss).Open(OrganizationScope.Of(root.Id));
        db.Add(Supplier(root, "one", boss.Now));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        Assert.Throws<InvalidOperationException>(() => db.SaveChanges());
    }

    [Fact]
    public async Task A_listener_that_fails_keeps_nobody_else_from_hearing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var changes = boss.Get<Changes>();
        using var failing = changes.Subscribe<Happened>(_ => throw new InvalidOperationException("deaf"));
        var told = Hear(boss);
        var gone = changes.Subscribe<Happened>(_ => told.Add(-1));
        gone.Dispose();

        await Frame(boss).InTransactionAsync(OrganizationScope.Empty, null, db =>
        {
            db.AfterCommit(new Happened(1));
            return Task.CompletedTask;
        });

        Assert.Equal([1], told);
    }

    [Fact]
    public async Task Another_process_is_told_and_can_tell_and_nothing_goes_round()
    {
        await using var boss = await TestKBoss.StartAsync();
        var changes = boss.Get<Changes>();
        var (told, sent) = (Hear(boss), new List<object>());
        changes.Relay = sent.Add;

        changes.Publish(new Happened(1));
        changes.Receive(new Happened(2));

        Assert.Equal([1, 2], told);
        Assert.Equal([new Happened(1)], sent);
    }

    [Fact]
    public async Task Whoever_waits_too_long_for_the_writer_is_told_that_it_is_busy()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Hasty);
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        await using (await HeldWriter.TakeAsync(Frame(boss)))
        {
            var busy = await Assert.ThrowsAsync<BusyException>(() => Frame(boss).TakeTurnAsync());
            Assert.Equal("Common.Busy", busy.Code);
            await Assert.ThrowsAsync<BusyException>(() => Frame(boss).Impatient.TakeTurnAsync());
        }

        await Frame(boss).TakeTurnAsync();
        await Frame(boss).Impatient.TakeTurnAsync();
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_busy_is_answered_alike()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Hasty);
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no file.");
        await using (var other = boss.Db())
        {
            await using var transaction = await other.Database.BeginTransactionAsync();
            await Assert.ThrowsAsync<BusyException>(() => Frame(boss).TakeTurnAsync());
        }

        await Frame(boss).TakeTurnAsync();
    }

    [Fact]
    public async Task A_race_that_is_never_won_is_refused_in_words()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Hasty);
        await Assert.ThrowsAsync<BusyException>(() => Frame(boss).InTransactionAsync(
            OrganizationScope.Empty, null, _ => throw new DbUpdateConcurrencyException("lost")));
    }

    [Theory]
    [InlineData(Moment.BeforeTheCommit, 2)]
    [InlineData(Moment.AfterTheCommit, 1)]
    public async Task A_connection_lost_at_the_commit_neither_loses_the_work_nor_does_it_twice(Moment moment, int expectedRuns)
    {
        var broken = new BreakingConnection();
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton(s => new KBossDatabase(
            s.GetRequiredService<IOptions<DatabaseOptions>>(), s.GetRequiredService<DataDirectory>(), s.GetRequiredService<TimeProvider>(), broken.AddTo)));
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "The breaking connection is one of SQLite.");
        var root = await boss.Given.RootAsync();
        var told = Hear(boss);

        broken.Breaks = moment;
        var runs = 0;
        var id = await Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            var supplier = await AddAsync(db, root, $"run {++runs}", runs);
            return supplier.Id;
        });

        Assert.Null(broken.Breaks);
        Assert.Equal(expectedRuns, runs);
        Assert.Equal([expectedRuns], told);
        await using var after = boss.Db();
        var only = await after.Suppliers.SingleAsync();
        Assert.Equal((id, $"run {expectedRuns}"), (only.Id, only.Name));
    }

    [Fact]
    public async Task One_moment_holds_for_a_whole_use_case_and_for_what_the_audit_log_says_of_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (first, second) = await Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            var before = db.Now;
            boss.Time.Advance(TimeSpan.FromHours(1));
            var supplier = await AddAsync(db, root, "first");
            supplier.Change(new SupplierFacts("second", SupplierKind.Product));
            db.Audit(root.Id, "Looked", "Supplier");
            await db.SaveChangesAsync();
            return (before, db.Now);
        });
        Assert.Equal((TestKBoss.Start.UtcDateTime, TestKBoss.Start.UtcDateTime), (first, second));
        await using var after = boss.Db();
        var entries = await after.AuditEntries.Where(a => a.Action == "Looked" || a.Action == "Modified").Select(a => a.At).ToListAsync();
        Assert.Equal([TestKBoss.Start.UtcDateTime, TestKBoss.Start.UtcDateTime], entries);
    }

    [Fact]
    public async Task Two_meet_at_a_row_that_only_one_of_them_touched()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var slow = boss.Db();
        var seen = await slow.Organizations.SingleAsync();
        await Frame(boss).InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            db.Touch(await db.Organizations.SingleAsync());
            await db.SaveChangesAsync();
        });

        slow.Touch(seen);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => slow.SaveChangesAsync());
    }

    [Fact]
    public async Task What_is_not_there_or_has_changed_since_it_was_shown_is_refused()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync(0);
        await using var db = Frame(boss).Open(OrganizationScope.Of(shop.Root.Id));

        Assert.Equal(shop.Supplier.Id, (await db.Suppliers.GetAsync("supplier", shop.Supplier.Id, shop.Supplier.Version)).Id);
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(
            () => db.Suppliers.GetAsync("supplier", shop.Supplier.Id, shop.Supplier.Version + 1))).Code);
        await Assert.ThrowsAsync<NotFoundException>(() => db.Suppliers.GetAsync("supplier", 99));
        await Assert.ThrowsAsync<NotFoundException>(() => db.Suppliers.Where(s => s.Name == "other").DemandAsync("supplier", shop.Supplier.Id));
        await db.Suppliers.DemandAsync("supplier", shop.Supplier.Id);
    }

    private static KBossDbContextFactory Frame(TestKBoss boss) => boss.Get<KBossDbContextFactory>();

    private static List<int> Hear(TestKBoss boss)
    {
        var told = new List<int>();
        boss.Get<Changes>().Subscribe<Happened>(change => told.Add(change.Number));
        return told;
    }

    private static async Task<Supplier> AddAsync(KBossDbContext db, Organization root, string name, int number = 1)
    {
        var supplier = Supplier(root, name, db.Now);
        db.Add(supplier);
        db.AfterCommit(new Happened(number));
        await db.SaveChangesAsync();
        return supplier;
    }

    private static Supplier Supplier(Organization root, string name, DateTime now) => new(root.Id, new SupplierFacts(name, SupplierKind.Product), now);

    private static int Suppliers(TestKBoss boss)
    {
        using var db = boss.Db();
        return db.Suppliers.Count();
    }

    private sealed record Happened(int Number);

    public enum Moment
    {
        BeforeTheCommit,
        AfterTheCommit,
    }

    /// <summary>A connection that breaks once, and a way to the database that tries again, as SQL Server's has.</summary>
    private sealed class BreakingConnection : DbTransactionInterceptor
    {
        public Moment? Breaks { get; set; }

        public void AddTo(DbContextOptionsBuilder builder)
        {
            builder.AddInterceptors(this);
            new SqliteDbContextOptionsBuilder(builder).ExecutionStrategy(dependencies => new TryAgain(dependencies));
        }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Break(Moment.BeforeTheCommit);
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Break(Moment.AfterTheCommit);
            return Task.CompletedTask;
        }

        private void Break(Moment moment)
        {
            if (Breaks == moment)
            {
                Breaks = null;
                throw new ConnectionLostException();
            }
        }
    }

    private sealed class TryAgain(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(10))
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is ConnectionLostException;
    }

    private sealed class ConnectionLostException : Exception;
}
