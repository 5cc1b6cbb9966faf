using KBoss.Domain.Common;

namespace KBoss.Domain.Messaging;

/// <summary>By which channels a member wants to be told of which news, and when not; who has none is told as <see cref="Default"/> says.</summary>
public sealed class MessagePreferences : Entity, IOrganizationOwned, IGoesWithMember
{
    /// <summary>What is told by SMS, and by mail where there is a proven address, to who has not chosen.</summary>
    public const NewsGroups Default = NewsGroups.Account | NewsGroups.Resources | NewsGroups.Orders | NewsGroups.Approvals | NewsGroups.Suppliers;

    private MessagePreferences()
    {
    }

    public MessagePreferences(long organizationId, long memberId) => (OrganizationId, MemberId) = (organizationId, memberId);

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    /// <summary>Of what notices are given besides <see cref="News.Always"/>.</summary>
    public NewsGroups Notices { get; private set; } = NewsGroups.Prices | NewsGroups.Marketing;

    public NewsGroups Sms { get; private set; } = Default;

    public NewsGroups Mail { get; private set; } = Default;

    /// <summary>When the quiet hours begin, by the Shanghai clock.</summary>
    public TimeOnly QuietFrom { get; private set; } = QuietHours.Default.From;

    public TimeOnly QuietTo { get; private set; } = QuietHours.Default.To;

    public QuietHours Quiet => new(QuietFrom, QuietTo);

    /// <summary>Chooses anew; a notice of what must be known stays.</summary>
    public void Choose(NewsGroups notices, NewsGroups sms, NewsGroups mail, QuietHours quiet)
    {
        (Notices, Sms, Mail) = (notices & ~News.Always, sms, mail);
        (QuietFrom, QuietTo) = (quiet.From, quiet.To);
    }

    /// <summary>The channels for a group of news.</summary>
    public Channels For(NewsGroups group) =>
        (((Notices | News.Always) & group) != 0 ? Channels.Notice : Channels.None)
        | ((Sms & group) != 0 ? Channels.Sms : Channels.None)
        | ((Mail & group) != 0 ? Channels.Mail : Channels.None);
}
