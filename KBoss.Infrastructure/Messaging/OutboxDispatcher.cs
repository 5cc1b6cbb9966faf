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
    KBossDbContextFactory contexts, IServiceScopeFactory scopes, SecretProtector secrets, KBossMetrics metrics, TimeProvider time, ILogger<OutboxDispatcher> log)
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Sends every message that is due and returns how many were sent.</summary>
    public async Task<int> DispatchAsync(CancellationToken ct = default)
    {
        var sent = 0;
        foreach (var id in await DueAsync(ct))
        {
            if (await LeaseAsync(id, ct) is { } message)
            {
                sent += await SendAsync(message, ct) ? 1 : 0;
            }
        }

        return sent;
    }

    private async Task<List<long>> DueAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var now = time.UtcNow();
        return await db.OutboxMessages
            .Where(m => m.Status == OutboxStatus.Pending && m.NextAttemptAt <= now)
            .OrderBy(m => m.NextAttemptAt).Take(BatchSize).Select(m => m.Id).ToListAsync(ct);
    }

    private async Task<OutboxMessage?> LeaseAsync(long id, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var now = time.UtcNow();
        var message = await db.OutboxMessages.FirstOrDefaultAsync(m => m.Id == id && m.Status == OutboxStatus.Pending && m.NextAttemptAt <= now, ct);
        if (message is null)
        {
            return null;
        }

        message.Lease(now, Lease);
        try
        {
            await db.SaveChangesAsync(ct);
            return message;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
    }

    private async Task<bool> SendAsync(OutboxMessage message, CancellationToken ct)
    {
        var (error, final) = ("", false);
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
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            error = e.Message;
        }

        if (error.Length > 0)
        {
            log.LogWarning("Outbox message {Key} of kind {Kind} failed in attempt {Attempt}: {Error}", message.Key, message.Kind, message.Attempts, error);
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        var stored = await db.OutboxMessages.FirstAsync(m => m.Id == message.Id, ct);
        if (error.Length == 0)
        {
            stored.Succeed(time.UtcNow());
            metrics.OutboxSent(time.UtcNow() - message.CreatedAt, message.Kind);
        }
        else
        {
            stored.Fail(error, final, time.UtcNow());
        }

        await db.SaveChangesAsync(ct);
        return error.Length == 0;
    }
}

/// <summary>Runs the dispatcher in this process as soon as something is added, and every few seconds for what was due to be tried again.</summary>
public sealed class OutboxPump(OutboxDispatcher dispatcher, OutboxSignal signal, ILogger<OutboxPump> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(TimeSpan.FromSeconds(5), stoppingToken);
                // The signal is raised inside the transaction, which is committed a moment later, under load a longer one.
                foreach (var moment in (int[])[30, 300])
                {
                    await Task.Delay(moment, stoppingToken);
                    while (await dispatcher.DispatchAsync(stoppingToken) > 0)
                    {
                    }
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
