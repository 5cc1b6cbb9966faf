using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Catalog.Import;

/// <summary>What an import is at.</summary>
public enum ImportStage
{
    Reading,
    Comparing,
    Saving,
}

/// <summary>How far an import is: rows done, of how many; 0 while that is not known.</summary>
public sealed record ImportProgress(ImportStage Stage, int Done, int Total);

/// <summary>What importing an upload would do, row by row; with file errors there are no rows.</summary>
public sealed record ImportPreview(
    long ImportId, long SupplierId, string FileName, DateTime? CommittedAt,
    IReadOnlyList<CellError> FileErrors, IReadOnlyList<CellError> Warnings, IReadOnlyList<ImportRow> Rows)
{
    public int New { get; } = Rows.Count(r => r.Kind == ImportRowKind.New);

    public int Changed { get; } = Rows.Count(r => r.Kind == ImportRowKind.Changed);

    public int Unchanged { get; } = Rows.Count(r => r.Kind == ImportRowKind.Unchanged);

    public int Errors { get; } = Rows.Count(r => r.Kind == ImportRowKind.Error);
}

/// <summary>What a commit did, in rows of the file.</summary>
public sealed record ImportResult(int Added, int Changed, int Unchanged, int Rejected);

/// <summary>
/// Takes a supplier's workbook in: kept as it was sent, shown before anything changes, committed in one transaction.
/// A file with one bad row changes nothing unless only the valid rows are asked for [R-CAT-1]; the same file a second time changes nothing [R-CAT-2].
/// </summary>
public sealed class ProductImportService(
    KBossDbContextFactory contexts, ICurrentActor current, ISkuOffers offers, FileStore files, ParsedWorkbooks parsed, TimeProvider time)
{
    private const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int SaveStep = 2_000;

    /// <summary>Keeps the file, whatever is in it, and returns the upload's id. Throws <c>Common.FileEmpty</c> and <c>Common.FileTooLarge</c> (20 MB).</summary>
    public async Task<long> UploadAsync(long supplierId, string fileName, Stream content, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        var bytes = await ReadAllAsync(content, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            await RequireSupplierAsync(db, supplierId, ct);
            var file = files.Add(db, me.OrganizationId, fileName, XlsxType, bytes);
            var import = new ProductImport(me.OrganizationId, supplierId, me.By, file.Key, file.Name, time.UtcNow());
            db.ProductImports.Add(import);
            await db.SaveChangesAsync(ct);
            return import.Id;
        }, ct);
    }

    /// <summary>What importing the upload would do now; changes nothing.</summary>
    public async Task<ImportPreview> PreviewAsync(long importId, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        await using var db = contexts.Open(me);
        var import = await db.ProductImports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == importId, ct) ?? throw new NotFoundException("import", importId);
        var file = await ParseAsync(db, import, await FloorPrices.RequiredAsync(db, import.SupplierId, time.UtcNow(), ct), progress, ct);
        var rows = file.IsReadable ? (await PlanAsync(db, import.SupplierId, file, progress, ct)).Rows : [];
        return new ImportPreview(import.Id, import.SupplierId, import.FileName, import.CommittedAt, file.FileErrors, file.Warnings, rows);
    }

    /// <summary>
    /// Imports the upload in one transaction. Throws <c>Catalog.ImportHasErrors</c> if there are bad rows and not only the valid ones are asked for,
    /// <c>Catalog.ImportUnreadable</c> if no row can be read, <c>Catalog.ImportAlreadyCommitted</c> if it was committed before, here or in another window,
    /// <c>Catalog.ImportOutdated</c> if the sales mode changed while the file was read.
    /// </summary>
    public async Task<ImportResult> CommitAsync(long importId, bool onlyValidRows, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CatalogImport, ct);
        // Read before the transaction: nobody else should wait for Excel.
        var (file, floorPriceRequired, sha256) = await ReadForCommitAsync(me, importId, progress, ct);
        var result = await contexts.InTransactionAsync(me, async db =>
        {
            var import = await db.ProductImports.FirstOrDefaultAsync(i => i.Id == importId, ct) ?? throw new NotFoundException("import", importId);
            if (await FloorPrices.RequiredAsync(db, import.SupplierId, time.UtcNow(), ct) != floorPriceRequired)
            {
                throw new RuleException("Catalog.ImportOutdated");
            }

            var plan = await PlanAsync(db, import.SupplierId, file, progress, ct);
            var rejected = plan.Count(ImportRowKind.Error);
            if (rejected > 0 && !onlyValidRows)
            {
                throw new RuleException("Catalog.ImportHasErrors", rejected);
            }

            var counts = new ImportResult(plan.Count(ImportRowKind.New), plan.Count(ImportRowKind.Changed), plan.Count(ImportRowKind.Unchanged), rejected);
            import.Commit(counts.Added, counts.Changed, counts.Unchanged, counts.Rejected, time.UtcNow());
            db.AfterCommit(new StorefrontChanged());
            await CarryOutAsync(db, import, plan, progress, ct);
            return counts;
        }, ct);
        parsed.Forget(importId, sha256, floorPriceRequired);
        return result;
    }

    private async Task<(WorkbookResult<ProductRow> File, bool FloorPriceRequired, string Sha256)> ReadForCommitAsync(
        Actor me, long importId, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        var import = await db.ProductImports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == importId, ct) ?? throw new NotFoundException("import", importId);
        if (import.CommittedAt is not null)
        {
            throw new RuleException("Catalog.ImportAlreadyCommitted");
        }

        var required = await FloorPrices.RequiredAsync(db, import.SupplierId, time.UtcNow(), ct);
        var file = await ParseAsync(db, import, required, progress, ct);
        return file.IsReadable
            ? (file, required, await Sha256Async(db, import, ct))
            : throw new RuleException("Catalog.ImportUnreadable");
    }

    private async Task<WorkbookResult<ProductRow>> ParseAsync(
        KBossDbContext db, ProductImport import, bool floorPriceRequired, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var sha256 = await Sha256Async(db, import, ct);
        if (parsed.Find(import.Id, sha256, floorPriceRequired) is { } kept)
        {
            return kept;
        }

        var (_, content) = await files.ReadAsync(db, import.FileKey, ct);
        var rows = progress is null ? null : new Relay(done => progress.Report(new ImportProgress(ImportStage.Reading, done, 0)));
        var read = await Task.Run(() => ProductWorkbook.Read(new MemoryStream(content, writable: false), floorPriceRequired, rows, ct), ct);
        parsed.Keep(import.Id, sha256, floorPriceRequired, read);
        return read;
    }

    private static Task<string> Sha256Async(KBossDbContext db, ProductImport import, CancellationToken ct) =>
        db.StoredFiles.Where(f => f.Key == import.FileKey).Select(f => f.Sha256).FirstAsync(ct);

    private static async Task<ImportPlan> PlanAsync(
        KBossDbContext db, long supplierId, WorkbookResult<ProductRow> file, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new ImportProgress(ImportStage.Comparing, 0, file.Rows.Count));
        var products = await db.Products
            .Where(p => p.SupplierId == supplierId)
            .Select(p => new KnownProduct(p.Id, p.Name, p.Type, p.Region, p.Brief, p.Tags, p.DeletedAt != null))
            .ToListAsync(ct);
        var skus = await db.Skus
            .Where(s => s.SupplierId == supplierId)
            .Select(s => new KnownSku(s.Id, s.Code, s.ProductId, new SkuFacts(s.Options, s.Unit, s.ListPrice, s.FloorPrice, s.Stock)))
            .ToListAsync(ct);
        return await Task.Run(() => new ImportPlan(file, products, skus), ct);
    }

    private async Task CarryOutAsync(KBossDbContext db, ProductImport import, ImportPlan plan, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var supplierId = import.SupplierId;
        var products = plan.Skus.Exists(s => s.Product.Known is not null)
            ? await db.Products.Where(p => p.SupplierId == supplierId && p.DeletedAt == null).ToDictionaryAsync(p => p.Id, ct)
            : [];
        var skus = plan.Skus.Exists(s => s.Known is not null) ? await db.Skus.Where(s => s.SupplierId == supplierId).ToDictionaryAsync(s => s.Id, ct) : [];
        var homes = new Dictionary<PlannedProduct, Product>(ReferenceEqualityComparer.Instance);
        for (var from = 0; from < plan.Skus.Count; from += SaveStep)
        {
            var added = new List<Sku>();
            foreach (var planned in plan.Skus.Skip(from).Take(SaveStep))
            {
                if (!homes.TryGetValue(planned.Product, out var home))
                {
                    homes.Add(planned.Product, home = HomeOf(import, planned.Product, products));
                }

                if (planned.Known is null)
                {
                    var sku = new Sku(import.OrganizationId, supplierId, planned.Code, planned.Facts);
                    sku.MoveTo(home);
                    added.Add(sku);
                }
                else
                {
                    var sku = skus[planned.Known.Id];
                    sku.Change(planned.Facts);
                    if (planned.Known.ProductId != planned.Product.Known?.Id)
                    {
                        sku.MoveTo(home);
                    }
                }
            }

            db.Skus.AddRange(added);
            offers.Add(db, added);
            await db.SaveChangesAsync(ct);
            progress?.Report(new ImportProgress(ImportStage.Saving, Math.Min(from + SaveStep, plan.Skus.Count), plan.Skus.Count));
        }

        await db.SaveChangesAsync(ct);
    }

    private Product HomeOf(ProductImport import, PlannedProduct planned, Dictionary<long, Product> products)
    {
        if (planned.Known is not { } known)
        {
            return new Product(import.OrganizationId, import.SupplierId, planned.Facts, time.UtcNow());
        }

        var product = products[known.Id];
        if (planned.Differs)
        {
            // The workbook has no description; the one written by hand stays.
            product.Change(planned.Facts with { Description = product.Description });
        }

        return product;
    }

    private static async Task<byte[]> ReadAllAsync(Stream content, CancellationToken ct)
    {
        var max = new WorkbookLimits().MaxFileBytes;
        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        for (var read = await content.ReadAsync(chunk, ct); read > 0; read = await content.ReadAsync(chunk, ct))
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > max)
            {
                throw new RuleException("Common.FileTooLarge", max >> 20) { Field = "file" };
            }
        }

        return buffer.Length > 0 ? buffer.ToArray() : throw new RuleException("Common.FileEmpty") { Field = "file" };
    }

    private static async Task RequireSupplierAsync(KBossDbContext db, long supplierId, CancellationToken ct)
    {
        if (!await db.Suppliers.AnyAsync(s => s.Id == supplierId, ct))
        {
            throw new NotFoundException("supplier", supplierId);
        }
    }

    /// <summary>Reports at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
