using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery.Resources;

/// <summary>A mark before the end of a resource that is to be reminded of, and how many Shanghai days are left by now.</summary>
public sealed record EndingMark(int Days, int Left);

/// <summary>
/// When a resource ends soon, and when it is reminded of that: 30, 7, 3 and 1 Shanghai days before its end, but never in the first third of the term that it
/// was bought or renewed for. So a year or a quarter ends soon for 30 days, and a month for 7.
/// </summary>
public static class EndingMarks
{
    /// <summary>The first of them.</summary>
    public const int First = 30;

    /// <summary>The mark at which the salesperson is told as well.</summary>
    public const int Salesperson = 7;

    private static readonly int[] All = [1, 3, Salesperson, First];

    /// <summary>
    /// From when on (UTC) what was bought or renewed for a term ends soon: from the first mark that lies behind the first third of it; its end if none does.
    /// </summary>
    public static DateTime SoonFrom(DateTime begins, DateTime endsAt)
    {
        var days = ChinaTime.DaysBetween(begins, endsAt);
        return Array.FindLast(All, mark => 3 * mark <= 2 * days) is var first && first > 0 ? ChinaTime.AddDays(endsAt, -first) : endsAt;
    }

    /// <summary>
    /// The one mark that fits an instant (UTC), however many were passed before it; null before the first since when it ends soon (<see cref="SoonFrom"/>), and
    /// after the end.
    /// </summary>
    public static EndingMark? At(DateTime soonFrom, DateTime endsAt, DateTime now)
    {
        var last = ChinaTime.Day(endsAt);
        var left = ChinaTime.DaysBetween(now, endsAt);
        if (now >= endsAt || left > First)
        {
            return null;
        }

        var days = Array.Find(All, mark => mark >= left);
        return ChinaTime.AddDays(last, -days) >= ChinaTime.Day(soonFrom) && soonFrom < endsAt ? new EndingMark(days, left) : null;
    }
}
