using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Messaging.Texts;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Messaging.Mail;

/// <summary>Sends the outbox's mails, in the words of notices.</summary>
public sealed class MailOutboxHandler(IServiceScopeFactory scopes, TextMessages texts, ReminderCheck reminders, TimeProvider time) : IOutboxHandler
{
    public string Kind => MailOutboxMessage.OutboxKind;

    /// <summary>Sends one mail; a reminder whose cause has gone, or that its reader does not want by mail any more, is left.</summary>
    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var mail = JsonSerializer.Deserialize<MailOutboxMessage>(payload) ?? throw new OutboxRefusedException("The mail is empty.");
        if (mail.ExpiresAt <= time.UtcNow())
        {
            throw new OutboxRefusedException("The mail has expired before it could be sent.");
        }

        var kind = OrganizationKind.Customer;
        if (mail.Reminder is { } reminder)
        {
            var organizationId = await texts.OwnerAsync(key, ct) ?? throw new OutboxRefusedException("The mail belongs to nobody.");
            if (await reminders.StillAsync(organizationId, reminder, Channels.Mail, ct) is not { } member)
            {
                return;
            }

            kind = member.Kind;
        }

        await using var scope = scopes.CreateAsyncScope();
        var words = scope.ServiceProvider.GetRequiredService<INoticeWording>().Say(mail.Kind, mail.Subject, mail.Args, kind, mail.Language);
        await scope.ServiceProvider.GetRequiredService<MailSender>().SendAsync(key, mail.To, words, ct);
    }
}
