using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Suppliers;

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

    public override async Task<ImportForm<ProductRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct) => new(
        await SupplierNames.GetAsync(db, subjectId, ct),
        ProductWorkbook.Schema(await FloorPrices.RequiredAsync(db, subjectId, now, ct)));

    public override async Task<ImportPlan<ProductRow>> PlanAsync(KBossDbContext db, ImportUpload<ProductRow> upload, bool toCarryOut, CancellationToken ct)
    {
        if (ProductWorkbook.Schema(await FloorPrices.RequiredAsync(db, upload.SubjectId, upload.Now, ct)) != upload.Schema)
        {
            throw new RuleException("Catalog.ImportOutdated");
        }

        var known = await KnownProducts.LoadAsync(db, upload.SubjectId, ct);
        return await Task.Run(() => new ProductPlan(upload, known, offers, sales), ct);
    }
}
