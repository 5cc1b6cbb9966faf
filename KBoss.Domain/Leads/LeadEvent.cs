using KBoss.Domain.Common;

namespace KBoss.Domain.Leads;

/// <summary>Something that was done about a lead or noted of it; whoever wrote the lead never sees it.</summary>
public sealed class LeadEvent : Entity, IOrganizationOwned
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxText = 2000;

    private LeadEvent()
    {
    }

    internal LeadEvent(Lead lead, LeadEventKind kind, By by, string text, DateTime now) =>
        (OrganizationId, LeadNo, Kind, By, Text, At) = (lead.OrganizationId, lead.LeadNo, kind, by, text, Require.Utc(now));

    public long OrganizationId { get; private set; }

    public string LeadNo { get; private set; } = "";

    public LeadEventKind Kind { get; private set; }

    public By By { get; private set; } = By.Nobody;

    /// <summary>What was said of it; at a hand-over the colleague's name in the first line.</summary>
    public string Text { get; private set; } = "";

    public DateTime At { get; private set; }

    /// <summary>Forgets what was said; who did what and when stays.</summary>
    public void Forget() => Text = "";
}
