using KBoss.Domain.Leads;
using KBoss.Web.Common;

namespace KBoss.Web.Leads;

/// <summary>Marks the words of the message board and of the pages on which leads are handled.</summary>
public sealed class LeadTexts;

/// <summary>What the state of a lead means for its reader.</summary>
internal static class LeadTones
{
    /// <summary>Yellow while nobody has taken it on.</summary>
    public static Tone Tone(this LeadStatus status) => status switch
    {
        LeadStatus.New => Common.Tone.Warning,
        LeadStatus.InHand => Common.Tone.Info,
        LeadStatus.Done => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };
}
