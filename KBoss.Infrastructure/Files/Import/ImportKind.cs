using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>
/// One kind of workbook that people import. It says who may, what the workbook looks like, what each row would do and how the good rows are carried
/// out; <see cref="ImportService{TRow}"/> does what all kinds share. Everything it is given a context for takes part in the caller's work and never saves,
/// but for what carries out.
///
/// A kind of few rows compares them anew in the transaction of the commit (<see cref="ImportPlan{TRow}.CarryOutAsync"/>). A kind of many keeps what its
/// plan prepares beside the staged rows (<see cref="ImportPlan{TRow}.StageAsync"/>), has a <see cref="BasisAsync"/>, and carries that out by statements over
/// many rows (<see cref="CarryOutStagedAsync"/>), for as long as the basis is the one that the rows were compared with.
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

    /// <summary>Whether whoever has sent a file may have it back without <see cref="SensitivePermission"/>.</summary>
    public virtual bool SenderMayDownload => false;

    /// <summary>
    /// Whether a commit carries out what the preview has shown, or nothing: where others have changed meanwhile what a row is compared with, it is refused by
    /// <see cref="Outdated"/>. Without it the commit compares anew and carries that out.
    /// </summary>
    public virtual bool HoldsToPreview => false;

    /// <summary>How large a file may be.</summary>
    public virtual WorkbookLimits Limits { get; } = new();

    /// <summary>Makes for a new row what is slow to make, such as a hashed password; null if there is nothing. It runs before the transaction.</summary>
    public virtual Func<TRow, object>? MakeBefore => null;

    /// <summary>The types of the values in its errors and changes, besides texts, numbers and <see cref="WorkbookText"/>.</summary>
    public virtual IReadOnlyList<Type> ValueTypes => [];

    /// <summary>
    /// The workbook that the actor fills in about a subject (0 is the organization itself); <see cref="Domain.Common.NotFoundException"/> if the
    /// subject is not the actor's. Whoever reads or commits an upload is asked so again.
    /// </summary>
    public abstract Task<ImportForm<TRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct);

    /// <summary>The workbook as it is filled in, with what it offers to choose from where that is kept by the organization.</summary>
    public virtual Task<WorkbookSchema<TRow>> TemplateAsync(KBossDbContext db, Actor me, WorkbookSchema<TRow> schema, CancellationToken ct) =>
        Task.FromResult(schema);

    /// <summary>
    /// What importing the upload would do, row by row, in the order of the file. A row that brings what is there already is unchanged: so the same file
    /// a second time changes nothing [R-CAT-2]. With <paramref name="toCarryOut"/> it is asked inside the transaction that carries it out.
    /// </summary>
    public abstract Task<ImportPlan<TRow>> PlanAsync(KBossDbContext db, ImportUpload<TRow> upload, bool toCarryOut, CancellationToken ct);

    /// <summary>
    /// What the rows of a file about the subject are compared with, as a short text that is another one as soon as any of it has changed; empty where the
    /// commit compares anew.
    /// </summary>
    public virtual Task<string> BasisAsync(KBossDbContext db, long subjectId, DateTime now, CancellationToken ct) => Task.FromResult("");

    /// <summary>A staged row as the actor may see it, who may see less than whoever has sent or compared it.</summary>
    public virtual ImportRow<TRow> ShownTo(Actor me, ImportRow<TRow> row) => row;

    /// <summary>Refuses a commit because a row comes to something else by now than was shown.</summary>
    public virtual RuleException Outdated(TRow row) => new("Common.ChangedMeanwhile");

    /// <summary>
    /// The codes of <see cref="ImportRow{TRow}.Notes"/> that somebody must have agreed to before such rows are imported, each with the code of the rule that
    /// refuses a commit otherwise; its only argument is how many rows there are.
    /// </summary>
    public virtual IReadOnlyDictionary<string, string> Asked => new Dictionary<string, string>();

    /// <summary>The transaction of a commit: in the actor's own scope, unless what the file is about needs another one.</summary>
    public virtual Task<T> CommitAsync<T>(
        KBossDbContextFactory contexts, Actor me, long subjectId, Func<KBossDbContext, Task<T>> work, CancellationToken ct) =>
        contexts.InTransactionAsync(me, work, ct);

    /// <summary>Carries out what was staged, inside the transaction of the commit, and saves it.</summary>
    public virtual Task CarryOutStagedAsync(KBossDbContext db, StagedUpload upload, CancellationToken ct) =>
        throw new NotSupportedException($"{Name} are compared anew by their commit.");

    /// <summary>An upload of the kind with its form; <see cref="NotFoundException"/> if it, or by now its subject, is not the actor's.</summary>
    internal async Task<(WorkbookImport Import, ImportForm<TRow> Form)> FindAsync(
        KBossDbContext db, Actor me, long importId, DateTime now, CancellationToken ct)
    {
        var import = await db.Imports.AsNoTracking().Where(i => i.Kind == Name).GetAsync("import", importId, ct);
        return (import, await FormAsync(db, me, import.SubjectId, now, ct));
    }
}

/// <summary>The workbook that is filled in: what its files are named after, and its columns.</summary>
public sealed record ImportForm<TRow>(string Name, WorkbookSchema<TRow> Schema)
    where TRow : class, new()
{
    /// <summary>By what addresses name the subject, where they do.</summary>
    public string SubjectKey { get; init; } = "";
}

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
    /// Adds what the commit will need of the rows from a number to another beside the staged rows of the upload; in a short transaction of its own.
    /// </summary>
    public virtual Task StageAsync(KBossDbContext db, long importId, int from, int to, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// Adds and changes what the good rows say and saves it, inside the transaction of the commit; returns the counts, and what is told this once.
    /// </summary>
    public virtual Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct) =>
        throw new NotSupportedException("What was staged is carried out.");
}

/// <summary>An upload whose rows are staged: who commits it, about what, and what that does.</summary>
public sealed record StagedUpload(Actor Me, long ImportId, long SubjectId, ImportResult Counts);

/// <summary>What a commit did, in rows of the file; kinds that tell more this once derive from it.</summary>
public record ImportResult(int Added, int Changed, int Unchanged, int Rejected);

/// <summary>What an import is at.</summary>
public enum ImportStage
{
    /// <summary>Nobody is at it.</summary>
    Resting,
    Reading,
    Comparing,
    Staging,
    Preparing,
    Saving,
}

/// <summary>
/// An upload has got on: so many rows are done, of how many (0 while that is not known). It is told while the work goes on, to every open page of the
/// organization.
/// </summary>
public sealed record ImportMoved(long OrganizationId, long ImportId, ImportStage Stage, int Done, int Total);
