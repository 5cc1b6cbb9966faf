using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog;

/// <summary>The name of the supplier whose products are asked for.</summary>
internal static class SupplierNames
{
    /// <summary>The name; <see cref="NotFoundException"/> if the supplier is not the actor's.</summary>
    public static async Task<string> GetAsync(KBossDbContext db, long supplierId, CancellationToken ct) =>
        await db.Suppliers.Where(s => s.Id == supplierId).Select(s => s.Name).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("supplier", supplierId);
}
