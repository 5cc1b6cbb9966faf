using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Messaging;

/// <summary>An SMS waiting in the outbox, encrypted there because it may hold a code.</summary>
public sealed record SmsOutboxMessage(string Phone, SmsTemplate Template, Dictionary<string, string> Parameters)
{
    public const string Kind = "Sms";
}
