using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>
/// One kind of workbook that people import. It says who may, what the workbook looks like, what each row would do and how the good rows are carried
/// out; <see cref="ImportService{TRow}"/> does what all kinds share. Everything it is given a context for takes part in the caller's work and never saves,
/// but for <see cref="ImportPlan{TRow}.CarryOutAsync"/>.
/// </summary>
public abstract class ImportKind<TRow>
    where TRow : class, new()
{
    /// <summary>What tells its uploads from others in the table; never changed.</summary>
    public abstract string Name { get; }

    /// <summary>Who may import, look back and download the template.</summary>
    public abstract string Permission { get; }

    /// <summary>What it takes besides to download an upload as it was sent, if it holds what is masked elsewhere; then every download is audited.</summary>
    public virtual string? SensitivePermission => null;

    /// <summary>How large a file may be.</summary>
    public virtual WorkbookLimits Limits { get; } = new();

    /// <summary>Makes for a new row what is slow to make, such as a hashed password; null if there is nothing. It runs before the transaction.</summary>
    public virtual Func<TRow, object>? MakeBefore => null;

    /// <summary>
    /// The workbook that the actor fills in about a subject (0 is the organization itself); <see cref="Domain.Common.NotFoundException"/> if the
    /// subject is not the actor's.
    /// </summary>
    public abstract Task<ImportForm<TRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct);

    /// <summary>
    /// What importing the upload would do, row by row, in the order of the file. A row that brings what is there already is unchanged: so the same file
    /// a second time changes nothing [R-CAT-2]. With <paramref name="toCarryOut"/> it is asked inside the transaction that carries it out.
    /// </summary>
    public abstract Task<ImportPlan<TRow>> PlanAsync(KBossDbContext db, ImportUpload<TRow> upload, bool toCarryOut, CancellationToken ct);
}

/// <summary>The workbook that is filled in: what its files are named after, and its columns.</summary>
public sealed record ImportForm<TRow>(string Name, WorkbookSchema<TRow> Schema)
    where TRow : class, new();

/// <summary>
/// An upload that was read: whose, about what, by which columns; <paramref name="Made"/> holds by row number what was made before the transaction.
/// </summary>
public sealed record ImportUpload<TRow>(
    Actor Me, long SubjectId, WorkbookSchema<TRow> Schema, WorkbookResult<TRow> File, DateTime Now, IReadOnlyDictionary<int, object> Made)
    where TRow : class, new();

/// <summary>What importing an upload would do, worked out without touching anything: the preview shows it and the commit carries it out.</summary>
public abstract class ImportPlan<TRow>
    where TRow : class, new()
{
    /// <summary>Every row of the file, good or bad.</summary>
    public abstract IReadOnlyList<ImportRow<TRow>> Rows { get; }

    /// <summary>What carrying the plan out does, in rows.</summary>
    public ImportResult Counts => new(
        Rows.Count(r => r.Kind == ImportRowKind.New), Rows.Count(r => r.Kind == ImportRowKind.Changed),
        Rows.Count(r => r.Kind == ImportRowKind.Unchanged), Rows.Count(r => r.Kind == ImportRowKind.Error));

    /// <summary>
    /// Adds and changes what the good rows say and saves it, inside the transaction of the commit; returns the counts, and what is told this once.
    /// </summary>
    public abstract Task<ImportResult> CarryOutAsync(KBossDbContext db, IProgress<ImportProgress>? progress, CancellationToken ct);
}

/// <summary>What a commit did, in rows of the file; kinds that tell more this once derive from it.</summary>
public record ImportResult(int Added, int Changed, int Unchanged, int Rejected);

/// <summary>What an import is at.</summary>
public enum ImportStage
{
    Reading,
    Comparing,
    Preparing,
    Saving,
}

/// <summary>How far an import is: rows done, of how many; 0 while that is not known.</summary>
public sealed record ImportProgress(ImportStage Stage, int Done, int Total);
