using KBoss.Domain.Promotions;
using KBoss.Web.Common;

namespace KBoss.Web.Promotions;

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

    /// <summary>What a customer or a salesperson reads from the status of a promotion that was joined.</summary>
    public static Tone JoinedTone(this PromotionStatus status) => status switch
    {
        PromotionStatus.Active => Common.Tone.Success,
        PromotionStatus.Scheduled => Common.Tone.Info,
        _ => Common.Tone.Neutral,
    };
}
