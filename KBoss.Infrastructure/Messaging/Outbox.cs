using System.Text.Json;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Writes work for after the commit into the transaction that causes it.</summary>
public sealed class Outbox(SecretProtector secrets, OutboxSignal signal, TimeProvider time)
{
    /// <summary>
    /// Adds a message of a kind; <paramref name="key"/> names its cause and is unique. The caller saves. The payload is encrypted.
    /// </summary>
    public void Add<T>(KBossDbContext db, long organizationId, string kind, string key, T payload)
    {
        db.OutboxMessages.Add(new OutboxMessage(organizationId, kind, key, secrets.Protect(JsonSerializer.Serialize(payload)), time.UtcNow()));
        signal.Raise();
    }
}

/// <summary>Wakes the dispatcher of this process, so that a code is sent at once and not with the next schedule.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0);

    /// <summary>Something has been added; it may not be committed yet.</summary>
    public void Raise() => raised.Release();

    /// <summary>Waits for a message, or for the time to pass.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (await raised.WaitAsync(atMost, ct))
        {
            while (raised.Wait(0, ct))
            {
            }
        }
    }

    public void Dispose() => raised.Dispose();
}

/// <summary>Does the work of one kind of outbox message. It may be called twice for one message, so it passes on the key.</summary>
public interface IOutboxHandler
{
    string Kind { get; }

    /// <summary>Does the work; throws <see cref="OutboxRefusedException"/> when trying again would not help, anything else to be tried again.</summary>
    Task HandleAsync(string key, string payload, CancellationToken ct);
}

/// <summary>The receiver has refused for good: a person must look at it.</summary>
public sealed class OutboxRefusedException(string message) : Exception(message);
