using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Distribution;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Public terms with what follows from them, in yuan per unit; cost and margin for those who may see costs.</summary>
public sealed record TermsState(Terms Terms, decimal? PublicPrice, decimal? Cost, decimal? Margin)
{
    public decimal? Discount => Terms.Discount;

    public decimal? Price => Terms.Price;

    /// <summary>The margin as a share of the public price.</summary>
    public decimal? MarginRate => Margin is { } margin && PublicPrice is > 0 ? Money.UnitPrice(margin / PublicPrice.Value) : null;

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
internal sealed record OfferPricing(OfferReading Reading, SupplyAgreement? Agreement, SalesMode ShownMode, bool Supplied)
{
    /// <summary>The mode by which it is sold; null where the distributor buys from the supplier itself and no agreement is in force.</summary>
    public SalesMode? Mode => Offer.ModeOf(Reading.Offer.CostTerms, Agreement?.Mode);

    public OfferCost Cost => Reading.Cost(Agreement);

    /// <summary>What the price engine must know, with public terms that stand or are tried.</summary>
    public OfferTerms With(Terms terms) => new(Reading.Offer.Id, Mode, Reading.Sku.ListPrice, terms, Cost, Reading.OnShelf, Reading.Deleted, Supplied);

    /// <summary>Why customers do not see it with the public terms that stand.</summary>
    public IReadOnlyList<InvisibleReason> Reasons => PriceEngine.WhyInvisible(With(Reading.Offer.PublicTerms));

    /// <summary>What follows from public terms.</summary>
    public TermsState State(Terms terms)
    {
        var publicPrice = PriceEngine.PublicPrice(With(terms));
        var cost = Cost.At(publicPrice ?? Reading.Sku.ListPrice);
        return new TermsState(terms, publicPrice, cost, publicPrice - cost);
    }
}

/// <summary>
/// By what a distributor sells at an instant: its agreements with its own suppliers; what it buys from above is asked of those above.
/// A distributor has tens of suppliers, its offers are thousands.
/// </summary>
internal sealed record SupplyBasis(IReadOnlyDictionary<long, SupplierTerms> Own, UpstreamSupply Upstream, Actor Me, DateTime At)
{
    /// <summary>Of the actor's distributor, whose context it is.</summary>
    public static async Task<SupplyBasis> LoadAsync(KBossDbContext db, UpstreamSupply upstream, Actor me, DateTime at, CancellationToken ct)
    {
        var agreements = await db.SupplyAgreements.AsNoTracking().ToListAsync(ct);
        var inForce = agreements.InForce(at).ToDictionary(a => a.SupplierId);
        var own = agreements.GroupBy(a => a.SupplierId).ToDictionary(g => g.Key, g =>
        {
            var agreement = inForce.GetValueOrDefault(g.Key);
            return new SupplierTerms(agreement, (agreement ?? g.MaxBy(a => a.Number)!).Mode);
        });
        return new SupplyBasis(own, upstream, me, at);
    }

    /// <summary>What decides the price and the cost of offers of the distributor, in their order.</summary>
    public async Task<IReadOnlyList<OfferPricing>> OfAsync(IReadOnlyList<OfferReading> readings, CancellationToken ct)
    {
        var bought = readings.Where(r => r.Offer.UpstreamOfferId is not null)
            .Select(r => new OfferSale(r.Offer.UpstreamOfferId!.Value, r.Offer.CostTerms.UnitPrice(r.Sku.ListPrice)!.Value)).ToList();
        var supplied = await Upstream.SuppliedAsync(Me.OrganizationId, bought, At, ct);
        return [.. readings.Select(reading => Of(reading, supplied))];
    }

    private OfferPricing Of(OfferReading reading, IReadOnlySet<long> supplied)
    {
        var (offer, supplierId) = (reading.Offer, reading.Sku.SupplierId);
        if (offer.UpstreamOfferId is { } upstream)
        {
            return new OfferPricing(reading, null, offer.CostTerms.Mode!.Value, supplied.Contains(upstream));
        }

        var supplier = Own.GetValueOrDefault(supplierId, SupplierTerms.None);
        return new OfferPricing(reading, supplier.InForce, supplier.Mode, true);
    }
}
