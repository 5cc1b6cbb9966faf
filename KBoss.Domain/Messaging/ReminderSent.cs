using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>That a member was told of an occasion, and by which channels; unique, so that nobody is told twice.</summary>
public sealed class ReminderSent : Entity, IOrganizationOwned, IGoesWithMember
{
    private ReminderSent()
    {
    }

    public ReminderSent(long organizationId, long memberId, string cause, Channels channels, DateTime now)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Cause = CauseOf(cause);
        Channels = channels;
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>The occasion, such as <c>ResourceExpiring:R2026…:7</c>.</summary>
    public string Cause { get; private set; } = "";

    public Channels Channels { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>An occasion in its normal form, of at most 80 characters.</summary>
    public static string CauseOf(string cause) => Require.Code(cause, "cause", 80);
}
