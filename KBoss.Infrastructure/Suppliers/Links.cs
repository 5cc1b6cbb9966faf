using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>What follows for those who sell a supplier's Skus when its agreement changes.</summary>
public interface IAgreementChanges
{
    /// <summary>
    /// Another sales mode is in force from now on: takes the public terms off every offer on the supplier's Skus, in the caller's transaction; returns of how
    /// many.
    /// </summary>
    Task<int> ModeChangedAsync(KBossDbContext db, long supplierId, CancellationToken ct = default);

    /// <summary>An agreement is changed in the caller's transaction; whoever goes by it hears of it after the commit.</summary>
    void Changed(KBossDbContext db);
}

/// <summary>What the catalogue holds of suppliers.</summary>
public interface ISupplierCatalog
{
    /// <summary>The supplier is called otherwise now, and so it is said with each of its products; in the caller's transaction.</summary>
    Task RenamedAsync(KBossDbContext db, Supplier supplier, CancellationToken ct = default);

    /// <summary>Products that are not deleted and their Skus, by supplier; a supplier without any is missing.</summary>
    Task<IReadOnlyDictionary<long, (int Products, int Skus)>> CountAsync(
        KBossDbContext db, IReadOnlyCollection<long> supplierIds, CancellationToken ct = default);
}
