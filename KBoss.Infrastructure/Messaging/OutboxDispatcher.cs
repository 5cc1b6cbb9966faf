using System.Collections.Concurrent;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Sends what the outbox holds. Several dispatchers may run: each message is leased by one at a time.</summary>
public sealed class OutboxDispatcher(
    KBossDbContextFactory contexts, IServiceScopeFactory scopes, SecretProtector secrets, TimeProvider time, ILogger<OutboxDispatcher> log)
{
    private const int BatchSize = 50;
    private const int AtOnce = 8;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How attempts ended that could not be written down yet; while it is remembered here, nothing is sent a second time.</summary>
    private readonly ConcurrentDictionary<long, Outcome> unwritten = new();

    /// <summary>Sends every message that is due, the urgent ones first, and returns how many were sent.</summary>
    public async Task<int> DispatchAsync(CancellationToken ct = default) => await DispatchAsync(urgent: true, ct) + await DispatchAsync(urgent: false, ct);

    /// <summary>Sends those that are due among the urgent messages or among the others, several at once, and returns how many were sent.</summary>
    public async Task<int> DispatchAsync(bool urgent, CancellationToken ct)
    {
        foreach (var id in unwritten.Keys)
        {
            await WriteAsync(id);
        }

        var sent = 0;
        await Parallel.ForEachAsync(await DueAsync(urgent, ct), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (id, _) =>
        {
            if (!ct.IsCancellationRequested && !unwritten.ContainsKey(id) && await LeaseAsync(id, ct) is { } message && await SendAsync(message, ct))
            {
                Interlocked.Increment(ref sent);
            }
        });
        return sent;
    }

    private async Task<List<long>> DueAsync(bool urgent, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var now = time.UtcNow();
        return await db.OutboxMessages
            .Where(m => m.Status == OutboxStatus.Pending && m.NextAttemptAt <= now && m.Key.StartsWith(Outbox.Urgent) == urgent)
            .OrderBy(m => m.NextAttemptAt).Take(BatchSize).Select(m => m.Id).ToListAsync(ct);
    }

    /// <summary>The message, taken for one attempt; null when somebody else has it or is writing.</summary>
    private async Task<OutboxMessage?> LeaseAsync(long id, CancellationToken ct)
    {
        try
        {
            return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var message = await db.OutboxMessages.FirstOrDefaultAsync(m => m.Id == id && m.Status == OutboxStatus.Pending && m.NextAttemptAt <= db.Now, ct);
                message?.Lease(db.Now, Lease);
                await db.SaveChangesAsync(ct);
                return message;
            }, ct);
        }
        catch (BusyException)
        {
            return null;
        }
    }

    private async Task<bool> SendAsync(OutboxMessage message, CancellationToken ct)
    {
        var (error, final) = ("", false);
        DateTime? until = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var handler = scope.ServiceProvider.GetServices<IOutboxHandler>().FirstOrDefault(h => h.Kind == message.Kind)
                ?? throw new OutboxRefusedException($"Nothing handles messages of kind {message.Kind}.");
            await handler.HandleAsync(message.Key, secrets.Unprotect(message.Payload), ct);
        }
        catch (OutboxRefusedException e)
        {
            (error, final) = (e.Message, true);
        }
        catch (OutboxPostponedException e)
        {
            (error, until) = (e.Message, e.Until);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            error = e.Message;
        }

        if (error.Length > 0 && until is null)
        {
            log.LogWarning("Outbox message {Key} of kind {Kind} failed in attempt {Attempt}: {Error}", message.Key, message.Kind, message.Attempts, error);
        }

        unwritten[message.Id] = new Outcome(message.Attempts, error, final, until, time.UtcNow());
        await WriteAsync(message.Id);
        return error.Length == 0;
    }

    /// <summary>Writes down how an attempt ended. Not cancelled, and remembered when it fails: what is not known to be sent is sent again.</summary>
    private async Task WriteAsync(long id)
    {
        if (!unwritten.TryGetValue(id, out var outcome))
        {
            return;
        }

        var (attempt, error, final, until, at) = outcome;
        try
        {
            await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var message = await db.OutboxMessages.FirstAsync(m => m.Id == id);
                if (message.Status != OutboxStatus.Pending || (message.Attempts != attempt && error.Length > 0))
                {
                    // It was written already, or somebody else has tried again since.
                    return;
                }

                if (error.Length == 0)
                {
                    message.Succeed(at);
                    db.AfterCommit(new OutboxSent(message.Kind, at - message.CreatedAt));
                }
                else if (until is { } later)
                {
                    message.Postpone(later);
                }
                else
                {
                    message.Fail(error, final, at);
                }

                await db.SaveChangesAsync();
            });
            unwritten.TryRemove(id, out _);
        }
#pragma warning disable CA1031 // Whatever it was: what is known stays known here, and is written down at the next opportunity.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "How the attempt to send outbox message {Id} ended could not be written down; it is tried again.", id);
        }
    }

    /// <summary>How an attempt ended and when (UTC); no error means that it was sent, and an instant until which it waits that it was none.</summary>
    private sealed record Outcome(int Attempt, string Error, bool Final, DateTime? Until, DateTime At);
}

/// <summary>
/// Runs the dispatcher in this process as soon as something is added, and every few seconds for what was due to be tried again. Urgent messages have a
/// lane of their own: a vendor that takes long over a thousand others holds up no code.
/// </summary>
public sealed class OutboxPump(OutboxDispatcher dispatcher, Changes changes, ILogger<OutboxPump> log) : BackgroundService
{
    /// <summary>How long it waits for news before it looks by itself.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(RunAsync(urgent: true, stoppingToken), RunAsync(urgent: false, stoppingToken));

    private async Task RunAsync(bool urgent, CancellationToken stoppingToken)
    {
        using var added = new SemaphoreSlim(0);
        using var hearing = changes.Subscribe<OutboxAdded>(_ => added.Release());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await added.WaitAsync(Pause, stoppingToken))
                {
                    // Many messages at once need one round only.
                    while (await added.WaitAsync(TimeSpan.Zero, stoppingToken))
                    {
                    }
                }

                while (await dispatcher.DispatchAsync(urgent, stoppingToken) > 0)
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The outbox could not be dispatched; it is tried again.");
            }
        }
    }
}
