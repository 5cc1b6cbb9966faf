using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging;

/// <summary>
/// What members are told: <paramref name="Kind"/> is the notice's kind, <paramref name="Subject"/> the number of what it is about and <paramref
/// name="Args"/> fill its text. <paramref name="Cause"/> names the occasion, at most 80 characters, such as <c>ResourceExpiring:R2026…:7</c>: nobody is told
/// of it twice. Without a template it goes by notice and mail alone.
/// </summary>
public sealed record Reminder(
    string Kind, string Cause, string Subject, IReadOnlyList<string> Args, SmsTemplate? Sms = null, IReadOnlyDictionary<string, string>? SmsParameters = null)
{
    /// <summary>From when on (UTC) SMS and mail would come too late and are not sent any more; null when they never do.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>From when on (UTC) SMS and mail may go, so that whoever hears of it otherwise meanwhile gets none; null: at once.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>The channels that it may go by; each member is told by those among them that it chose.</summary>
    public Channels Channels { get; init; } = Channels.Notice | Channels.Sms | Channels.Mail;
}

/// <summary>Tells members of something by the channels that each of them chose; inside the caller's transaction.</summary>
public sealed class Reminders(Outbox outbox, IMemberAddresses addresses, MarketingConsents consents, IServiceScopeFactory scopes)
{
    /// <summary>
    /// Once for a cause and member, however often it is called: the notice at once, SMS and mail through the outbox and not in the member's quiet hours.
    /// Members outside the context's scope, and those who may not sign in, are not told. The caller saves.
    /// </summary>
    public async Task RemindAsync(KBossDbContext db, Reminder reminder, IReadOnlyCollection<long> memberIds, CancellationToken ct)
    {
        var cause = ReminderSent.CauseOf(reminder.Cause);
        var told = await db.RemindersSent.Where(r => memberIds.Contains(r.MemberId) && r.Cause == cause).Select(r => r.MemberId).ToListAsync(ct);
        told.AddRange(db.RemindersSent.Local.Where(r => r.Cause == cause).Select(r => r.MemberId));
        var left = memberIds.Except(told).ToList();
        if (left.Count == 0)
        {
            return;
        }

        var chosen = await db.MessagePreferences.AsNoTracking().Where(p => left.Contains(p.MemberId)).ToDictionaryAsync(p => p.MemberId, ct);
        var mails = MailIsConfigured()
            ? await db.MemberMails.AsNoTracking().Where(m => left.Contains(m.MemberId) && m.Address != "").ToDictionaryAsync(m => m.MemberId, m => m.Address, ct) : [];
        var members = await addresses.FindAsync(db, left, ct);
        var advertised = News.GroupOf(reminder.Kind) == NewsGroups.Marketing ? await consents.MaySendAsync([.. members.Select(m => m.Phone)], ct) : null;
        foreach (var member in members)
        {
            var wants = chosen.GetValueOrDefault(member.MemberId) ?? new MessagePreferences(member.OrganizationId, member.MemberId);
            var may = wants.For(News.GroupOf(reminder.Kind));
            if (advertised is not null)
            {
                // Whether advertising may come by SMS is no choice of a box but a consent that the phone itself can take back.
                may = advertised.Contains(member.Phone) ? may | Channels.Sms : may & ~Channels.Sms;
            }

            var from = reminder.NotBefore is { } later && later > db.Now ? later : db.Now;
            Tell(db, reminder, cause, member, wants.Quiet.Over(from), may, mails.GetValueOrDefault(member.MemberId));
        }
    }

    /// <summary>The key of the text message by which a member is told of an occasion in its normal form.</summary>
    internal static string SmsKey(long memberId, string cause) => $"sms-{memberId}-{cause}";

    /// <summary>Whether mails can be sent at all.</summary>
    internal bool MailIsConfigured()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<MailOptions>>().Value.IsConfigured;
    }

    private void Tell(KBossDbContext db, Reminder reminder, string cause, MemberAddress member, DateTime notBefore, Channels channels, string? mail)
    {
        channels &= reminder.Channels;
        channels &= reminder.Sms is null ? ~Channels.Sms : ~Channels.None;
        channels &= mail is null ? ~Channels.Mail : ~Channels.None;
        var of = new ReminderOf(reminder.Kind, cause, member.MemberId);
        db.Add(new ReminderSent(member.OrganizationId, member.MemberId, cause, channels, db.Now));
        if (channels.HasFlag(Channels.Notice))
        {
            db.Add(new Notice(member.OrganizationId, member.MemberId, reminder.Kind, reminder.Subject, reminder.Args, db.Now));
        }

        if (channels.HasFlag(Channels.Sms) && reminder.Sms is { } template)
        {
            outbox.AddSms(db, member.OrganizationId, SmsKey(member.MemberId, cause), new SmsOutboxMessage(
                member.Phone, template, new(reminder.SmsParameters ?? new Dictionary<string, string>()), reminder.ExpiresAt, of), notBefore);
        }

        if (channels.HasFlag(Channels.Mail))
        {
            outbox.Add(db, member.OrganizationId, MailOutboxMessage.OutboxKind, $"mail-{member.MemberId}-{cause}", new MailOutboxMessage(
                mail!, member.Language, reminder.Kind, reminder.Subject, reminder.Args, of, reminder.ExpiresAt), notBefore);
        }
    }
}
