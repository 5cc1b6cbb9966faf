using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>Why something may cost its seller more than before.</summary>
public enum CostCause
{
    /// <summary>One Sku was edited.</summary>
    Sku,

    /// <summary>A supplier's workbook was imported.</summary>
    Import,

    /// <summary>Another agreement came into force.</summary>
    Agreement,
}

/// <summary>What a supplier's Skus, or one of them, were sold below cost for, with the cost, before something changed; yuan per unit.</summary>
/// <param name="ListPrices">By Sku, where others buy at a share of them; empty where nobody does.</param>
public sealed record SalesBefore(
    long DistributorId, long SupplierId, long? SkuId, IReadOnlyDictionary<(long OfferId, long? BuyerId), decimal> BelowCost,
    IReadOnlyDictionary<long, decimal> ListPrices);

/// <summary>How a supplier's Skus are sold: asked by whatever changes what they cost, in its transaction.</summary>
public interface ISupplySales
{
    /// <summary>Looks, before costs change, at what is sold below cost already; who sets prices at this moment is met on the agreement in force.</summary>
    Task<SalesBefore> LookAsync(KBossDbContext db, long distributorId, long supplierId, long? skuId, CancellationToken ct);

    /// <summary>
    /// Tells Operations, once the change is saved and before the commit, of what has fallen below its cost by it or deeper below it: one notice for the
    /// cause. Distributors below are told after the commit, because a list price is theirs too. The caller saves.
    /// </summary>
    /// <param name="what">The name of what has changed: a Sku's code, or the supplier.</param>
    Task TellAsync(KBossDbContext db, SalesBefore before, CostCause cause, string what, CancellationToken ct);

    /// <summary>How many offers have public terms of the mode that was in force, and lose them under another one [R-SUP-1].</summary>
    Task<int> PricedAsync(KBossDbContext db, long supplierId, int modeNumber, CancellationToken ct);

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
