using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Pricing.Own;

/// <summary>What a customer paid for of one offer: units are quantity times periods, the amount is in yuan.</summary>
public sealed record BoughtOffer(long OfferId, long Units, decimal Amount);

/// <summary>What a distributor below bought of one Sku, for its own customers and those below: units are quantity times periods, the amount is in yuan.</summary>
public sealed record SuppliedSku(long SkuId, long Units, decimal Amount);

/// <summary>What a customer has bought so far: how many orders it paid, for how much (yuan), and when it ordered last (UTC).</summary>
public sealed record CustomerTrade(int Orders, decimal Amount, DateTime? LastOrderAt);

/// <summary>Tells what a customer has bought, so that a price of its own can be judged by it; whoever keeps orders answers.</summary>
public interface ICustomerTrade
{
    /// <summary>What the buyer ordered from the seller since an instant (UTC) and paid for, by offer.</summary>
    Task<IReadOnlyList<BoughtOffer>> BoughtAsync(KBossDbContext db, long sellerId, long buyerId, DateTime since, CancellationToken ct);

    /// <summary>
    /// What a distributor directly below bought from the seller by the orders that were placed since an instant (UTC) and paid for, by Sku, at what it paid then.
    /// </summary>
    Task<IReadOnlyList<SuppliedSku>> SuppliedAsync(long sellerId, long distributorId, DateTime since, CancellationToken ct);

    /// <summary>All that the buyer ever paid for.</summary>
    Task<CustomerTrade> TradeAsync(KBossDbContext db, long sellerId, long buyerId, CancellationToken ct);
}
