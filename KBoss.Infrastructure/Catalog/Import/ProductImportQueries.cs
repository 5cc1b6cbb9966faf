using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>One past upload; the counts are in rows and stay 0 until it is committed.</summary>
public sealed record PastImport(
    long Id, string FileName, string MemberName, DateTime UploadedAt, DateTime? CommittedAt, int Added, int Changed, int Unchanged, int Rejected);

/// <summary>A workbook to download.</summary>
public sealed record WorkbookDownload(string Name, byte[] Content)
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

/// <summary>Past uploads of a supplier, and the workbooks that go out: the template, the files as they were sent, the catalogue as it is.</summary>
public sealed class ProductImportQueries(KBossDbContextFactory contexts, ICurrentActor current, FileStore files, TimeProvider time)
{
    /// <summary>A page of a supplier's uploads, the newest first.</summary>
    public async Task<Page<PastImport>> HistoryAsync(long supplierId, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        await SupplierNameAsync(db, supplierId, ct);
        return await db.ProductImports
            .Where(i => i.SupplierId == supplierId)
            .OrderByDescending(i => i.UploadedAt).ThenByDescending(i => i.Id)
            .Select(i => new PastImport(i.Id, i.FileName, i.UploadedBy.Name, i.UploadedAt, i.CommittedAt, i.Added, i.Changed, i.Unchanged, i.Rejected))
            .ToPageAsync(request, ct);
    }

    /// <summary>An upload as it was sent; <see cref="NotFoundException"/> if it is not the actor's.</summary>
    public async Task<WorkbookDownload> DownloadAsync(long importId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        var import = await db.ProductImports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == importId, ct) ?? throw new NotFoundException("import", importId);
        var (_, content) = await files.ReadAsync(db, import.FileKey, ct);
        return new WorkbookDownload(import.FileName, content);
    }

    /// <summary>The file to fill in, in the current language, with the columns that the supplier's sales mode needs.</summary>
    public async Task<WorkbookDownload> TemplateAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        var name = await SupplierNameAsync(db, supplierId, ct);
        return new WorkbookDownload($"{name}-template.xlsx", ProductWorkbook.Template(await FloorPrices.RequiredAsync(db, supplierId, time.UtcNow(), ct)));
    }

    /// <summary>The supplier's products as a workbook that can be edited and uploaded again.</summary>
    public async Task<WorkbookDownload> ExportAsync(long supplierId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        var name = await SupplierNameAsync(db, supplierId, ct);
        var skus = await db.Skus
            .Where(s => s.SupplierId == supplierId && s.Product.DeletedAt == null)
            .OrderBy(s => s.Product.Name).ThenBy(s => s.Code)
            .Select(s => new { s.Code, s.Product.Name, s.Product.Type, s.Product.Region, s.Product.Brief, s.Product.Tags, s.Options, s.Unit, s.ListPrice, s.FloorPrice, s.Stock })
            .ToListAsync(ct);
        return new WorkbookDownload($"{name}.xlsx", ProductWorkbook.Export(skus.Select(s => new ProductRow
        {
            SkuCode = s.Code,
            ProductName = s.Name,
            Type = s.Type,
            Region = s.Region,
            Brief = s.Brief,
            Options = s.Options,
            Unit = s.Unit.ToString(),
            ListPrice = s.ListPrice,
            FloorPrice = s.FloorPrice,
            Stock = s.Stock,
            Tags = [.. new[] { ProductTags.New, ProductTags.Star, ProductTags.Recommended }.Where(t => s.Tags.HasFlag(t)).Select(t => t.ToString())],
        })));
    }

    private static async Task<string> SupplierNameAsync(KBossDbContext db, long supplierId, CancellationToken ct) =>
        await db.Suppliers.Where(s => s.Id == supplierId).Select(s => s.Name).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("supplier", supplierId);
}
