using System.Globalization;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>
/// The commit of a supplier's workbook: a few statements over what was staged, the same on both databases, so that others wait for less than a second
/// whatever the file holds. Each names the organization on both sides, because no filter and no guard looks at what it writes. Whatever it finds changed
/// since the rows were compared is a lost race.
/// </summary>
internal static class ProductSets
{
    public static async Task CarryOutAsync(KBossDbContext db, StagedUpload upload, ISkuOffers offers, ISupplySales sales, CancellationToken ct)
    {
        var (owner, import, counts) = (db.Scope.Ids.Single(), upload.ImportId, upload.Counts);
        var products = db.Set<StagedProduct>().Where(p => p.ImportId == import);
        var skus = db.Set<StagedSku>().Where(s => s.ImportId == import);
        var supplier = await db.Suppliers.GetAsync("supplier", upload.SubjectId, ct);
        var newProducts = await products.CountAsync(p => p.ProductId == null, ct);
        if (newProducts > 0)
        {
            // Who renames the supplier at this moment is met here: the products bear its name.
            db.Touch(supplier);
        }

        var words = await products.Select(p => new { p.Type, p.Region }).Distinct().ToListAsync(ct);
        if (!await ProductWords.MeetAsync(db, owner, words.Select(w => w.Type).ToHashSet(), words.Select(w => w.Region).ToHashSet(), ct))
        {
            throw new DbUpdateConcurrencyException("A type or region of the upload has another name by now.");
        }

        var before = await skus.AnyAsync(s => s.ChangesCost, ct) ? await sales.LookAsync(db, owner, supplier.Id, null, ct) : null;
        db.AfterCommit(new StorefrontChanged());
        db.Audit(owner, "ProductsImported", supplier.AuditSubject, AuditText.Imported(counts.Added, counts.Changed));
        await db.SaveChangesAsync(ct);

        Demand(newProducts, await AddProductsAsync(db, owner, import, supplier.Id, supplier.Name, ct));
        Demand(await products.CountAsync(p => p.Differs, ct), await ChangeProductsAsync(db, owner, import, ct));
        Demand(await skus.CountAsync(s => s.SkuId != null, ct), await ChangeSkusAsync(db, owner, import, supplier.Id, ct));
        Demand(await skus.CountAsync(s => s.SkuId == null, ct), await AddSkusAsync(db, owner, import, supplier.Id, ct));
        await SetFloorPricesAsync(db, owner, import, supplier.Id, ct);
        await offers.AddMissingAsync(db, supplier.Id, ct);
        await StagedAuditEntry.WriteAsync(db, import, upload.Me.By, ct);
        if (before is not null)
        {
            await sales.TellAsync(db, before, CostCause.Import, supplier.Name, ct);
            await db.SaveChangesAsync(ct);
        }
    }

    internal static Task<int> AddProductsAsync(KBossDbContext db, long owner, long import, long supplierId, string supplier, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Products" ("OrganizationId", "SupplierId", "SupplierName", "Name", "NameKey", "Type", "Kind", "Region", "Brief", "Description", "Tags", "ImageKey",
                "OnShelf", "ByDevices", "DeletedAt", "CreatedAt", "Version")
            SELECT g."OrganizationId", {supplierId}, {supplier}, g."Name", g."NameKey", g."Type", g."Kind", g."Region", g."Brief", '', g."Tags", '', 1, 0, NULL, {db.Now}, 0
            FROM "StagedProducts" AS g
            WHERE g."ImportId" = {import} AND g."OrganizationId" = {owner} AND g."ProductId" IS NULL
            ORDER BY g."Number"
            """, ct);

    internal static Task<int> ChangeProductsAsync(KBossDbContext db, long owner, long import, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "Products" SET "Type" = g."Type", "Kind" = g."Kind", "Region" = g."Region", "Brief" = g."Brief", "Tags" = g."Tags", "Version" = "Products"."Version" + 1
            FROM "StagedProducts" AS g
            WHERE g."ImportId" = {import} AND g."OrganizationId" = {owner} AND g."Differs" = 1
                AND "Products"."Id" = g."ProductId" AND "Products"."Version" = g."ProductVersion" AND "Products"."OrganizationId" = {owner}
            """, ct);

    internal static Task<int> ChangeSkusAsync(KBossDbContext db, long owner, long import, long supplierId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "Skus" SET "ProductId" = p."Id", "Options" = s."Options", "Unit" = s."Unit", "ListPrice" = s."ListPrice", "Stock" = s."Stock",
                "TakenWhenSet" = s."TakenWhenSet", "Version" = "Skus"."Version" + 1
            FROM "StagedSkus" AS s
            JOIN "StagedProducts" AS g ON g."ImportId" = s."ImportId" AND g."Number" = s."ProductNumber" AND g."OrganizationId" = s."OrganizationId"
            JOIN "Products" AS p ON p."SupplierId" = {supplierId} AND p."NameKey" = g."NameKey" AND p."DeletedAt" IS NULL AND p."OrganizationId" = {owner}
            WHERE s."ImportId" = {import} AND s."OrganizationId" = {owner}
                AND "Skus"."Id" = s."SkuId" AND "Skus"."Version" = s."SkuVersion" AND "Skus"."OrganizationId" = {owner}
            """, ct);

    internal static Task<int> AddSkusAsync(KBossDbContext db, long owner, long import, long supplierId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Skus" ("OrganizationId", "SupplierId", "ProductId", "Code", "CodeKey", "Options", "Unit", "ListPrice", "Stock", "Taken", "TakenWhenSet", "Version")
            SELECT s."OrganizationId", p."SupplierId", p."Id", s."Code", s."CodeKey", s."Options", s."Unit", s."ListPrice", s."Stock", 0, s."TakenWhenSet", 0
            FROM "StagedSkus" AS s
            JOIN "StagedProducts" AS g ON g."ImportId" = s."ImportId" AND g."Number" = s."ProductNumber" AND g."OrganizationId" = s."OrganizationId"
            JOIN "Products" AS p ON p."SupplierId" = {supplierId} AND p."NameKey" = g."NameKey" AND p."DeletedAt" IS NULL AND p."OrganizationId" = {owner}
            WHERE s."ImportId" = {import} AND s."OrganizationId" = {owner} AND s."SkuId" IS NULL
            ORDER BY s."Number"
            """, ct);

    internal static async Task SetFloorPricesAsync(KBossDbContext db, long owner, long import, long supplierId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "SupplyPrices" SET "FloorPrice" = s."FloorPrice", "Version" = "SupplyPrices"."Version" + 1
            FROM "StagedSkus" AS s
            WHERE s."ImportId" = {import} AND s."OrganizationId" = {owner} AND s."FloorPrice" IS NOT NULL
                AND "SupplyPrices"."SkuId" = s."SkuId" AND "SupplyPrices"."OrganizationId" = {owner} AND "SupplyPrices"."FloorPrice" <> s."FloorPrice"
            """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM "SupplyPrices"
            WHERE "OrganizationId" = {owner} AND "SkuId" IN (
                SELECT s."SkuId" FROM "StagedSkus" AS s
                WHERE s."ImportId" = {import} AND s."OrganizationId" = {owner} AND s."SkuId" IS NOT NULL AND s."FloorPrice" IS NULL)
            """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "SupplyPrices" ("OrganizationId", "SkuId", "FloorPrice", "Version")
            SELECT s."OrganizationId", k."Id", s."FloorPrice", 0
            FROM "StagedSkus" AS s
            JOIN "Skus" AS k ON k."SupplierId" = {supplierId} AND k."CodeKey" = s."CodeKey" AND k."OrganizationId" = {owner}
            WHERE s."ImportId" = {import} AND s."OrganizationId" = {owner} AND s."FloorPrice" IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM "SupplyPrices" AS f WHERE f."SkuId" = k."Id" AND f."OrganizationId" = {owner})
            ORDER BY s."Number"
            """, ct);
    }

    /// <summary>Fewer than were compared: somebody else was quicker, and the commit begins anew.</summary>
    private static void Demand(int expected, int written)
    {
        if (written != expected)
        {
            throw new DbUpdateConcurrencyException($"Of {expected} rows that an import writes, {written} are as they were compared.");
        }
    }
}
