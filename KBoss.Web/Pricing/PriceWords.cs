using KBoss.Domain.Catalog;
using KBoss.Domain.Pricing;
using KBoss.Web.Catalog;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Pricing;

/// <summary>Says where a price comes from and why it won or lost, in the language of the page.</summary>
public sealed class PriceWords(IStringLocalizer<PriceWords> words, IStringLocalizer<CatalogTexts> catalog)
{
    /// <summary>The source of a candidate: own terms, a promotion by name, or the public price.</summary>
    public string Source(PriceCandidate candidate) => candidate.Source == PriceSource.Promotion
        ? words["SourcePromotion", candidate.Name]
        : words[$"Source{candidate.Source}"];

    /// <summary>What became of a candidate.</summary>
    public string Outcome(PriceCandidate candidate) => words[$"Outcome{candidate.Outcome}"];

    /// <summary>How the price was found: a discount of the list price, or a price of its own.</summary>
    public string How(PriceCandidate candidate) => candidate.Discount switch
    {
        null => words["HowPrice"],
        1m => words["HowList"],
        { } discount => words["HowDiscount", (discount * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)],
    };

    /// <summary>Until when terms hold, or nothing.</summary>
    public string? Until(PriceCandidate candidate) => candidate.Until is { } until ? words["Until", LocalTime.Format(until)].Value : null;

    /// <summary>What one unit of a price is: 月, month.</summary>
    public string Unit(BillingUnit unit) => catalog[$"Unit.{unit}"];

    /// <summary>A number of periods: 3 个月, 3 months.</summary>
    public string Periods(int periods, BillingUnit unit) => words[$"Periods{unit}", periods];
}
