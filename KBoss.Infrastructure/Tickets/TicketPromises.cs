using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Settings;

namespace KBoss.Infrastructure.Tickets;

/// <summary>What each distributor promises to whoever asks it, as it is set now: answers by priority, in its working hours.</summary>
public sealed class TicketPromises(WorkingHours hours, SettingsStore settings)
{
    /// <summary>The promise of a distributor.</summary>
    public async Task<TicketPromise> OfAsync(long distributorId, CancellationToken ct = default)
    {
        var set = await settings.OfAsync<TicketPromiseSettings>(distributorId, TicketPromiseSettings.Section, ct);
        return new TicketPromise(await hours.OfAsync(distributorId, ct), new Dictionary<TicketPriority, AnswerTimes>
        {
            [TicketPriority.Urgent] = Times(set.FirstUrgent, set.NextUrgent),
            [TicketPriority.High] = Times(set.FirstHigh, set.NextHigh),
            [TicketPriority.Normal] = Times(set.FirstNormal, set.NextNormal),
            [TicketPriority.Low] = Times(set.FirstLow, set.NextLow),
        });
    }

    private static AnswerTimes Times(int first, int next) => new(TimeSpan.FromHours(first), TimeSpan.FromHours(next));
}
