using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace KBoss.Infrastructure.Common.Data.Redis;

/// <summary>
/// Carries changes between the processes of an installation over a channel of Redis. Nobody waits for it: a process that is cut off goes on with what it
/// knows, and when it is connected again it says that it may have missed something (<see cref="ChangesMissed"/>).
/// </summary>
internal sealed class RedisChanges(Changes changes, IOptions<RedisOptions> options, ILogger<RedisChanges> log) : BackgroundService
{
    private readonly Guid process = Guid.NewGuid();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Connection.Length == 0)
        {
            return;
        }

        var settings = ConfigurationOptions.Parse(options.Value.Connection);
        settings.AbortOnConnectFail = false;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(settings);
        redis.ConnectionFailed += (_, failed) => log.LogWarning(
            failed.Exception, "Redis is out of reach ({Why}): what other processes change is seen when this one looks again, within a minute.", failed.FailureType);
        redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Subscription)
            {
                log.LogInformation("Redis is back.");
                changes.Receive(new ChangesMissed());
            }
        };
        var channel = RedisChannel.Literal(options.Value.Channel);
        var subscriber = redis.GetSubscriber();
        // What is asked for while there is no connection is done when there is one.
        await subscriber.SubscribeAsync(channel, (_, text) => Hear(text.ToString()), CommandFlags.FireAndForget);
        changes.Relay = change => subscriber.Publish(channel, ChangeText.Write(process, change), CommandFlags.FireAndForget);
        log.LogInformation("Changes go to other processes and come from them through Redis, channel {Channel}.", options.Value.Channel);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
        finally
        {
            changes.Relay = null;
        }
    }

    private void Hear(string text)
    {
        if (ChangeText.Read(text, process, changes.HeardKind) is { } change)
        {
            changes.Receive(change);
        }
    }
}
