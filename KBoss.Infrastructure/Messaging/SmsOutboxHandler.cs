using System.Text.Json;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Messaging.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Sends the outbox's text messages, each under its own key, and writes down what became of each.</summary>
public sealed class SmsOutboxHandler(IServiceScopeFactory scopes, TextMessages texts, ReminderCheck reminders, ILogger<SmsOutboxHandler> log) : IOutboxHandler
{
    public string Kind => SmsOutboxMessage.Kind;

    /// <summary>
    /// Sends one message. What certainly was not sent is tried again; what may have been sent, or never can be, is left to a person:
    /// a second SMS costs money and trust. One that the quota of its phone does not allow yet waits.
    /// </summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var sms = JsonSerializer.Deserialize<SmsOutboxMessage>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        var organizationId = await texts.OwnerAsync(key, ct) ?? throw new OutboxRefusedException("The message belongs to nobody.");
        if (sms.Reminder is { } reminder)
        {
            if (await reminders.StillAsync(organizationId, reminder, Channels.Sms, ct) is not { } member)
            {
                await texts.DropAsync(key, organizationId, sms, TextMessages.NoLonger, ct);
                return;
            }

            sms = sms with { Phone = member.Phone };
        }

        await using var scope = scopes.CreateAsyncScope();
        var sender = scope.ServiceProvider.GetRequiredService<ISmsSender>();
        var signName = scope.ServiceProvider.GetService<SmsSender>()?.Ordered[0].SignName ?? "";
        var start = await texts.BeginAsync(key, organizationId, sms, signName, ct);
        if (!start.Now)
        {
            throw start.Later is { } later ? new OutboxPostponedException(later) : new OutboxRefusedException(start.Why);
        }

        var receipt = await sender.SendAsync(new SmsMessage(sms.Phone, sms.Template, sms.Parameters, key), ct);
        await EndAsync(key, receipt);
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

    private async Task EndAsync(string key, SmsReceipt receipt)
    {
        try
        {
            await texts.EndAsync(key, receipt);
        }
#pragma warning disable CA1031 // It was sent: that the log of messages does not know yet must not send it again.
        catch (Exception e) when (receipt.Outcome == SmsOutcome.Sent)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "What became of message {Key} could not be written down; the vendor is asked later.", key);
        }
    }
}
