using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>What a customer pays per unit in yuan, and where that price comes from; name and number of the promotion where it is one's.</summary>
public sealed record PaidPrice(decimal UnitPrice, PriceSource Source, string Promotion = "", string? PromotionNo = null);

/// <summary>Terms with what is paid by them, in yuan per unit; cost and margin for those who may see costs.</summary>
public sealed record TermsState(Terms Terms, decimal? UnitPrice, decimal? Cost, decimal? Margin)
{
    /// <summary>The lowest price that a customer pays in fact, promotions included; null where the terms are nobody's in particular.</summary>
    public PaidPrice? Paid { get; init; }

    /// <summary>What is paid in fact: a promotion may be lower than the terms.</summary>
    public decimal? Pays => Paid?.UnitPrice ?? UnitPrice;

    public decimal? Discount => Terms.Discount;

    public decimal? Price => Terms.Price;

    /// <summary>The margin as a share of what is paid.</summary>
    public decimal? MarginRate => Margin is { } margin && UnitPrice is > 0 ? Money.UnitPrice(margin / UnitPrice.Value) : null;

    /// <summary>As somebody sees it who may or may not see costs.</summary>
    public TermsState For(Actor actor) => actor.Has(Permissions.CostsView) ? this : this with { Cost = null, Margin = null };
}

/// <summary>
/// The agreement with one supplier at an instant. Without one in force, <see cref="Mode"/> is that of the newest version,
/// so that its offers stay in the grid where Operations looks for them.
/// </summary>
internal sealed record SupplierTerms(SupplyAgreement? InForce, SalesMode Mode)
{
    /// <summary>Of a supplier that never had an agreement.</summary>
    public static SupplierTerms None { get; } = new(null, SalesMode.Discount);
}

/// <summary>An offer with what decides its price and its cost.</summary>
internal sealed record OfferPricing(OfferReading Reading, SupplyAgreement? Agreement, SalesMode ShownMode, bool Supplied, LossLimit? Limit = null)
{
    /// <summary>The mode by which it is sold; null where the distributor buys from the supplier itself and no agreement is in force.</summary>
    public SalesMode? Mode => Offer.ModeOf(Reading.Offer.CostTerms, Agreement?.Mode);

    public OfferCost Cost => Reading.Cost(Agreement);

    /// <summary>The sales mode for which public terms are set now; of no meaning for what is bought from another distributor.</summary>
    public int ModeNumber => Agreement?.ModeNumber ?? 1;

    /// <summary>Why customers do not see it with the public terms that stand.</summary>
    public IReadOnlyList<InvisibleReason> Reasons => PriceEngine.WhyInvisible(Standing);

    /// <summary>What the price engine must know, with the public terms that stand.</summary>
    public OfferTerms Standing => new(
        Reading.Offer.Id, Mode, Reading.Sku.ListPrice, Reading.Offer.PublicTerms, Cost, Reading.OnShelf, Reading.Deleted, Supplied,
        Agreement?.ModeNumber, Reading.Offer.ModeNumber, Limit);
}

/// <summary>
/// By what a distributor sells at an instant: its agreements with its own suppliers; what it buys from above is asked of those above.
/// A distributor has tens of suppliers, its offers are thousands.
/// </summary>
internal sealed record SupplyBasis(IReadOnlyDictionary<long, SupplierTerms> Own, UpstreamSupply Upstream, long DistributorId, DateTime At)
{
    /// <summary>Whether what is below cost is not sold until somebody has looked at it.</summary>
    public bool Stops { get; init; }

    /// <summary>Of the actor's distributor, whose context it is.</summary>
    public static Task<SupplyBasis> LoadAsync(KBossDbContext db, UpstreamSupply upstream, Actor me, DateTime at, CancellationToken ct) =>
        LoadAsync(db, upstream, me.OrganizationId, at, ct);

    /// <summary>Of a distributor, whose context it is.</summary>
    public static async Task<SupplyBasis> LoadAsync(KBossDbContext db, UpstreamSupply upstream, long distributorId, DateTime at, CancellationToken ct)
    {
        var read = await db.Organizations.AsNoTracking().Where(o => o.Id == distributorId)
            .Select(o => new { o.StopsBelowCost, Agreements = db.SupplyAgreements.Where(a => a.OrganizationId == o.Id).ToList() }).SingleAsync(ct);
        var inForce = read.Agreements.InForce(at).ToDictionary(a => a.SupplierId);
        var own = read.Agreements.GroupBy(a => a.SupplierId).ToDictionary(g => g.Key, g =>
        {
            var agreement = inForce.GetValueOrDefault(g.Key);
            return new SupplierTerms(agreement, (agreement ?? g.MaxBy(a => a.Number)!).Mode);
        });
        return new SupplyBasis(own, upstream, distributorId, at) { Stops = read.StopsBelowCost };
    }

    /// <summary>What decides the price and the cost of offers of the distributor, in their order.</summary>
    public async Task<IReadOnlyList<OfferPricing>> OfAsync(IReadOnlyList<OfferReading> readings, CancellationToken ct)
    {
        var bought = readings.Where(r => r.Offer.UpstreamOfferId is not null).ToList();
        if (bought.Count == 0)
        {
            return [.. readings.Select(reading => Of(reading, new HashSet<long>()))];
        }

        var had = await Upstream.HadAsync(
            DistributorId,
            [
                .. bought.Select(r => new UpstreamPurchase(
                    r.Offer.Id, r.Sku.Id, new OfferSale(r.Offer.UpstreamOfferId!.Value, r.Offer.CostTerms.UnitPrice(r.Sku.ListPrice)!.Value))),
            ], At, ct);
        return [.. readings.Select(reading => Of(reading, had))];
    }

    private OfferPricing Of(OfferReading reading, IReadOnlySet<long> had)
    {
        var offer = reading.Offer;
        var supplier = Own.GetValueOrDefault(reading.Sku.SupplierId, SupplierTerms.None);
        var pricing = offer.UpstreamOfferId is not null
            ? new OfferPricing(reading, null, offer.CostTerms.Mode!.Value, had.Contains(offer.Id))
            : new OfferPricing(reading, supplier.InForce, supplier.Mode, true);
        return Stops && pricing.Cost.Fixed is { } cost
            ? pricing with { Limit = new LossLimit(cost, reading.Accepted) }
            : pricing;
    }
}
