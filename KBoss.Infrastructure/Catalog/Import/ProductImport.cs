using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>
/// A supplier's workbook: Skus are matched by code and products by name, as people compare them; a column that the file leaves out changes nothing.
/// The subject is the supplier. An import is refused with <c>Catalog.ImportOutdated</c> if the sales mode, and with it the needed columns, changed
/// while the file was read.
/// </summary>
public sealed class ProductImport(ISkuOffers offers, ISupplySales sales) : ImportKind<ProductRow>
{
    public override string Name => "Products";

    public override string Permission => Permissions.CatalogImport;

    public override IReadOnlyList<Type> ValueTypes => [typeof(BillingUnit), typeof(ProductTags)];

    public override async Task<ImportForm<ProductRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) => new(
        await SupplierNames.GetAsync(db, subjectId, ct),
        ProductWorkbook.Schema(await FloorPrices.RequiredAsync(db, subjectId, now, ct)));

    public override async Task<WorkbookSchema<ProductRow>> TemplateAsync(
        KBossDbContext db, Actor me, WorkbookSchema<ProductRow> schema, CancellationToken ct)
    {
        var (types, regions) = await ProductWords.OfAsync(db, me.OrganizationId, ct);
        return ProductWorkbook.Schema(schema.Demands == ProductWorkbook.Schema(floorPriceRequired: true).Demands, types.Offered, regions.Offered);
    }

    public override async Task<ImportPlan<ProductRow>> PlanAsync(KBossDbContext db, ImportUpload<ProductRow> upload, bool toCarryOut, CancellationToken ct)
    {
        if (ProductWorkbook.Schema(await FloorPrices.RequiredAsync(db, upload.SubjectId, upload.Now, ct)).Demands != upload.Schema.Demands)
        {
            throw new RuleException("Catalog.ImportOutdated");
        }

        var known = await KnownProducts.LoadAsync(db, upload.SubjectId, ct);
        var (types, regions) = await ProductWords.OfAsync(db, upload.Me.OrganizationId, ct);
        return await Task.Run(() => new ProductPlan(upload, known, types, regions), ct);
    }

    /// <summary>
    /// Whether floor prices are needed, what the lists of types and regions say, and of the supplier's products and Skus how many there are and how often they
    /// were changed: a floor price that changes counts as a change of its Sku, and so does a sale out of a limited stock, from which a listed number is
    /// counted.
    /// </summary>
    public override async Task<string> BasisAsync(KBossDbContext db, long subjectId, DateTime now, CancellationToken ct)
    {
        var floorPrices = await FloorPrices.RequiredAsync(db, subjectId, now, ct);
        var products = await db.Products.Where(p => p.SupplierId == subjectId).GroupBy(p => p.SupplierId)
            .Select(g => new { Count = g.Count(), Last = g.Max(p => p.Id), Changes = g.Sum(p => (long)p.Version) }).FirstOrDefaultAsync(ct);
        var skus = await db.Skus.Where(s => s.SupplierId == subjectId).GroupBy(s => s.SupplierId)
            .Select(g => new { Count = g.Count(), Last = g.Max(s => s.Id), Changes = g.Sum(s => (long)s.Version) }).FirstOrDefaultAsync(ct);
        var words = await ProductWords.StampAsync(db, db.Scope.Ids.Single(), ct);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{floorPrices} {words} {products?.Count}/{products?.Last}/{products?.Changes} {skus?.Count}/{skus?.Last}/{skus?.Changes}");
    }

    public override Task CarryOutStagedAsync(KBossDbContext db, StagedUpload upload, CancellationToken ct) =>
        ProductSets.CarryOutAsync(db, upload, offers, sales, ct);
}
