using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Knows why customers do not see a Sku in the actor's shop; implemented by the module that knows prices.</summary>
public interface ISkuVisibility
{
    /// <summary>The names of the reasons by Sku; none for one that customers see, and none for whoever may not see prices.</summary>
    Task<ILookup<long, string>> WhyInvisibleAsync(KBossDbContext db, Actor me, IReadOnlyCollection<long> skuIds, CancellationToken ct = default);
}
