using System.Data.Common;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Files;

/// <summary>Files are written before the transaction that keeps them; what no commit keeps leaves the disk.</summary>
public sealed class FileDraftsTests
{
    [Fact]
    public async Task What_a_commit_keeps_stays_and_what_it_leaves_out_goes()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        string key;
        using (var drafts = boss.Get<FileStore>().Draft())
        {
            var (kept, _) = (await AddAsync(drafts), await AddAsync(drafts));
            Assert.Equal(2, boss.KeysOnDisk.Count);
            key = await KeepAsync(boss, root, kept);
        }

        Assert.Equal([key], boss.KeysOnDisk);
        await using var db = boss.Db(root.Id);
        var (file, content) = await boss.Get<FileStore>().ReadAsync(db, key);
        Assert.Equal(People.Pdf, content);
        Assert.Equal(("one.pdf", "application/pdf", (long)People.Pdf.Length, boss.Now), (file.Name, file.ContentType, file.Size, file.CreatedAt));
    }

    [Fact]
    public async Task Work_that_runs_again_keeps_one_file()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var runs = 0;
        using (var drafts = boss.Get<FileStore>().Draft())
        {
            var draft = await AddAsync(drafts);
            await KeepAsync(boss, root, draft, () => ++runs < 3 ? new DbUpdateConcurrencyException("lost") : null);
        }

        Assert.Equal(3, runs);
        await using var db = boss.Db();
        Assert.Equal([(await db.StoredFiles.SingleAsync()).Key], boss.KeysOnDisk);
    }

    [Fact]
    public async Task What_is_refused_or_fails_leaves_no_file_and_a_refusal_that_counts_keeps_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        foreach (var end in new Exception[]
                 {
                     new RuleException("Common.Refused"), new InvalidOperationException("broken"), new RuleException("Common.Refused") { Kept = true },
                 })
        {
            Assert.Empty(boss.KeysOnDisk);
            using var drafts = boss.Get<FileStore>().Draft();
            var draft = await AddAsync(drafts);
            Assert.Same(end, await Assert.ThrowsAnyAsync<Exception>(() => KeepAsync(boss, root, draft, () => end)));
        }

        await using var db = boss.Db();
        Assert.Equal([(await db.StoredFiles.SingleAsync()).Key], boss.KeysOnDisk);
    }

    [Fact]
    public async Task Half_a_file_leaves_the_disk_too()
    {
        await using var boss = await TestKBoss.StartAsync();
        using (var drafts = boss.Get<FileStore>().Draft())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => drafts.AddAsync("one.pdf", "application/pdf", People.Pdf, new CancellationToken(true)));
            // It was begun: the name is there before the first byte.
            Assert.Single(boss.KeysOnDisk);
        }

        Assert.Empty(boss.KeysOnDisk);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_nobody_knows_how_a_commit_ended_the_bytes_stay_and_the_sweep_asks_the_row(bool committed)
    {
        var broken = new BrokenCommit();
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton(s => new KBossDatabase(
            s.GetRequiredService<IOptions<DatabaseOptions>>(), s.GetRequiredService<DataDirectory>(), s.GetRequiredService<TimeProvider>(),
            builder => builder.AddInterceptors(broken))));
        var root = await boss.Given.RootAsync();
        var first = await AddKeptAsync(boss, root);

        broken.BreaksAfter = committed;
        using (var drafts = boss.Get<FileStore>().Draft())
        {
            var draft = await AddAsync(drafts);
            await Assert.ThrowsAsync<ConnectionLostException>(() => KeepAsync(boss, root, draft));
        }

        Assert.Equal(2, boss.KeysOnDisk.Count);
        boss.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(committed ? 0 : 1, await boss.Get<FileSweep>().RemoveUnkeptAsync());
        await using var db = boss.Db();
        var named = await db.StoredFiles.Select(f => f.Key).ToListAsync();
        Assert.Equal((true, committed ? 2 : 1), (named.Contains(first), named.Count));
        Assert.Equal(named.Order(), boss.KeysOnDisk.Order());
    }

    [Fact]
    public async Task What_a_killed_process_leaves_goes_a_day_later_and_what_is_named_or_being_taken_in_stays()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var kept = await AddKeptAsync(boss, root);
        // Never disposed of, as when the process is killed.
        await AddAsync(boss.Get<FileStore>().Draft());
        var note = boss.Get<DataDirectory>().Combine("files", "README.txt");
        await File.WriteAllTextAsync(note, "not one of KBoss's");
        File.SetLastWriteTimeUtc(note, boss.Now.AddYears(-1));
        boss.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await boss.Get<FileSweep>().RemoveUnkeptAsync());
        using var drafts = boss.Get<FileStore>().Draft();
        var beingTakenIn = await AddAsync(drafts);
        boss.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await boss.Get<FileSweep>().RemoveUnkeptAsync());

        Assert.True(File.Exists(note));
        Assert.Equal(new[] { kept, beingTakenIn.Key }.Order(), boss.KeysOnDisk.Order());
        await KeepAsync(boss, root, beingTakenIn);
        Assert.Equal(0, await boss.Get<FileSweep>().RemoveUnkeptAsync());
    }

    [Fact]
    public async Task A_database_that_knows_no_file_of_the_store_removes_none()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AddKeptAsync(boss, await boss.Given.RootAsync());
        await using (var db = boss.Db())
        {
            await db.StoredFiles.ExecuteDeleteAsync();
        }

        boss.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await boss.Get<FileSweep>().RemoveUnkeptAsync());
        Assert.Single(boss.KeysOnDisk);
    }

    [Fact]
    public async Task Nothing_slow_is_done_while_others_wait_to_write()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (store, frame) = (boss.Get<FileStore>(), boss.Get<KBossDbContextFactory>());
        var key = await AddKeptAsync(boss, root);
        var hasher = boss.Get<IPasswordHasher<Member>>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var afterwards = Task.CompletedTask;

        await frame.InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            // Not at once either, and not on another thread.
            await Task.Yield();
            foreach (var slow in new Func<Task>[]
                     {
                         () => AddAsync(store.Draft()), () => store.ReadAsync(db, key), () => Task.Run(() => store.Delete(key)),
                         () => Task.Run(() => hasher.HashPassword(null!, "violet otters paint 9")),
                         () => Task.Run(() => hasher.VerifyHashedPassword(null!, "", "")),
                     })
            {
                await Assert.ThrowsAsync<InvalidOperationException>(slow);
            }

            // What was begun inside and goes on afterwards keeps nobody waiting any more.
            afterwards = DeleteAfterAsync(over.Task);
        });

        Assert.Equal([key], boss.KeysOnDisk);
        over.SetResult();
        await afterwards;
        Assert.Empty(boss.KeysOnDisk);

        async Task DeleteAfterAsync(Task wait)
        {
            await wait;
            store.Delete(key);
        }
    }

    [Fact]
    public async Task Removed_files_leave_the_disk_after_the_commit_and_not_when_it_fails()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var key = await AddKeptAsync(boss, root);
        await Assert.ThrowsAsync<RuleException>(() => RemoveAsync(new RuleException("Common.Refused")));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal([key], boss.KeysOnDisk);

        await RemoveAsync(null);
        Assert.Equal([key], boss.KeysOnDisk);
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Empty(boss.KeysOnDisk);
        await RemoveAsync(null);

        Task RemoveAsync(RuleException? refusal) => boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            await boss.Get<FileStore>().RemoveAsync(db, "");
            await boss.Get<FileStore>().RemoveAsync(db, key);
            await db.SaveChangesAsync();
            if (refusal is not null)
            {
                throw refusal;
            }
        });
    }

    private static Task<FileDraft> AddAsync(FileDrafts drafts) => drafts.AddAsync("one.pdf", "application/pdf", People.Pdf);

    /// <summary>Keeps a draft in a use case that may end otherwise after it has saved.</summary>
    private static Task<string> KeepAsync(TestKBoss boss, Organization root, FileDraft draft, Func<Exception?>? end = null) =>
        boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            var file = draft.Keep(db, root.Id);
            await db.SaveChangesAsync();
            return end?.Invoke() is { } failure ? throw failure : file.Key;
        });

    private static async Task<string> AddKeptAsync(TestKBoss boss, Organization root)
    {
        using var drafts = boss.Get<FileStore>().Draft();
        return await KeepAsync(boss, root, await AddAsync(drafts));
    }

    /// <summary>A connection that is lost once at a commit, before it or after it; whoever sent it cannot tell.</summary>
    private sealed class BrokenCommit : DbTransactionInterceptor
    {
        public bool? BreaksAfter { get; set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Break(after: false);
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Break(after: true);
            return Task.CompletedTask;
        }

        private void Break(bool after)
        {
            if (BreaksAfter == after)
            {
                BreaksAfter = null;
                throw new ConnectionLostException();
            }
        }
    }

    private sealed class ConnectionLostException : Exception;
}
