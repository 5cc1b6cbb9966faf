using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>Own terms that stood when others were asked for; validity in UTC, the end exclusive.</summary>
public sealed record OwnTermsStood(DateTime From, DateTime? To, decimal? Discount, decimal? Price)
{
    internal static OwnTermsStood Of(CustomerTerms terms) => new(terms.ValidFrom, terms.ValidTo, terms.Terms.Discount, terms.Terms.Price);
}

/// <summary>
/// What was shown of an offer when consent was asked for, yuan per unit: the list price, what is paid then, and what that costs the seller; null where it was
/// not known.
/// </summary>
public sealed record TermsShown(decimal ListPrice, decimal? UnitPrice, decimal? Cost)
{
    internal static TermsShown Of(TermsWrite write) => new(write.ListPrice, write.After.UnitPrice, write.After.Cost);

    /// <summary>
    /// Refuses what would no longer be what was shown: <c>Pricing.BasisChanged</c> for a list price that has risen, <c>Pricing.CostRisen</c> for a cost that has,
    /// at the price that was shown, so that a commission is met too. A lower one does no harm.
    /// </summary>
    internal void Demand(OfferPricing offer, string skuCode)
    {
        if (offer.Reading.Sku.ListPrice > ListPrice)
        {
            throw new RuleException("Pricing.BasisChanged", skuCode);
        }

        if (UnitPrice is { } price && offer.Cost.At(price) is { } cost && !(cost <= Cost))
        {
            throw new RuleException("Pricing.CostRisen", skuCode);
        }
    }
}

/// <summary>
/// Terms of one offer for one customer, and the basis on which they were asked for (yuan per unit); neither discount nor price takes them off.
/// </summary>
/// <param name="Mode">The sales mode in force, with its number [R-SUP-1].</param>
/// <param name="UnitPrice">What one unit costs by these terms; null where they are taken off.</param>
/// <param name="Cost">The seller's cost that does not depend on the price; null for a commission.</param>
/// <param name="From">From when (UTC); null is at once.</param>
/// <param name="To">Until when (UTC, exclusive); null is without an end.</param>
/// <param name="Stood">What they take the place of: the customer's own terms that overlapped them.</param>
/// <param name="Shown">What the margin that is consented to was reckoned from.</param>
public sealed record CustomerTermsLine(
    long OfferId, string SkuCode, SalesMode? Mode, int ModeNumber, decimal? Discount, decimal? Price, decimal? UnitPrice, decimal? Cost, DateTime? From,
    DateTime? To, IReadOnlyList<OwnTermsStood> Stood, TermsShown Shown)
{
    internal Terms Terms => Discount is null && Price is null ? Terms.None : Terms.Of(Discount, Price);

    /// <summary>What one unit comes to with the promotions on top that were known when they were asked for; null where there are none.</summary>
    public decimal? Stacked { get; init; }

    /// <summary>The lowest that one unit costs by these terms.</summary>
    internal decimal? Least => Stacked < UnitPrice ? Stacked : UnitPrice;

    /// <summary>Whether the seller loses by them, as it was known when they were asked for [R-PRC-4].</summary>
    internal bool Loses => Least < Cost;

    /// <summary>When they hold if they are carried out at an instant (UTC): what has passed by then is not agreed anew.</summary>
    internal Period PeriodAt(DateTime now) => new(From > now ? From.Value : now, To);
}

/// <summary>Own terms of a customer, by the code of its organization, that are to be written: exactly these are carried out [R-APR-2].</summary>
public sealed record CustomerTermsChange(string Customer, IReadOnlyList<CustomerTermsLine> Lines);
