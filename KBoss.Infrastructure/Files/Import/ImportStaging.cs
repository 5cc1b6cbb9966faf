using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>
/// Keeps the rows of uploads in the database, as they were read and with what importing them would do. They are written in short steps, so that nobody
/// waits for long, and stand once the last step has said so; what a process leaves that dies in between is read anew, or removed by <see cref="StagedSweep"/>.
/// </summary>
public sealed class ImportStaging<TRow>(
    ImportKind<TRow> kind, KBossDbContextFactory contexts, FileStore files, Changes changes, TimeProvider time)
    where TRow : class, new()
{
    /// <summary>So many rows are written in one turn of the writer: some hundredths of a second.</summary>
    private const int Step = 1_000;

    private static readonly IReadOnlyDictionary<int, object> Nothing = new Dictionary<int, object>();
    private static StagedValues? values;

    /// <summary>
    /// The upload with its rows staged: read from the file if they are not, or not by the columns that it has to have by now; compared anew if what they
    /// were compared with has changed since. Where nobody knows whether it has, they are compared if <paramref name="anew"/> asks for it.
    /// </summary>
    public async Task<WorkbookImport> StageAsync(Actor me, long importId, bool anew, CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = contexts.Open(me);
        var import = await FindAsync(db, importId, ct);
        var (_, schema) = await kind.FormAsync(db, me, import.SubjectId, now, ct);
        if (import.StagedAt is null || import.Demands != schema.Demands)
        {
            var read = await ReadAsync(db, import, schema, ct);
            return await CompareAsync(db, import, new ImportUpload<TRow>(me, import.SubjectId, schema, read, now, Nothing), ct);
        }

        return (import.Basis.Length > 0 ? import.Basis == await kind.BasisAsync(db, import.SubjectId, now, ct) : !anew)
            ? import
            : await CompareAsync(db, import, await LoadAsync(db, me, import, schema, now, ct), ct);
    }

    /// <summary>The rows of an upload as they were read, from the database.</summary>
    public async Task<ImportUpload<TRow>> LoadAsync(Actor me, long importId, CancellationToken ct)
    {
        var now = time.UtcNow();
        await using var db = contexts.Open(me);
        var import = await FindAsync(db, importId, ct);
        var (_, schema) = await kind.FormAsync(db, me, import.SubjectId, now, ct);
        return await LoadAsync(db, me, import, schema, now, ct);
    }

    /// <summary>What the rows of an upload came to when they were compared last, by their numbers.</summary>
    internal async Task<IReadOnlyDictionary<int, ShownRow>> ShownAsync(Actor me, long importId, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        return await db.Set<StagedRow>().AsNoTracking().Where(r => r.ImportId == importId)
            .ToDictionaryAsync(r => r.Number, r => new ShownRow(r.Kind, r.Value, r.Changes), ct);
    }

    /// <summary>What a row comes to, in the form of <see cref="ShownAsync"/>.</summary>
    internal ShownRow Shown(ImportRow<TRow> row) => new(row.Kind, ValuesOf(kind).Write(row.Value), ValuesOf(kind).Write(row.Changes));

    /// <summary>What is wrong with the file as a whole, and the remarks on it.</summary>
    internal ImportRemarks RemarksOf(WorkbookImport import) =>
        import.Remarks.Length == 0 ? ImportRemarks.Of([], []) : ValuesOf(kind).Read<ImportRemarks>(import.Remarks);

    internal static StagedValues ValuesOf(ImportKind<TRow> kind) => values ??= new StagedValues(kind.ValueTypes);

    /// <summary>How many rows of each kind are staged.</summary>
    internal static async Task<ImportResult> CountAsync(KBossDbContext db, long importId, CancellationToken ct)
    {
        var counts = await db.Set<StagedRow>().Where(r => r.ImportId == importId)
            .GroupBy(r => r.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return new ImportResult(Of(ImportRowKind.New), Of(ImportRowKind.Changed), Of(ImportRowKind.Unchanged), Of(ImportRowKind.Error));

        int Of(ImportRowKind rows) => counts.GetValueOrDefault(rows);
    }

    /// <summary>Of how many staged rows that would be imported is asked what, by the code of the rule that refuses them otherwise.</summary>
    internal static async Task<IReadOnlyDictionary<string, int>> AsksAsync(KBossDbContext db, long importId, ImportKind<TRow> kind, CancellationToken ct)
    {
        var asks = new Dictionary<string, int>();
        foreach (var (note, rule) in kind.Asked)
        {
            // As the notes are written: a code stands in quotation marks, and no text that somebody typed does without a backslash before them.
            var written = $"\"Code\":\"{note}\"";
            var rows = await db.Set<StagedRow>().CountAsync(
                r => r.ImportId == importId && (r.Kind == ImportRowKind.New || r.Kind == ImportRowKind.Changed) && r.Notes.Contains(written), ct);
            if (rows > 0)
            {
                asks[rule] = asks.GetValueOrDefault(rule) + rows;
            }
        }

        return asks;
    }

    private Task<WorkbookImport> FindAsync(KBossDbContext db, long importId, CancellationToken ct) =>
        db.Imports.AsNoTracking().Where(i => i.Kind == kind.Name).GetAsync("import", importId, ct);

    /// <summary>Reads the file. That computes without a pause, so it does not run on the thread of a circuit.</summary>
    private async Task<WorkbookResult<TRow>> ReadAsync(KBossDbContext db, WorkbookImport import, WorkbookSchema<TRow> schema, CancellationToken ct)
    {
        Tell(import, ImportStage.Reading, 0, 0);
        var (_, content) = await files.ReadAsync(db, import.FileKey, ct);
        var done = new Relay(count => Tell(import, ImportStage.Reading, count, 0));
        return await Task.Run(() => WorkbookReader.Read(new MemoryStream(content, writable: false), schema, kind.Limits, done, ct), ct);
    }

    private async Task<ImportUpload<TRow>> LoadAsync(
        KBossDbContext db, Actor me, WorkbookImport import, WorkbookSchema<TRow> schema, DateTime now, CancellationToken ct)
    {
        var (json, remarks, rows) = (ValuesOf(kind), RemarksOf(import), new List<WorkbookRow<TRow>>());
        var staged = db.Set<StagedRow>().Where(r => r.ImportId == import.Id).OrderBy(r => r.Number).Select(r => new { r.Number, r.Value, r.ReadErrors });
        await foreach (var row in staged.AsAsyncEnumerable().WithCancellation(ct))
        {
            rows.Add(new WorkbookRow<TRow>(row.Number, json.Read<TRow>(row.Value), json.ReadList<CellError>(row.ReadErrors)));
        }

        return new ImportUpload<TRow>(me, import.SubjectId, schema, new WorkbookResult<TRow>(rows, remarks.FileErrors, remarks.Warnings), now, Nothing);
    }

    /// <summary>Works out what importing the rows would do, and keeps that with them in place of what was kept.</summary>
    private async Task<WorkbookImport> CompareAsync(KBossDbContext db, WorkbookImport import, ImportUpload<TRow> upload, CancellationToken ct)
    {
        var (me, file) = (upload.Me, upload.File);
        // Asked first: whatever changes from here on makes another one.
        var basis = await kind.BasisAsync(db, import.SubjectId, upload.Now, ct);
        Tell(import, ImportStage.Comparing, 0, file.Rows.Count);
        var plan = file.IsReadable ? await kind.PlanAsync(db, upload, toCarryOut: false, ct) : null;
        var reading = await contexts.InTransactionAsync(me, async write =>
        {
            var reading = (await TrackedAsync(write, import.Id, ct)).BeginReading(write.Now);
            await write.SaveChangesAsync(ct);
            return reading;
        }, ct);
        await StagedTables.ClearAsync(contexts, me, import.Id, ct);
        if (plan is not null)
        {
            await KeepAsync(me, import, reading, plan, file.Rows, ct);
        }

        var remarks = ValuesOf(kind).Write(ImportRemarks.Of(file.FileErrors, file.Warnings));
        return await contexts.InTransactionAsync(me, async write =>
        {
            var kept = await TrackedAsync(write, import.Id, ct);
            kept.EndReading(reading, upload.Schema.Demands, basis, remarks, write.Now);
            await write.SaveChangesAsync(ct);
            return kept;
        }, ct);
    }

    private async Task KeepAsync(
        Actor me, WorkbookImport import, int reading, ImportPlan<TRow> plan, IReadOnlyList<WorkbookRow<TRow>> read, CancellationToken ct)
    {
        for (var from = 0; from < plan.Rows.Count; from += Step)
        {
            var count = Math.Min(Step, plan.Rows.Count - from);
            var rows = Enumerable.Range(from, count).Select(i => Staged(import, plan.Rows[i], read[i].Errors)).ToList();
            await contexts.InTransactionAsync(me, async write =>
            {
                var kept = await TrackedAsync(write, import.Id, ct);
                kept.Continue(reading);
                // Whoever begins another reading in the same moment, in another process, is met here.
                write.Touch(kept);
                await write.SaveChangesAsync(ct);
                await write.AddManyAsync(rows, ct);
                await plan.StageAsync(write, import.Id, rows[0].Number, rows[^1].Number, ct);
            }, ct);
            Tell(import, ImportStage.Staging, from + count, plan.Rows.Count);
        }
    }

    private StagedRow Staged(WorkbookImport import, ImportRow<TRow> row, IReadOnlyList<CellError> readErrors)
    {
        var json = ValuesOf(kind);
        return new StagedRow(
            import, row.Number, row.Kind, json.Write(row.Value), json.Write(readErrors), json.Write(row.Errors), json.Write(row.Changes), json.Write(row.Notes));
    }

    private Task<WorkbookImport> TrackedAsync(KBossDbContext db, long importId, CancellationToken ct) =>
        db.Imports.Where(i => i.Kind == kind.Name).GetAsync("import", importId, ct);

    private void Tell(WorkbookImport import, ImportStage stage, int done, int total) =>
        changes.Publish(new ImportMoved(import.OrganizationId, import.Id, stage, done, total));

    /// <summary>Reports at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}

/// <summary>What a row came to: its value with what the kind keeps there of what it was compared with, and its changes, as JSON.</summary>
internal sealed record ShownRow(ImportRowKind Kind, string Value, string Changes);
