using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>What importing an upload would do, in rows; with file errors there are none. The rows themselves are asked for page by page.</summary>
public sealed record ImportPreview(
    long ImportId, string FileName, DateTime? CommittedAt, IReadOnlyList<CellError> FileErrors, IReadOnlyList<CellError> Warnings, ImportResult Counts)
{
    /// <summary>Which comparison it shows; given back with the commit, which another one has perhaps followed.</summary>
    public int Reading { get; init; }

    /// <summary>What is asked about before the commit, by the code of the rule that refuses it otherwise, and of how many rows.</summary>
    public IReadOnlyDictionary<string, int> Asks { get; init; } = new Dictionary<string, int>();

    public int New => Counts.Added;

    public int Changed => Counts.Changed;

    public int Unchanged => Counts.Unchanged;

    public int Errors => Counts.Rejected;

    public int Valid => New + Changed + Unchanged;
}

/// <summary>
/// Takes a workbook of one kind in: kept as it was sent, its rows staged in the database, shown before anything changes, committed in one transaction.
/// A file with one bad row changes nothing unless only the valid rows are asked for [R-CAT-1]; the same file a second time changes nothing [R-CAT-2].
/// </summary>
public sealed class ImportService<TRow>(
    ImportKind<TRow> kind, ImportStaging<TRow> staging, KBossDbContextFactory contexts, ICurrentActor current, FileStore files, ImportTurns turns,
    Changes changes, TimeProvider time)
    where TRow : class, new()
{
    /// <summary>How often a commit compares anew because what it was compared with has changed again.</summary>
    private const int MaxTries = 5;

    /// <summary>How large a file may be.</summary>
    public WorkbookLimits Limits => kind.Limits;

    /// <summary>
    /// Keeps the file, whatever is in its rows, and returns the upload's id. Throws <c>Common.FileEmpty</c>, <c>Common.FileTooLarge</c> and, for what never was
    /// a workbook, <c>Common.NotAWorkbook</c>, <c>OldFormat</c>, <c>Encrypted</c> or <c>Damaged</c>, and nothing is kept;
    /// <see cref="NotFoundException"/> if the subject is not the actor's.
    /// </summary>
    public async Task<long> UploadAsync(long subjectId, string fileName, byte[] content, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        ImportForm<TRow> form;
        await using (var db = contexts.Open(me))
        {
            form = await kind.FormAsync(db, me, subjectId, time.UtcNow(), ct);
        }

        RefuseSize(content.Length);
        if (WorkbookReader.NoWorkbook(content, form.Schema, kind.Limits, ct) is { } reason)
        {
            throw new RuleException(reason.Replace("Workbook.", "Common.", StringComparison.Ordinal)) { Field = "file" };
        }

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

    /// <summary>
    /// What importing the upload would do now; of one that was committed, what it did. Changes nothing but the staged rows.
    /// <c>Common.ImportReadElsewhere</c> if another process has begun to read it meanwhile.
    /// </summary>
    public async Task<ImportPreview> PreviewAsync(long importId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        using var turn = await EnterAsync(me, importId, ct);
        await using var db = contexts.Open(me);
        var (import, _) = await kind.FindAsync(db, me, importId, time.UtcNow(), ct);
        if (import.CommittedAt is not null)
        {
            return new ImportPreview(
                import.Id, import.FileName, import.CommittedAt, [], [], new ImportResult(import.Added, import.Changed, import.Unchanged, import.Rejected));
        }

        var staged = await staging.StageAsync(me, importId, anew: true, ct);
        var remarks = staging.RemarksOf(staged);
        return new ImportPreview(
            staged.Id, staged.FileName, null, remarks.FileErrors, remarks.Warnings, await ImportStaging<TRow>.CountAsync(db, importId, ct))
        {
            Reading = staged.Reading,
            Asks = await ImportStaging<TRow>.AsksAsync(db, importId, kind, ct),
        };
    }

    /// <summary>
    /// Imports the upload in one transaction. Throws <c>Common.ImportHasErrors</c> if there are bad rows and not only the valid ones are asked for,
    /// <c>Common.ImportUnreadable</c> if no row can be read, <c>Common.ImportAlreadyCommitted</c> if it was committed before, here or in another window,
    /// <c>Common.ChangedMeanwhile</c> if a row has become a new one since what it needs was made, or others change again and again what the rows are
    /// compared with, and what the kind refuses. A kind that holds to its preview refuses what comes to something else than was shown, and
    /// <see cref="ImportKind{TRow}.Asked"/> what nobody has agreed to; then nothing is stored.
    /// </summary>
    /// <param name="agreed">Whether somebody has agreed to what the preview asks about.</param>
    /// <param name="reading">The <see cref="ImportPreview.Reading"/> that was shown; without it, the last one.</param>
    public async Task<ImportResult> CommitAsync(
        long importId, bool onlyValidRows, int? reading = null, bool agreed = false, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(kind.Permission, ct);
        using var turn = await EnterAsync(me, importId, ct);
        for (var attempt = 1; ; attempt++)
        {
            var staged = await PrepareAsync(me, importId, ct);
            if (staged.Basis.Length == 0)
            {
                return await CompareAndCommitAsync(me, importId, onlyValidRows, reading ?? staged.Reading, agreed, ct);
            }

            changes.Publish(new ImportMoved(me.OrganizationId, importId, ImportStage.Saving, 0, 0));
            if (await contexts.InTransactionAsync(me, db => CommitStagedAsync(db, me, importId, onlyValidRows, ct), ct) is { } result)
            {
                return result;
            }

            if (attempt == MaxTries)
            {
                throw new RuleException("Common.ChangedMeanwhile");
            }
        }
    }

    /// <summary>Waits until nobody else of this process is at the upload; when it is over, everybody hears that it rests.</summary>
    private async Task<IDisposable> EnterAsync(Actor me, long importId, CancellationToken ct) =>
        await turns.EnterAsync(importId, () => changes.Publish(new ImportMoved(me.OrganizationId, importId, ImportStage.Resting, 0, 0)), ct);

    private async Task<WorkbookImport> PrepareAsync(Actor me, long importId, CancellationToken ct)
    {
        await using (var db = contexts.Open(me))
        {
            (await kind.FindAsync(db, me, importId, time.UtcNow(), ct)).Import.RefuseSecondCommit();
        }

        // Read and compared before the transaction: nobody else should wait for Excel.
        var staged = await staging.StageAsync(me, importId, anew: false, ct);
        return staging.RemarksOf(staged).FileErrors.Count == 0 ? staged : throw new RuleException("Common.ImportUnreadable") { Field = "file" };
    }

    /// <summary>Carries out what was staged; null, and nothing is done, if it was compared with something else than what is there now.</summary>
    private async Task<ImportResult?> CommitStagedAsync(KBossDbContext db, Actor me, long importId, bool onlyValidRows, CancellationToken ct)
    {
        var import = await FindAsync(db.Imports, importId, ct);
        import.RefuseSecondCommit();
        if (import.StagedAt is null || import.Basis != await kind.BasisAsync(db, import.SubjectId, db.Now, ct))
        {
            return null;
        }

        var counts = await ImportStaging<TRow>.CountAsync(db, importId, ct);
        Commit(import, counts, onlyValidRows, db.Now);
        await kind.CarryOutStagedAsync(db, new StagedUpload(me, importId, import.SubjectId, counts), ct);
        return counts;
    }

    private async Task<ImportResult> CompareAndCommitAsync(
        Actor me, long importId, bool onlyValidRows, int reading, bool agreed, CancellationToken ct)
    {
        var upload = await staging.LoadAsync(me, importId, ct);
        if (kind.MakeBefore is { } make)
        {
            upload = upload with { Made = await MakeAsync(importId, upload, make, ct) };
        }

        var shown = kind.HoldsToPreview ? await staging.ShownAsync(me, importId, ct) : null;
        return await kind.CommitAsync(contexts, me, upload.SubjectId, async db =>
        {
            var import = await FindAsync(db.Imports.Where(i => i.OrganizationId == me.OrganizationId), importId, ct);
            import.RefuseSecondCommit();
            if (shown is not null && (import.Reading != reading || import.StagedAt is null))
            {
                // Compared once more, here or in another window, since it was shown.
                throw new RuleException("Common.ChangedMeanwhile");
            }

            var plan = await kind.PlanAsync(db, upload, toCarryOut: true, ct);
            if (kind.MakeBefore is not null && plan.Rows.Any(r => r.Kind == ImportRowKind.New && !upload.Made.ContainsKey(r.Number)))
            {
                // It is made when the commit is tried again, and not here, where others wait.
                throw new RuleException("Common.ChangedMeanwhile");
            }

            if (shown is not null && plan.Rows.FirstOrDefault(r => shown.GetValueOrDefault(r.Number) != staging.Shown(r)) is { } other)
            {
                throw kind.Outdated(other.Value);
            }

            if (!agreed)
            {
                RefuseUnasked(plan.Rows);
            }

            Commit(import, plan.Counts, onlyValidRows, upload.Now);
            return await plan.CarryOutAsync(db, ct);
        }, ct);
    }

    private void RefuseUnasked(IEnumerable<ImportRow<TRow>> rows)
    {
        var asked = rows.Where(r => r.Kind is ImportRowKind.New or ImportRowKind.Changed)
            .SelectMany(r => r.Notes.Select(n => kind.Asked.GetValueOrDefault(n.Code)).OfType<string>().Distinct())
            .GroupBy(code => code).FirstOrDefault();
        if (asked is not null)
        {
            throw new RuleException(asked.Key, asked.Count());
        }
    }

    private static void Commit(WorkbookImport import, ImportResult counts, bool onlyValidRows, DateTime now)
    {
        if (counts.Rejected > 0 && !onlyValidRows)
        {
            throw new RuleException("Common.ImportHasErrors", counts.Rejected) { Field = "file" };
        }

        import.Commit(counts.Added, counts.Changed, counts.Unchanged, counts.Rejected, now);
    }

    private async Task<IReadOnlyDictionary<int, object>> MakeAsync(long importId, ImportUpload<TRow> upload, Func<TRow, object> make, CancellationToken ct)
    {
        List<ImportRow<TRow>> rows;
        await using (var db = contexts.Open(upload.Me))
        {
            rows = [.. (await kind.PlanAsync(db, upload, toCarryOut: false, ct)).Rows.Where(r => r.Kind == ImportRowKind.New)];
        }

        return await Task.Run(() =>
        {
            var made = new Dictionary<int, object>();
            foreach (var row in rows)
            {
                ct.ThrowIfCancellationRequested();
                made[row.Number] = make(row.Value);
                changes.Publish(new ImportMoved(upload.Me.OrganizationId, importId, ImportStage.Preparing, made.Count, rows.Count));
            }

            return made;
        }, ct);
    }

    private Task<WorkbookImport> FindAsync(IQueryable<WorkbookImport> imports, long importId, CancellationToken ct) =>
        imports.Where(i => i.Kind == kind.Name).GetAsync("import", importId, ct);

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
}
