using KBoss.Domain.Catalog;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Pricing;
using KBoss.Web.Catalog;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Pricing;

/// <summary>Says where a price comes from and why it won or lost, in the language of the page.</summary>
public sealed class PriceWords(IStringLocalizer<PriceWords> words, IStringLocalizer<CatalogTexts> catalog)
{
    /// <summary>Whether the seller's people read it, to whom "you" is not the customer.</summary>
    private bool staff;

    /// <summary>The same for the seller's people.</summary>
    public PriceWords ForStaff => new(words, catalog) { staff = true };

    /// <summary>The source of a candidate: own terms, a promotion by name, or the public price.</summary>
    public string Source(PriceCandidate candidate) => candidate.Source == PriceSource.Promotion
        ? words["SourcePromotion", candidate.Name]
        : Word($"Source{candidate.Source}");

    /// <summary>The source of what a customer pays.</summary>
    public string Source(PaidPrice paid) => paid.Source == PriceSource.Promotion ? words["SourcePromotion", paid.Promotion] : Word($"Source{paid.Source}");

    /// <summary>What became of a candidate.</summary>
    public string Outcome(PriceCandidate candidate) => Word($"Outcome{candidate.Outcome}");

    /// <summary>How the price was found: a share of the list price, of the public price or of the customer's own, or a price of its own.</summary>
    public string How(PriceCandidate candidate) => (candidate.Discount, candidate.Basis) switch
    {
        (null, _) => words["HowPrice"],
        (1m, null) => words["HowList"],
        var (discount, basis) => Word($"HowDiscount{basis}", (discount.Value * 100).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)),
    };

    /// <summary>Until when terms hold, or nothing.</summary>
    public string? Until(PriceCandidate candidate) => candidate.Until is { } until ? words["Until", LocalTime.Format(until)].Value : null;

    /// <summary>What one unit of a price is: 月, month.</summary>
    public string Unit(BillingUnit unit) => catalog[$"Unit.{unit}"];

    /// <summary>A number of periods: 3 个月, 3 months.</summary>
    public string Periods(int periods, BillingUnit unit) => words[$"Periods{unit}", periods];

    private string Word(string key, params object[] args) =>
        staff && words[$"Staff.{key}", args] is { ResourceNotFound: false } ofOthers ? ofOthers : words[key, args];
}
