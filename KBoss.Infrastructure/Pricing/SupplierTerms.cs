using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Pricing;

/// <summary>
/// The agreement of one supplier at an instant. Without one in force, <see cref="Mode"/> is that of the newest version,
/// so that its offers stay in the grid where Operations looks for them.
/// </summary>
internal sealed record SupplierTerms(SupplyAgreement? InForce, SalesMode Mode)
{
    /// <summary>Of a supplier that never had an agreement.</summary>
    public static SupplierTerms None { get; } = new(null, SalesMode.Discount);

    /// <summary>Of every supplier in the context's scope, by supplier: a distributor has tens of them, its offers are thousands.</summary>
    public static async Task<IReadOnlyDictionary<long, SupplierTerms>> LoadAsync(KBossDbContext db, DateTime at, CancellationToken ct) =>
        (await db.SupplyAgreements.AsNoTracking().OrderByDescending(a => a.Number).ToListAsync(ct))
            .GroupBy(a => a.SupplierId)
            .ToDictionary(g => g.Key, g =>
            {
                var inForce = g.FirstOrDefault(a => a.IsInForce(at));
                return new SupplierTerms(inForce, (inForce ?? g.First()).Mode);
            });
}
