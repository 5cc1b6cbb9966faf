using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>An in-app message to one member; its text is made from <see cref="Kind"/> and <see cref="Args"/> in the reader's language.</summary>
public sealed class Notice : Entity, IOrganizationOwned, IGoesWithMember, ICounted
{
    private Notice()
    {
    }

    public Notice(long organizationId, long memberId, string kind, string subject, IReadOnlyList<string> args, DateTime now)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Kind = Require.Text(kind, "kind", 50);
        Subject = Require.Optional(subject, "subject", 50);
        Args = string.Join('\n', args.Select(a => a.ReplaceLineEndings(" ")));
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>The resource key of the text, such as <c>ResourceReady</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The number of what it is about, such as a ticket's; empty when the kind alone says it.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The placeholders' values, one a line.</summary>
    public string Args { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime? ReadAt { get; private set; }

    /// <summary>The reader, who is shown how many are unread.</summary>
    public long CountedFor => MemberId;

    /// <summary>Marks the notice read; a second reading changes nothing.</summary>
    public void Read(DateTime now) => ReadAt ??= Require.Utc(now);
}
