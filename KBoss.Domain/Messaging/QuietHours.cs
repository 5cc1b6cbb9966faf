using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>
/// The hours of every Shanghai day in which nobody is woken, from one time (inclusive) to another (exclusive), across midnight where the first is the
/// later one; none where both are the same.
/// </summary>
public readonly record struct QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>From ten in the evening to eight in the morning.</summary>
    public static QuietHours Default { get; } = new(new TimeOnly(22, 0), new TimeOnly(8, 0));

    /// <summary>When (UTC) the quiet hours in which an instant lies are over; the instant itself where it lies in none.</summary>
    public DateTime Over(DateTime utc)
    {
        var local = ChinaTime.FromUtc(utc);
        var time = TimeOnly.FromDateTime(local);
        var quiet = From <= To ? time >= From && time < To : time >= From || time < To;
        return quiet ? ChinaTime.ToUtc(ChinaTime.AddDays(DateOnly.FromDateTime(local), time < To ? 0 : 1).ToDateTime(To)) : Require.Utc(utc);
    }
}
