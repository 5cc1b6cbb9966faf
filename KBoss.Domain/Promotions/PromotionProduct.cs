using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Promotions;

/// <summary>
/// An offer in a promotion and the share of the price that is asked for it: of the list price, or of the public price where the sales mode is floor price.
/// </summary>
public sealed class PromotionProduct : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private PromotionProduct()
    {
    }

    /// <summary>Puts an offer into a promotion; refused with <c>Common.RateInvalid</c> unless 0 &lt; discount ≤ 1 with four decimals at most.</summary>
    public PromotionProduct(Promotion promotion, long offerId, decimal discount)
    {
        OrganizationId = promotion.OrganizationId;
        PromotionId = promotion.Id;
        OfferId = offerId;
        Change(discount);
    }

    public long OrganizationId { get; private set; }

    public long PromotionId { get; private set; }

    public long OfferId { get; private set; }

    /// <summary>0 &lt; d ≤ 1, four decimals.</summary>
    public decimal Discount { get; private set; }

    public string AuditSubject => SubjectOf(PromotionId, OfferId);

    /// <summary>Under what the audit log keeps the changes of an offer in a promotion.</summary>
    public static string SubjectOf(long promotionId, long offerId) => string.Create(CultureInfo.InvariantCulture, $"PromotionProduct {promotionId}/{offerId}");

    /// <summary>Asks another share; refused with <c>Common.RateInvalid</c>.</summary>
    public void Change(decimal discount) => Discount = Require.Rate(discount, "discount");
}
