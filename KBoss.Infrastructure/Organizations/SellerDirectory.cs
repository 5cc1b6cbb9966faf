using System.Collections.Concurrent;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations;

/// <summary>
/// Knows who buys from whom. It looks across all organizations but tells ids, and of the seller its name, which everybody who buys there knows; what it has
/// learnt it keeps, because an organization changes neither its seller nor its name.
/// </summary>
public sealed class SellerDirectory(KBossDbContextFactory contexts)
{
    private readonly ConcurrentDictionary<long, long?> sellers = new();
    private readonly ConcurrentDictionary<long, string> names = new();
    private long root;

    /// <summary>The distributor without an upstream, whose storefront a visitor sees; null while nobody has set the platform up.</summary>
    public async Task<long?> FindRootAsync(CancellationToken ct = default)
    {
        if (Interlocked.Read(ref root) is > 0 and var known)
        {
            return known;
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        var found = await db.Organizations
            .Where(o => o.Kind == OrganizationKind.Distributor && o.SellerId == null)
            .OrderBy(o => o.Id)
            .Select(o => o.Id)
            .FirstOrDefaultAsync(ct);
        Interlocked.Exchange(ref root, found);
        return found > 0 ? found : null;
    }

    /// <summary>The organization that this one buys from; null for the root.</summary>
    public async Task<long?> FindSellerAsync(long organizationId, CancellationToken ct = default)
    {
        if (sellers.TryGetValue(organizationId, out var known))
        {
            return known;
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        var seller = await db.Organizations.Where(o => o.Id == organizationId).Select(o => o.SellerId).SingleAsync(ct);
        sellers[organizationId] = seller;
        return seller;
    }

    /// <summary>The id and the name of the organization that this one buys from; null for the root.</summary>
    public async Task<(long Id, string Name)?> FindNamedSellerAsync(long organizationId, CancellationToken ct = default)
    {
        if (await FindSellerAsync(organizationId, ct) is not { } seller)
        {
            return null;
        }

        if (!names.TryGetValue(seller, out var name))
        {
            await using var db = contexts.Open(OrganizationScope.Everything);
            name = names[seller] = await db.Organizations.Where(o => o.Id == seller).Select(o => o.Name).SingleAsync(ct);
        }

        return (seller, name);
    }

    /// <summary>The distributor and everyone it buys from, up to the root.</summary>
    public async Task<IReadOnlyList<long>> ChainAsync(long distributorId, CancellationToken ct = default)
    {
        var chain = new List<long>();
        for (long? next = distributorId; next is { } id; next = await FindSellerAsync(id, ct))
        {
            chain.Add(id);
        }

        return chain;
    }
}
