using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Pricing;

/// <summary>A seller's own terms for one customer and one offer, valid from (inclusive) to (exclusive), UTC.</summary>
public sealed class CustomerTerms : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private CustomerTerms()
    {
    }

    /// <summary>Terms for a customer and an offer.</summary>
    /// <param name="modeNumber">The <see cref="SupplyAgreement.ModeNumber"/> for which they are made; they hold under this sales mode alone [R-SUP-1].</param>
    public CustomerTerms(long organizationId, long buyerId, long offerId, Terms terms, DateTime validFrom, DateTime? validTo, int modeNumber = 1)
    {
        ModeNumber = modeNumber;
        OrganizationId = organizationId;
        BuyerId = buyerId;
        OfferId = offerId;
        Terms = terms.IsNone ? throw new RuleException("Distribution.TermsInvalid") : terms;
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

    public Terms Terms { get; private set; }

    /// <summary>Under which sales mode they were made, as in <see cref="Offer.ModeNumber"/>.</summary>
    public int ModeNumber { get; private set; }

    public DateTime ValidFrom { get; private set; }

    public DateTime? ValidTo { get; private set; }

    public string AuditSubject => $"CustomerTerms {BuyerId}/{OfferId}";
}
