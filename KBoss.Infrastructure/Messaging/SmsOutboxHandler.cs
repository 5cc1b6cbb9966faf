using System.Text.Json;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging;

/// <summary>An SMS in the outbox; after <see cref="ExpiresAt"/> (UTC) it would only confuse and is not sent any more.</summary>
public sealed record SmsPayload(string Phone, SmsTemplate Template, IReadOnlyDictionary<string, string> Parameters, DateTime? ExpiresAt = null);

/// <summary>Sends the outbox's text messages, each under its own key.</summary>
public sealed class SmsOutboxHandler(IServiceScopeFactory scopes, TimeProvider time) : IOutboxHandler
{
    public const string SmsKind = "Sms";

    public string Kind => SmsKind;

    /// <summary>
    /// Sends one message. What certainly was not sent is tried again; what may have been sent, or never can be, is left to a person:
    /// a second SMS costs money and trust.
    /// </summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var sms = JsonSerializer.Deserialize<SmsPayload>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        if (sms.ExpiresAt <= time.UtcNow())
        {
            throw new OutboxRefusedException("The message has expired before it could be sent.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var sender = scope.ServiceProvider.GetRequiredService<ISmsSender>();
        var receipt = await sender.SendAsync(new SmsMessage(sms.Phone, sms.Template, sms.Parameters, key), ct);
        var answer = $"{receipt.Outcome}: {receipt.Code} {receipt.Message}";
        switch (receipt.Outcome)
        {
            case SmsOutcome.Sent:
                return;
            case SmsOutcome.RetryLater or SmsOutcome.TooFrequent:
                throw new InvalidOperationException(answer);
            default:
                throw new OutboxRefusedException(answer);
        }
    }
}

/// <summary>Text messages as outbox rows.</summary>
public static class SmsOutbox
{
    /// <summary>Adds an SMS to the transaction; the caller saves. <paramref name="expiresAt"/> (UTC) is the instant after which it is useless.</summary>
    public static void AddSms(
        this Outbox outbox, KBossDbContext db, long organizationId, string key, string phone, SmsTemplate template,
        IReadOnlyDictionary<string, string> parameters, DateTime? expiresAt = null) =>
        outbox.Add(db, organizationId, SmsOutboxHandler.SmsKind, key, new SmsPayload(phone, template, parameters, expiresAt));
}
