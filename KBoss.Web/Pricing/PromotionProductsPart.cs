using KBoss.Web.Promotions;

namespace KBoss.Web.Pricing;

/// <summary>Puts the workbench on the page of a promotion.</summary>
public sealed class PromotionProductsPart : IPromotionProducts
{
    public Type Component => typeof(PromotionProducts);
}
