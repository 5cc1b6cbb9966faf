using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>What kind of text message it is; each has limits of its own.</summary>
public enum TextMessageKind
{
    Code,
    Notice,
    Marketing,
}

/// <summary>A message that went to a phone: for which template, of which kind and when (UTC).</summary>
public readonly record struct SentText(string Template, TextMessageKind Kind, DateTime At);

/// <summary>
/// How many messages a phone gets: our own limits, which end before those of the vendors. In any 24 hours 40 of all kinds and 50 notices of one template;
/// of advertising one in a Shanghai day, between eight in the morning and nine in the evening. The limits of codes stand where codes are made.
/// </summary>
public static class PhoneQuota
{
    public const int PerDay = 40;
    public const int NoticesPerTemplateAndDay = 50;
    public const int MarketingPerDay = 1;

    /// <summary>When advertising may be sent, by the Shanghai clock.</summary>
    public static readonly QuietHours MarketingQuiet = new(new TimeOnly(21, 0), new TimeOnly(8, 0));

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>From when on (UTC) another message may go to the phone, by those of the last two days; now, if it may go at once.</summary>
    public static DateTime Free(string template, TextMessageKind kind, IReadOnlyCollection<SentText> sent, DateTime now)
    {
        var free = After(sent.Select(text => text.At), PerDay, now);
        if (kind == TextMessageKind.Notice)
        {
            free = Later(free, After(sent.Where(text => text.Template == template).Select(text => text.At), NoticesPerTemplateAndDay, now));
        }

        if (kind == TextMessageKind.Marketing)
        {
            var today = ChinaTime.Day(free);
            if (sent.Where(text => text.Kind == TextMessageKind.Marketing && ChinaTime.Day(text.At) == today).Skip(MarketingPerDay - 1).Any())
            {
                free = ChinaTime.Start(ChinaTime.AddDays(today, 1));
            }

            free = MarketingQuiet.Over(free);
        }

        return free;
    }

    /// <summary>When the last of so many in 24 hours leaves them.</summary>
    private static DateTime After(IEnumerable<DateTime> sent, int most, DateTime now)
    {
        var counted = sent.Where(at => at > now - Day && at <= now).Order().ToList();
        return counted.Count < most ? now : Later(now, counted[^most] + Day);
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
