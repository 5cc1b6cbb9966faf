using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>Where an outbox message stands; <see cref="Failed"/> waits for a person.</summary>
public enum OutboxStatus
{
    Pending,
    Sent,
    Failed,
}

/// <summary>
/// Work to be done after a commit (an SMS, a supplier call), written in the same transaction as its cause.
/// It is done at least once; <see cref="Key"/> lets the receiver recognise a repetition.
/// </summary>
public sealed class OutboxMessage : Entity, IOrganizationOwned
{
    public const int MaxAttempts = 8;

    private OutboxMessage()
    {
    }

    public OutboxMessage(long organizationId, string kind, string key, string payload, DateTime now, DateTime? notBefore = null)
    {
        OrganizationId = organizationId;
        Kind = Require.Text(kind, "kind", 50);
        Key = Require.Text(key, "key", 100);
        Payload = payload;
        CreatedAt = Require.Utc(now);
        NextAttemptAt = Require.Utc(notBefore > now ? notBefore.Value : now);
    }

    public long OrganizationId { get; private set; }

    public string Kind { get; private set; } = "";

    /// <summary>Unique: the same cause never writes two messages.</summary>
    public string Key { get; private set; } = "";

    /// <summary>JSON, encrypted: it may hold a sign-in code. Emptied once the message is sent.</summary>
    public string Payload { get; private set; } = "";

    public OutboxStatus Status { get; private set; } = OutboxStatus.Pending;

    public int Attempts { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Not before this instant (UTC); also the lease of the dispatcher that is sending it now.</summary>
    public DateTime NextAttemptAt { get; private set; }

    public DateTime? SentAt { get; private set; }

    public string LastError { get; private set; } = "";

    /// <summary>Takes the message for one attempt; nobody else takes it before the lease ends.</summary>
    public void Lease(DateTime now, TimeSpan lease)
    {
        Attempts++;
        NextAttemptAt = Require.Utc(now) + lease;
    }

    /// <summary>It was too early: it waits, and this was no attempt.</summary>
    public void Postpone(DateTime until)
    {
        Attempts--;
        NextAttemptAt = Require.Utc(until);
    }

    /// <summary>The receiver has it.</summary>
    public void Succeed(DateTime now)
    {
        Status = OutboxStatus.Sent;
        SentAt = Require.Utc(now);
        Payload = "";
        LastError = "";
    }

    /// <summary>The attempt failed: tried again after 5 s, 10 s, 20 s … up to ten minutes, or given up when it is final or the attempts are used up.</summary>
    public void Fail(string error, bool final, DateTime now)
    {
        LastError = error.Length > 500 ? error[..500] : error;
        if (final || Attempts >= MaxAttempts)
        {
            Status = OutboxStatus.Failed;
            return;
        }

        NextAttemptAt = Require.Utc(now) + TimeSpan.FromSeconds(Math.Min(600, 5 * Math.Pow(2, Attempts - 1)));
    }
}
