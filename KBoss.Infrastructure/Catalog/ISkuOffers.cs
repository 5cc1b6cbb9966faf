using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Catalog;

/// <summary>What follows for those who sell when Skus come and go; it takes part in the caller's transaction and never saves.</summary>
public interface ISkuOffers
{
    /// <summary>Makes the owner's offer of each new Sku, without public terms: customers do not see it yet.</summary>
    void Add(KBossDbContext db, IEnumerable<Sku> skus);

    /// <summary>Does the same for every Sku of a supplier that has no offer of its owner's yet, by one statement.</summary>
    Task AddMissingAsync(KBossDbContext db, long supplierId, CancellationToken ct = default);

    /// <summary>Takes the public terms off, so that a Sku that comes back is priced anew before customers see it.</summary>
    Task WithdrawAsync(KBossDbContext db, long productId, CancellationToken ct = default);
}
