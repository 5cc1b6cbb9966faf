using KBoss.Domain.Common;

namespace KBoss.Domain.Pricing;

/// <summary>A seller's own terms for one customer and one offer: a discount or a fixed price, valid from (inclusive) to (exclusive), UTC.</summary>
public sealed class CustomerTerms : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private CustomerTerms()
    {
    }

    public CustomerTerms(long organizationId, long buyerId, long offerId, decimal? discount, decimal? price, DateTime validFrom, DateTime? validTo)
    {
        if (discount is null == price is null)
        {
            throw new RuleException("Distribution.TermsInvalid");
        }

        OrganizationId = organizationId;
        BuyerId = buyerId;
        OfferId = offerId;
        Discount = discount is { } d ? Require.Rate(d, "discount") : null;
        Price = price is { } p ? Require.Price(p, "price") : null;
        ValidFrom = Require.Utc(validFrom);
        ValidTo = validTo is { } end ? Require.Utc(end) : null;
        if (ValidTo <= ValidFrom)
        {
            throw new RuleException("Pricing.PeriodInvalid") { Field = "valid-to" };
        }
    }

    public long OrganizationId { get; private set; }

    public long BuyerId { get; private set; }

    public long OfferId { get; private set; }

    public decimal? Discount { get; private set; }

    public decimal? Price { get; private set; }

    public DateTime ValidFrom { get; private set; }

    public DateTime? ValidTo { get; private set; }

    public string AuditSubject => $"CustomerTerms {BuyerId}/{OfferId}";
}
