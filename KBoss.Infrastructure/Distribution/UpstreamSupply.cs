using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Distribution;

/// <summary>
/// Tells a distributor from which of the suppliers above it goods can be had. The agreements stay private to those who made them:
/// the answers are ids and nothing else.
/// </summary>
public sealed class UpstreamSupply(KBossDbContextFactory contexts, SellerDirectory sellers)
{
    /// <summary>The suppliers of all distributors above this one whose agreement is in force at an instant (UTC); none for the root.</summary>
    public async Task<IReadOnlySet<long>> SuppliersAsync(long distributorId, DateTime at, CancellationToken ct = default)
    {
        var above = (await sellers.ChainAsync(distributorId, ct)).Skip(1).ToList();
        if (above.Count == 0)
        {
            return new HashSet<long>();
        }

        await using var db = contexts.Open(OrganizationScope.Of(above));
        return await db.SupplyAgreements.InForce(at).Select(a => a.SupplierId).ToHashSetAsync(ct);
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
