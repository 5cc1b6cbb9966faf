using System.Text.Json;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Writes work for after the commit into the transaction that causes it.</summary>
public sealed class Outbox(SecretProtector secrets)
{
    /// <summary>How the key of a message begins that somebody waits for and that soon expires: it does not queue behind others.</summary>
    public const string Urgent = "code-";

    /// <summary>
    /// Adds a message of a kind; <paramref name="key"/> names its cause and is unique. The caller saves. The payload is encrypted. It is sent as soon as
    /// the commit stands, or not before an instant (UTC).
    /// </summary>
    public void Add<T>(KBossDbContext db, long organizationId, string kind, string key, T payload, DateTime? notBefore = null)
    {
        db.OutboxMessages.Add(new OutboxMessage(organizationId, kind, key, secrets.Protect(JsonSerializer.Serialize(payload)), db.Now, notBefore));
        db.AfterCommit(new OutboxAdded());
    }

    /// <summary>Adds a text message, as above.</summary>
    public void AddSms(KBossDbContext db, long organizationId, string key, SmsOutboxMessage sms, DateTime? notBefore = null) =>
        Add(db, organizationId, SmsOutboxMessage.Kind, key, sms, notBefore);
}

/// <summary>It may not be sent yet: it waits until an instant (UTC), which counts as no attempt.</summary>
public sealed class OutboxPostponedException(DateTime until) : Exception($"Not before {until:u}.")
{
    public DateTime Until { get; } = until;
}

/// <summary>There is something to send.</summary>
public sealed record OutboxAdded;

/// <summary>A message has been sent, so long after it was written.</summary>
public sealed record OutboxSent(string Kind, TimeSpan Lag) : IOfThisProcess;

/// <summary>Does the work of one kind of outbox message. It may be called twice for one message, so it passes on the key.</summary>
public interface IOutboxHandler
{
    string Kind { get; }

    /// <summary>Does the work; throws <see cref="OutboxRefusedException"/> when trying again would not help, <see cref="OutboxPostponedException"/> when it is too
    /// early, anything else to be tried again.</summary>
    Task HandleAsync(string key, string payload, CancellationToken ct);
}

/// <summary>The receiver has refused for good: a person must look at it.</summary>
public sealed class OutboxRefusedException(string message) : Exception(message);
