using KBoss.Domain.Common;

namespace KBoss.Domain.Tickets;

/// <summary>How soon a ticket should be answered.</summary>
public enum TicketPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>Within how much working time the first answer and every later one is promised.</summary>
public sealed record AnswerTimes(TimeSpan First, TimeSpan Next);

/// <summary>What a seller promises to its customers: answers by priority, counted in its own working hours.</summary>
public sealed record TicketPromise(WorkingCalendar Calendar, IReadOnlyDictionary<TicketPriority, AnswerTimes> Times)
{
    /// <summary>What part of the time may pass before somebody is warned.</summary>
    public const double WarnedAfter = 0.75;

    /// <summary>The working time within which an answer is promised.</summary>
    public TimeSpan Within(TicketPriority priority, bool first) => first ? Times[priority].First : Times[priority].Next;

    /// <summary>Until when (UTC) an answer is promised to whoever waits since then.</summary>
    public DateTime Due(TicketPriority priority, bool first, DateTime since) => Calendar.After(since, Within(priority, first));

    /// <summary>When (UTC) it is time to warn.</summary>
    public DateTime Warn(TicketPriority priority, bool first, DateTime since) => Calendar.After(since, WarnedAfter * Within(priority, first));

    /// <summary>The working time that is left until then; below zero once it is over.</summary>
    public TimeSpan Left(DateTime due, DateTime now) => due >= now ? Calendar.Between(now, due) : -Calendar.Between(due, now);
}
