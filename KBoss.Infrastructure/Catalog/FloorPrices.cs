using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Whether the Skus of a supplier need a floor price.</summary>
internal static class FloorPrices
{
    /// <summary>They do while a floor-price agreement is in force.</summary>
    public static Task<bool> RequiredAsync(KBossDbContext db, long supplierId, DateTime now, CancellationToken ct) => db.SupplyAgreements.AnyAsync(
        a => a.SupplierId == supplierId && a.Mode == SalesMode.FloorPrice && a.EffectiveFrom <= now && (a.EffectiveTo == null || now < a.EffectiveTo), ct);
}
