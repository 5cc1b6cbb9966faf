using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Pricing.Own;

namespace KBoss.Infrastructure.Pricing.Below;

/// <summary>
/// On which terms a distributor below buys one offer, and the basis on which they were asked for (yuan per unit). Without terms that stood, the offer is new
/// to it.
/// </summary>
/// <param name="OfferId">The offer of the distributor that sells.</param>
/// <param name="UnitPrice">What one unit costs the distributor below.</param>
/// <param name="Cost">What it costs the one that sells, where that does not depend on the price; null for a commission.</param>
/// <param name="Shown">What the margin that is consented to was reckoned from.</param>
public sealed record DistributorTermsLine(
    long OfferId, string SkuCode, SalesMode? Mode, int ModeNumber, decimal? Discount, decimal? Price, decimal UnitPrice, decimal? Cost, decimal? StoodDiscount,
    decimal? StoodPrice, TermsShown Shown)
{
    internal Terms Terms => Terms.Of(Discount, Price);

    internal bool Loses => UnitPrice < Cost;
}

/// <summary>Terms of a distributor below, by its code, that are to be written: exactly these are carried out [R-APR-2].</summary>
public sealed record DistributorTermsChange(string Distributor, IReadOnlyList<DistributorTermsLine> Lines);

/// <summary>
/// What approvers see of terms of a distributor that are asked for, as it stood then: those with the lowest margin first, at most
/// <see cref="CustomerTermsEvidence.MaxLines"/> of all <see cref="Count"/>; how many of them rise for the distributor, and how many it gets for the first time.
/// </summary>
public sealed record DistributorTermsEvidence(
    string Code, string Name, DateTime Since, int Count, int Losses, int Rising, int New, IReadOnlyList<EvidenceLine> Lines)
{
    /// <summary>What the change would have meant for what the distributor bought since <see cref="Since"/>; null in requests that were made before it was kept.</summary>
    public EvidenceEffect? Effect { get; init; }
}
