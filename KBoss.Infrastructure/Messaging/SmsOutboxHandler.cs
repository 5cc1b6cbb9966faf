using System.Text.Json;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Sends the outbox's text messages, each under its own key.</summary>
public sealed class SmsOutboxHandler(IServiceScopeFactory scopes, TimeProvider time) : IOutboxHandler
{
    public string Kind => SmsOutboxMessage.Kind;

    /// <summary>
    /// Sends one message. What certainly was not sent is tried again; what may have been sent, or never can be, is left to a person:
    /// a second SMS costs money and trust.
    /// </summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var sms = JsonSerializer.Deserialize<SmsOutboxMessage>(payload) ?? throw new OutboxRefusedException("The message is empty.");
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
