using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>A Sku as customers meet it: the names of the reasons why they do not see it, and in which grid of public terms it stands, if in one.</summary>
public sealed record SkuSight(long SkuId, string? Grid, IReadOnlyList<string> Invisible);

/// <summary>Knows why customers do not see a Sku in the actor's shop; implemented by the module that knows prices.</summary>
public interface ISkuVisibility
{
    /// <summary>The names of the reasons by Sku; none for one that customers see, and none for whoever may not see prices.</summary>
    Task<ILookup<long, string>> WhyInvisibleAsync(KBossDbContext db, Actor me, IReadOnlyCollection<long> skuIds, CancellationToken ct = default);

    /// <summary>How each Sku of a supplier's products that are not deleted stands; nothing for whoever may not see prices.</summary>
    Task<IReadOnlyList<SkuSight>> OfSupplierAsync(KBossDbContext db, Actor me, long supplierId, CancellationToken ct = default);
}
