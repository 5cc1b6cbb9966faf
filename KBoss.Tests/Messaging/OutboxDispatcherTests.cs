using System.Collections.Concurrent;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace KBoss.Tests.Messaging;

public sealed class OutboxDispatcherTests
{
    [Fact]
    public async Task What_a_process_that_died_had_taken_is_sent_by_the_next_one_and_nothing_is_forgotten()
    {
        var receiver = new Receiver();
        await using var boss = await StartAsync(receiver);
        await AddAsync(boss, "one", "two");
        await using (var db = boss.Db())
        {
            // The first process took one message and was killed before it had sent it.
            (await db.OutboxMessages.FirstAsync(m => m.Key == "one")).Lease(boss.Now, TimeSpan.FromMinutes(1));
            await db.SaveChangesAsync();
        }

        Assert.Equal(1, await boss.Get<OutboxDispatcher>().DispatchAsync());
        Assert.Equal(["two"], receiver.Keys);
        boss.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await boss.Get<OutboxDispatcher>().DispatchAsync());
        Assert.Equal(["one", "two"], receiver.Keys.Order());
        await using var after = boss.Db();
        Assert.All(await after.OutboxMessages.ToListAsync(), m => Assert.Equal((OutboxStatus.Sent, ""), (m.Status, m.Payload)));
    }

    [Fact]
    public async Task Dispatchers_of_many_processes_send_each_message_once()
    {
        var receiver = new Receiver();
        await using var boss = await StartAsync(receiver);
        await AddAsync(boss, [.. Enumerable.Range(0, 20).Select(i => $"message-{i}")]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => boss.Get<OutboxDispatcher>().DispatchAsync()));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal(20, receiver.Keys.Count);
        Assert.Equal(20, receiver.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_later_and_given_up_after_eight_times()
    {
        var receiver = new Receiver { Failure = new HttpRequestException("unreachable") };
        await using var boss = await StartAsync(receiver);
        await AddAsync(boss, "one");
        for (var i = 0; i < OutboxMessage.MaxAttempts; i++)
        {
            Assert.Equal(0, await boss.Get<OutboxDispatcher>().DispatchAsync());
            Assert.Equal(0, await boss.Get<OutboxDispatcher>().DispatchAsync());
            boss.Time.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal(OutboxMessage.MaxAttempts, receiver.Keys.Count);
        await using var db = boss.Db();
        var message = await db.OutboxMessages.SingleAsync();
        Assert.Equal((OutboxStatus.Failed, "unreachable"), (message.Status, message.LastError));
    }

    [Fact]
    public async Task A_final_refusal_is_not_tried_again()
    {
        var receiver = new Receiver { Failure = new OutboxRefusedException("no such template") };
        await using var boss = await StartAsync(receiver);
        await AddAsync(boss, "one");
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        boss.Time.Advance(TimeSpan.FromHours(1));
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Single(receiver.Keys);
        await using var db = boss.Db();
        Assert.Equal(OutboxStatus.Failed, (await db.OutboxMessages.SingleAsync()).Status);
    }

    [Fact]
    public async Task What_was_sent_while_somebody_else_wrote_for_long_is_not_sent_again()
    {
        var receiver = new Receiver();
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton<IOutboxHandler>(receiver), ("Database:LongestWait", "00:00:00.3"));
        Assert.SkipUnless(boss.Get<KBossDatabase>().IsSqlite, "SQL Server has no one writer.");
        await AddAsync(boss, "one");
        HeldWriter? held = null;
        receiver.Handling = async () => held = await HeldWriter.TakeAsync(boss.Get<KBossDbContextFactory>());

        Assert.Equal(1, await boss.Get<OutboxDispatcher>().DispatchAsync());
        boss.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await boss.Get<OutboxDispatcher>().DispatchAsync());
        Assert.Equal(OutboxStatus.Pending, await StatusAsync(boss));

        await held!.DisposeAsync();
        Assert.Equal(0, await boss.Get<OutboxDispatcher>().DispatchAsync());
        Assert.Equal(["one"], receiver.Keys);
        Assert.Equal(OutboxStatus.Sent, await StatusAsync(boss));
    }

    [Fact]
    public async Task What_was_sent_as_the_application_ended_is_known_to_be_sent()
    {
        var receiver = new Receiver();
        await using var boss = await StartAsync(receiver);
        await AddAsync(boss, "one");
        using var ending = new CancellationTokenSource();
        receiver.Handling = ending.CancelAsync;

        await boss.Get<OutboxDispatcher>().DispatchAsync(ending.Token);

        Assert.Equal(OutboxStatus.Sent, await StatusAsync(boss));
    }

    [Fact]
    public async Task A_message_is_sent_as_soon_as_its_cause_is_committed_and_how_long_it_took_is_told()
    {
        var receiver = new Receiver();
        await using var boss = await StartAsync(receiver);
        var root = await boss.Given.RootAsync();
        var sent = new TaskCompletionSource<OutboxSent>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var hearing = boss.Get<Changes>().Subscribe<OutboxSent>(sent.SetResult);
        // Whoever waits for a code does not wait until the pump looks by itself, which it does not do here.
        using var pump = new OutboxPump(boss.Get<OutboxDispatcher>(), boss.Get<Changes>(), NullLogger<OutboxPump>.Instance) { Pause = TimeSpan.FromDays(1) };
        await pump.StartAsync(TestContext.Current.CancellationToken);

        await boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
        {
            boss.Get<Outbox>().Add(db, root.Id, Receiver.TestKind, "one", new { text = "hello" });
            await db.SaveChangesAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            Assert.Empty(receiver.Keys);
        });
        var told = await sent.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(new OutboxSent(Receiver.TestKind, TimeSpan.Zero), told);
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Codes_go_before_others_and_several_at_once_however_slow_the_vendor_is()
    {
        using var gate = new SemaphoreSlim(0);
        var vendor = new SlowVendor(gate, together: 4);
        await using var boss = await TestKBoss.StartAsync(services => services.AddSingleton<IOutboxHandler>(vendor));
        var root = await boss.Given.RootAsync();
        using var pump = ActivatorUtilities.CreateInstance<OutboxPump>(boss.Services);
        await pump.StartAsync(TestContext.Current.CancellationToken);
        await AddAsync([.. Enumerable.Range(0, 30).Select(i => $"notice-{i}")]);
        await vendor.Busy.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // The vendor answers none of the thirty, and none of the codes before it has four of them.
        await AddAsync([.. Enumerable.Range(0, 4).Select(i => $"{Outbox.Urgent}{i}")]);
        await vendor.Codes.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        gate.Release(30);
        await pump.StopAsync(TestContext.Current.CancellationToken);

        async Task AddAsync(string[] keys)
        {
            await boss.Get<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Of(root.Id), null, async db =>
            {
                foreach (var key in keys)
                {
                    boss.Get<Outbox>().Add(db, root.Id, Receiver.TestKind, key, new { text = "hello" });
                }

                await db.SaveChangesAsync();
            });
        }
    }

    private static async Task<OutboxStatus> StatusAsync(TestKBoss boss)
    {
        await using var db = boss.Db();
        return (await db.OutboxMessages.SingleAsync()).Status;
    }

    private static Task<TestKBoss> StartAsync(Receiver receiver) => TestKBoss.StartAsync(services => services.AddSingleton<IOutboxHandler>(receiver));

    private static async Task AddAsync(TestKBoss boss, params string[] keys)
    {
        var root = await boss.Given.RootAsync();
        await using var db = boss.Db(root.Id);
        foreach (var key in keys)
        {
            boss.Get<Outbox>().Add(db, root.Id, Receiver.TestKind, key, new { text = "hello" });
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Answers what is no code when the gate lets it, and codes once it holds several of them together.</summary>
    private sealed class SlowVendor(SemaphoreSlim gate, int together) : IOutboxHandler
    {
        private readonly TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource codes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int held;

        public Task Busy => busy.Task;

        public Task Codes => codes.Task;

        public string Kind => Receiver.TestKind;

        public async Task HandleAsync(string key, string payload, CancellationToken ct)
        {
            if (!key.StartsWith(Outbox.Urgent, StringComparison.Ordinal))
            {
                busy.TrySetResult();
                await gate.WaitAsync(ct);
                return;
            }

            if (Interlocked.Increment(ref held) == together)
            {
                codes.TrySetResult();
            }

            await codes.Task.WaitAsync(ct);
        }
    }

    private sealed class Receiver : IOutboxHandler
    {
        public const string TestKind = "Test";

        public ConcurrentBag<string> Keys { get; } = [];

        public Exception? Failure { get; init; }

        public string Kind => TestKind;

        /// <summary>What happens elsewhere while it receives.</summary>
        public Func<Task> Handling { get; set; } = () => Task.CompletedTask;

        public async Task HandleAsync(string key, string payload, CancellationToken ct)
        {
            Assert.Contains("hello", payload, StringComparison.Ordinal);
            Keys.Add(key);
            await Handling();
            if (Failure is not null)
            {
                throw Failure;
            }
        }
    }
}
