using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Distribution;

/// <summary>
/// The right of one distributor to sell one Sku: its public terms downstream and, where it buys from another distributor,
/// that one's offer and the cost terms agreed with it. The root's offers have no upstream: their cost comes from the supply agreement.
/// </summary>
public sealed class Offer : Entity, IOrganizationOwned, IAudited
{
    private Offer()
    {
    }

    public Offer(long organizationId, Sku sku)
    {
        OrganizationId = organizationId;
        Sku = sku;
    }

    /// <summary>The distributor that sells.</summary>
    public long OrganizationId { get; private set; }

    public long SkuId { get; private set; }

    public Sku Sku { get; private set; } = null!;

    public long? UpstreamOfferId { get; private set; }

    /// <summary>What everybody pays; without them customers do not see the offer, unless its mode is Commission.</summary>
    public Terms PublicTerms { get; private set; }

    /// <summary>
    /// Under which sales mode the public terms were set, by the <see cref="SupplyAgreement.ModeNumber"/> of then; of no meaning for what is bought from
    /// another distributor.
    /// </summary>
    [NotAudited]
    public int ModeNumber { get; private set; } = 1;

    /// <summary>What the upstream distributor charges; none where the distributor buys from the supplier itself.</summary>
    public Terms CostTerms { get; private set; }

    public string AuditSubject => $"Offer {Id}";

    /// <summary>
    /// An offer that is bought from another distributor's offer on the given cost terms; without any refused with <c>Distribution.TermsInvalid</c>.
    /// </summary>
    public static Offer Downstream(long organizationId, Offer upstream, Terms cost) => new()
    {
        OrganizationId = organizationId,
        SkuId = upstream.SkuId,
        UpstreamOfferId = upstream.Id,
        CostTerms = cost.IsNone ? throw new RuleException("Distribution.TermsInvalid") : cost,
    };

    /// <summary>
    /// The sales mode by which the offer is sold: that of the terms on which it is bought from another distributor, or that of the
    /// supply agreement in force; null without one.
    /// </summary>
    public static SalesMode? ModeOf(Terms cost, SalesMode? agreement) => cost.Mode ?? agreement;

    /// <summary>Sets the public terms; <see cref="Terms.None"/> takes them back.</summary>
    /// <param name="modeNumber">The <see cref="SupplyAgreement.ModeNumber"/> in force; they hold for as long as this sales mode does [R-SUP-1].</param>
    public void SetPublicTerms(Terms terms, int modeNumber = 1) => (PublicTerms, ModeNumber) = (terms, modeNumber);

    /// <summary>
    /// Changes what the upstream distributor charges. Refused with <c>Distribution.TermsInvalid</c> where there is none, or without terms: what is bought from
    /// above has a price.
    /// </summary>
    public void ChangeCostTerms(Terms cost) =>
        CostTerms = UpstreamOfferId is null || cost.IsNone ? throw new RuleException("Distribution.TermsInvalid") : cost;

    /// <summary>Takes the public terms off, so that what comes back is priced anew.</summary>
    public void ClearPublicTerms() => PublicTerms = Terms.None;
}
