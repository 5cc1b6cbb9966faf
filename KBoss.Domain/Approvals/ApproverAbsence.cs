using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals;

/// <summary>That a member decides nothing from <see cref="From"/> (inclusive) to <see cref="To"/> (exclusive), UTC; one at a time.</summary>
public sealed class ApproverAbsence : Entity, IOrganizationOwned, IGoesWithMember, IAuditedFromBirth
{
    private ApproverAbsence()
    {
    }

    /// <summary>From the first to the last of these Shanghai days; refused as <see cref="Move"/> does.</summary>
    public ApproverAbsence(long organizationId, By member, DateOnly first, DateOnly last, DateTime now)
    {
        OrganizationId = organizationId;
        MemberId = member.MemberId ?? throw new ArgumentException("Only members are absent.", nameof(member));
        Name = member.Name;
        Move(first, last, now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>The member's name of then.</summary>
    public string Name { get; private set; } = "";

    public DateTime From { get; private set; }

    public DateTime To { get; private set; }

    public string AuditSubject => $"ApproverAbsence {Name}";

    /// <summary>Other days; refused with <c>Approvals.AbsenceInvalid</c> when they are the wrong way round, all past, or longer than a year.</summary>
    public void Move(DateOnly first, DateOnly last, DateTime now)
    {
        if (last < first || last < ChinaTime.Day(now) || last.DayNumber - first.DayNumber > 366)
        {
            throw new RuleException("Approvals.AbsenceInvalid") { Field = "to" };
        }

        (From, To) = (ChinaTime.Start(first), ChinaTime.End(last));
    }

    /// <summary>Whether the member is away at an instant.</summary>
    public bool Covers(DateTime at) => From <= at && at < To;
}
