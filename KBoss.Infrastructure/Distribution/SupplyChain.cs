using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>One hop of the chain behind an offer: which distributor supplies which at what cost (yuan per unit, four decimals).</summary>
public sealed record SupplyHop(long SellerId, long BuyerId, decimal UnitCost);

/// <summary>What the distributor at the top of the chain buys from its supplier, and at what cost (yuan per unit, four decimals).</summary>
public sealed record SupplierPurchase(long BuyerId, long SupplierId, decimal UnitCost);

/// <summary>The chain behind an offer: its hops, the customer's seller first, and the purchase at its end.</summary>
public sealed record OfferSupply(IReadOnlyList<SupplyHop> Hops, SupplierPurchase Purchase);

/// <summary>An offer and the unit price (yuan) at which it is being sold; a commission is a share of it.</summary>
public sealed record OfferSale(long OfferId, decimal UnitPrice);

/// <summary>
/// Follows offers from the customer's seller up to the root, in one query per level and one for the agreements, however many offers there are.
/// The context's scope must cover the seller and everyone above it.
/// </summary>
public sealed class SupplyChain
{
    /// <summary>
    /// The chain behind each offer at an instant (UTC). A hop without a cost, or with none above zero, is refused with <c>Distribution.CostMissing</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, OfferSupply>> FollowAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct = default)
    {
        var offers = await LoadAsync(db, [.. sales.Select(s => s.OfferId).Distinct()], ct);
        var suppliers = offers.Values.Where(o => o.Offer.UpstreamOfferId is null).Select(o => o.Sku.SupplierId).Distinct().ToList();
        var agreements = await db.SupplyAgreements.Where(a => suppliers.Contains(a.SupplierId)).InForce(at).AsNoTracking()
            .ToDictionaryAsync(a => a.SupplierId, ct);
        return sales.DistinctBy(s => s.OfferId).ToDictionary(s => s.OfferId, Climb);

        OfferSupply Climb(OfferSale sale)
        {
            var (reading, price) = (offers[sale.OfferId], sale.UnitPrice);
            var hops = new List<SupplyHop>();
            while (reading.Offer.UpstreamOfferId is { } upstreamId)
            {
                var upstream = offers.GetValueOrDefault(upstreamId) ?? throw Missing(reading);
                price = Cost(reading, price);
                hops.Add(new SupplyHop(upstream.Offer.OrganizationId, reading.Offer.OrganizationId, price));
                reading = upstream;
            }

            return new OfferSupply(hops, new SupplierPurchase(reading.Offer.OrganizationId, reading.Sku.SupplierId, Cost(reading, price)));
        }

        decimal Cost(OfferReading reading, decimal price) =>
            reading.Cost(agreements.GetValueOrDefault(reading.Sku.SupplierId)).At(price) is > 0 and var known ? known : throw Missing(reading);
    }

    private static RuleException Missing(OfferReading reading) => new("Distribution.CostMissing", reading.Sku.Code);

    private static async Task<Dictionary<long, OfferReading>> LoadAsync(KBossDbContext db, List<long> wanted, CancellationToken ct)
    {
        var offers = new Dictionary<long, OfferReading>();
        while (wanted.Count > 0)
        {
            var level = await db.Offers.AsNoTracking().Where(o => wanted.Contains(o.Id)).Read(db).ToListAsync(ct);
            foreach (var reading in level)
            {
                offers[reading.Offer.Id] = reading;
            }

            wanted = [.. level.Select(r => r.Offer.UpstreamOfferId).OfType<long>().Where(id => !offers.ContainsKey(id)).Distinct()];
        }

        return offers;
    }
}
