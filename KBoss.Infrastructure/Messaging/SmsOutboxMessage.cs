using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Messaging;

/// <summary>
/// An SMS waiting in the outbox, encrypted there because it may hold a code. After <see cref="ExpiresAt"/> (UTC) it would only confuse
/// and is not sent any more.
/// </summary>
public sealed record SmsOutboxMessage(string Phone, SmsTemplate Template, Dictionary<string, string> Parameters, DateTime? ExpiresAt = null)
{
    public const string Kind = "Sms";
}
