using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>Which offers by their sales mode: fixed prices where it is FloorPrice, discounts where it is Discount or Commission.</summary>
public enum OfferGrid
{
    Prices,
    Discounts,
    All,
}

/// <summary>An offer that a change is for, and what was shown as standing when it was decided; null where nobody has looked.</summary>
public sealed record SelectedOffer(long OfferId, StandingTerms? Shown = null);

/// <summary>Which offers a change is for: those that were chosen, or all that a grid's filters find (at most <see cref="MaxOffers"/>).</summary>
public sealed record TermsSelection(IReadOnlyList<SelectedOffer> Offers, OfferGrid Grid = OfferGrid.All, PageRequest? Filter = null)
{
    /// <summary>How many offers one change may cover.</summary>
    public const int MaxOffers = 20_000;

    /// <summary>Chosen offers, whatever stands there.</summary>
    public static TermsSelection Of(IEnumerable<long> offerIds) => new([.. offerIds.Distinct().Select(id => new SelectedOffer(id))]);

    /// <summary>All that the filters of a grid find.</summary>
    public static TermsSelection Found(OfferGrid grid, PageRequest filter) => new([], grid, filter);
}

/// <summary>What a change does to one offer, in yuan per unit; <see cref="Refusal"/> says why it cannot be made there.</summary>
public sealed record TermsPreviewRow(
    long OfferId, string SkuCode, string ProductName, decimal ListPrice, StandingTerms Standing, TermsState Before, TermsState After, RuleException? Refusal)
{
    /// <summary>Whether something is different afterwards.</summary>
    public bool Changes { get; init; }

    /// <summary>What the new price is so far above that it is asked about; null where it is not.</summary>
    public decimal? FarAbove { get; init; }
}

/// <summary>What a change does to all of its offers; margins are shares of the price, on average over the offers that have one.</summary>
public sealed record TermsPreview(IReadOnlyList<TermsPreviewRow> Rows, IReadOnlyList<AskedLevel> WouldAsk)
{
    public int Changed => Rows.Count(r => r.Changes && r.Refusal is null);

    public int Refused => Rows.Count(r => r.Refusal is not null);

    /// <summary>How many prices are so high that they are asked about.</summary>
    public int High => Rows.Count(r => r is { Changes: true, Refusal: null, FarAbove: not null });

    public int Unchanged => Rows.Count - Changed - Refused;

    /// <summary>The average margin of what can be changed, as it stands.</summary>
    public decimal? MarginBefore => Average(Rows.Where(r => r.Refusal is null).Select(r => r.Before.MarginRate));

    /// <summary>The average margin of what can be changed, afterwards.</summary>
    public decimal? MarginAfter => Average(Rows.Where(r => r.Refusal is null).Select(r => r.After.MarginRate));

    /// <summary>Exactly the offers that were shown, with what was shown of them: what has changed since is refused and not overwritten.</summary>
    public TermsSelection Selection => new([.. Rows.Select(r => new SelectedOffer(r.OfferId, r.Standing))]);

    private static decimal? Average(IEnumerable<decimal?> rates) => rates.Average() is { } average ? Money.UnitPrice(average) : null;
}

/// <summary>How far a preview has come, in offers.</summary>
public sealed record TermsProgress(int Done, int Total);

/// <summary>What came of a change: how many offers differ now, or would once those asked agree.</summary>
public sealed record TermsApplied(int Count, Asked Asked);

/// <summary>Somebody else has changed what was shown (<c>Pricing.TermsChanged</c>); <see cref="Theirs"/> stands now.</summary>
public sealed class TermsChangedException(string skuCode, StandingTerms shown, StandingTerms theirs) : RuleException("Pricing.TermsChanged", skuCode)
{
    /// <summary>What the one who is refused was shown.</summary>
    public StandingTerms Shown { get; } = shown;

    /// <summary>What stands now.</summary>
    public StandingTerms Theirs { get; } = theirs;
}
