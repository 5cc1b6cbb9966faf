using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Messaging;

/// <summary>Knows whether what reminders of some kinds tell is still so; a module that has reminders that may wait for a night implements it.</summary>
public interface IReminderCause
{
    /// <summary>Whether it knows of reminders of this kind.</summary>
    bool Knows(string kind);

    /// <summary>Whether the cause of a reminder still stands; the context sees the organization of the member.</summary>
    Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct);
}

/// <summary>Looks once more before a reminder that has waited is sent.</summary>
public sealed class ReminderCheck(
    KBossDbContextFactory contexts, IMemberAddresses addresses, MarketingConsents consents, IEnumerable<IReminderCause> causes)
{
    /// <summary>Where the member is reached now; null when it may not sign in any more, does not want the channel any more, or the cause has gone.</summary>
    internal async Task<MemberAddress?> StillAsync(long organizationId, ReminderOf reminder, Channels channel, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Of(organizationId));
        var group = News.GroupOf(reminder.Kind);
        var chosen = await db.MessagePreferences.AsNoTracking().FirstOrDefaultAsync(p => p.MemberId == reminder.MemberId, ct);
        if (chosen is not null && !chosen.For(group).HasFlag(channel) && !(group == NewsGroups.Marketing && channel == Channels.Sms))
        {
            return null;
        }

        foreach (var cause in causes.Where(cause => cause.Knows(reminder.Kind)))
        {
            if (!await cause.StandsAsync(db, reminder, ct))
            {
                return null;
            }
        }

        // Between the campaign and the morning the phone may have taken its consent back.
        return await addresses.FindAsync(db, [reminder.MemberId], ct) is [var address, ..]
            && (group != NewsGroups.Marketing || channel != Channels.Sms || await consents.MaySendAsync(address.Phone, ct)) ? address : null;
    }
}
