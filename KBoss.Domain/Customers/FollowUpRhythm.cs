using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>How often somebody talks with a customer: when last (UTC), and how often since when of late.</summary>
/// <param name="FirstAt">The first talk (UTC) of late; null where there was none.</param>
public sealed record FollowUpRhythm(DateTime? LastAt, int Count, DateTime? FirstAt)
{
    /// <summary>Of how many Shanghai days talks are counted, today included.</summary>
    public const int Days = 90;

    /// <summary>After how many days without a talk a customer can be looked for.</summary>
    public static readonly string[] Silences = ["30", "60", "90", "180"];

    /// <summary>How many Shanghai days lie between two talks of late on average, rounded half away from zero; null with less than two.</summary>
    public int? Interval => Count < 2 ? null
        : (int)Math.Round((decimal)ChinaTime.DaysBetween(FirstAt!.Value, LastAt!.Value) / (Count - 1), MidpointRounding.AwayFromZero);

    /// <summary>The first of the Shanghai days of which talks are counted.</summary>
    public static DateOnly FirstDay(DateTime now) => ChinaTime.AddDays(ChinaTime.Day(now), 1 - Days);

    /// <summary>Since when (UTC) talks are counted.</summary>
    public static DateTime Since(DateTime now) => ChinaTime.Start(FirstDay(now));

    /// <summary>Before which instant (UTC) the last talk was, where that is so many Shanghai days ago or more.</summary>
    public static DateTime SilentSince(int days, DateTime now) => ChinaTime.End(ChinaTime.AddDays(ChinaTime.Day(now), -days));
}
