using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>What importing an upload would do, row by row; with file errors there are no rows.</summary>
public sealed record ImportPreview<TRow>(
    long ImportId, string FileName, DateTime? CommittedAt,
    IReadOnlyList<CellError> FileErrors, IReadOnlyList<CellError> Warnings, IReadOnlyList<ImportRow<TRow>> Rows)
{
    public int New { get; } = Rows.Count(r => r.Kind == ImportRowKind.New);

    public int Changed { get; } = Rows.Count(r => r.Kind == ImportRowKind.Changed);

    public int Unchanged { get; } = Rows.Count(r => r.Kind == ImportRowKind.Unchanged);

    public int Errors { get; } = Rows.Count(r => r.Kind == ImportRowKind.Error);

    public int Valid => Rows.Count - Errors;
}

/// <summary>
/// Takes a workbook of one kind in: kept as it was sent, shown before anything changes, committed in one transaction.
/// A file with one bad row changes nothing unless only the valid rows are asked for [R-CAT-1]; the same file a second time changes nothing [R-CAT-2].
/// </summary>
public sealed class ImportService<TRow>(
    ImportKind<TRow> kind, KBossDbContextFactory contexts, ICurrentActor current, FileStore files, ParsedWorkbooks parsed, TimeProvider time)
    where TRow : class, new()
{
    private static readonly IReadOnlyDictionary<int, object> Nothing = new Dictionary<int, object>();

    /// <summary>How large a file may be.</summary>
    public WorkbookLimits Limits => kind.Limits;

    /// <summary>
    /// Keeps the file, whatever is in it, and returns the upload's id. Throws <c>Common.FileEmpty</c> and <c>Common.FileTooLarge</c>,
    /// <see cref="NotFoundException"/> if the subject is not the actor's.
    /// </summary>
    public async Task<long> UploadAsync(long subjectId, string fileName, byte[] content, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using (var db = contexts.Open(me))
        {
            await kind.FormAsync(db, me, subjectId, time.UtcNow(), ct);
        }

        RefuseSize(content.Length);
        using var drafts = files.Draft();
        var draft = await drafts.AddAsync(fileName, WorkbookExport.ContentType, content, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var file = draft.Keep(db, me.OrganizationId);
            var import = new WorkbookImport(me.OrganizationId, kind.Name, subjectId, me.By, file.Key, file.Name, db.Now);
            db.Imports.Add(import);
            await db.SaveChangesAsync(ct);
            return import.Id;
        }, ct);
    }

    /// <summary>What importing the upload would do now; changes nothing.</summary>
    public async Task<ImportPreview<TRow>> PreviewAsync(long importId, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        await using var db = contexts.Open(me);
        var import = await FindAsync(db, importId, ct);
        var (upload, _) = await ReadAsync(db, me, import, progress, ct);
        var rows = upload.File.IsReadable ? (await PlanAsync(db, upload, toCarryOut: false, progress, ct)).Rows : [];
        return new ImportPreview<TRow>(import.Id, import.FileName, import.CommittedAt, upload.File.FileErrors, upload.File.Warnings, rows);
    }

    /// <summary>
    /// Imports the upload in one transaction. Throws <c>Common.ImportHasErrors</c> if there are bad rows and not only the valid ones are asked for,
    /// <c>Common.ImportUnreadable</c> if no row can be read, <c>Common.ImportAlreadyCommitted</c> if it was committed before, here or in another window,
    /// <c>Common.ChangedMeanwhile</c> if a row has become a new one since what it needs was made, and what the kind refuses.
    /// </summary>
    public async Task<ImportResult> CommitAsync(long importId, bool onlyValidRows, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        // Read and made before the transaction: nobody else should wait for Excel or for a hash.
        var (upload, sha256) = await PrepareAsync(me, importId, progress, ct);
        var result = await contexts.InTransactionAsync(me, async db =>
        {
            var import = await FindAsync(db, importId, ct);
            import.RefuseSecondCommit();
            var plan = await PlanAsync(db, upload, toCarryOut: true, progress, ct);
            if (kind.MakeBefore is not null && plan.Rows.Any(r => r.Kind == ImportRowKind.New && !upload.Made.ContainsKey(r.Number)))
            {
                // It is made when the commit is tried again, and not here, where others wait.
                throw new RuleException("Common.ChangedMeanwhile");
            }

            var counts = plan.Counts;
            if (counts.Rejected > 0 && !onlyValidRows)
            {
                throw new RuleException("Common.ImportHasErrors", counts.Rejected) { Field = "file" };
            }

            import.Commit(counts.Added, counts.Changed, counts.Unchanged, counts.Rejected, upload.Now);
            return await plan.CarryOutAsync(db, progress, ct);
        }, ct);
        parsed.Forget(importId, sha256, upload.Schema);
        return result;
    }

    private async Task<(ImportUpload<TRow> Upload, string Sha256)> PrepareAsync(
        Actor me, long importId, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        var import = await FindAsync(db, importId, ct);
        import.RefuseSecondCommit();
        var (upload, sha256) = await ReadAsync(db, me, import, progress, ct);
        if (!upload.File.IsReadable)
        {
            throw new RuleException("Common.ImportUnreadable") { Field = "file" };
        }

        return (kind.MakeBefore is { } make ? upload with { Made = await MakeAsync(db, upload, make, progress, ct) } : upload, sha256);
    }

    private async Task<IReadOnlyDictionary<int, object>> MakeAsync(
        KBossDbContext db, ImportUpload<TRow> upload, Func<TRow, object> make, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var rows = (await PlanAsync(db, upload, toCarryOut: false, progress, ct)).Rows.Where(r => r.Kind == ImportRowKind.New).ToList();
        return await Task.Run(() =>
        {
            var made = new Dictionary<int, object>();
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                made[row.Number] = make(row.Value);
                progress?.Report(new ImportProgress(ImportStage.Preparing, made.Count, rows.Count));
            }

            return made;
        }, ct);
    }

    private Task<WorkbookImport> FindAsync(KBossDbContext db, long importId, CancellationToken ct) =>
        db.Imports.Where(i => i.Kind == kind.Name).GetAsync("import", importId, ct);

    /// <summary>The rows of the file and its content's hash. Reading computes without a pause, so it does not run on the thread of a circuit.</summary>
    private async Task<(ImportUpload<TRow> Upload, string Sha256)> ReadAsync(
        KBossDbContext db, Actor me, WorkbookImport import, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var now = time.UtcNow();
        var (_, schema) = await kind.FormAsync(db, me, import.SubjectId, now, ct);
        var sha256 = await db.StoredFiles.Where(f => f.Key == import.FileKey).Select(f => f.Sha256).FirstAsync(ct);
        if (parsed.Find(import.Id, sha256, schema) is not { } rows)
        {
            var (_, content) = await files.ReadAsync(db, import.FileKey, ct);
            var done = progress is null ? null : new Relay(count => progress.Report(new ImportProgress(ImportStage.Reading, count, 0)));
            rows = await Task.Run(() => WorkbookReader.Read(new MemoryStream(content, writable: false), schema, kind.Limits, done, ct), ct);
            parsed.Keep(import.Id, sha256, schema, rows);
        }

        return (new ImportUpload<TRow>(me, import.SubjectId, schema, rows, now, Nothing), sha256);
    }

    private Task<ImportPlan<TRow>> PlanAsync(
        KBossDbContext db, ImportUpload<TRow> upload, bool toCarryOut, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new ImportProgress(ImportStage.Comparing, 0, upload.File.Rows.Count));
        return kind.PlanAsync(db, upload, toCarryOut, ct);
    }

    private void RefuseSize(long bytes)
    {
        if (bytes == 0)
        {
            throw new RuleException("Common.FileEmpty") { Field = "file" };
        }

        if (bytes > kind.Limits.MaxFileBytes)
        {
            throw new RuleException("Common.FileTooLarge", kind.Limits.MaxFileBytes >> 20) { Field = "file" };
        }
    }

    /// <summary>Reports at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
