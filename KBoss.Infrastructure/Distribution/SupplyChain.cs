using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>
/// One hop of the chain behind an offer: who supplies whom at what cost (yuan per unit, four decimals).
/// At the top the supplier supplies, and the root distributor stands as both parties.
/// </summary>
public sealed record SupplyHop(long SellerId, long BuyerId, long? SupplierId, decimal UnitCost);

/// <summary>An offer and the unit price (yuan) at which it is being sold; a commission is a share of it.</summary>
public sealed record OfferSale(long OfferId, decimal UnitPrice);

/// <summary>
/// Follows offers from the customer's seller up to the root, in one query per level and one for the agreements, however many offers there are.
/// The context's scope must cover the seller and everyone above it.
/// </summary>
public sealed class SupplyChain
{
    /// <summary>
    /// The hops of each offer at an instant (UTC), the customer's seller first. A hop without a cost, or with none above zero, is refused with <c>Distribution.CostMissing</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<SupplyHop>>> HopsAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct = default)
    {
        var offers = await LoadAsync(db, [.. sales.Select(s => s.OfferId).Distinct()], ct);
        var suppliers = offers.Values.Where(o => o.UpstreamOfferId is null).Select(o => o.Sku.SupplierId).Distinct().ToList();
        var agreements = (await db.SupplyAgreements.AsNoTracking()
                .Where(a => suppliers.Contains(a.SupplierId) && a.EffectiveFrom <= at && (a.EffectiveTo == null || a.EffectiveTo > at))
                .OrderBy(a => a.Number)
                .ToListAsync(ct))
            .GroupBy(a => a.SupplierId)
            .ToDictionary(g => g.Key, g => g.Last());

        var hops = new Dictionary<long, IReadOnlyList<SupplyHop>>();
        foreach (var sale in sales)
        {
            hops[sale.OfferId] = [.. Climb(sale)];
        }

        return hops;

        IEnumerable<SupplyHop> Climb(OfferSale sale)
        {
            var (offer, price) = (offers[sale.OfferId], sale.UnitPrice);
            while (offer.UpstreamOfferId is { } upstreamId)
            {
                var upstream = offers.GetValueOrDefault(upstreamId);
                price = Cost(upstream is null ? null : offer.UpstreamCost(offer.Sku.ListPrice), offer);
                yield return new SupplyHop(upstream!.OrganizationId, offer.OrganizationId, null, price);
                offer = upstream;
            }

            var sku = offer.Sku;
            var cost = Cost(agreements.GetValueOrDefault(sku.SupplierId)?.CostOf(sku.ListPrice, sku.FloorPrice, price), offer);
            yield return new SupplyHop(offer.OrganizationId, offer.OrganizationId, sku.SupplierId, cost);
        }
    }

    private static decimal Cost(decimal? cost, Offer offer) =>
        cost is > 0 and var known ? known : throw new RuleException("Distribution.CostMissing", offer.Sku.Code);

    private static async Task<Dictionary<long, Offer>> LoadAsync(KBossDbContext db, List<long> wanted, CancellationToken ct)
    {
        var offers = new Dictionary<long, Offer>();
        while (wanted.Count > 0)
        {
            var level = await db.Offers.AsNoTracking().Include(o => o.Sku).Where(o => wanted.Contains(o.Id)).ToListAsync(ct);
            foreach (var offer in level)
            {
                offers[offer.Id] = offer;
            }

            wanted = [.. level.Select(o => o.UpstreamOfferId).OfType<long>().Where(id => !offers.ContainsKey(id)).Distinct()];
        }

        return offers;
    }
}
