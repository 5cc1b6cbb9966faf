using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Data.Redis;
using KBoss.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Common.Data.Redis;

/// <summary>Two sides over a real Redis.</summary>
public sealed class RedisChangesTests
{
    [Fact]
    public async Task A_change_reaches_the_other_process_once_and_after_a_break_each_is_told_that_it_may_have_missed_something()
    {
        using var redis = await RedisServer.MakeAsync();
        await using var one = await Side.StartAsync(redis);
        await using var other = await Side.StartAsync(redis);
        await one.ReachesAsync(other);

        one.Changes.Publish(new CountChanged("Notice", 1));
        one.Changes.Publish(new OnlyHere());
        one.Changes.Publish(new CountChanged("Notice", 2));
        await other.HearsAsync(new CountChanged("Notice", 2));
        Assert.Equal(["Notice 1", "Notice 2"], one.Heard());
        Assert.Equal(["Notice 1", "Notice 2"], other.Heard());
        Assert.Equal((1, 0), (one.Here, other.Here));

        redis.Kill();
        // What is told meanwhile holds nobody up.
        one.Changes.Publish(new CountChanged("Notice", 3));
        Assert.Contains("Notice 3", one.Heard());
        await redis.StartAsync();
        await one.MissedAsync();
        await other.MissedAsync();
        await one.ReachesAsync(other);
        await other.ReachesAsync(one);
    }

    [Fact]
    public async Task Without_a_connection_a_process_knows_its_own_changes()
    {
        var side = new Side("");
        await side.Relay.StartAsync(CancellationToken.None);
        side.Changes.Publish(new CountChanged("Notice", 1));
        Assert.Equal(["Notice 1"], side.Heard());
        Assert.Null(side.Changes.Relay);
        await side.DisposeAsync();
    }

    private sealed record OnlyHere : IOfThisProcess;

    private sealed class Side : IAsyncDisposable
    {
        private readonly List<CountChanged> heard = [];
        private volatile int missed;
        private int here;
        private int tried;

        public Side(string connection)
        {
            Changes = new Changes([], NullLogger<Changes>.Instance);
            Changes.Subscribe<CountChanged>(change =>
            {
                lock (heard)
                {
                    heard.Add(change);
                }
            });
            Changes.Subscribe<OnlyHere>(_ => here++);
            Changes.Subscribe<ChangesMissed>(_ => missed++);
            Relay = new RedisChanges(Changes, Options.Create(new RedisOptions { Connection = connection }), NullLogger<RedisChanges>.Instance);
        }

        public Changes Changes { get; }

        public RedisChanges Relay { get; }

        public int Here => here;

        public static async Task<Side> StartAsync(RedisServer redis)
        {
            var side = new Side(redis.Connection + ",connectRetry=1,connectTimeout=1000");
            await side.Relay.StartAsync(CancellationToken.None);
            await UntilAsync(() => side.Changes.Relay is not null);
            return side;
        }

        /// <summary>What was heard, without what was only tried.</summary>
        public IReadOnlyList<string> Heard()
        {
            lock (heard)
            {
                return [.. heard.Where(change => change.Kind != "Try").Select(change => $"{change.Kind} {change.CountedFor}")];
            }
        }

        public Task HearsAsync(CountChanged change) => UntilAsync(() => Has(change));

        public Task MissedAsync() => UntilAsync(() => missed > 0);

        /// <summary>Says something until the other has heard it: subscribing is done while one goes on.</summary>
        public Task ReachesAsync(Side other) => UntilAsync(() =>
        {
            var change = new CountChanged("Try", ++tried);
            Changes.Publish(change);
            return SpinWait.SpinUntil(() => other.Has(change), 100);
        });

        public async ValueTask DisposeAsync()
        {
            await Relay.StopAsync(CancellationToken.None);
            Relay.Dispose();
        }

        private bool Has(CountChanged change)
        {
            lock (heard)
            {
                return heard.Contains(change);
            }
        }

        private static async Task UntilAsync(Func<bool> so)
        {
            for (var i = 0; i < 300; i++)
            {
                if (so())
                {
                    return;
                }

                await Task.Delay(100);
            }

            throw new TimeoutException();
        }
    }
}
