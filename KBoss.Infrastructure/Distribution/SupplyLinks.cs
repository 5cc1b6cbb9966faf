using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>An offer with what decides what it costs its distributor, and what the distributor above has said to a loss on it.</summary>
internal sealed class SupplyLink
{
    public long OfferId { get; init; }

    public long OrganizationId { get; init; }

    public long? UpstreamOfferId { get; init; }

    public long SupplierId { get; init; }

    public string SkuCode { get; init; } = "";

    public decimal ListPrice { get; init; }

    public Terms CostTerms { get; init; }

    /// <summary>The mode of the agreement in force with the supplier, whoever of the chain has made it; null without one.</summary>
    public SalesMode? Agreement { get; init; }

    public decimal? Rate { get; init; }

    /// <summary>What the supplier charges this distributor, yuan per unit.</summary>
    public decimal? FloorPrice { get; init; }

    /// <summary>Whether this distributor stops what is below its cost.</summary>
    public bool Stops { get; init; }

    /// <summary>The price (yuan per unit) of the loss on these cost terms that the distributor above looked at last.</summary>
    public decimal? LookedPrice { get; init; }

    public decimal? LookedCost { get; init; }

    public OfferCost Cost => new(ListPrice, CostTerms, Agreement is { } mode ? new SupplyRate(mode, Rate) : null, FloorPrice);

    /// <summary>What it pays the distributor above it, yuan per unit; null where it buys from the supplier.</summary>
    public decimal? Paid => CostTerms.UnitPrice(ListPrice);

    /// <summary>Whether the distributor above sells it at a loss on these terms and knows of it.</summary>
    public bool Looked(decimal paid, decimal cost) =>
        LookedPrice is { } price && LookedCost is { } most && new AcceptedLoss(price, most).Covers(paid, cost);
}

/// <summary>
/// The chains behind offers, all levels read at once: everybody in a chain has an offer of the same Sku, so that the Skus name them, however long it is.
/// The context's scope must cover the seller and everyone above it.
/// </summary>
internal sealed class SupplyLinks
{
    private readonly Dictionary<long, SupplyLink> links;

    public SupplyLinks(IEnumerable<SupplyLink> links) => this.links = links.ToDictionary(l => l.OfferId);

    public IEnumerable<SupplyLink> All => links.Values;

    /// <summary>The offers of every level in the scope for the Skus of some offers, at an instant (UTC).</summary>
    public static Task<SupplyLinks> BehindAsync(KBossDbContext db, IReadOnlyCollection<long> offerIds, DateTime at, CancellationToken ct) => LoadAsync(
        db, db.Offers.Where(o => db.Offers.Where(b => EF.Parameter(offerIds).Contains(b.Id)).Select(b => b.SkuId).Contains(o.SkuId)), at, ct);

    /// <summary>Offers of every level, at an instant (UTC).</summary>
    public static async Task<SupplyLinks> LoadAsync(KBossDbContext db, IQueryable<Offer> offers, DateTime at, CancellationToken ct) => new(await (
        from o in offers.AsNoTracking()
        join agreement in db.SupplyAgreements.InForce(at) on o.Sku.SupplierId equals agreement.SupplierId into agreements
        from inForce in agreements.DefaultIfEmpty()
        select new SupplyLink
        {
            OfferId = o.Id,
            OrganizationId = o.OrganizationId,
            UpstreamOfferId = o.UpstreamOfferId,
            SupplierId = o.Sku.SupplierId,
            SkuCode = o.Sku.Code,
            ListPrice = o.Sku.ListPrice,
            CostTerms = o.CostTerms,
            Agreement = inForce == null ? null : inForce.Mode,
            Rate = inForce == null ? null : inForce.Rate,
            FloorPrice = db.SupplyPrices.Where(p => p.SkuId == o.SkuId && p.OrganizationId == o.OrganizationId)
                .Select(p => (decimal?)p.FloorPrice).FirstOrDefault(),
            Stops = db.Organizations.Where(s => s.Id == o.OrganizationId).Select(s => s.StopsBelowCost).FirstOrDefault(),
            LookedPrice = db.LossConsents.Where(c => c.OfferId == o.UpstreamOfferId && c.BuyerId == o.OrganizationId)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.UnitPrice).FirstOrDefault(),
            LookedCost = db.LossConsents.Where(c => c.OfferId == o.UpstreamOfferId && c.BuyerId == o.OrganizationId)
                .OrderByDescending(c => c.Id).Select(c => (decimal?)c.Cost).FirstOrDefault(),
        }).ToListAsync(ct));

    /// <summary>The chain behind an offer up to the supplier; null where somebody in it has no cost above zero, who is told then.</summary>
    public OfferSupply? Climb(OfferSale sale, out SupplyLink? at)
    {
        var (link, price) = (links.GetValueOrDefault(sale.OfferId), sale.UnitPrice);
        var hops = new List<SupplyHop>();
        for (at = link; link is not null; at = link)
        {
            price = link.Cost.At(price) ?? 0;
            if (price <= 0)
            {
                return null;
            }

            if (link.UpstreamOfferId is not { } upstreamId)
            {
                return new OfferSupply(hops, new SupplierPurchase(link.OrganizationId, link.SupplierId, price));
            }

            var upstream = links.GetValueOrDefault(upstreamId);
            if (upstream is not null)
            {
                hops.Add(new SupplyHop(upstream.OrganizationId, link.OrganizationId, price));
            }

            link = upstream;
        }

        return null;
    }

    /// <summary>Whether somebody above the offer's distributor would sell it below cost and has stopped that until it is looked at [R-PRC-4].</summary>
    public bool IsStopped(long offerId)
    {
        for (var link = links.GetValueOrDefault(offerId); link?.UpstreamOfferId is { } id && links.GetValueOrDefault(id) is { } above; link = above)
        {
            if (above.Stops && link.Paid is { } paid && above.Cost.Fixed is { } cost && cost > paid && !link.Looked(paid, cost))
            {
                return true;
            }
        }

        return false;
    }
}
