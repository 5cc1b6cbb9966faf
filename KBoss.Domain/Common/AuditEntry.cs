using KBoss.Domain.Access;

namespace KBoss.Domain.Common;

/// <summary>Who did what to which subject and when (UTC), with the changed values before and after as JSON; never changed, never deleted.</summary>
public sealed class AuditEntry : Entity, IOrganizationOwned, IAppendOnly
{
    private AuditEntry()
    {
    }

    public AuditEntry(long organizationId, long? memberId, string actor, string action, string subject, string before, string after, DateTime at)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Actor = actor;
        Action = action;
        Subject = subject;
        Before = before;
        After = after;
        At = Require.Utc(at);
    }

    public long OrganizationId { get; private set; }

    public long? MemberId { get; private set; }

    public string Actor { get; private set; } = "";

    public string Action { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Before { get; private set; } = "";

    public string After { get; private set; } = "";

    public DateTime At { get; private set; }
}
