using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>A line of an order that was paid, as a query may go on from it: yuan, UTC.</summary>
public sealed class SoldFact
{
    public long BuyerId { get; init; }

    public long OfferId { get; init; }

    public int Quantity { get; init; }

    public int Periods { get; init; }

    public decimal Paid { get; init; }

    public DateTime At { get; init; }
}

/// <summary>What a distributor below has bought for an order of its customers that was paid, and what it pays for it: yuan, UTC.</summary>
public sealed record BoughtLine(long SkuId, int Quantity, int Periods, decimal Paid, DateTime At);

/// <summary>Tells what was bought; implemented by the module that keeps orders.</summary>
public interface ISoldLines
{
    /// <summary>
    /// The lines of some offers in orders that were paid since an instant (UTC), of those of the distributor's customers that the actor sees [R-ISO-2].
    /// </summary>
    IQueryable<SoldFact> Since(KBossDbContext db, Actor me, IReadOnlyCollection<long> offerIds, DateTime since);

    /// <summary>
    /// What a distributor has bought of some Skus from the one directly above it, at any depth below, for orders that were paid since an instant (UTC).
    /// </summary>
    Task<IReadOnlyList<BoughtLine>> BoughtAsync(
        long sellerId, long distributorId, IReadOnlyCollection<long> skuIds, DateTime since, CancellationToken ct = default);
}
