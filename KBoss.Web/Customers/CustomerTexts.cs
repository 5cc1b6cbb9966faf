using KBoss.Domain.Customers;
using KBoss.Web.Common;

namespace KBoss.Web.Customers;

/// <summary>Marks the words that the pages of customers share.</summary>
public sealed class CustomerTexts;

/// <summary>What the statuses of an invite code mean for their reader.</summary>
internal static class InviteTones
{
    public static Tone Tone(this InviteStatus status) => status switch
    {
        InviteStatus.Active => Common.Tone.Success,
        InviteStatus.Scheduled => Common.Tone.Info,
        InviteStatus.Exhausted => Common.Tone.Warning,
        _ => Common.Tone.Neutral,
    };
}
