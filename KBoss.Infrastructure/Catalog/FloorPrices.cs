using System.Text.Json;
using KBoss.Domain.Catalog;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog;

/// <summary>The floor prices of a distributor: what its suppliers charge, kept apart from the Skus that others see too.</summary>
internal static class FloorPrices
{
    /// <summary>Whether the Skus of a supplier need a floor price: they do while a floor-price agreement is in force.</summary>
    public static Task<bool> RequiredAsync(KBossDbContext db, long supplierId, DateTime now, CancellationToken ct) =>
        db.SupplyAgreements.InForce(now).AnyAsync(a => a.SupplierId == supplierId && a.Mode == SalesMode.FloorPrice, ct);

    /// <summary>Sets, changes or takes off the floor price of a Sku (yuan per unit). The caller saves.</summary>
    /// <param name="known">The price as it stands, if there is one.</param>
    public static void Set(KBossDbContext db, Sku sku, SupplyPrice? known, decimal? floorPrice)
    {
        if (known?.FloorPrice == floorPrice)
        {
            return;
        }

        if (floorPrice is not { } price)
        {
            db.SupplyPrices.Remove(known!);
        }
        else if (known is not null)
        {
            known.Change(price);
        }
        else
        {
            db.SupplyPrices.Add(new SupplyPrice(sku, price));
            if (sku.Id > 0)
            {
                // A row that is new is not audited by itself, the first price of a Sku that is not new has to be.
                db.Audit(sku.OrganizationId, nameof(EntityState.Modified), sku.AuditSubject, JsonSerializer.Serialize(new { FloorPrice = price }));
            }
        }

        if (sku.Id > 0)
        {
            // Whoever edits the same Sku meanwhile is told, though its price stands in another row.
            db.Touch(sku);
        }
    }
}
