using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;

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
/// Follows offers from the customer's seller up to the root, in one query for all levels and however many offers there are.
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
        var links = await SupplyLinks.BehindAsync(db, [.. sales.Select(s => s.OfferId).Distinct()], at, ct);
        return sales.DistinctBy(s => s.OfferId).ToDictionary(
            s => s.OfferId, s => links.Climb(s, out var missing) ?? throw new RuleException("Distribution.CostMissing", missing?.SkuCode));
    }

    /// <summary>Those of the offers that can be supplied at an instant (UTC): everyone up to the supplier has a cost above zero.</summary>
    public async Task<IReadOnlySet<long>> SuppliedAsync(
        KBossDbContext db, IReadOnlyCollection<OfferSale> sales, DateTime at, CancellationToken ct = default)
    {
        if (sales.Count == 0)
        {
            return new HashSet<long>();
        }

        var links = await SupplyLinks.BehindAsync(db, [.. sales.Select(s => s.OfferId).Distinct()], at, ct);
        return sales.Where(s => links.Climb(s, out _) is not null).Select(s => s.OfferId).ToHashSet();
    }
}
