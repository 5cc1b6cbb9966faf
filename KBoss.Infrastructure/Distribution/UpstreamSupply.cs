using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>
/// Tells a distributor which of the offers that it buys can be had. Agreements, floor prices and costs stay private to those above it:
/// the answers are ids of offers and nothing else.
/// </summary>
public sealed class UpstreamSupply(KBossDbContextFactory contexts, SellerDirectory sellers, SupplyChain chain)
{
    /// <summary>
    /// Those of the upstream offers, bought at so many yuan a unit, that every distributor above this one can get at an instant (UTC); none for the root.
    /// </summary>
    public async Task<IReadOnlySet<long>> SuppliedAsync(
        long distributorId, IReadOnlyCollection<OfferSale> bought, DateTime at, CancellationToken ct = default)
    {
        var above = bought.Count == 0 ? [] : (await sellers.ChainAsync(distributorId, ct)).Skip(1).ToList();
        if (above.Count == 0)
        {
            return new HashSet<long>();
        }

        await using var db = contexts.Open(OrganizationScope.Of(above));
        return await chain.SuppliedAsync(db, bought, at, ct);
    }

    /// <summary>
    /// The distributor's own offers, of some Skus or of all, that somebody above it does not sell it at an instant (UTC), because that would be below cost;
    /// none for the root.
    /// </summary>
    public async Task<IReadOnlySet<long>> StoppedAsync(long distributorId, IReadOnlyCollection<long>? skuIds, DateTime at, CancellationToken ct = default)
    {
        var chain = await sellers.ChainAsync(distributorId, ct);
        if (chain.Count == 1)
        {
            return new HashSet<long>();
        }

        await using var db = contexts.Open(OrganizationScope.Of(chain));
        return await UpstreamLosses.StoppedAsync(db, distributorId, skuIds, at, ct);
    }
}
