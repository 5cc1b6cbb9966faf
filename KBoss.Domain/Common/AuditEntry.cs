namespace KBoss.Domain.Common;

/// <summary>Who did what to which subject and when (UTC), with the changed values before and after as JSON; never changed, never deleted.</summary>
public sealed class AuditEntry : Entity, IOrganizationOwned, IAppendOnly
{
    private AuditEntry()
    {
    }

    public AuditEntry(long organizationId, By by, string action, string subject, string before, string after, DateTime at)
    {
        OrganizationId = organizationId;
        (MemberId, Actor) = (by.MemberId, by.Name);
        Action = action;
        Subject = subject;
        Before = before;
        After = after;
        At = Require.Utc(at);
    }

    public long OrganizationId { get; private set; }

    /// <summary>Who did it, in two columns: the id is looked for by an index.</summary>
    [NamesMember]
    public long? MemberId { get; private set; }

    public string Actor { get; private set; } = "";

    public string Action { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Before { get; private set; } = "";

    public string After { get; private set; } = "";

    public DateTime At { get; private set; }
}
