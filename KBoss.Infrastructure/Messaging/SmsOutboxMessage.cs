using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Infrastructure.Messaging;

/// <summary>
/// An SMS waiting in the outbox, encrypted there because it may hold a code. After <see cref="ExpiresAt"/> (UTC) it would only confuse
/// and is not sent any more; nor is a reminder whose cause has gone meanwhile.
/// </summary>
public sealed record SmsOutboxMessage(
    string Phone, SmsTemplate Template, Dictionary<string, string> Parameters, DateTime? ExpiresAt = null, ReminderOf? Reminder = null)
{
    public const string Kind = "Sms";
}

/// <summary>Of what a message reminds whom.</summary>
public sealed record ReminderOf(string Kind, string Cause, long MemberId);
