using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Reports.Activity;

/// <summary>Since when members are looked at, in Shanghai days up to and including today.</summary>
public enum ActivitySpan
{
    /// <summary>The last 30 days.</summary>
    Month,

    /// <summary>The last 7 days.</summary>
    Week,

    /// <summary>Today.</summary>
    Day,
}

/// <summary>Whose members are looked at.</summary>
public enum ActivityOf
{
    /// <summary>The distributor's own.</summary>
    Staff,

    /// <summary>Those of its customers.</summary>
    Customers,
}

/// <summary>Members that may sign in, and how many of all were active in each span.</summary>
public sealed record ActivityCount(int Members, int Day, int Week, int Month);

/// <summary>How active an organization's members were.</summary>
/// <param name="Code">Of the organization.</param>
/// <param name="LastSeenAt">When (UTC) one of them was seen last in the longest span; null for nobody.</param>
public sealed record ActivityRow(string Code, string Name, ActivityOf Of, ActivityCount Count, DateTime? LastSeenAt);

/// <summary>All organizations together, staff apart from the members of customers; how many customers had somebody active in the longest span.</summary>
public sealed record ActivitySum(ActivityCount Staff, ActivityCount Customers, int ActiveCustomers);

/// <summary>Active in the last 7 days, and in the 7 days before.</summary>
public sealed record ActivityHome(int Staff, int StaffBefore, int Customers, int CustomersBefore);

/// <summary>A member that was active in a span: when seen last (UTC), and in how many sessions.</summary>
public sealed record ActiveMemberRow(
    long MemberId, string UserName, string Name, string OrganizationCode, string OrganizationName, ActivityOf Of, DateTime LastSeenAt, int Sessions);

/// <summary>The instants (UTC) at which the spans begin.</summary>
internal sealed record ActivitySpans(DateTime Day, DateTime Week, DateTime Month, DateTime WeekBefore)
{
    public static ActivitySpans At(DateTime now)
    {
        var today = ChinaTime.Day(now);
        return new(Back(0), Back(6), Back(29), Back(13));

        DateTime Back(int days) => ChinaTime.Start(ChinaTime.AddDays(today, -days));
    }

    public DateTime Of(ActivitySpan span) => span switch { ActivitySpan.Day => Day, ActivitySpan.Week => Week, _ => Month };
}
