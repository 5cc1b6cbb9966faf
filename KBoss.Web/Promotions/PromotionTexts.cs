using KBoss.Domain.Promotions;
using KBoss.Web.Common;

namespace KBoss.Web.Promotions;

/// <summary>Marks the words that several pages about promotions share.</summary>
public sealed class PromotionTexts;

/// <summary>What the status of a promotion means for its reader.</summary>
public static class PromotionTones
{
    /// <summary>Green while its prices count.</summary>
    public static Tone Tone(this PromotionStatus status) => status switch
    {
        PromotionStatus.Active => Common.Tone.Success,
        PromotionStatus.Scheduled => Common.Tone.Info,
        _ => Common.Tone.Neutral,
    };
}
